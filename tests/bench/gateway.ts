/**
 * Compares the gateway between pups with nginx as a plain proxy. Both have the same server behind
 * them and are requested in turn by wrk over keep-alive connections. The gateway serves a hundred
 * pups with five interfaces each. It matches routes for each request, and reports each request.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GATEWAY, grantOf, pupAddress, startGateway } from '../support/gateway.ts';
import { freePort } from '../support/program.ts';
import { hundredth, tenth, type Figure } from './stats.ts';
import { CONNECTIONS, hasWrk, middleOf, startPeer, wrk, type Measured } from './wrk.ts';
import { settleAll } from '../../src/lib/server/settle-all.ts';

const ROUNDS = 5;
const PUPS = 100;
/** Source address of wrk's requests on the loopback network. */
const ASKS_FROM = '127.0.0.1';
const ROUTES = ['/blocks', '/transactions/*', '/addresses/*/outputs', '/status', '/rest/**'];
/** Limits that wrk cannot reach. */
const LIMITS = { perSecond: 1_000_000, burst: 1_000_000, open: 1000 };

/** Runs the gateway in a separate process, which ends when its standard input closes. */
export async function gatewayBoxMain(): Promise<void> {
	const upstream = Number(process.argv[3]);
	const orphaned = new Promise((resolve) => process.stdin.resume().once('end', resolve));
	const gateway = await startGateway('bgateway', LIMITS);
	try {
		const pups = [ASKS_FROM, ...Array.from({ length: PUPS - 1 }, (_, at) => pupAddress(at + 2))];
		const names = ['core', 'index', 'wallet', 'names', 'chat'];
		await gateway.show(pups.flatMap((from) => names.map((name) => grantOf(from, name, upstream, { routes: ROUTES }))));
		process.stdout.write(`${gateway.port}\n`);
		await orphaned;
	} finally {
		await gateway.end();
	}
}

async function startBox(upstream: number) {
	const child = spawn(process.execPath, [process.argv[1]!, 'gateway-box', String(upstream)], {
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const line = await new Promise<string>((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', resolve);
		child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
	});
	return {
		port: Number(line),
		async end() {
			child.stdin.end();
			await ended;
		}
	};
}

export async function benchGateway(say: (line: string) => void): Promise<Figure[]> {
	if (!hasWrk()) {
		say('There is no wrk here: the gateway is not measured.');
		return [];
	}
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-gateway-'));
	const [upstream, plain] = [await freePort(), await freePort()];
	const peer = startPeer(folder, upstream, plain);
	let box: Awaited<ReturnType<typeof startBox>> | null = null;
	try {
		box = await startBox(upstream);
		const urls = [`http://127.0.0.1:${plain}`, `http://${GATEWAY}:${box.port}/index`];
		const found = urls.map(() => [] as Measured[]);
		for (let round = 0; round <= ROUNDS; round++) {
			urls.forEach((url, at) => {
				const measured = wrk(`${url}/rest/tx/0123456789abcdef?format=json`);
				// The first round is a warm-up.
				if (round > 0) found[at]!.push(measured);
			});
		}
		const rate = (at: number) => middleOf(found[at]!, 'perSecond');
		const time = (at: number) => tenth(1e6 / rate(at));
		const longest = (at: number) => Math.round(middleOf(found[at]!, 'p99') * 1000);
		return [
			{
				id: 'gateway',
				title: `Pup to pup over the gateway: time a request takes at ${CONNECTIONS} connections (${Math.round(rate(1))}/s)`,
				unit: 'µs',
				value: time(1),
				p99: longest(1),
				peer: { name: 'nginx as a plain proxy', value: time(0), p99: longest(0) },
				ratio: hundredth(time(1) / time(0)),
				// A ratio of 1.33 is 0.75 of the peer's requests in the same time.
				targetRatio: 1.33
			}
		];
	} finally {
		await settleAll([box?.end(), peer.end()]).finally(() => rmSync(folder, { recursive: true, force: true }));
	}
}
