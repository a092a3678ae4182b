/**
 * dogeboxd as a user of its own, without root's rights: its identity, what it cannot do, and what
 * happens when one of the programs beside it ends.
 */
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxInfo, PartEnd } from '../../src/lib/contract/box.ts';
import { AliveBox, cannotRun, HOSTILE_SOURCE, PASSWORD } from '../support/alive.ts';
import { programOf } from '../support/program.ts';
import { processRuns } from '../support/processes.ts';

const missing = cannotRun();
const idOf = (name: string) => Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);

const fieldOf = (pid: number, name: string) =>
	new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

/** Targets of a process's open descriptors. */
function filesOf(pid: number): string[] {
	try {
		return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
	} catch {
		return [];
	}
}

async function until<T>(check: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
	for (const end = Date.now() + 60_000; ;) {
		const found = await check();
		if (found) return found as NonNullable<T>;
		if (Date.now() > end) throw new Error(`it never came: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/**
 * Sets owners and modes as they were before there was an agent, when everything ran in one process
 * of root.
 */
function asBeforeTheAgent(data: string): void {
	const were = new Set(['dogebox', 'dogebox-dkm'].map(idOf));
	const { gid: group } = statSync(data);
	// Layers and the data of pups have other owners, before and after.
	const give = (path: string) => {
		const found = lstatSync(path);
		if (!were.has(found.uid) && found.gid !== group) return;
		if (found.isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
		lchownSync(path, 0, 0);
	};
	give(data);
	chmodSync(data, 0o711);
	chmodSync(join(data, 'images'), 0o711);
	for (const name of ['logs', ...readdirSync(join(data, 'logs')).map((name) => `logs/${name}`)])
		if (lstatSync(join(data, name)).isDirectory()) chmodSync(join(data, name), 0o700);
}

describe.skipIf(missing !== null)('a box that root started', () => {
	let box: AliveBox;
	let pup: string;
	const pidOf = (program: string) => box.box.pids().find((pid) => programOf(pid) === program) ?? null;
	const servicePid = async () => (await box.pup(pup)).services[0]?.pid ?? null;
	const info = () => box.get<BoxInfo>('/box');
	/** Runs a program as dogeboxd's user. */
	const asDogeboxd = (...argv: string[]) =>
		spawnSync('setpriv', ['--reuid', 'dogebox', '--regid', 'dogebox', '--clear-groups', ...argv], { encoding: 'utf8' });

	beforeAll(async () => {
		box = await AliveBox.start('unprivileged', { endsParts: true });
		await box.addSource(HOSTILE_SOURCE);
		pup = await box.install('Probe');
		await until(async () => (await box.get<{ lines: unknown[] }>(`/pups/${pup}/logs`)).lines.length > 0, 'its log');
	});
	afterAll(() => box?.dispose());

	it('takes over what was root’s, with what runs, and follows no link', async () => {
		const { data } = box.options;
		const before = await servicePid();
		await box.box.stop();
		asBeforeTheAgent(data);
		const layer = readdirSync(join(data, 'images')).find((name) => /^[0-9a-f]{64}$/.test(name))!;
		const owners = (path: string) => [statSync(path).uid, statSync(path).gid];
		const untouched = [join(data, 'images', layer), join(data, 'storage', pup), join(data, 'pups', pup, 'source')];
		const were = untouched.map(owners);
		const outside = join(data, 'images', 'outside');
		mkdirSync(outside);
		writeFileSync(join(outside, 'file'), '');
		symlinkSync(outside, join(data, 'sources', 'away'));

		await box.startAgain();
		await box.api.login(PASSWORD);
		expect(lstatSync(join(data, 'dogebox.db')).uid).toBe(idOf('dogebox'));
		expect(lstatSync(join(data, 'sources', 'away')).uid).toBe(idOf('dogebox'));
		expect(owners(join(outside, 'file'))).toEqual([0, 0]);
		expect(untouched.map(owners)).toEqual(were);
		expect(statSync(join(data, 'dkm')).uid).toBe(idOf('dogebox-dkm'));
		const found = await box.state(pup, 'running');
		expect(found.services[0]?.pid).toBe(before);
		expect((await box.get<{ lines: unknown[] }>(`/pups/${pup}/logs`)).lines.length).toBeGreaterThan(0);
		await box.act(pup, 'restart');
		await box.state(pup, 'running');
	});

	it('runs dogeboxd and key manager as users of their own, without a way back', () => {
		const user = idOf('dogebox');
		expect(fieldOf(box.box.pid, 'Uid')).toBe([user, user, user, user].join('\t'));
		for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
			expect(fieldOf(box.box.pid, set), set).toMatch(/^0+$/);
		}
		expect(fieldOf(box.box.pid, 'NoNewPrivs')).toBe('1');
		expect(fieldOf(box.box.pid, 'Groups').trim()).toBe('');
		const listed = spawnSync('ps', ['-o', 'user:20=', '-p', String(box.box.pid)], { encoding: 'utf8' }).stdout.trim();
		expect(listed).toBe('dogebox');
		expect(fieldOf(pidOf('dkm')!, 'Uid')).toMatch(new RegExp(`^${idOf('dogebox-dkm')}\t`));
		expect(fieldOf(pidOf('agent')!, 'Uid')).toMatch(/^0\t/);
	});

	it('keeps dogeboxd out of the key manager', async () => {
		const dkm = pidOf('dkm')!;
		expect(asDogeboxd('ls', join(box.options.data, 'dkm')).stderr).toMatch(/Permission denied/);
		expect(asDogeboxd('kill', '-TERM', String(dkm)).stderr).toMatch(/not permitted/);
		expect(asDogeboxd('cat', `/proc/${dkm}/environ`).stderr).toMatch(/Permission denied/);
		const socket = join('/run/dogebox', box.options.instance, 'keys', 'dkm.sock');
		const connect = `require('net').connect('${socket}').on('connect', () => { console.log('in'); process.exit() }).on('error', (e) => console.log(e.code))`;
		expect(asDogeboxd(process.execPath, '-e', connect).stdout.trim()).toBe('in');
		const nobody = spawnSync(
			'setpriv',
			['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', process.execPath, '-e', connect],
			{
				encoding: 'utf8'
			}
		);
		expect(nobody.stdout.trim()).toBe('EACCES');
		expect(processRuns(dkm)).toBe(true);
		// The key manager ends when this pipe closes. No other process, such as a monitor of a pup,
		// holds it open.
		const [input, errors] = [0, 2].map((fd) => readlinkSync(`/proc/${dkm}/fd/${fd}`));
		expect(errors).toBe(input);
		const all = readdirSync('/proc').map(Number).filter(Boolean);
		expect(
			all
				.filter((pid) => filesOf(pid).includes(input!))
				.map(programOf)
				.sort()
		).toEqual(['agent', 'dkm']);
	});

	/** The parts that ended by themselves, with the reasons. */
	const ends = async () =>
		(await box.api.call<{ ends: PartEnd[] }>('GET', '/box/ends')).body.ends.map(({ part, reason }) => [part, reason]);

	it('goes on, and says so, when the host agent dies', async () => {
		expect(await ends()).toEqual([]);
		const before = await servicePid();
		const agent = pidOf('agent')!;
		// The supervisor is stopped, so that it cannot start another agent before the notice is
		// visible.
		const supervisor = box.box.pids()[0]!;
		process.kill(supervisor, 'SIGSTOP');
		process.kill(agent, 'SIGKILL');
		const said = await until(
			async () => (await info()).runtime?.missing.find(({ code }) => code === 'host-agent-away'),
			'a notice'
		).finally(() => process.kill(supervisor, 'SIGCONT'));
		expect(said.what).toContain('restarted');
		const next = await until(() => pidOf('agent'), 'another agent');
		expect(next).not.toBe(agent);
		await until(
			async () => (await info()).runtime?.missing.every(({ code }) => code !== 'host-agent-away'),
			'its return'
		);
		expect(await servicePid()).toBe(before);
		expect(await ends()).toEqual([['agent', 'ended by SIGKILL']]);
		expect(box.box.output()).toMatch(/the host agent ended: ended by SIGKILL/);
		await box.act(pup, 'restart');
		expect((await box.state(pup, 'running')).services[0]?.pid).not.toBe(before);
	});

	it('ends a command with a clear error when the host agent dies under it, and runs the next', async () => {
		const before = await servicePid();
		const exec = (script: string) =>
			fetch(`${box.url}/api/v1/pups/${pup}/exec`, {
				method: 'POST',
				headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
				body: JSON.stringify({ argv: ['sh', '-c', script] })
			});
		const agent = pidOf('agent')!;
		const running = await exec('trap "" PIPE HUP TERM; while :; do echo up; sleep 0.1; done');
		const reader = running.body!.pipeThrough(new TextDecoderStream()).getReader();
		let said = '';
		const read = async () => {
			const { value, done } = await reader.read();
			said += value ?? '';
			return !done;
		};
		while (!said.includes('"up')) await read();
		process.kill(agent, 'SIGKILL');
		while (await read());
		const [event, data] = said.trim().split('\n\n').at(-1)!.split('\n');
		expect(event).toBe('event: error');
		expect(JSON.parse(data!.slice('data: '.length))).toMatchObject({ code: 'host-agent-away', status: 503 });
		// The request waits for the next agent by itself. By then the first command has been
		// killed.
		const next = await (await exec('grep -l "ech[o] up" /proc/[0-9]*/cmdline; echo well')).text();
		expect(next).toContain('event: exit');
		expect(next).toContain('well');
		expect(next).not.toContain('/cmdline');
		expect(pidOf('agent')).not.toBe(agent);
		expect(await servicePid()).toBe(before);
	});

	it('starts dogeboxd again when it dies, and loses no pup', async () => {
		const before = await servicePid();
		const { pid } = box.box;
		process.kill(pid, 'SIGKILL');
		await until(() => box.box.pid !== pid && pidOf('main'), 'another dogeboxd');
		await until(
			() =>
				fetch(`${box.url}/api/v1/box`).then(
					({ ok }) => ok,
					() => false
				),
			'an answer'
		);
		// The first page waits for the adoption only for a limited time.
		await expect.poll(async () => (await box.state(pup, 'running')).services[0]?.pid, { timeout: 20_000 }).toBe(before);
		expect(await ends()).toEqual([
			['dogeboxd', 'ended by SIGKILL'],
			['agent', 'ended by SIGKILL']
		]);
		expect(box.box.output()).toMatch(/dogeboxd ended: ended by SIGKILL/);
	});

	/** Logs in as soon as the key manager answers. */
	const login = () =>
		until(
			() =>
				box.api.login(PASSWORD).then(
					() => true,
					() => false
				),
			'a login'
		);
	const nextAfter = (program: string, pid: number) =>
		until(() => pidOf(program) !== pid && pidOf(program), `another ${program}`);

	it('starts the key manager again when it dies', async () => {
		// If an earlier test killed the agent, the next agent found the key manager that ran and is
		// not its parent. The second key manager is a child of the agent.
		for (const reason of [/^(exit status unknown|ended by SIGKILL)/, /^ended by SIGKILL/]) {
			const dkm = pidOf('dkm')!;
			process.kill(dkm, 'SIGKILL');
			await nextAfter('dkm', dkm);
			await login();
			expect((await ends())[0]).toEqual(['dkm', expect.stringMatching(reason)]);
		}
	});

	it('locks no key when the host agent dies or is told to end, and watches the same key manager', async () => {
		await login();
		const dkm = pidOf('dkm')!;
		for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
			const agent = pidOf('agent')!;
			process.kill(agent, signal);
			await nextAfter('agent', agent);
			await until(
				async () => (await info()).runtime?.missing.every(({ code }) => code !== 'host-agent-away'),
				'its return'
			);
			expect(pidOf('dkm'), signal).toBe(dkm);
			expect(await box.get('/keys'), signal).toEqual({ locked: false });
		}
		process.kill(dkm, 'SIGKILL');
		await nextAfter('dkm', dkm);
		await expect.poll(() => box.get('/keys'), { timeout: 20_000 }).toEqual({ locked: true });
		expect((await ends())[0]).toEqual(['dkm', expect.stringMatching(/^exit status unknown/)]);
		await login();
	});

	it('says so when the key manager ended while there was no host agent', async () => {
		const [agent, dkm] = [pidOf('agent')!, pidOf('dkm')!];
		process.kill(agent, 'SIGKILL');
		process.kill(dkm, 'SIGKILL');
		await nextAfter('dkm', dkm);
		await expect.poll(() => box.get('/keys'), { timeout: 20_000 }).toEqual({ locked: true });
		expect((await ends()).slice(0, 2).map(([part]) => part)).toEqual(['dkm', 'agent']);
		await login();
	});

	it('stops all of it within five seconds, and leaves pups running', async () => {
		const before = await servicePid();
		const endsBefore = await ends();
		const pids = box.box.pids();
		expect(pids).toHaveLength(4);
		expect(await box.box.stop()).toBeLessThan(5000);
		expect(pids.filter(processRuns)).toEqual([]);
		expect(processRuns(before)).toBe(true);
		await box.startAgain();
		await box.api.login(PASSWORD);
		expect(await ends(), 'a normal stop is no end to tell of').toEqual(endsBefore);
		expect((await box.state(pup, 'running')).services[0]?.pid).toBe(before);
	});

	it('leaves nothing alive when its supervisor is killed', async () => {
		const pids = box.box.pids();
		expect(pids).toHaveLength(4);
		process.kill(pids[0]!, 'SIGKILL');
		await until(() => !pids.some(processRuns), 'their end');
		await box.startAgain();
	});

	it('puts a key manager out of the way that hung when all others were killed', async () => {
		const dkm = pidOf('dkm')!;
		const others = box.box.pids().filter((pid) => pid !== dkm);
		process.kill(dkm, 'SIGSTOP');
		for (const pid of others) process.kill(pid, 'SIGKILL');
		await until(() => !others.some(processRuns), 'their end');
		expect(processRuns(dkm)).toBe(true);
		await box.startAgain();
		await login();
		expect(processRuns(dkm)).toBe(false);
	});
});
