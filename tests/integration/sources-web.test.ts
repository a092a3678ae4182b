/** The reader of sources on the web against real servers on loopback. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { pack, type Header } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/lib/server/db/index.ts';
import { createEvents } from '../../src/lib/server/events/index.ts';
import { createJobs } from '../../src/lib/server/jobs/index.ts';
import { createSealer } from '../../src/lib/server/keys/index.ts';
import { createOutbound, type OutboundDeps } from '../../src/lib/server/outbound/index.ts';
import { createSources, createWebReader } from '../../src/lib/server/sources/index.ts';
import type { ReaderInput, SourceListing } from '../../src/lib/server/sources/types.ts';
import { createStore } from '../../src/lib/server/store/index.ts';

type Entry = Partial<Header> & { name: string; content?: string };
const log = pino({ level: 'silent' });
const hash = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const never = new AbortController().signal;

/** Files of the server by path; everything else is 404. */
let files: Map<string, Buffer | ((request: IncomingMessage, response: ServerResponse) => void)>;
let seen: { url: string; headers: IncomingMessage['headers'] }[];
let folder: string;
let input: ReaderInput;
let origin: string;
/** The same server at an address that counts as the internet. */
let internet: string;
const servers = [0, 1].map(() =>
	createServer((request, response) => {
		seen.push({ url: request.url ?? '', headers: request.headers });
		const file = files.get((request.url ?? '').split('?')[0]!);
		if (typeof file === 'function') file(request, response);
		else if (file) response.end(file);
		else response.writeHead(404).end('no such file');
	})
);

beforeAll(async () => {
	for (const [i, server] of servers.entries()) {
		await new Promise<void>((resolve) => server.listen(0, `127.0.0.${i + 1}`, resolve));
	}
	const [home, outside] = servers.map((server) => (server.address() as AddressInfo).port);
	origin = `http://127.0.0.1:${home}`;
	internet = `http://127.0.0.2:${outside}`;
});

beforeEach(() => {
	files = new Map();
	seen = [];
	if (folder) rmSync(folder, { recursive: true, force: true });
	folder = mkdtempSync(join(tmpdir(), 'dogebox-web-'));
	input = { id: 'w', location: `${origin}/pups/dogebox.json`, credentials: null, folder: join(folder, 'content') };
});

afterAll(async () => {
	for (const server of servers) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
	if (folder) rmSync(folder, { recursive: true, force: true });
});

const outbound = (more: Partial<OutboundDeps> = {}) =>
	createOutbound({
		folder: join(folder, 'downloads'),
		allow: [],
		log,
		firstDelayMs: 5,
		zoneOf: (address) => (address === '127.0.0.2' ? 'public' : 'host'),
		...more
	});
const create = () => createWebReader({ outbound: outbound(), log });
const read = (reader = create()) => reader.read(input, () => {}, never);

function manifest(name: string, version: string, more: object = {}): Record<string, unknown> {
	return {
		manifestVersion: 1,
		meta: { name, version, logoPath: 'logo.png', shortDescription: `${name} on the web` },
		container: {
			build: { debian: { packages: ['nginx-light'] } },
			services: [{ name: 'web', command: { exec: '/usr/sbin/nginx' } }]
		},
		...more
	};
}

async function tar(entries: Entry[]): Promise<Buffer> {
	const archive = pack();
	for (const { content, ...header } of entries) archive.entry(header, content ?? '');
	archive.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
	return gzipSync(Buffer.concat(chunks));
}

/**
 * Adds an archive to the server.
 * @returns its entry for the index
 */
async function pup(
	name: string,
	version: string,
	options: { file?: string; inside?: unknown; entries?: Entry[]; prefix?: string } = {}
): Promise<Record<string, unknown>> {
	const { file = `${name}-${version}.tar.gz`, prefix = '' } = options;
	const own = manifest(name, version);
	const archive = await tar([
		{ name: `${prefix}manifest.json`, content: JSON.stringify('inside' in options ? options.inside : own) },
		{ name: `${prefix}start.sh`, mode: 0o755, content: `echo ${name} ${version}` },
		...(options.entries ?? [])
	]);
	files.set(`/pups/${file}`, archive);
	return { location: file, sha256: hash(archive), manifest: own };
}

