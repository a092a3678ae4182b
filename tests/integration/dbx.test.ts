/** The built `dbx` against the built program, over the Unix socket and with a token. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, PASSWORD, cannotRun } from '../support/alive.ts';
import { root } from '../support/program.ts';

const DBX = join(root, 'build/dbx.js');

interface Ran {
	code: number | null;
	out: string;
	err: string;
}

describe.skipIf(cannotRun())('dbx', () => {
	let box: AliveBox;
	let home: string;
	let socket: string;
	beforeAll(async () => {
		home = mkdtempSync(join(tmpdir(), 'dogebox-dbx-'));
		box = await AliveBox.start('dbx');
		await box.addSource(HOSTILE_SOURCE);
		socket = `/run/dogebox/${box.options.instance}/api/api.sock`;
	});
	afterAll(async () => {
		await box?.dispose();
		rmSync(home, { recursive: true, force: true });
	});

	/** Runs dbx over the socket, or as `env` says. */
	function dbx(words: string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}): Promise<Ran> {
		return new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [DBX, ...words], {
				cwd: home,
				env: { PATH: process.env['PATH'], HOME: home, ...(options.env ?? { DOGEBOX_SOCKET: socket }) }
			});
			const out: Buffer[] = [];
			let err = '';
			child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
			child.stderr.on('data', (chunk) => (err += String(chunk)));
			child.stdin.on('error', () => undefined);
			child.once('error', reject);
			child.once('close', (code) => resolve({ code, out: Buffer.concat(out).toString('latin1'), err }));
			child.stdin.end(options.input ?? '');
		});
	}
	const json = async (words: string[]) => JSON.parse((await dbx(['--json', ...words])).out) as Record<string, unknown>;

	it('installs a pup with what it needs, and waits', async () => {
		const unasked = await dbx(['pups', 'install', 'Probe']);
		expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--yes')]);
		const plan = await dbx(['pups', 'install', 'Probe', '--plan']);
		expect([plan.code, plan.out, plan.err]).toEqual([0, expect.stringContaining('Installed, in this order:'), '']);
		expect(await json(['pups', 'install', 'Probe', '--plan'])).toMatchObject({ conflicts: [] });
		const asked = spawnSync('script', ['-qec', `${process.execPath} ${DBX} pups install Probe`, '/dev/null'], {
			env: { PATH: process.env['PATH'], HOME: home, DOGEBOX_SOCKET: socket },
			encoding: 'utf8',
			input: 'n\n'
		});
		expect([asked.status, asked.stdout]).toEqual([8, expect.stringContaining('Install this? [y/N]')]);
		expect(await json(['pups'])).toEqual({ pups: [], next: null });
		const { code, out, err } = await dbx(['pups', 'install', 'Probe', '--watch', '--yes']);
		expect([code, err]).toEqual([0, expect.stringContaining('Probe')]);
		expect(out).toContain('done.');
		const { pups } = (await json(['pups'])) as { pups: { name: string; id: string }[] };
		expect(pups.map(({ name }) => name)).toEqual(['Probe']);
		box.pups.push(pups[0]!.id);
		expect(JSON.parse((await dbx(['pups', '--json'])).out)).toEqual({ pups, next: null });
		const shown = await dbx(['pups']);
		expect(shown.out.split('\n')[0]).toMatch(/^NAME +STATE +VERSION +ID$/);
	});

	it('starts, stops and shows a pup by its name', async () => {
		expect((await dbx(['pups', 'stop', 'probe', '--watch'])).code).toBe(0);
		expect((await json(['pups', 'get', 'Probe']))['state']).toBe('stopped');
		expect((await dbx(['pups', 'start', 'Probe', '-w'])).code).toBe(0);
		await box.state(box.pups[0]!, 'running');
		expect((await dbx(['pups', 'stats', 'Probe'])).out).toMatch(/CPU +MEMORY +PIDS\nProbe +running/);
	});

	it('runs commands with their input, output and exit code', async () => {
		const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256));
		const cat = await dbx(['exec', '-i', 'Probe', '--', '/bin/cat'], { input: bytes });
		expect([cat.code, Buffer.from(cat.out, 'latin1').equals(bytes)]).toEqual([0, true]);
		const both = await dbx(['exec', 'Probe', '--', '/bin/sh', '-c', 'echo out; echo err >&2; exit 7']);
		expect(both).toEqual({ code: 7, out: 'out\n', err: 'err\n' });
		expect((await dbx(['exec', 'Probe', '--', '/nothing'])).code).toBe(127);
		expect((await dbx(['exec', '-e', 'A=1 2', 'Probe', '--', '/bin/sh', '-c', 'echo "$A"'])).out).toBe('1 2\n');
		const at = spawnSync(
			'script',
			[
				'-qec',
				`${process.execPath} ${DBX} exec -t Probe -- /bin/sh -c 'test -t 0 && echo terminal; exit 3'`,
				'/dev/null'
			],
			{ env: { PATH: process.env['PATH'], HOME: home, DOGEBOX_SOCKET: socket }, encoding: 'utf8' }
		);
		expect([at.status, at.stdout]).toEqual([3, expect.stringContaining('terminal')]);
	});

	it('follows logs, events and jobs', async () => {
		const { out } = await dbx(['pups', 'logs', 'Probe', '-n', '5']);
		expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
		const events = spawn(process.execPath, [DBX, '--json', 'events', '--kinds', 'job'], {
			env: { HOME: home, DOGEBOX_SOCKET: socket }
		});
		let printed = '';
		events.stdout.on('data', (chunk) => (printed += String(chunk)));
		await expect.poll(() => printed).toContain('"hello"');
		const { jobId } = (await json(['pups', 'restart', 'Probe'])) as { jobId: string };
		expect((await dbx(['jobs', 'wait', jobId])).code).toBe(0);
		await expect.poll(() => printed).toContain(jobId);
		events.kill();
		expect((await dbx(['jobs', 'log', jobId])).code).toBe(0);
	});

	it('calls any operation by its id', async () => {
		const { out } = await dbx(['--json', 'call', 'pups.get', '-p', `id=${box.pups[0]!}`]);
		expect(JSON.parse(out)).toMatchObject({ name: 'Probe' });
		expect((await json(['operations'])) as unknown).toEqual(
			expect.arrayContaining([expect.objectContaining({ id: 'pups.list' })])
		);
		const made = await dbx(['--json', 'tokens', 'create', '--name', 'x', '--scopes', '["see"]', '--days', '1']);
		expect(JSON.parse(made.out)).toMatchObject({ name: 'x', token: expect.stringMatching(/^dbx_api_/) as string });
	});

	it('logs in by the password, and keeps a token for its owner alone', async () => {
		const env = { DOGEBOX_UNUSED: '' };
		const login = await dbx(['login', box.url, '--name', 'here', '--scopes', 'see'], { input: `${PASSWORD}\n`, env });
		expect([login.code, login.err]).toEqual([0, '']);
		const file = join(home, '.config/dogebox/boxes.json');
		expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
		expect(readFileSync(file, 'utf8')).not.toContain(PASSWORD);
		expect((await dbx(['pups'], { env })).code).toBe(0);
		const refused = await dbx(['pups', 'stop', 'Probe'], { env });
		expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('scope')]);
		expect((await dbx(['context'], { env })).out).toContain(`* here  ${box.url}`);
		expect((await dbx(['login', box.url], { input: 'wrong\n', env })).code).toBe(4);
		expect((await dbx(['logout'], { env })).code).toBe(0);
		expect(readFileSync(file, 'utf8')).not.toContain('dbx_api_');
	});

	it('never takes secrets from the command line', async () => {
		const body = '{"values":{"PASSWORD":"x"}}';
		const seen = await dbx(['pups', 'configure', 'Probe', '--body', body]);
		expect([seen.code, seen.err]).toEqual([2, expect.stringContaining('Other programs can read')]);
		const call = ['call', 'sessions.create', '--body'];
		for (const words of [call, ['notifications', 'add', '--body']]) {
			const { code, err } = await dbx([...words, '{"password":"x"}']);
			expect([code, err]).toEqual([2, expect.stringContaining('Other programs can read')]);
		}
		const given = await dbx([...call, '-'], { input: JSON.stringify({ password: PASSWORD }) });
		expect([given.code, given.err]).toEqual([0, '']);
		writeFileSync(join(home, 'body.json'), '{"values":{}}');
		expect((await dbx(['pups', 'configure', 'Probe', '--body', '@body.json'])).code).toBe(0);
	});

	it.each<[words: string[], code: number, says: string]>([
		[['nonsense'], 2, 'unknown command'],
		[['pups', 'start'], 2, 'missing required argument'],
		[['pups', 'start', 'Nobody'], 3, 'There are: Probe.'],
		[['jobs', 'get', 'ffff'], 3, 'There is no job'],
		[['jobs', 'get', 'ffff', '--wait', '99'], 2, 'Wait at most 60 seconds'],
		[['pups', 'retry', 'Probe'], 6, ''],
		[['--url', 'http://127.0.0.1:1', 'pups'], 5, 'nothing listens there'],
		[['--socket', '/nothing', 'pups'], 5, 'no such socket'],
		[['--context', 'elsewhere', 'pups'], 2, 'No box “elsewhere”']
	])('%j ends with %i', async (words, code, says) => {
		const ran = await dbx(words);
		expect([ran.code, ran.out, ran.err]).toEqual([code, '', expect.stringContaining(says)]);
	});

	it('ends in words where the connection breaks, or a file cannot be opened', async () => {
		const noFolder = await dbx(['pups', 'logo', 'Probe', '-o', '/no/such/dir/f']);
		expect([noFolder.code, noFolder.err]).toEqual([
			2,
			'dbx: “/no/such/dir/f” cannot be opened: there is no such file or folder.\n'
		]);
		const upload = ['files', 'upload', 'Probe', '--path', '/x', '--size', '1', '--file', 'missing'];
		expect((await dbx(upload)).err).toBe('dbx: “missing” cannot be opened: there is no such file or folder.\n');
	});

	it('tells problems to programs as the box does', async () => {
		const { code, err } = await dbx(['--json', 'jobs', 'get', 'ffff']);
		expect([code, JSON.parse(err)]).toEqual([3, expect.objectContaining({ code: 'not-found', status: 404 })]);
	});

	it('explains itself: help, completion, a manual page', async () => {
		expect((await dbx(['--help'])).out).toContain('The command line of a Dogebox.');
		expect((await dbx(['__complete', '--', 'pups', 'st'])).out).toBe('start\nstats\nstop\n');
		for (const shell of ['bash', 'zsh', 'fish']) expect((await dbx(['completion', shell])).code).toBe(0);
		const { out } = await dbx(['completion', 'bash']);
		expect(spawnSync('bash', ['-n'], { input: out }).status).toBe(0);
		const page = (await dbx(['man'])).out;
		expect(page).toContain('.TH DBX 1');
		expect(page).toContain('dbx pups install');
	});
});
