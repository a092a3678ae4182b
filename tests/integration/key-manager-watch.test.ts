/**
 * The agent's part in keeping the key manager running. It runs in a process of its own, as the
 * agent does. This process acts as the supervisor, which provides the pipe.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyManagerNews } from '../../src/agent/key-manager.ts';
import { identify, type ProcessIdentity } from '../../src/lib/server/host/process-identity.ts';
import { bundled } from '../support/agent.ts';
import { processRuns } from '../support/processes.ts';
import { ask, buildDkm } from './dkm-process.ts';

/** Starts the key manager at once and ends it when the input closes, as the agent does. */
const AGENT = `
import { createKeyManager } from './key-manager.mjs';
const manager = createKeyManager(JSON.parse(process.argv[2]), process.argv[3]);
process.stdin.on('end', () => manager.stop().then(() => process.exit()));
process.stdin.resume();
process.stdout.on('error', () => {});
manager.start();
`;

interface Agent {
	child: ChildProcess;
	pipe: Duplex;
	news: KeyManagerNews[];
	/** What key managers wrote to standard error. */
	words: string[];
}

describe('the key manager, as the agent keeps it', () => {
	let dkm: Awaited<ReturnType<typeof buildDkm>>;
	let folder = '';
	let record = '';
	let agents: Agent[] = [];
	let others: ChildProcess[] = [];

	beforeAll(async () => {
		dkm = await buildDkm();
		writeFileSync(join(dkm.folder, 'key-manager.mjs'), await bundled('src/agent/key-manager.ts'));
		writeFileSync(join(dkm.folder, 'agent.mjs'), AGENT);
	});
	afterAll(() => rmSync(dkm.folder, { recursive: true, force: true }));
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-keys-'));
		mkdirSync(join(folder, 'run'));
		record = join(folder, 'record.json');
	});
	afterEach(async () => {
		for (const { child, pipe } of agents) {
			child.kill('SIGKILL');
			pipe.end();
		}
		await expect.poll(() => agents.every(({ pipe }) => pipe.closed), { timeout: 20_000 }).toBe(true);
		for (const other of others) other.kill('SIGKILL');
		[agents, others] = [[], []];
		rmSync(folder, { recursive: true, force: true });
	});

	const socketPath = () => join(folder, 'run', 'dkm.sock');
	function startAgent(): Agent {
		const place = { program: dkm.program, folder: join(folder, 'dkm'), socketPath: socketPath(), args: [] };
		const child = spawn(process.execPath, [join(dkm.folder, 'agent.mjs'), JSON.stringify(place), record], {
			stdio: ['pipe', 'pipe', 'inherit', 'pipe']
		});
		const agent: Agent = { child, pipe: child.stdio[3] as Duplex, news: [], words: [] };
		createInterface({ input: child.stdout! }).on('line', (line) => agent.news.push(JSON.parse(line.slice(4)) as never));
		createInterface({ input: agent.pipe }).on('line', (line) => agent.words.push(line));
		agents.push(agent);
		return agent;
	}
	/** A process that the box did not start. */
	function someone(): ProcessIdentity {
		const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
		others.push(other);
		return identify(other.pid!)!;
	}
	const kinds = ({ news }: Agent) => news.map(({ is }) => is);
	const heard = (agent: Agent, count: number) =>
		expect.poll(() => agent.news.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
	const pidIn = (news: KeyManagerNews | undefined) => (news && 'pid' in news ? news.pid : 0);
	const status = async () => (await ask(socketPath(), 'GET', '/status')).status;
	async function killed({ child }: Agent): Promise<void> {
		child.kill('SIGKILL');
		await new Promise((resolve) => child.once('exit', resolve));
	}
	const supervisor = () => identify(process.pid)!;

	/**
	 * Records that an agent may find, and whether the process that they name survives. To add one,
	 * add a row.
	 */
	const RECORDS: { what: string; text: (other: ProcessIdentity) => unknown; goesOn: boolean }[] = [
		{ what: 'nothing', text: () => undefined, goesOn: true },
		{ what: 'nonsense', text: () => 'nonsense', goesOn: true },
		{
			what: 'an id that another process has by now',
			text: ({ pid, ticks }) => ({ keyManager: { pid, ticks: ticks - 1 }, supervisor: supervisor() }),
			goesOn: true
		},
		{
			what: 'an id that nobody has',
			text: () => ({ keyManager: { pid: 4_194_303, ticks: 1 }, supervisor: supervisor() }),
			goesOn: true
		},
		{
			what: 'one that another supervisor keeps',
			text: (other) => ({ keyManager: other, supervisor: other }),
			goesOn: true
		},
		{
			what: 'what a supervisor left that is gone',
			text: (keyManager) => ({ keyManager, supervisor: { pid: process.pid, ticks: 1 } }),
			goesOn: false
		}
	];
	it.each(RECORDS)('starts one where it finds $what', async ({ text, goesOn }) => {
		const other = someone();
		const found = text(other);
		if (found !== undefined) writeFileSync(record, JSON.stringify(found));
		const agent = startAgent();
		await heard(agent, 2);
		expect(kinds(agent)).toEqual(['begun', 'up']);
		expect(pidIn(agent.news[0])).not.toBe(other.pid);
		expect(await status()).toBe(200);
		expect(processRuns(other.pid)).toBe(goesOn);
	});

	it('finds the one of an agent that was killed, and sees its end at once', async () => {
		const first = startAgent();
		await heard(first, 2);
		await killed(first);
		const pid = pidIn(first.news[0]);
		const second = startAgent();
		await heard(second, 1);
		expect(second.news).toEqual([{ is: 'up', pid }]);
		process.kill(pid, 'SIGKILL');
		await heard(second, 4);
		expect(kinds(second)).toEqual(['up', 'ended', 'begun', 'up']);
		expect(second.news[1]).toMatchObject({ reason: 'exit status unknown', againInMs: 250 });
		// No process holds the other end of the first agent's pipe any more.
		await expect.poll(() => first.pipe.closed).toBe(true);
		expect(await status()).toBe(200);
	});

	it('finds one that does not answer yet', async () => {
		const first = startAgent();
		await heard(first, 1);
		const pid = pidIn(first.news[0]);
		process.kill(pid, 'SIGSTOP');
		await killed(first);
		const second = startAgent();
		await expect.poll(() => processRuns(pid)).toBe(true);
		process.kill(pid, 'SIGCONT');
		await heard(second, 1);
		expect(second.news).toEqual([{ is: 'up', pid }]);
	});

	it('has its words at the pipe, whoever started it, and ends with that alone', async () => {
		const first = startAgent();
		await heard(first, 2);
		await killed(first);
		const second = startAgent();
		await heard(second, 1);
		first.pipe.end();
		await expect.poll(() => first.words.join('\n'), { timeout: 20_000 }).toContain('its starter is gone');
		await heard(second, 3);
		expect(kinds(second).slice(0, 3)).toEqual(['up', 'ended', 'begun']);
	});

	it('ends it when the supervisor is gone, also one that was found, or hangs', async () => {
		const first = startAgent();
		await heard(first, 2);
		await killed(first);
		const second = startAgent();
		await heard(second, 1);
		const pid = pidIn(first.news[0]);
		process.kill(pid, 'SIGSTOP');
		second.child.stdin!.end();
		await expect.poll(() => processRuns(pid), { timeout: 20_000 }).toBe(false);
		await expect.poll(() => second.child.exitCode, { timeout: 20_000 }).toBe(0);
		expect(existsSync(record)).toBe(false);
	});
});