function index(pups: unknown[], more: object = {}): void {
	files.set('/pups/dogebox.json', Buffer.from(JSON.stringify({ id: 'web', name: 'Web pups', pups, ...more })));
}

/**
 * Checks out the first version of the first pup of a listing.
 * @returns the folder
 */
function checkout(listing: SourceListing, reader = create()): Promise<string> {
	const target = join(folder, 'target');
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target);
	return reader.checkout(input, listing.pups[0]!.versions[0]!, target, () => {}, never);
}

describe('the listing of a source on the web', () => {
	it('has all versions, newest first, with where they come from', async () => {
		index([
			{ ...(await pup('Core', '1.9.0')), updatedAt: '2026-01-02T00:00:00Z' },
			await pup('Core', '1.10.0'),
			await pup('Map', '0.1.0')
		]);
		const listing = await read();
		expect(listing.name).toBe('Web pups');
		expect(listing.unreadable).toEqual([]);
		expect(listing.pups.map(({ name, versions }) => [name, versions.map(({ version }) => version)])).toEqual([
			['Core', ['1.10.0', '1.9.0']],
			['Map', ['0.1.0']]
		]);
		expect(listing.pups[0]!.versions[1]).toMatchObject({
			origin: 'archive Core-1.9.0.tar.gz',
			ref: `${origin}/pups/Core-1.9.0.tar.gz`,
			identity: hash(files.get('/pups/Core-1.9.0.tar.gz') as Buffer),
			updatedAt: Date.parse('2026-01-02T00:00:00Z'),
			sourcePath: '',
			problem: null
		});
		// Only the list itself was downloaded.
		expect(seen.map(({ url }) => url)).toEqual(['/pups/dogebox.json', '/pups/dogebox.json.minisig']);
	});

	it('hides no good pup behind a bad one, and says what is wrong', async () => {
		const good = await pup('Good', '1.0.0');
		index([
			null,
			{ manifest: manifest('A', '1.0.0') },
			{ ...good, sha256: 'abc' },
			{ ...good, location: 'Good.zip' },
			{ ...good, location: 'file:///etc/passwd.tar' },
			{ ...good, location: 'http://me:secret@example.org/a.tar' },
			{ ...good, manifest: { manifestVersion: 1 } },
			{ ...good, manifest: 7 },
			{ ...good, logo: { location: 'logo.png' } }
		]);
		const listing = await read();
		expect(listing.pups).toHaveLength(1);
		expect(listing.pups[0]!.versions[0]!.warnings).toContain('Its logo in dogebox.json cannot be used.');
		const reasons = listing.unreadable.map(({ reason }) => reason);
		expect(reasons).toHaveLength(8);
		expect(reasons.slice(0, 6)).toEqual([
			'missing field: location in pups',
			'missing field: location in pups',
			'sha256 must have 64 hexadecimal digits',
			'its location is no archive: .tar.gz, .tgz or .tar',
			'its location is no web address',
			'its location holds a password'
		]);
		expect(reasons[6]).toContain('meta.name');
		expect(JSON.stringify(reasons)).not.toContain('secret');
	});

	it('takes the first of two contents of one version, and tells of it', async () => {
		const first = await pup('Core', '1.0.0', { file: 'first.tar.gz' });
		const second = await pup('Core', '1.0.0', { file: 'second.tar.gz', entries: [{ name: 'more', content: 'x' }] });
		index([first, second, { ...first, location: 'mirror.tar.gz' }]);
		const listing = await read();
		expect(listing.pups[0]!.versions.map(({ origin }) => origin)).toEqual(['archive first.tar.gz']);
		expect(listing.conflicts).toEqual([
			{ name: 'Core', version: '1.0.0', taken: 'archive first.tar.gz', left: ['archive second.tar.gz'] }
		]);
	});

	it('is asked for only when it changed, also after a restart', async () => {
		const body = Buffer.from(JSON.stringify({ id: 'web', name: 'Web pups', pups: [await pup('Core', '1.0.0')] }));
		let tag = '"one"';
		let sent = 0;
		files.set('/pups/dogebox.json', (request, response) => {
			if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end();
			sent++;
			response.writeHead(200, { etag: tag }).end(body);
		});
		const before = await read();
		expect(await read()).toEqual(before);
		expect(sent).toBe(1);
		tag = '"two"';
		await read();
		expect(sent).toBe(2);
		// The cache belongs to one address.
		files.set('/other/dogebox.json', body);
		input.location = `${origin}/other/dogebox.json`;
		seen = [];
		await read();
		expect(seen[0]?.headers['if-none-match']).toBeUndefined();
	});

	it('carries the signature as it is, where there is one', async () => {
		index([await pup('Core', '1.0.0')]);
		expect((await read()).signed).toEqual({});
		files.set('/pups/dogebox.json.minisig', Buffer.from('<html>not found</html>'));
		expect((await read()).signed).toEqual({});
		const signature = 'untrusted comment: x\nAAAA\ntrusted comment: y\nBBBB\n';
		files.set('/pups/dogebox.json.minisig', Buffer.from(signature));
		const text = (files.get('/pups/dogebox.json') as Buffer).toString();
		expect((await read()).signed).toEqual({ '*': { text, signature } });
	});

	it('fails in plain words when there is none', async () => {
		await expect(read()).rejects.toMatchObject({ code: 'http-status', message: /404/ });
		files.set('/pups/dogebox.json', Buffer.from('<!doctype html><title>Hello</title>'));
		await expect(read()).rejects.toMatchObject({ code: 'bad-source', message: /is a web page/ });
		files.set('/pups/dogebox.json', Buffer.from('{"id": '));
		await expect(read()).rejects.toMatchObject({ code: 'bad-source', message: /not JSON/ });
		files.set('/pups/dogebox.json', Buffer.from([0x7b, 0xff, 0x7d]));
		await expect(read()).rejects.toMatchObject({ code: 'bad-source', message: /UTF-8/ });
		index([], { name: '' });
		await expect(read()).rejects.toMatchObject({ code: 'bad-source', message: /missing field: name/ });
		index(Array(2001).fill(null));
		await expect(read()).rejects.toMatchObject({ code: 'bad-source', message: /2001/ });
		files.set('/pups/dogebox.json', (_, response) => {
			const more = () => {
				while (!response.destroyed && response.write(Buffer.alloc(256 * 1024, ' ')));
			};
			response.on('drain', more);
			more();
		});
		await expect(read()).rejects.toMatchObject({ code: 'too-large' });
	});

	it('survives an index that nests without end', async () => {
		const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		const good = JSON.stringify(await pup('Good', '1.0.0'));
		const bad = `{"location":"bad.tar","sha256":"${'a'.repeat(64)}","manifest":{"more":${deep}}}`;
		files.set('/pups/dogebox.json', Buffer.from(`{"id":"x","name":"x","more":${deep},"pups":[${bad},${good}]}`));
		const listing = await read();
		expect(listing.pups.map(({ name }) => name)).toEqual(['Good']);
		expect(listing.unreadable).toHaveLength(1);
	});
});

