/**
 * The host agent against clients that must not reach it, and against a compromised dogeboxd. With
 * real sockets, users and processes.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAccounts } from '../../scripts/lib/system-packages.mjs';
import { sweep } from '../support/host.ts';
import { prepareFolders } from '../../src/supervisor/folders.ts';
import { agentSettings, bundleAgent } from '../support/agent.ts';

const ROOT = process.getuid?.() === 0;
const instance = `ta${randomBytes(3).toString('hex')}`;
const PUP = randomBytes(16).toString('hex');
/** The ids of a pup's user as seen inside of the pup. */
const PUP_ACCOUNT = { uid: 420, gid: 69 };
const SECRET = 'nobody may read this';

const idOf = (what: '-u' | '-g', name: string) => Number(spawnSync('id', [what, name], { encoding: 'utf8' }).stdout);

describe.skipIf(!ROOT)('the host agent', () => {
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const run = join('/run/dogebox', instance);
	const socketPath = join(run, 'agent', 'agent.sock');
	const program = join(data, 'agent.mjs');
	let uid = 0;
	let gid = 0;
	let agent: ChildProcess;

	/**
	 * Runs a client script as a user. The script can use `call(verb, args)`, `raw(bytes)` and
	 * `seen()`. Returns what it prints as JSON.
	 * @param known the supervisor reports this process to the agent as dogeboxd
	 */
	async function asUser<T>(user: { uid: number; gid: number }, script: string, known = true): Promise<T> {
		const child = spawn(process.execPath, ['--input-type=module', '-e', `${CLIENT}\n${script}`, socketPath], {
			...user,
			cwd: '/',
			stdio: ['pipe', 'pipe', 'inherit']
		});
		let out = '';
		child.stdout.on('data', (chunk) => (out += String(chunk)));
		// The agent answers the second line after it has read the first.
		const heard = new Promise((resolve) => agent.stdout!.once('data', resolve));
		for (const line of [{ dogeboxd: known ? child.pid : 1 }, { question: 'alive' }])
			agent.stdin!.write(`${JSON.stringify(line)}\n`);
		await heard;
		child.stdin.end('go\n');
		await new Promise((resolve) => child.once('close', resolve));
		return JSON.parse(out) as T;
	}
	const dogeboxd = <T>(script: string, known = true) => asUser<T>({ uid, gid }, script, known);
	const answersTo = (verb: string, args: object, disk: string | null = null) =>
		dogeboxd<Answer>(
			`console.log(JSON.stringify(await call(${JSON.stringify(verb)}, ${JSON.stringify(args)}, ${JSON.stringify(disk)})))`
		);
	/** The agent still carries out a verb. */
	const works = async () => expect((await answersTo('cgroup.list', {})).result).toEqual([]);

	interface Answer {
		result?: unknown;
		error?: { code?: string; message: string };
		closed?: boolean;
	}

	beforeAll(async () => {
		ensureAccounts();
		uid = idOf('-u', 'dogebox');
		gid = idOf('-g', 'dogebox');
		prepareFolders(data, run, { uid, gid });
		writeFileSync(program, await bundleAgent());
		// The agent runs with a limit different from that of this process, and must report its own.
		const limited = ['--nofile=4321:4321', process.execPath, program];
		agent = spawn('prlimit', limited, { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
		const settings = agentSettings({ instance, data, run, account: { uid, gid } });
		agent.stdin!.write(JSON.stringify(settings) + '\n');
		await new Promise<void>((resolve, reject) => {
			agent.once('exit', () => reject(new Error('the agent ended')));
			agent.stdout!.once('data', () => resolve());
		});
		// The agent probes the host itself and runs a container for that.
		await answersTo('host.probe', {});
	});

	afterAll(async () => {
		agent.kill('SIGTERM');
		await new Promise((resolve) => (agent.exitCode === null ? agent.once('exit', resolve) : resolve(null)));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	});

	it('carries out verbs for dogeboxd, at little cost', async () => {
		await works();
		const { ms } = await dogeboxd<{ ms: number }>(`
			await call('cgroup.list', {});
			const at = performance.now();
			for (let n = 0; n < 200; n++) await call('container.exit', { id: '${PUP}', process: 'x' });
			console.log(JSON.stringify({ ms: (performance.now() - at) / 200 }))`);
		expect(ms).toBeGreaterThan(0);
	});

	it('tells its own limit of open files, which is what containers get', async () => {
		const { result } = await answersTo('host.probe', {});
		expect(result).toMatchObject({ limits: { openFilesHard: 4321 } });
	});

	it('is closed to every other user', async () => {
		expect(statSync(join(run, 'agent'))).toMatchObject({ uid: 0, gid, mode: 0o40710 });
		expect(statSync(socketPath)).toMatchObject({ uid: 0, gid });
		expect(statSync(socketPath).mode & 0o777).toBe(0o660);
		for (const user of ['nobody', 'dogebox-dkm']) {
			const ids = { uid: idOf('-u', user), gid: idOf('-g', user) };
			expect(await asUser<Answer>(ids, REPORT)).toMatchObject({ error: { code: 'EACCES' } });
		}
		await works();
	});

	it('is closed to other processes of dogeboxd’s own user, such as its git', async () => {
		expect(await dogeboxd<Answer>(REPORT, false)).toEqual({ closed: true });
		// The agent first refuses the connection and then logs that.
		await expect
			.poll(() => readFileSync(join(data, 'logs/host-agent.log'), 'utf8'))
			.toMatch(/refused: process \d+ of user/);
		await works();
	});

	it('knows its verbs and nothing else, and checks what they get', async () => {
		for (const verb of ['git.fetch', 'run', '__proto__', 'constructor', 'test.echo', '../cgroup.list']) {
			expect((await answersTo(verb, {})).error?.code, verb).toBe('invalid-host-call');
		}
		for (const [verb, args] of Object.entries({
			'container.erase': { id: '../../etc', strays: true },
			'log.free': { id: '../box' },
			'log.remove': { id: '..' },
			'storage.write': { pupId: PUP, folder: '..', name: 'x', text: '', mode: 0o600 },
			'pup-source.take': { pupId: '../x', folder: 'source' },
			'network.destroy': { table: 'filter', bridge: `${instance}0`, ends: [] },
			'registry-auth.read': { file: '/etc/shadow' },
			'overlay.mount': { target: '/etc', layers: [join(data, 'images')], upper: null },
			'process.kill': { id: PUP, pid: 1, ticks: 0 },
			'container.ask-to-end': { id: PUP, process: 'web', pid: 1, ticks: 0, signal: 'SIGSTOP', waitMs: 0 }
		})) {
			expect((await answersTo(verb, args)).error?.code, verb).toBe('invalid-host-call');
		}
	});

	it('takes no link that dogeboxd could plant for a file of its own', async () => {
		const secret = join(data, 'secret');
		writeFileSync(secret, SECRET, { mode: 0o600 });
		const staged = join(data, 'staging', PUP);
		mkdirSync(staged, { recursive: true });
		symlinkSync(secret, join(staged, 'plain'));
		for (const path of [join(data, 'staging'), staged]) chownSync(path, uid, gid);
		expect((await answersTo('pup-source.take', { pupId: PUP, folder: 'source' })).error?.code).toBe('bad-source');
		// The whole folder is a link to a folder that does not belong to dogeboxd.
		rmSync(staged, { recursive: true });
		mkdirSync(join(data, 'rooted'));
		writeFileSync(join(data, 'rooted/file'), SECRET);
		symlinkSync(join(data, 'rooted'), staged);
		expect((await answersTo('pup-source.take', { pupId: PUP, folder: 'source' })).error?.message).toMatch(
			/belongs to somebody else/
		);
		expect(existsSync(join(data, 'pups', PUP, 'source'))).toBe(false);

		const archive = join(data, 'downloads', 'a.tar');
		const id = 'a'.repeat(64);
		expect((await answersTo('build.stage-archives', { id })).result).toBeNull();
		for (const occupy of [() => symlinkSync(secret, archive), () => writeFileSync(archive, SECRET)]) {
			rmSync(archive, { force: true });
			occupy();
			const unpacked = await answersTo('build.unpack', { id, archive, into: ['x'], strip: 0 });
			expect(unpacked.error?.code).toMatch(/invalid-host-call|ELOOP/);
			expect(JSON.stringify(unpacked)).not.toContain(SECRET);
		}
		const layer = await answersTo('build.image-layers', {
			id,
			layers: [{ file: join(data, 'downloads/../secret'), diffId: id }]
		});
		expect(layer.error?.code).toBe('invalid-host-call');
	});

	it('lets dogeboxd put nothing in the place of what is root’s', async () => {
		const tried = await dogeboxd<Record<string, string>>(`
			import { renameSync, rmdirSync, writeFileSync, symlinkSync, readdirSync } from 'node:fs';
			const out = {};
			const attempt = (name, fn) => { try { fn(); out[name] = 'done'; } catch (error) { out[name] = error.code; } };
			for (const name of ['images', 'pups', 'storage', 'logs']) attempt(name, () => renameSync('${data}/' + name, '${data}/x'));
			attempt('log', () => symlinkSync('/etc/shadow', '${data}/logs/x.log'));
			attempt('layer', () => writeFileSync('${data}/images/x', ''));
			attempt('run', () => writeFileSync('${run}/x', ''));
			attempt('exit', () => writeFileSync('${run}/exits/x.y', ''));
			attempt('audit', () => writeFileSync('${data}/logs/host-agent.log', ''));
			console.log(JSON.stringify(out))`);
		expect(Object.values(tried).every((code) => code === 'EACCES' || code === 'EPERM')).toBe(true);
		expect(Object.keys(tried)).toHaveLength(9);
	});

	it('touches no process but those of its containers', async () => {
		const victim = spawn('sleep', ['100'], { stdio: 'ignore' });
		try {
			const stat = readFileSync(`/proc/${victim.pid}/stat`, 'latin1');
			const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
			const signalled = await answersTo('process.kill', { id: PUP, pid: victim.pid, ticks });
			expect(signalled.result).toBe(false);
			expect(victim.exitCode ?? victim.signalCode).toBeNull();
			const attached = await answersTo('network.attach', {
				table: `dogebox_${instance}`,
				bridge: `${instance}0`,
				gateway: '10.198.0.1',
				gatewayMac: '02:00:00:00:00:02',
				end: { end: `${instance}x`, mac: '02:00:00:00:00:01', address: '10.198.0.2' },
				policy: null,
				fast: false,
				alias: 'x',
				pid: victim.pid
			});
			expect(attached.error?.code).toBe('invalid-host-call');
		} finally {
			victim.kill('SIGKILL');
		}
	});

	it('goes by no disk that somebody else could have prepared', async () => {
		const mine = join(data, 'downloads');
		for (const disk of ['/tmp/../etc', 'relative', '/proc/self/root']) {
			const answer = await answersTo('storage.make', { pupId: PUP, account: PUP_ACCOUNT }, disk);
			expect(answer.error?.code, disk).toMatch(/invalid-host-call|storage-missing/);
		}
		expect((await answersTo('storage.make', { pupId: PUP, account: PUP_ACCOUNT }, mine)).error?.code).toBe(
			'storage-missing'
		);
		expect(existsSync(join(mine, 'dogebox'))).toBe(false);
		spawnSync('mount', ['-t', 'tmpfs', '-o', `uid=${uid},mode=0755`, 'tmpfs', mine]);
		try {
			expect((await answersTo('storage.make', { pupId: PUP, account: PUP_ACCOUNT }, mine)).error?.code).toBe(
				'invalid-host-call'
			);
			chownSync(mine, 0, 0);
			expect((await answersTo('storage.make', { pupId: PUP, account: PUP_ACCOUNT }, mine)).result).toBe(false);
			expect(statSync(join(mine, 'dogebox', instance, PUP)).uid).toBe(524288 + 420);
			chmodSync(join(mine, 'dogebox'), 0o777);
			expect((await answersTo('storage.remove', { pupId: PUP }, mine)).error?.code).toBe('invalid-host-call');
		} finally {
			spawnSync('umount', ['--lazy', mine]);
		}
	});

	it.each([
		['garbage', `raw(Buffer.from('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))`],
		['random bytes', `raw((await import('node:crypto')).randomBytes(100_000))`],
		['a frame of 4 GB', `raw(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 1]))`],
		['a frame that is too short', `raw(Buffer.from([0, 0, 0, 1, 1, 0, 0, 0, 1]))`],
		['a kind that is none', `frame(99, 1, '{}')`],
		['no JSON', `frame(1, 1, '{{{{')`],
		['JSON of another form', `frame(1, 1, '[1, 2, 3]')`],
		[
			'a number twice',
			// Both frames are sent in one piece, so that the first call still runs when the agent
			// reads the second.
			`socket.cork(); frame(1, 7, body('storage.usage', { pupId: '${PUP}', files: true })); frame(1, 7, body('cgroup.list', {})); socket.uncork()`
		],
		['a credit of no stream', `frame(6, 1, Buffer.from([9, 0, 0, 0, 1]))`]
	])('ends a connection with %s, and goes on', async (_name, script) => {
		expect(await dogeboxd<Answer>(`${script}; console.log(JSON.stringify({ closed: await closed }))`)).toEqual({
			closed: true
		});
		await works();
	});

	it('outlives ten thousand calls at once, and a client that reads nothing', async () => {
		const { done, busy } = await dogeboxd<{ done: number; busy: number }>(`
			const all = await Promise.all(Array.from({ length: 10_000 }, () => call('container.exit', { id: '${PUP}', process: 'x' })));
			const busy = all.filter(({ error }) => error?.code === 'host-busy').length;
			console.log(JSON.stringify({ done: all.filter(({ result }) => result === null).length, busy }))`);
		expect(done + busy).toBe(10_000);
		expect(done).toBeGreaterThan(0);
		await dogeboxd(`
			socket.pause();
			for (let n = 1; n < 50_000; n++) frame(1, n, body('network.inspect', { table: 'x' }));
			await new Promise((resolve) => setTimeout(resolve, 1000));
			console.log('{}'); process.exit(0)`);
		await works();
		expect(agent.exitCode).toBeNull();
	});

	it('writes a line for each call, without what it was about', async () => {
		const secret = randomBytes(8).toString('hex');
		await answersTo('storage.make', { pupId: PUP, account: PUP_ACCOUNT });
		await answersTo('storage.write', {
			pupId: PUP,
			account: PUP_ACCOUNT,
			folder: null,
			name: 'key',
			text: secret,
			mode: 0o400
		});
		expect(readFileSync(join(data, 'storage', PUP, 'key'), 'utf8')).toBe(secret);
		const audit = readFileSync(join(data, 'logs/host-agent.log'), 'utf8');
		const lines = audit
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { verb: string; outcome: string });
		expect(lines.at(-1)).toMatchObject({ verb: 'storage.write', outcome: 'done' });
		expect(audit).not.toContain(secret);
		expect(audit).not.toContain(PUP);
	});
});

/** The beginning of every client script. */
const CLIENT = `
import { connect } from 'node:net';
const socketPath = process.argv[1];
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.pause();
const waiting = new Map();
let last = 0, kept = Buffer.alloc(0), failure = null;
const socket = connect(socketPath);
const closed = new Promise((resolve) => socket.once('close', () => { for (const end of waiting.values()) end({ closed: true }); resolve(true); }));
socket.on('error', (error) => (failure = { code: error.code, message: error.message }));
socket.on('data', (chunk) => {
	kept = Buffer.concat([kept, chunk]);
	while (kept.length >= 9 && kept.length >= 4 + kept.readUInt32BE(0)) {
		const length = kept.readUInt32BE(0) + 4, kind = kept[4], id = kept.readUInt32BE(5), text = kept.subarray(9, length).toString();
		kept = kept.subarray(length);
		if (kind === 16) waiting.get(id)?.({ result: text ? JSON.parse(text) : undefined });
		if (kind === 17) waiting.get(id)?.({ error: JSON.parse(text) });
	}
});
const body = (verb, args, disk = null) => JSON.stringify({ verb, args, disk });
const raw = (bytes) => socket.write(bytes);
const frame = (kind, id, content) => {
	const bytes = Buffer.from(content), head = Buffer.alloc(9);
	head.writeUInt32BE(5 + bytes.length, 0); head[4] = kind; head.writeUInt32BE(id, 5);
	socket.write(Buffer.concat([head, bytes]));
};
const call = (verb, args, disk) => new Promise((resolve) => {
	if (socket.destroyed) return resolve({ closed: true });
	const id = ++last; waiting.set(id, (answer) => { waiting.delete(id); resolve(answer); }); frame(1, id, body(verb, args, disk));
});
setTimeout(() => process.exit(9), 60_000).unref();
process.on('beforeExit', () => socket.destroy());
const print = console.log;
console.log = (text) => { print(text); socket.destroy(); };
`;
/** Prints the result of a first call, or why there was no connection. */
const REPORT = `
await new Promise((resolve) => { socket.once('connect', resolve); socket.once('error', resolve); });
if (failure) console.log(JSON.stringify({ error: failure }));
else console.log(JSON.stringify(await call('cgroup.list', {})));
`;
