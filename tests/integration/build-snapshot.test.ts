/**
 * Packages as of one moment: apt's lists, resolution and download with the layout of
 * snapshot.debian.org. A server on loopback stands for it and forwards everything to the mirror
 * that this host is configured with. So the moment is today, and the signatures are Debian's own.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	defaultSuite,
	mirrorLines,
	parseOsRelease,
	parseSourceLines,
	readHostSources
} from '../../src/lib/server/build/debian/mirrors.ts';
import { fileOf, parseSimulation } from '../../src/lib/server/build/debian/packages.ts';
import type { Host } from '../../src/lib/server/host/index.ts';
import { buildFetch, buildHostOptions, buildIndex, buildResolve } from '../../src/lib/server/host/index.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from '../support/as-root.ts';

const system = parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
const suite = defaultSuite(system);
/**
 * Addresses of this host's package mirrors, by the last part of the snapshot's address: `debian`,
 * `debian-security`.
 */
const mirrors = new Map(
	parseSourceLines(mirrorLines(system, readHostSources(), suite).join('\n')).map(({ uri, suite: name }) => [
		name.endsWith('-security') ? 'debian-security' : 'debian',
		uri.replace(/\/$/, '')
	])
);
const reason =
	cannotRunContainers() ??
	([...mirrors.values()].every((uri) => /^https?:/.test(uri))
		? null
		: 'the mirror of this host is not reached over HTTP');
if (reason) console.log(`build-snapshot.test: skipped, ${reason}`);

const MOMENT = '20260901T000000Z';
const aptFolder = `${suite}-${MOMENT}`;
const base = 'b'.repeat(64);

describe.skipIf(reason !== null)('a snapshot of Debian', () => {
	const data = mkdtempSync(join(tmpdir(), 'dogebox-snapshot-'));
	let agent: TestAgent;
	let host: Host;
	let server: Server;
	let sources: string[];
	const asked: string[] = [];

	beforeAll(async () => {
		const images = join(data, 'images');
		const run = join('/run/dogebox', 'dbxs');
		const paths = { data, images, storage: join(data, 'storage'), logs: join(data, 'logs'), run };
		const names = { instance: 'dbxs', bridge: 'dbxs0', subnet: '', nftTable: '', cgroup: '', idBase: 524288 };
		agent = await startAgent({ paths, names });
		({ host } = agent);
		// apt reads only the list of installed packages from a base, and here it is empty.
		mkdirSync(join(images, base, 'var/lib/dpkg'), { recursive: true });
		writeFileSync(join(images, base, 'var/lib/dpkg/status'), '');
		server = createServer((request, response) => {
			asked.push(request.url ?? '');
			const [, archive, rest] = new RegExp(`^/archive/([a-z-]+)/${MOMENT}/(.+)$`).exec(request.url ?? '') ?? [];
			const mirror = mirrors.get(archive ?? '');
			if (!mirror) return void response.writeHead(404).end();
			void fetch(`${mirror}/${rest}`)
				.then(async (answer) => {
					response.writeHead(answer.status);
					if (!answer.ok || !answer.body) return response.end();
					await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
				})
				.catch(() => response.destroy());
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const snapshots = `http://127.0.0.1:${(server.address() as AddressInfo).port}/archive`;
		// Without the suite itself, whose list takes apt most of a minute. Its updates have the
		// same layout.
		sources = mirrorLines(system, readHostSources(), suite, { base: snapshots, timestamp: MOMENT }).filter(
			(line) => !line.includes(` ${suite} `)
		);
	});

	afterAll(async () => {
		server?.closeAllConnections();
		server?.close();
		await agent?.close();
		for (const folder of [data, '/run/dogebox/dbxs']) rmSync(folder, { recursive: true, force: true });
	});

	it('is what packages are resolved and fetched from, in folders of its own, and asked for its lists once', async () => {
		const options = system.id === 'debian' ? await host.call(buildHostOptions, {}) : [];
		const index = { aptFolder, sources, options, base, maxAgeMs: Number.MAX_SAFE_INTEGER };
		expect(await host.call(buildIndex, index)).toBeNull();
		const lists = asked.length;
		expect(lists).toBeGreaterThan(2);
		expect(await host.call(buildIndex, index)).toBeNull();
		expect(asked).toHaveLength(lists);

		// This package depends on no other and has security updates in every release.
		const packages = ['linux-libc-dev'];
		const { exitCode, lines } = await host.call(buildResolve, { aptFolder, packages });
		const wanted = parseSimulation(lines);
		expect([exitCode, wanted.map((entry) => entry.name)]).toEqual([0, packages]);
		await host.call(buildFetch, { aptFolder, packages });
		expect(readdirSync(join(data, 'images/.apt', aptFolder, 'cache/archives'))).toContain(fileOf(wanted[0]!));
		expect(asked.filter((path) => !new RegExp(`^/archive/debian(-security)?/${MOMENT}/`).test(path))).toEqual([]);
		expect(asked.some((path) => path.includes('/debian-security/'))).toBe(true);
		expect(asked.at(-1)).toMatch(/linux.*\.deb$/);
	});
});