describe('a checkout from the web', () => {
	it('gives the tree of the archive, also of one with a folder around it', async () => {
		for (const prefix of ['', 'core-1.0.0/']) {
			index([await pup('Core', '1.0.0', { prefix })]);
			const path = await checkout(await read());
			expect(readFileSync(join(path, 'start.sh'), 'utf8')).toBe('echo Core 1.0.0');
			expect(readdirSync(path).sort()).toEqual(['manifest.json', 'start.sh']);
		}
	});

	it('fetches an archive once', async () => {
		index([await pup('Core', '1.0.0')]);
		const listing = await read();
		await checkout(listing);
		await checkout(listing);
		expect(seen.filter(({ url }) => url.endsWith('.tar.gz'))).toHaveLength(1);
	});

	it('is refused when the archive is another one', async () => {
		index([await pup('Core', '1.0.0')]);
		const listing = await read();
		files.set('/pups/Core-1.0.0.tar.gz', await tar([{ name: 'manifest.json', content: '{}' }]));
		await expect(checkout(listing)).rejects.toMatchObject({ code: 'wrong-hash', status: 422 });
		expect(readdirSync(join(folder, 'downloads'))).toEqual([]);
	});

	it('is refused when its manifest is another one than was shown', async () => {
		const inside = manifest('Core', '1.0.0');
		const other = { ...inside, container: { ...(inside['container'] as object), requiresInternet: true } };
		for (const one of [other, manifest('Core', '1.0.1'), { manifestVersion: 2 }, 'no manifest', null]) {
			index([await pup('Core', '1.0.0', { inside: one })]);
			await expect(checkout(await read())).rejects.toMatchObject({ code: 'content-changed', status: 422 });
		}
		const nothing = await tar([{ name: 'a', content: 'a' }]);
		files.set('/pups/nothing.tar.gz', nothing);
		index([{ location: 'nothing.tar.gz', sha256: hash(nothing), manifest: inside }]);
		await expect(checkout(await read())).rejects.toMatchObject({ code: 'content-changed', message: /no manifest/ });
		// The order of members and omitted defaults make no difference.
		const turned = Object.fromEntries(Object.entries({ ...inside, metrics: [] }).reverse());
		index([await pup('Core', '1.0.0', { inside: turned })]);
		expect(existsSync(join(await checkout(await read()), 'start.sh'))).toBe(true);
	});

	it('is refused when its Nix file is not the one its manifest names', async () => {
		const build = { nixFile: 'pup.nix', nixFileSha256: hash('right') };
		const own = manifest('Core', '1.0.0', { container: { build, services: [{ name: 'a', command: { exec: '/a' } }] } });
		for (const [nix, good] of [
			['right', true],
			['wrong', false]
		] as const) {
			const archive = await tar([
				{ name: 'manifest.json', content: JSON.stringify(own) },
				{ name: 'pup.nix', content: nix }
			]);
			files.set('/pups/nix.tar.gz', archive);
			index([{ location: 'nix.tar.gz', sha256: hash(archive), manifest: own }]);
			const done = checkout(await read());
			if (good) expect(existsSync(join(await done, 'pup.nix'))).toBe(true);
			else await expect(done).rejects.toMatchObject({ code: 'content-changed', message: /pup\.nix/ });
		}
	});

	it('writes nothing outside, whatever the archive holds', async () => {
		const victim = join(folder, 'victim');
		for (const entries of [
			[{ name: '../victim', content: 'x' }],
			[
				{ name: 'way', type: 'symlink' as const, linkname: '..' },
				{ name: 'way/victim', content: 'x' }
			],
			[{ name: 'way', type: 'symlink' as const, linkname: '/etc/passwd' }],
			[{ name: 'hard', type: 'link' as const, linkname: '../../../../etc/passwd' }]
		]) {
			index([await pup('Core', '1.0.0', { entries })]);
			await expect(checkout(await read())).rejects.toMatchObject({ status: 422 });
			expect(existsSync(victim)).toBe(false);
		}
		const nonsense = Buffer.from('no archive at all');
		files.set('/pups/x.tar', nonsense);
		index([{ location: 'x.tar', sha256: hash(nonsense), manifest: manifest('Core', '1.0.0') }]);
		await expect(checkout(await read())).rejects.toMatchObject({ code: 'bad-archive' });
	});
});

