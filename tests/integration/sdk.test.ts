/**
 * The package @dogebox/sdk against the built program: as npm installs it, its examples, and how a
 * real box handles calls, streams and files.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient as createWebClient } from '../../packages/sdk/src/index.ts';
import { createClient, type DogeboxClient } from '../../packages/sdk/src/node.ts';
import { buildSdk, packFolder } from '../../scripts/lib/packages.mjs';
import { AliveBox, cannotRun, HOSTILE_SOURCE, PASSWORD } from '../support/alive.ts';
import { root } from '../support/program.ts';

interface Ran {
	code: number | null;
	out: string;
	err: string;
}

interface Options {
	env?: NodeJS.ProcessEnv;
	input?: string;
	/** Called with everything that it has printed so far. */
	seen?: (out: string) => void;
}

/** Runs a program to its end. */
function run(program: string, args: string[], options: Options & { cwd: string }) {
	return new Promise<Ran>((resolve, reject) => {
		const child = spawn(program, args, { cwd: options.cwd, env: { PATH: process.env['PATH'], ...options.env } });
		const ran: Ran = { code: null, out: '', err: '' };
		child.stdout.on('data', (chunk) => {
			ran.out += String(chunk);
			options.seen?.(ran.out);
		});
		child.stderr.on('data', (chunk) => (ran.err += String(chunk)));
		child.stdin.on('error', () => undefined);
		child.once('error', reject);
		child.once('close', (code) => resolve({ ...ran, code }));
		child.stdin.end(options.input ?? '');
	});
}

/** The programs in a document's code blocks. */
const shown = (document: string) =>
	[...readFileSync(join(root, document), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, text]) => text!);
/** Declarations for programs that do not open the box themselves. */
const GIVEN = `import type { DogeboxClient } from '@dogebox/sdk/node';
declare const box: DogeboxClient;
declare const [id, size, signal, out]: [string, number, AbortSignal, NodeJS.WritableStream];
declare const readAllAnew: () => Promise<void>;
`;

