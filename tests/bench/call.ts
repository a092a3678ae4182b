/**
 * Compares a call through the host agent with the same verb in the caller's own process. One
 * client, running as dogeboxd's user, makes both calls in turn.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureAccounts } from '../../scripts/lib/system-packages.mjs';
import { createAgentHost, createLocalHost, createSpawner, hostVerbs } from '../../src/lib/server/host/index.ts';
import { prepareFolders } from '../../src/supervisor/folders.ts';
import { agentSettings, type AgentSettings } from '../support/agent.ts';
import { root } from '../support/program.ts';
import { timesFigure, type Figure } from './stats.ts';

const RUNS = 5000;
const WARM_UP = 500;

/** Times of single calls, microseconds. */
interface Times {
	agent: number[];
	local: number[];
}

const idOf = (what: '-u' | '-g') => Number(spawnSync('id', [what, 'dogebox'], { encoding: 'utf8' }).stdout);

/** Resolves with the next line of a program. Rejects if the program ends first. */
function lineOf(child: ReturnType<typeof spawn>, what: string): Promise<string> {
	return new Promise((resolve, reject) => {
		createInterface({ input: child.stdout! }).once('line', resolve);
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`${what} ended with ${code}`)));
	});
}

/**
 * Starts the built agent with folders of its own. The verb is the cheapest one that touches the
 * disk (`container.exit` of a container that does not exist), so the cost of the call itself
 * dominates.
 */
export async function benchCall(): Promise<Figure[]> {
	ensureAccounts();
	const account = { uid: idOf('-u'), gid: idOf('-g') };
	const instance = `bc${randomBytes(3).toString('hex')}`;
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const run = join('/run/dogebox', instance);
	const settings = agentSettings({ instance, data, run, account });
	prepareFolders(data, run, account);
	const agent = spawn(process.execPath, [join(root, 'build/agent.js')], {
		cwd: '/',
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const agentEnded = new Promise((resolve) => agent.once('exit', resolve));
	const client = spawn(process.execPath, [process.argv[1]!, 'call-client'], {
		cwd: '/',
		stdio: ['pipe', 'pipe', 'inherit']
	});
	try {
		agent.stdin.write(`${JSON.stringify(settings)}\n${JSON.stringify({ dogeboxd: client.pid })}\n`);
		await lineOf(agent, 'the agent');
		client.stdin.write(JSON.stringify(settings) + '\n');
		const times = JSON.parse(await lineOf(client, 'the client')) as Times;
		return [
			timesFigure(
				{ id: 'call', title: 'A verb through the host agent', unit: 'µs' },
				times.agent,
				'the same verb in the process itself',
				times.local
			)
		];
	} finally {
		client.kill('SIGKILL');
		agent.kill('SIGTERM');
		await agentEnded;
		for (const folder of [data, run]) rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * The client's process. Reads the agent's settings from its first line, becomes dogeboxd's user,
 * makes both calls A B A B …, and prints the times.
 */
export async function callClientMain(): Promise<void> {
	const line = await new Promise<string>((resolve) => createInterface({ input: process.stdin }).once('line', resolve));
	const { paths, names, socketPath, account } = JSON.parse(line) as AgentSettings;
	process.setgroups!([]);
	process.setgid!(account.gid);
	process.setuid!(account.uid);
	const agent = createAgentHost({ paths, names, socketPath });
	const local = createLocalHost({ paths, names, spawn: createSpawner() });
	const args = { id: 'a'.repeat(32), process: 'main' };
	const times: Times = { agent: [], local: [] };
	for (let round = -WARM_UP; round < RUNS; round++) {
		for (const [kind, host] of Object.entries({ agent, local }) as ['agent' | 'local', typeof local][]) {
			const begun = performance.now();
			await host.call(hostVerbs.containerExit, args);
			const took = (performance.now() - begun) * 1000;
			if (round >= 0) times[kind].push(took);
		}
	}
	agent.close();
	console.log(JSON.stringify(times));
	process.exit(0);
}