describe('what an index may lead to', () => {
	it('is at home only its own place', async () => {
		const entry = await pup('Core', '1.0.0');
		// An index in the home network may refer to the internet, but not to other addresses at
		// home. An index on the internet may not refer to the home network.
		index([{ ...entry, location: `${internet}/pups/Core-1.0.0.tar.gz` }]);
		expect(existsSync(join(await checkout(await read()), 'start.sh'))).toBe(true);
		rmSync(join(folder, 'downloads'), { recursive: true });
		index([{ ...entry, location: 'http://127.0.0.1:1/Core-1.0.0.tar.gz' }]);
		await expect(checkout(await read())).rejects.toMatchObject({ code: 'internal-address' });
		input.location = `${internet}/pups/dogebox.json`;
		index([{ ...entry, location: `${origin}/pups/Core-1.0.0.tar.gz` }]);
		await expect(checkout(await read())).rejects.toMatchObject({ code: 'internal-address' });
		files.set('/pups/dogebox.json', (_, response) => response.writeHead(302, { location: `${origin}/x` }).end());
		await expect(read()).rejects.toMatchObject({ code: 'internal-address' });
	});

	it('gets the password of the source only where the source lies', async () => {
		input.credentials = { username: 'me', password: 'sesame' };
		const logo = Buffer.from('picture');
		files.set('/pups/logo.png', logo);
		const entry = await pup('Core', '1.0.0');
		index([
			{
				...entry,
				location: `${internet}/pups/Core-1.0.0.tar.gz`,
				logo: { location: 'logo.png', sha256: hash(logo) }
			}
		]);
		const reader = create();
		const listing = await read(reader);
		await checkout(listing, reader);
		await reader.file(input, listing.pups[0]!.versions[0]!, 'logo.png', 1000);
		expect(Object.fromEntries(seen.map(({ url, headers }) => [url, headers.authorization !== undefined]))).toEqual({
			'/pups/dogebox.json': true,
			'/pups/dogebox.json.minisig': true,
			'/pups/Core-1.0.0.tar.gz': false,
			'/pups/logo.png': true
		});
	});
});