describe.skipIf(cannotRun())('@dogebox/sdk', () => {
	let box: AliveBox;
	let folder: string;
	let socket: string;
	let client: DogeboxClient;
	let pup: string;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-sdk-'));
		box = await AliveBox.start('sdk');
		await box.addSource(HOSTILE_SOURCE);
		socket = `/run/dogebox/${box.options.instance}/api/api.sock`;
		client = createClient({ url: box.url, token: box.api.token()! });
	});
	afterAll(async () => {
		await box?.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	it('is packed, and installed into an empty folder without a network', async () => {
		const archive = packFolder(await buildSdk(), join(folder, 'packed'));
		const user = join(folder, 'user');
		mkdirSync(user);
		writeFileSync(join(user, 'package.json'), '{"private":true,"type":"module"}');
		const npm = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', archive], {
			cwd: user,
			env: { HOME: user, npm_config_cache: join(user, '.npm'), npm_config_update_notifier: 'false' }
		});
		expect([npm.code, npm.err]).toEqual([0, '']);
		expect(readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@dogebox']);
		expect(readdirSync(join(user, 'node_modules/@dogebox'))).toEqual(['sdk']);
		const { dependencies, version } = JSON.parse(
			readFileSync(join(user, 'node_modules/@dogebox/sdk/package.json'), 'utf8')
		) as Record<string, unknown>;
		expect([dependencies, version]).toEqual([
			undefined,
			(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
		]);
		// The files for browsers import nothing from Node.
		const installed = join(user, 'node_modules/@dogebox/sdk');
		const inBrowsers = readdirSync(installed).filter((name) => /^(index|common-\S+)\.js$/.test(name));
		expect(inBrowsers).toHaveLength(2);
		for (const name of inBrowsers) {
			expect(readFileSync(join(installed, name), 'utf8')).not.toMatch(/from ["']node:|require\(/);
		}
	});

	it('has types that a program is checked by, as its examples are', async () => {
		const user = join(folder, 'user');
		mkdirSync(join(user, 'node_modules/@types'), { recursive: true });
		for (const name of ['@types/node', 'undici-types']) {
			symlinkSync(join(root, 'node_modules', name), join(user, 'node_modules', name));
		}
		cpSync(join(user, 'node_modules/@dogebox/sdk/examples'), join(user, 'examples'), { recursive: true });
		writeFileSync(
			join(user, 'program.ts'),
			`import { createClient, isDogeboxError, type Job, type OperationErrorCodes } from '@dogebox/sdk/node';
			import { createClient as inBrowser } from '@dogebox/sdk';
			const box = createClient({ url: 'http://box', token: 't' });
			const job: Job = await box.jobs.wait((await box.pups.stop('id')).jobId);
			for await (const one of box.events.follow({ after: 5 })) if (one.event === 'job') one.data.body.job satisfies Job;
			const code: OperationErrorCodes['pups.stop'] = 'wrong-state';
			try { await box.files.read('id', { path: 'a' }); } catch (error) { if (isDogeboxError(error, 'no-such-file')) error.hint; }
			// @ts-expect-error it cannot fail with this
			const other: OperationErrorCodes['pups.stop'] = 'nonsense';
			// @ts-expect-error the path is not given
			await box.files.read('id', {});
			// @ts-expect-error there is no such state
			(await box.pups.list()).pups[0]!.state === 'nonsense';
			void [job, code, other, inBrowser];`
		);
		const config = {
			compilerOptions: {
				...{ noEmit: true, strict: true, noImplicitAny: false, allowJs: true, checkJs: true },
				...{ target: 'es2022', module: 'nodenext', types: ['node'] }
			},
			include: ['program.ts', 'shown-*.ts', 'examples/*.mjs']
		};
		for (const [number, text] of [...shown('packages/sdk/README.md'), ...shown('docs/sdk.md')].entries())
			writeFileSync(join(user, `shown-${number}.ts`), `${/const box =/.test(text) ? '' : GIVEN}${text}`);
		writeFileSync(join(user, 'tsconfig.json'), JSON.stringify(config));
		const checked = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
			cwd: user
		});
		expect(checked.out).toBe('');
	});

	/** Runs an example of the installed package. */
	const example = (name: string, args: string[] = [], options: Options = {}) =>
		run(process.execPath, [`examples/${name}.mjs`, ...args], {
			cwd: join(folder, 'user'),
			...options,
			env: options.env ?? { DOGEBOX_SOCKET: socket }
		});

	it('example: logs in and makes a token', async () => {
		const made = await example('token', [box.url], { input: `${PASSWORD}\n` });
		expect([made.code, made.out, made.err]).toEqual([0, expect.stringMatching(/^dbx_api_\S+\n$/), '']);
		const env = { DOGEBOX_URL: box.url, DOGEBOX_TOKEN: made.out.trim() };
		expect(await example('pups', [], { env })).toEqual({ code: 0, out: '', err: '' });
		const wrong = await example('token', [box.url], { input: 'wrong' });
		expect([wrong.code, wrong.out, wrong.err]).toEqual([1, '', expect.stringContaining('password is wrong')]);
	});

	it('example: installs with progress', async () => {
		const { code, out, err } = await example('install', ['Probe']);
		expect([code, err]).toEqual([0, '']);
		expect(out).toMatch(/^Installs .*Probe\n(\d+ % .*\n)*100 %\nInstalled\n$/);
		pup = (await client.pups.list()).pups.find(({ name }) => name === 'Probe')!.id;
		box.pups.push(pup);
		await box.state(pup, 'running');
		expect((await example('pups')).out).toBe(`Probe\trunning\t${(await box.pup(pup)).version}\t${pup}\n`);
	});

	it('example: follows events', async () => {
		let printed = '';
		const events = example('events', ['3'], { seen: (out) => (printed = out) });
		await expect.poll(() => printed).toContain('hello\n');
		const { jobId } = await client.pups.restart(pup);
		await client.jobs.wait(jobId);
		await client.jobs.wait((await client.pups.restart(pup)).jobId);
		const { code, out } = await events;
		expect([code, out.split('\n')[0], out.split('\n').length]).toEqual([0, 'hello', 4]);
	});

	it('example: follows a log', async () => {
		const { code, out, err } = await example('log', ['Probe', '2']);
		expect([code, err]).toEqual([0, '']);
		expect(out).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \S+: /m);
	});

	it('example: runs a command with its input and exit code', async () => {
		const ran = await example('run', ['Probe', '/bin/sh', '-c', 'cat; echo err >&2; exit 7'], { input: 'wow' });
		expect(ran).toEqual({ code: 7, out: 'wow', err: 'err\n' });
	});

	it('example: backs a pup up', async () => {
		const file = join(folder, 'backup.tar');
		const { code, out, err } = await example('backup', ['Probe', file]);
		expect([code, out, err]).toEqual([0, expect.stringMatching(/^Backed up on /), '']);
		expect(spawnSync('tar', ['-tf', file]).status).toBe(0);
	});

	it('does what its README shows, as it stands', async () => {
		const [text = ''] = shown('packages/sdk/README.md');
		writeFileSync(join(folder, 'user/readme.mjs'), text.replace('http://box.local:8080', box.url));
		const env = { DOGEBOX_TOKEN: box.api.token()! };
		const { code, out, err } = await run(process.execPath, ['readme.mjs'], { cwd: join(folder, 'user'), env });
		expect([code, out, err]).toEqual([0, expect.stringMatching(/^(\d+\n)*100\n$/), '']);
	});

	it('fails with the words of the box', async () => {
		await expect(client.pups.get('f'.repeat(32))).rejects.toMatchObject({ code: 'not-found', status: 404 });
		const stranger = createClient({ url: box.url, token: 'dbx_api_wrong' });
		await expect(stranger.pups.list()).rejects.toMatchObject({ code: 'not-logged-in', status: 401 });
		await expect(stranger.live.open()).rejects.toMatchObject({ code: 'not-logged-in', status: 401 });
		await expect(createClient({ socket: '/nothing' }).pups.list({ retries: 0 })).rejects.toMatchObject({
			code: 'connection-failed'
		});
		await expect(client.sources.add({ location: '' })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { location: 'Give a location.' }
		});
	});

	it('comes by a cookie, by the socket, and by fetch', async () => {
		const { token } = await createClient({ url: box.url }).sessions.create({ password: PASSWORD });
		const all = [
			createClient({ url: box.url, cookie: token }),
			createClient({ socket }),
			createWebClient({ url: box.url, token })
		];
		for (const one of all) expect((await one.pups.list()).pups).toHaveLength(1);
		for await (const { event } of all[2]!.events.follow()) {
			expect(event).toBe('hello');
			break;
		}
	});

	it('carries bytes of a command both ways, its signals and its terminal', async () => {
		for (const one of [client, createClient({ socket })]) {
			const bytes = randomBytes(600_000);
			const cat = await one.pups.run(pup, { argv: ['/bin/cat'] }, { input: bytes });
			const { stdout, exitCode, reason } = await cat.collect();
			expect([Buffer.from(stdout).equals(bytes), exitCode, reason]).toEqual([true, 0, 'exited']);
		}
		const asleep = await client.pups.run(pup, { argv: ['/bin/sh', '-c', 'echo on; exec sleep 600'] });
		for await (const { bytes } of asleep) {
			expect(Buffer.from(bytes).toString()).toBe('on\n');
			await asleep.kill('SIGKILL');
		}
		expect(asleep.exit).toEqual({ exitCode: 137, reason: 'exited' });
		const shell = await client.pups.run(pup, { argv: ['/bin/sh'], terminal: { cols: 80, rows: 24 } });
		await shell.resize(100, 30);
		await shell.write('stty size; exit 3\n');
		const shown = await shell.collect();
		expect([Buffer.from(shown.stdout).toString(), shown.exitCode]).toEqual([expect.stringContaining('30 100'), 3]);
		const nothing = await client.pups.run(pup, { argv: ['/nothing'] });
		await expect(nothing.wait()).rejects.toMatchObject({ code: 'command-not-found' });
		const gone = new AbortController();
		const long = await client.pups.run(pup, { argv: ['/bin/sleep', '600'] }, { signal: gone.signal });
		gone.abort(new Error('enough'));
		await expect(long.wait()).rejects.toThrow('enough');
		const events: string[] = [];
		for await (const { event } of client.pups.exec(pup, { argv: ['/bin/echo', 'hi'] })) events.push(event);
		expect(events).toEqual(['started', 'stdout', 'exit']);
	});

	it('moves files with flat memory', async () => {
		const size = 256 * 1024 * 1024;
		const program = join(folder, 'user/move.mjs');
		writeFileSync(
			program,
			`import { createHash } from 'node:crypto';
			import { createClient } from '@dogebox/sdk/node';
			const box = createClient({ socket: process.env.DOGEBOX_SOCKET });
			const piece = Buffer.alloc(1024 * 1024, 7);
			const one = async function* () { for (let at = 0; at < ${size}; at += piece.length) yield piece; };
			await box.files.send('${pup}', 'big', one(), { size: ${size} });
			const hash = createHash('sha256');
			for await (const part of box.files.receive('${pup}', 'big')) hash.update(part);
			console.log(JSON.stringify({ hash: hash.digest('hex'), peak: process.resourceUsage().maxRSS * 1024 }));`
		);
		const { out, err } = await run(process.execPath, [program], {
			cwd: join(folder, 'user'),
			env: { DOGEBOX_SOCKET: socket }
		});
		expect(err).toBe('');
		const { hash, peak } = JSON.parse(out) as { hash: string; peak: number };
		const wanted = createHash('sha256');
		for (let at = 0; at < size; at += 1024 * 1024) wanted.update(Buffer.alloc(1024 * 1024, 7));
		expect(hash).toBe(wanted.digest('hex'));
		expect(peak).toBeLessThan(200e6);
		await client.files.remove(pup, { path: 'big' });
	});

	it('goes on with an upload that was cut', async () => {
		const bytes = randomBytes(3_000_000);
		const broken = async function* () {
			yield await Promise.resolve(bytes.subarray(0, 2_500_000));
			throw new Error('the reader broke');
		};
		const options = { size: bytes.length, version: 'v1', partBytes: 1_000_000 };
		await expect(client.files.send(pup, 'cut', broken(), options)).rejects.toThrow('the reader broke');
		const at: number[] = [];
		await client.files.send(pup, 'cut', bytes, { ...options, onProgress: (sent) => at.push(sent) });
		expect(at).toEqual([2_000_000, 2_000_000, 3_000_000]);
		expect(Buffer.from(await (await client.files.read(pup, { path: 'cut' })).bytes()).equals(bytes)).toBe(true);
		await client.files.send(pup, 'empty', new Uint8Array());
		expect(await (await client.files.read(pup, { path: 'empty' })).text()).toBe('');
		await expect(client.files.send(pup, 'short', new Blob([]).stream(), { size: 1 })).rejects.toMatchObject({
			code: 'invalid-call'
		});
	});

	it('waits for jobs and follows events over a crash of the box', async () => {
		const seen: string[] = [];
		const gone = new AbortController();
		const following = (async () => {
			for await (const { event, data } of client.events.follow({ kinds: ['job'], signal: gone.signal })) {
				seen.push(event === 'job' ? data.body.job.id : event);
			}
		})();
		following.catch(() => undefined);
		await expect.poll(() => seen).toEqual(['hello']);
		const first = await client.pups.stop(pup);
		const waiting = client.jobs.wait(first.jobId, { onProgress: () => undefined });
		await expect.poll(() => seen).toContain(first.jobId!);
		await box.crash();
		expect((await waiting).status).toBe('succeeded');
		const second = await client.pups.start(pup);
		await client.jobs.wait(second.jobId);
		await expect.poll(() => seen).toContain(second.jobId);
		expect(seen.filter((one) => one === 'hello').length).toBeGreaterThan(1);
		gone.abort(new Error('enough'));
		await expect(following).rejects.toThrow('enough');
	});
});
