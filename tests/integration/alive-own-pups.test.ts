/** The box's own pups, installed and really used: each does what its readme says. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw, type RawRequest } from '../support/http.ts';
import { root } from '../support/program.ts';

const PUPS = join(root, 'pups');

/**
 * Creates an archive with the layout of Dogecoin Core's release archives. Its program passes the
 * arguments on to Debian's litecoind.
 */
function standInArchive(folder: string): { file: string; sha256: string } {
	const bin = join(folder, 'dogecoin-1.14.9/bin');
	mkdirSync(bin, { recursive: true });
	const program =
		'#!/bin/sh\nexec /usr/bin/litecoind -nodebuglogfile -vbparams=mweb:3999999999:9223372036854775807 "$@"\n';
	writeFileSync(join(bin, 'dogecoind'), program, { mode: 0o755 });
	const file = join(folder, 'dogecoin-1.14.9-stand-in.tar.gz');
	expect(spawnSync('tar', ['-czf', file, '-C', folder, 'dogecoin-1.14.9']).status).toBe(0);
	return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/** Runs only with `npm run test:recipes`, because pups of these kinds also run in tests/e2e. */
const whole = process.env['DOGEBOX_RECIPES'] === 'all' ? it : () => {};

describe.skipIf(cannotRun())('our own pups', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-own-pups-'));
	// dogeboxd runs as another user.
	chmodSync(folder, 0o755);
	let archive: { file: string; sha256: string };
	let downloads: Server;
	let asked = 0;
	let box: AliveBox;

	beforeAll(async () => {
		archive = standInArchive(folder);
		downloads = createServer((_req, res) => {
			asked++;
			res.end(readFileSync(archive.file));
		});
		await new Promise<void>((resolve) => downloads.listen(0, '127.0.0.1', resolve));
		const { port } = downloads.address() as AddressInfo;
		box = await AliveBox.start('own-pups', { env: { DOGEBOX_DOWNLOADS_FROM: `127.0.0.1:${port}` } });
	});
	afterAll(async () => {
		await box?.dispose();
		downloads?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	/** Requests a page of a pup through the box, as its owner. */
	async function visit(id: string, page: string, path = '/', options: RawRequest = {}) {
		const { webPages } = await box.pup(id);
		const url = webPages.find((one) => one.name === page)?.url ?? '';
		const headers = { authorization: `Bearer ${box.api.token()}`, ...options.headers };
		return raw(new URL(path, url).href, { ...options, headers });
	}

	const answers = (id: string, page: string, path = '/') =>
		expect.poll(async () => (await visit(id, page, path)).status, { timeout: 60_000, interval: 200 }).toBe(200);

	whole('a web site is uploaded, served, kept over a restart, and changed by its settings', async () => {
		const id = await box.install('Web site');
		await answers(id, 'Files');
		await answers(id, 'Site');
		expect((await visit(id, 'Site')).text).toContain('Such site');

		const upload = (path: string, body: string) => visit(id, 'Files', `/files/${path}`, { method: 'PUT', body });
		expect((await upload('index.html', '<h1>Mine</h1>')).status).toBe(201);
		expect((await upload('deep/er/style.css', 'body{}')).status).toBe(201);
		expect((await visit(id, 'Site')).text).toBe('<h1>Mine</h1>');
		expect((await visit(id, 'Site', '/deep/er/style.css')).headers['content-type']).toBe('text/css');
		for (const path of ['.htpasswd', 'a/.git/config', '%2e%2e/rpc.json', 'a%2f..%2f..%2fx']) {
			const rawPath = `/files/${path}`;
			expect((await visit(id, 'Files', '/', { method: 'PUT', body: 'x', rawPath })).status, path).toBe(400);
		}
		expect((await visit(id, 'Site', '/nothing')).status).toBe(404);
		expect(JSON.parse((await visit(id, 'Files', '/files.json')).text)).toMatchObject({
			files: [{ path: 'index.html' }, { path: 'deep/er/style.css' }]
		});

		const { status, body } = await box.api.call<{ jobId: string }>('PUT', `/pups/${id}/config`, {
			values: { SINGLE_PAGE: true }
		});
		expect(status).toBe(200);
		await box.succeeds(body.jobId);
		await answers(id, 'Site', '/some/route');
		await answers(id, 'Files', '/files.json');
		expect((await visit(id, 'Site', '/some/route')).text).toBe('<h1>Mine</h1>');
		expect((await visit(id, 'Files', '/files/deep', { method: 'DELETE' })).status).toBe(200);
		expect((await visit(id, 'Site', '/deep/er/style.css')).text).toBe('<h1>Mine</h1>');
	});

	whole(
		'the key-value store keeps what is written, asks for its password, and refuses what only administrators need',
		async () => {
			const id = await box.install('Key-value store');
			await answers(id, 'Status');
			const { address } = await box.pup(id);
			const password = readFileSync(join(box.options.data, 'storage', id, 'redis.password'), 'utf8');
			expect(password).toMatch(/^[0-9a-f]{64}$/);

			/**
			 * Sends inline commands (redis.io, “Inline commands”) over one connection. Returns all
			 * answers.
			 */
			const redis = (...commands: string[]) =>
				new Promise<string>((resolve, reject) => {
					const socket = connect(6379, address ?? '');
					let text = '';
					socket.setEncoding('utf8');
					socket.on('error', reject);
					socket.on('connect', () => socket.end(commands.map((command) => command + '\r\n').join('')));
					socket.on('data', (piece: string) => (text += piece));
					socket.on('end', () => resolve(text));
				});
			expect(await redis('GET wow')).toMatch(/^-NOAUTH/);
			expect(await redis(`AUTH ${password}`, 'SET wow such', 'GET wow')).toBe('+OK\r\n+OK\r\n$4\r\nsuch\r\n');
			expect(await redis(`AUTH ${password}`, 'CONFIG GET requirepass')).toMatch(/-ERR unknown command/);
			// Clients that the gateway lets through can read the password. The page never shows it.
			expect((await raw(`http://${address}:8081/password`)).text).toBe(password);
			expect((await visit(id, 'Status', '/password')).status).toBe(404);
			await box.act(id, 'restart');
			await answers(id, 'Status');
			await expect
				.poll(() => redis(`AUTH ${password}`, 'GET wow').catch(() => ''), { timeout: 20_000 })
				.toContain('such');
			await expect
				.poll(async () => (await visit(id, 'Status')).text, { timeout: 20_000 })
				.toMatch(/<dt>Keys<\/dt> <dd>1</);
		}
	);

	it('every kind of setting reaches its pup', async () => {
		const { pupId: id, jobId } = await box.askInstall('Every field');
		await box.succeeds(jobId);
		expect(await box.pup(id)).toMatchObject({ state: 'stopped', needsConfig: true });
		const values = {
			A_TEXT: 'such text',
			A_PASSWORD: 'hunter2 hunter2',
			AN_EMAIL: 'shibe@example.org',
			A_TEXTAREA: 'one\ntwo "three" $four',
			A_NUMBER: 12.5,
			A_RANGE: 7,
			A_TOGGLE: false,
			A_CHECKBOX: true,
			A_SELECT: 'very',
			A_RADIO: 'mars',
			A_DATE: '2026-11-22',
			A_COLOR: '#123456'
		};
		const { body } = await box.api.call<{ jobId: string }>('PUT', `/pups/${id}/config`, { values });
		await box.succeeds(body.jobId);
		await answers(id, 'Page');
		const { fields, metrics } = JSON.parse((await visit(id, 'Page', '/fields.json')).text) as {
			fields: { type: string; name: string; value: string | null }[];
			metrics: Record<string, unknown>;
		};
		expect(Object.fromEntries(fields.map((field) => [field.name, field.value]))).toEqual({
			...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
			A_PASSWORD: '(set)'
		});
		expect(new Set(fields.map((field) => field.type)).size).toBe(12);
		expect([typeof metrics.mood, typeof metrics.beats, typeof metrics.wave]).toEqual(['string', 'number', 'number']);
	});

	it('the regtest node mines, answers who knows its password, keeps its chain over a restart, and ends in peace', async () => {
		const { pupId: id, jobId } = await box.askInstall('Regtest node', { start: false });
		await box.succeeds(jobId);
		await box.api.call('PUT', `/pups/${id}/config`, { values: { MINER_INTERVAL: 1 } });
		await box.act(id, 'start');
		const values = async () => {
			const { status, text } = await visit(id, 'Status', '/status.json').catch(() => ({ status: 0, text: '' }));
			return status === 200 ? (JSON.parse(text) as { values: { Height?: string; Chain?: string } }).values : {};
		};
		const height = async () => Number((await values()).Height ?? NaN);
		await expect.poll(height, { timeout: 60_000, interval: 300 }).toBeGreaterThan(2);
		expect((await values()).Chain).toBe('regtest');
		expect((await visit(id, 'Status')).text).toMatch(/Height<\/dt> <dd[^>]*>\d+</);

		const login = join(box.options.data, 'storage', id, 'rpc.json');
		expect(statSync(login).mode & 0o777).toBe(0o600);
		const { user, password } = JSON.parse(readFileSync(login, 'utf8')) as { user: string; password: string };
		const { address } = await box.pup(id);
		const rpc = (secret: string) =>
			raw(`http://${address}:22555/`, {
				method: 'POST',
				headers: { authorization: `Basic ${btoa(`${user}:${secret}`)}` },
				body: JSON.stringify({ method: 'getblockcount', params: [] })
			});
		const before = (JSON.parse((await rpc(password)).text) as { result: number }).result;
		expect(before).toBeGreaterThan(2);
		expect((await rpc('wrong')).status).toBe(401);
		// Requests from the box's gateway arrive on this port, with the group in the path and
		// without a password.
		const call = async (group: string, method: string, ...params: unknown[]) => {
			const body = JSON.stringify({ id: 1, method, params });
			const { status, text } = await raw(`http://${address}:22554/${group}`, { method: 'POST', body });
			return { status, ...(JSON.parse(text) as { result: unknown; error: { code: number } | null }) };
		};
		const first = (await call('chain', 'getblockhash', 1)).result as string;
		const { tx } = (await call('chain', 'getblock', first, true)).result as { tx: string[] };
		expect((await call('chain', 'getrawtransaction', tx[0], true)).result).toMatchObject({ blockhash: first });
		expect((await call('mempool', 'getmempoolinfo')).result).toMatchObject({ size: 0 });
		expect(await call('chain', 'getmempoolinfo')).toMatchObject({ status: 403, error: { code: -32601 } });
		expect((await call('', 'getbalances')).status).toBe(200);

		await box.act(id, 'stop');
		expect((await box.pup(id)).services.find((service) => service.name === 'node')?.lastExitCode).toBe(0);
		const { lines } = await box.get<{ lines: { text: string }[] }>(`/pups/${id}/logs?tail=400`);
		expect(
			lines.some((line) => /shutdown: done/i.test(line.text)),
			'the node was let end in peace'
		).toBe(true);
		expect(JSON.stringify(lines)).not.toContain(password);
		await box.act(id, 'start');
		await expect.poll(height, { timeout: 60_000, interval: 300 }).toBeGreaterThan(before);
		expect((JSON.parse(readFileSync(login, 'utf8')) as { password: string }).password).toBe(password);
		await box.act(id, 'stop');
	});

	it('Dogecoin Core, its download served locally and Debian’s litecoind standing in for the binary', async () => {
		const copy = join(folder, 'dogecoin-core');
		cpSync(join(PUPS, 'dogecoin-core'), copy, { recursive: true });
		const file = join(copy, 'manifest.json');
		const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
			meta: { name: string };
			container: { build: { debian: { packages: string[]; fetch: { url: string; sha256: string }[] } } };
		};
		manifest.meta.name = 'Dogecoin Core (stand-in)';
		const { debian } = manifest.container.build;
		debian.packages = ['litecoind', 'python3'];
		const { port } = downloads.address() as AddressInfo;
		for (const one of debian.fetch) {
			one.url = `http://127.0.0.1:${port}/dogecoin.tar.gz`;
			one.sha256 = archive.sha256;
		}
		writeFileSync(file, JSON.stringify(manifest));
		const source = await box.addSource(copy);
		const { body } = await box.api.call<{ jobId: string; pupId: string }>('POST', '/pups', {
			sourceId: source.id,
			name: manifest.meta.name,
			start: false
		});
		await box.succeeds(body.jobId);
		const id = body.pupId;
		expect(asked).toBe(1);
		expect((await box.pup(id)).buildKind).toBe('debian');

		await box.api.call('PUT', `/pups/${id}/config`, { values: { NETWORK: 'regtest', PRUNE: true, DBCACHE_MIB: 32 } });
		await box.act(id, 'start');
		await answers(id, 'Status', '/metrics.json');
		const metrics = JSON.parse((await visit(id, 'Status', '/metrics.json')).text) as Record<string, unknown>;
		expect(metrics).toMatchObject({ chain: 'regtest', blocks: 0, verification_progress: '100.00%' });
		// The metrics equal those of the Dogebox project's pup.
		const official = JSON.parse(
			readFileSync(join(root, 'tests/fixtures/manifests/Dogebox-WG+pups/core/manifest.json'), 'utf8')
		) as { metrics: { name: string; type: string; history: number; label: string }[] };
		const own = JSON.parse(readFileSync(join(PUPS, 'dogecoin-core/manifest.json'), 'utf8')) as typeof official;
		expect(own.metrics).toEqual(official.metrics);
		expect(Object.keys(metrics)).toEqual(official.metrics.map((metric) => metric.name));
		const { values } = JSON.parse((await visit(id, 'Status', '/status.json')).text) as {
			values: Record<string, string>;
		};
		expect(values['Size on disk']).toMatch(/pruned$/);

		// The credentials are unique for this installation and appear in no process's arguments.
		const login = join(box.options.data, 'storage', id, 'rpc.json');
		expect(existsSync(login)).toBe(true);
		const { password } = JSON.parse(readFileSync(login, 'utf8')) as { password: string };
		const { services } = await box.pup(id);
		const pid = services.find((service) => service.name === 'dogecoind')?.pid;
		// The service is the container's first process and forwards signals. The node is its child.
		const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
		const commandLine = readFileSync(`/proc/${child}/cmdline`, 'utf8');
		expect(commandLine).toContain('litecoind');
		expect(commandLine).not.toContain(password);
		await box.act(id, 'stop');
	});
});