describe('logo and readme', () => {
	const logo = Buffer.from('a picture');
	const readme = Buffer.from('# Core\n');

	async function listed(more: object = {}): Promise<SourceListing['pups'][number]['versions'][number]> {
		files.set('/pups/logo.png', logo);
		files.set('/pups/README.md', readme);
		index([
			{
				...(await pup('Core', '1.0.0')),
				logo: { location: 'logo.png', sha256: hash(logo) },
				readme: { location: 'README.md', sha256: hash(readme) },
				...more
			}
		]);
		return (await read()).pups[0]!.versions[0]!;
	}

	it('are found by the index that was read last, also after a restart', async () => {
		const version = await listed();
		const reader = create();
		expect(await reader.file(input, version, 'logo.png', 1000)).toEqual(logo);
		expect(await reader.file(input, version, 'README.md', 1000)).toEqual(readme);
		expect(await reader.file(input, version, 'readme.md', 1000)).toBeNull();
		expect(await reader.file(input, version, 'manifest.json', 1000)).toBeNull();
		expect(await reader.file(input, version, 'logo.png', 3)).toBeNull();
		files.delete('/pups/README.md');
		expect(await reader.file(input, version, 'README.md', 1000)).toEqual(readme);
	});

	it('are none where the index names none, or something else lies there', async () => {
		const plain = await listed({ logo: null, readme: null });
		expect(await create().file(input, plain, 'logo.png', 1000)).toBeNull();
		expect(await create().file(input, plain, 'README.md', 1000)).toBeNull();
		const lied = await listed({ logo: { location: 'logo.png', sha256: hash('other') } });
		expect(await create().file(input, lied, 'logo.png', 1000)).toBeNull();
		const gone = await listed({ readme: { location: 'gone.md', sha256: hash('gone') } });
		expect(await create().file(input, gone, 'README.md', 1000)).toBeNull();
	});

	it('are forgotten with the version', async () => {
		const version = await listed();
		await create().file(input, version, 'README.md', 1000);
		expect(readdirSync(join(input.folder, 'readmes'))).toEqual([hash(readme)]);
		writeFileSync(join(input.folder, 'readmes', 'stray'), 'x');
		await listed({ readme: null });
		expect(readdirSync(join(input.folder, 'readmes'))).toEqual([]);
	});
});

describe('the sources room with a source on the web', () => {
	const noMinisign = spawnSync('minisign', ['-v']).error !== undefined;
	if (noMinisign) console.log('sources-web.test: signatures are skipped, minisign is not installed');
	const able = { ok: true as const };

	/** A sources service of its own on its own data folder. */
	async function room() {
		const builtinFolder = join(folder, 'builtin');
		mkdirSync(builtinFolder);
		writeFileSync(join(builtinFolder, 'dogebox.json'), JSON.stringify({ id: 'b', name: 'Built in', pups: [] }));
		const migrations = new URL('../../drizzle', import.meta.url).pathname;
		const database = openDatabase({ file: join(folder, 'dogebox.db'), migrations });
		const events = createEvents({ database, log });
		const jobs = createJobs({ database, events, logFolder: join(folder, 'logs'), log });
		const sources = createSources({
			...{ database, events, jobs, log, builtinFolder, officialSource: null, folder: join(folder, 'sources') },
			sealer: createSealer({ keyFile: join(folder, 'seal.key') }),
			readers: { git: null, web: create() }
		});
		const capabilities = () => ({ nix: able, flake: able, debian: able, image: able });
		const store = createStore({ sources, events, capabilities, installed: () => [] });
		await store.begin();
		await sources.begin();
		await jobs.start();
		const end = async () => {
			await jobs.stop(3000);
			await sources.close();
			database.close();
		};
		return { sources, store, end };
	}

	it.skipIf(noMinisign)('lists, shows and hands out what was signed, and refuses what was not', async () => {
		const keys = mkdtempSync(join(tmpdir(), 'dogebox-keys-'));
		const { sources, store, end } = await room();
		try {
			const [publicFile, secretFile, file] = ['own.pub', 'own.key', 'dogebox.json'].map((name) => join(keys, name));
			execFileSync('minisign', ['-GW', '-p', publicFile!, '-s', secretFile!]);
			const sign = () => {
				writeFileSync(file!, files.get('/pups/dogebox.json') as Buffer);
				execFileSync('minisign', ['-S', '-s', secretFile!, '-m', file!]);
				files.set('/pups/dogebox.json.minisig', readFileSync(`${file}.minisig`));
			};
			const logo = Buffer.from('89504e470d0a1a0a0000', 'hex');
			const readme = Buffer.from('# Hello\n');
			files.set('/pups/logo.png', logo);
			files.set('/pups/README.md', readme);
			const entry = {
				...(await pup('Core', '1.0.0')),
				logo: { location: 'logo.png', sha256: hash(logo) },
				readme: { location: 'README.md', sha256: hash(readme) }
			};
			index([entry]);
			sign();
			const publicKey = readFileSync(publicFile!, 'utf8').split('\n')[1]!;
			const { id, ...source } = await sources.add(`${origin}/pups/`, { publicKey });
			expect(source).toMatchObject({ kind: 'web', name: 'Web pups', pups: 1, signature: 'verified', lastError: null });
			expect(store.list()).toMatchObject([{ name: 'Core', signature: 'verified', version: '1.0.0' }]);
			const shown = (await sources.logo(id, 'Core'))!;
			expect(readFileSync(join(shown.folder, shown.path))).toEqual(logo);
			expect(JSON.stringify(await store.detail(id, 'Core'))).toContain('Hello</h3>');
			const { folder: tree, treeHash, done } = await sources.checkout(id, 'Core', '1.0.0', () => {}, never);
			expect(readFileSync(join(tree, 'start.sh'), 'utf8')).toBe('echo Core 1.0.0');
			expect(treeHash).toMatch(/^[0-9a-f]{64}$/);
			await done();
			expect(existsSync(tree)).toBe(false);

			// Changed, but not signed again.
			index([entry, await pup('Core', '2.0.0')]);
			await sources.refresh(id);
			expect(sources.list().find((one) => one.id === id)?.signature).toBe('failed');
			expect(() => sources.find(id, 'Core', '2.0.0')).toThrow(/cannot be installed/);

			// The index is gone: the pups that were seen before stay listed, with the reason.
			files.delete('/pups/dogebox.json');
			await sources.refresh(id);
			expect(sources.list().find((one) => one.id === id)?.lastError).toMatch(/404/);
			expect(store.list()).toHaveLength(1);
			await sources.remove(id);
			expect(existsSync(join(folder, 'sources', id))).toBe(false);
		} finally {
			await end();
			rmSync(keys, { recursive: true, force: true });
		}
	});

	it('keeps nothing of one that cannot be read', async () => {
		const { sources, end } = await room();
		try {
			await expect(sources.add(`${origin}/pups/dogebox.json`)).rejects.toMatchObject({ code: 'http-status' });
			files.set('/pups/dogebox.json', Buffer.from('<html>'));
			await expect(sources.add(`${origin}/pups/`)).rejects.toMatchObject({ code: 'bad-source', status: 422 });
			expect(sources.list().map(({ kind }) => kind)).toEqual(['builtin']);
		} finally {
			await end();
		}
	});
});
