/** The outbound room against real servers on loopback, most of them hostile. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import {
	createServer,
	request as httpRequest,
	type IncomingMessage,
	type Server,
	type ServerResponse
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, type Lookup, type OutboundDeps } from '../../src/lib/server/outbound/index.ts';
import { ODD_ANSWERS } from '../faults/odd-answers.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const folder = mkdtempSync(join(tmpdir(), 'dogebox-outbound-'));
const servers: { close(done?: () => void): unknown; closeAllConnections?(): void }[] = [];
const answers = new Map<string, Answer>();
/** Requests as they arrived, newest last. */
let seen: { url: string; headers: IncomingMessage['headers']; port: number }[] = [];

/**
 * A home server on 127.0.0.1, and one that stands for the internet on 127.0.0.2: the room is told
 * so by `zoneOf`.
 */
let home = '';
let internet = '';
let secure = '';
let authority = '';

const dispatch: Answer = (request, response) => {
	seen.push({ url: request.url ?? '', headers: request.headers, port: request.socket.localPort ?? 0 });
	const answer = answers.get((request.url ?? '').split('?')[0]!);
	if (answer) answer(request, response);
	else response.writeHead(404).end('no');
};

async function listen(server: Server, host: string): Promise<number> {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	return (server.address() as AddressInfo).port;
}

const NAMES: Record<string, string> = {
	'git.lan.test': '127.0.0.3',
	'public.test': '127.0.0.2',
	'rebound.test': '127.0.0.1',
	localhost: '127.0.0.1'
};
let lookups: string[] = [];
const lookup: Lookup = async (name) => {
	lookups.push(name);
	const address = NAMES[name];
	if (!address) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
	return [{ address, family: 4 }];
};
const zoneOf: OutboundDeps['zoneOf'] = (address) =>
	address === '127.0.0.2' ? 'public' : address === '127.0.0.3' ? 'home' : 'host';

const make = (more: Partial<OutboundDeps> = {}) =>
	createOutbound({
		folder,
		allow: [],
		log: pino({ level: 'silent' }),
		lookup,
		zoneOf,
		firstDelayMs: 5,
		authorities: [authority],
		...more
	});

const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const SMALL = { maxBytes: 1000, idleMs: 300, totalMs: 1000 };

beforeAll(async () => {
	home = `127.0.0.1:${await listen(createServer(dispatch), '127.0.0.1')}`;
	internet = `127.0.0.2:${await listen(createServer(dispatch), '127.0.0.2')}`;
	const key = join(folder, 'key.pem');
	const certificate = join(folder, 'certificate.pem');
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
			...['-subj', '/CN=public.test', '-addext', 'subjectAltName=DNS:public.test', '-keyout', key, '-out', certificate]
		],
		{ stdio: 'ignore' }
	);
	authority = readFileSync(certificate, 'utf8');
	const port = await listen(createSecureServer({ key: readFileSync(key), cert: authority }, dispatch), '127.0.0.2');
	secure = `public.test:${port}`;
});

afterEach(() => {
	answers.clear();
	seen = [];
	lookups = [];
	for (const name of readdirSync(folder)) if (/^[0-9a-f]{64}/.test(name)) rmSync(join(folder, name));
});

afterAll(async () => {
	for (const server of servers) {
		server.closeAllConnections?.();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	}
	rmSync(folder, { recursive: true, force: true });
});

describe('where a request may lead', () => {
	it('is the internet, and not the home or the box', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const answer = await make().fetch({ url: `http://${internet}/`, ...SMALL });
		expect(answer).toMatchObject({ status: 200, url: `http://${internet}/` });
		expect(answer.body.toString()).toBe('hello');
		for (const url of [`http://${home}/`, `http://localhost:${home.split(':')[1]}/`, 'http://git.lan.test/']) {
			await expect(make().fetch({ url, ...SMALL })).rejects.toMatchObject({ code: 'internal-address', status: 502 });
		}
		expect(seen).toHaveLength(1);
	});

	it('is a place at home where the owner named it', async () => {
		answers.set('/', (_, response) => response.end('mine'));
		const port = home.split(':')[1];
		const fetch = (url: string, allow: string[], room: string[] = []) =>
			make({ allow: room }).fetch({ url, allow, ...SMALL });
		expect((await fetch(`http://${home}/`, [home])).body.toString()).toBe('mine');
		expect((await fetch(`http://${home}/`, [], [home])).body.toString()).toBe('mine');
		expect((await fetch(`http://localhost:${port}/`, [`LOCALHOST:${port}`])).body.toString()).toBe('mine');
		// Another port of the same host was not named.
		await expect(fetch(`http://${home}/`, ['127.0.0.1:1'])).rejects.toMatchObject({ code: 'internal-address' });
	});

	it('is not the box itself for a name that its owner may point there later', async () => {
		answers.set('/', (_, response) => response.end('secret'));
		const key = `rebound.test:${home.split(':')[1]}`;
		const request = { url: `http://${key}/`, allow: [key], ...SMALL };
		await expect(make().fetch(request)).rejects.toMatchObject({ code: 'internal-address' });
		expect(seen).toEqual([]);
		expect((await make({ allow: [key] }).fetch(request)).body.toString()).toBe('secret');
	});

	it('is not the home for a name that led to the internet before', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		let address = '127.0.0.2';
		const room = make({ lookup: async () => [{ address, family: 4 }] });
		const key = `moving.test:${internet.split(':')[1]}`;
		const request = { url: `http://${key}/`, allow: [key], ...SMALL };
		expect((await room.fetch(request)).status).toBe(200);
		address = '127.0.0.3';
		await expect(room.fetch(request)).rejects.toMatchObject({ code: 'internal-address' });
		// One that was at home from the start is asked there, and only nobody listens.
		const fresh = make({ lookup: async () => [{ address, family: 4 }] });
		await expect(fresh.fetch(request)).rejects.toMatchObject({ code: 'unreachable' });
	});

	it('is decided by the one look-up whose answer is connected to', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		let times = 0;
		// Public when it is checked, internal when it is asked for again.
		const turning: Lookup = async () => [{ address: times++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
		const port = internet.split(':')[1];
		await make({ lookup: turning }).fetch({ url: `http://turning.test:${port}/`, ...SMALL });
		expect(times).toBe(1);
		expect(seen[0]?.port).toBe(Number(port));
	});

	it('prefers the public addresses of a name that has both', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const both: Lookup = async () => [
			{ address: '127.0.0.1', family: 4 },
			{ address: '127.0.0.2', family: 4 }
		];
		const url = `http://both.test:${internet.split(':')[1]}/`;
		expect((await make({ lookup: both }).fetch({ url, ...SMALL })).body.toString()).toBe('hello');
	});

	it('refuses what is no web address, and passwords in addresses', async () => {
		for (const url of ['ftp://x/', 'file:///etc/passwd', 'nonsense', `http://me:secret@${internet}/`]) {
			const failed = await make()
				.fetch({ url, ...SMALL })
				.catch((error: unknown) => error);
			expect(failed).toMatchObject({ code: 'bad-address' });
			expect(String(failed)).not.toContain('secret');
		}
	});
});

describe('redirects', () => {
	const to =
		(location: string): Answer =>
		(_, response) =>
			response.writeHead(302, { location }).end();

	it('are followed, and not without end', async () => {
		answers.set('/a', to('/b'));
		answers.set('/b', (_, response) => response.end('b'));
		answers.set('/loop', to('/loop'));
		expect(await make().fetch({ url: `http://${internet}/a`, ...SMALL })).toMatchObject({
			url: `http://${internet}/b`
		});
		await expect(make().fetch({ url: `http://${internet}/loop`, ...SMALL })).rejects.toMatchObject({
			code: 'bad-redirect'
		});
		expect(seen.filter(({ url }) => url === '/loop')).toHaveLength(6);
	});

	it('lead from the internet into the home for nobody, named or not', async () => {
		answers.set('/in', to(`http://${home}/secret`));
		answers.set('/secret', (_, response) => response.end('secret'));
		for (const allow of [[], [home], [internet, home]]) {
			await expect(
				make({ allow: [home] }).fetch({ url: `http://${internet}/in`, allow, ...SMALL })
			).rejects.toMatchObject({ code: 'internal-address' });
		}
		// The way round over a public server does not help a server at home either.
		answers.set('/out', to(`http://${internet}/in`));
		await expect(make().fetch({ url: `http://${home}/out`, allow: [home], ...SMALL })).rejects.toMatchObject({
			code: 'internal-address'
		});
		expect(seen.map(({ url }) => url)).not.toContain('/secret');
	});

	it('lead within the home only to what is named', async () => {
		answers.set('/a', to('/b'));
		answers.set('/b', (_, response) => response.end('b'));
		answers.set('/other', to(`http://127.0.0.1:1/`));
		const fetch = (path: string) => make().fetch({ url: `http://${home}${path}`, allow: [home], ...SMALL });
		expect((await fetch('/a')).body.toString()).toBe('b');
		await expect(fetch('/other')).rejects.toMatchObject({ code: 'internal-address' });
	});

	it('take no credentials along to another origin', async () => {
		const other = `http://public.test:${internet.split(':')[1]}/c`;
		answers.set('/a', to('/b'));
		answers.set('/b', to(other));
		answers.set('/c', to(`http://${internet}/d`));
		answers.set('/d', (_, response) => response.end());
		const credentials = { username: 'me', password: 'sesame' };
		await make().fetch({ url: `http://${internet}/a`, credentials, headers: { Cookie: 'a=b' }, ...SMALL });
		const sent = seen.map(({ headers }) => [headers.authorization !== undefined, headers.cookie !== undefined]);
		expect(sent).toEqual([
			[true, true],
			[true, true],
			[false, false],
			[false, false]
		]);
	});

	it('never lead from https to http, nor to other schemes', async () => {
		answers.set('/down', to(`http://${internet}/x`));
		answers.set('/file', to('file:///etc/passwd'));
		answers.set('/ok', (_, response) => response.end('safe'));
		expect((await make().fetch({ url: `https://${secure}/ok`, ...SMALL })).body.toString()).toBe('safe');
		for (const path of ['/down', '/file']) {
			await expect(make().fetch({ url: `https://${secure}${path}`, ...SMALL })).rejects.toMatchObject({
				code: 'bad-redirect'
			});
		}
	});
});

describe('small answers', () => {
	const fetch = (path: string, more: object = {}) =>
		make().fetch({ url: `http://${internet}${path}`, ...SMALL, ...more });

	it('are cut off when they are too large, declared or not, packed or not', async () => {
		answers.set('/declared', (_, response) =>
			response.writeHead(200, { 'content-length': '5000' }).end(Buffer.alloc(5000))
		);
		answers.set('/endless', (_, response) => {
			const more = () => {
				while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
			};
			response.on('drain', more);
			more();
		});
		answers.set('/bomb', (_, response) =>
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(500_000)))
		);
		answers.set('/packed', (_, response) =>
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain text'))
		);
		for (const path of ['/declared', '/endless', '/bomb']) {
			await expect(fetch(path)).rejects.toMatchObject({ code: 'too-large' });
		}
		expect((await fetch('/packed')).body.toString()).toBe('plain text');
	});

	it('are cut off when they are too slow: silent, dripping, or with a head without end', async () => {
		answers.set('/silent', () => {});
		answers.set('/drip', (_, response) => {
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		});
		await expect(fetch('/silent')).rejects.toMatchObject({ code: 'too-slow', message: /sent nothing/ });
		await expect(fetch('/drip')).rejects.toMatchObject({ code: 'too-slow', message: /not done/ });
		const loris = createNetServer((socket) => {
			socket.on('error', () => {});
			socket.write('HTTP/1.1 200 OK\r\n');
			const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
			socket.on('close', () => clearInterval(timer));
		});
		servers.push(loris);
		await new Promise<void>((resolve) => loris.listen(0, '127.0.0.2', resolve));
		const url = `http://127.0.0.2:${(loris.address() as AddressInfo).port}/`;
		await expect(make().fetch({ url, ...SMALL })).rejects.toMatchObject({ code: 'too-slow' });
	});

	it('fail in plain words', async () => {
		answers.set('/401', (_, response) => response.writeHead(401).end());
		answers.set('/500', (_, response) => response.writeHead(500).end());
		answers.set('/cut', (_, response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('part');
			setTimeout(() => response.destroy(), 20);
		});
		answers.set('/304', (_, response) => response.writeHead(304).end());
		answers.set('/101', ({ socket }) =>
			socket.write('HTTP/1.1 101 Other\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
		);
		await expect(fetch('/404')).rejects.toMatchObject({ code: 'http-status', message: /404.*not there/ });
		await expect(fetch('/401')).rejects.toMatchObject({ code: 'http-status', message: /401.*name and password/ });
		await expect(fetch('/500')).rejects.toMatchObject({ code: 'http-status', message: /500/ });
		await expect(fetch('/101')).rejects.toMatchObject({ code: 'unreachable', message: /not as a web server/ });
		await expect(fetch('/cut')).rejects.toMatchObject({ code: 'unreachable', message: /broke the connection off/ });
		expect(await fetch('/304', { accept: [304] })).toMatchObject({ status: 304 });
		const failing = (url: string, more: Partial<OutboundDeps> = {}) => make(more).fetch({ url, ...SMALL });
		await expect(failing('http://nowhere.test/')).rejects.toMatchObject({
			code: 'unreachable',
			message: 'The internet cannot be reached, or “nowhere.test” does not exist.'
		});
		await expect(failing('http://127.0.0.2:1/')).rejects.toMatchObject({ message: /refuses the connection/ });
		await expect(failing(`https://${secure}/`, { authorities: undefined })).rejects.toMatchObject({
			message: /certificate .* cannot be trusted/
		});
		await expect(failing(`https://${internet}/`)).rejects.toMatchObject({ message: /does not speak https/ });
	});

	it('end at once when the caller gives up', async () => {
		answers.set('/silent', () => {});
		const signal = AbortSignal.abort(new Error('enough'));
		await expect(fetch('/silent', { signal })).rejects.toThrow('enough');
		const later = new AbortController();
		setTimeout(() => later.abort(new Error('later')), 30);
		await expect(fetch('/silent', { signal: later.signal })).rejects.toThrow('later');
	});
});

describe('downloads', () => {
	const content = randomBytes(300_000);
	const sha256 = hash(content);
	const url = () => `http://${internet}/file`;
	const download = (more: object = {}, deps: Partial<OutboundDeps> = {}) =>
		make(deps).download({ url: url(), sha256, maxBytes: 1_000_000, idleMs: 300, ...more });

	/** Serves `data` with ranges; the first `cuts` answers break off after 100 kB. */
	function serve(data: Buffer, cuts = 0, etag = '"one"'): void {
		answers.set('/file', (request, response) => {
			const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
			const fresh = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
			const from = fresh ? start : 0;
			const rest = data.subarray(from);
			response.writeHead(from > 0 ? 206 : 200, {
				etag,
				'content-length': String(rest.length),
				...(from > 0 && { 'content-range': `bytes ${from}-${data.length - 1}/${data.length}` })
			});
			if (cuts-- > 0) response.write(rest.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
			else response.end(rest);
		});
	}

	it('are kept under their hash and not fetched twice', async () => {
		serve(content);
		const progress: [number, number | null][] = [];
		const path = await download({ onProgress: (done: number, total: number | null) => progress.push([done, total]) });
		expect(path).toBe(join(folder, sha256));
		expect(hash(readFileSync(path))).toBe(sha256);
		expect(progress.at(-1)).toEqual([content.length, content.length]);
		expect(await download()).toBe(path);
		expect(seen).toHaveLength(1);
		expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
	});

	it('are resumed where they broke off', async () => {
		serve(content, 2);
		expect(hash(readFileSync(await download()))).toBe(sha256);
		expect(seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
		expect(seen[1]?.headers['if-range']).toBe('"one"');
	});

	it('go on in another run, and begin anew where what was there is something else', async () => {
		writeFileSync(join(folder, `${sha256}.part`), content.subarray(0, 50_000));
		serve(content);
		await download();
		expect(seen.map(({ headers }) => headers.range)).toEqual(['bytes=50000-']);
		rmSync(join(folder, sha256));
		seen = [];
		writeFileSync(join(folder, `${sha256}.part`), randomBytes(50_000));
		await download();
		expect(seen.map(({ headers }) => headers.range)).toEqual(['bytes=50000-', undefined]);
	});

	it('begin anew when the file changed between two parts', async () => {
		const other = randomBytes(300_000);
		serve(other, 1, '"old"');
		const first = answers.get('/file')!;
		answers.set('/file', (request, response) => {
			first(request, response);
			serve(content, 0, '"new"');
		});
		expect(hash(readFileSync(await download()))).toBe(sha256);
	});

	it('are refused when the hash is another one, and nothing is kept', async () => {
		serve(randomBytes(1000));
		await expect(download()).rejects.toMatchObject({
			code: 'wrong-hash',
			status: 422,
			message: expect.stringContaining(sha256.slice(0, 12)) as string
		});
		expect(readdirSync(folder).filter((name) => name.startsWith(sha256))).toEqual([]);
	});

	it('are cut off when they are too large', async () => {
		serve(content);
		await expect(download({ maxBytes: 1000 })).rejects.toMatchObject({ code: 'too-large' });
		answers.set('/file', (_, response) => {
			const more = () => {
				while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
			};
			response.on('drain', more);
			more();
		});
		await expect(download()).rejects.toMatchObject({ code: 'too-large' });
		expect(existsSync(join(folder, `${sha256}.part`))).toBe(false);
	});

	it('wait for a server with trouble, but not for one that says no', async () => {
		let times = 0;
		answers.set('/file', (_, response) => {
			times++;
			if (times === 1) response.writeHead(503).end();
			else if (times === 2) response.writeHead(429, { 'retry-after': '0' }).end();
			else response.end(content);
		});
		await download();
		expect(times).toBe(3);
		rmSync(join(folder, sha256));
		for (const [status, headers] of [
			[404, {}],
			[429, { 'retry-after': '3600' }]
		] as const) {
			seen = [];
			answers.set('/file', (_, response) => response.writeHead(status, headers).end());
			await expect(download()).rejects.toMatchObject({ code: 'http-status' });
			expect(seen).toHaveLength(1);
		}
	});

	it('give up on a server that only drips, after the retries', async () => {
		answers.set('/file', (_, response) => {
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		});
		await expect(download({ retries: 1 })).rejects.toMatchObject({ code: 'too-slow' });
		expect(seen).toHaveLength(2);
	});

	it('are shared by all who want the same, each of whom may leave', async () => {
		const waiting: ServerResponse[] = [];
		answers.set('/file', (_, response) => void waiting.push(response));
		const room = make();
		const want = (signal?: AbortSignal) => room.download({ url: url(), sha256, maxBytes: 1_000_000, signal });
		const leaving = new AbortController();
		const left = want(leaving.signal);
		const both = [want(), want()];
		await expect.poll(() => waiting.length).toBe(1);
		leaving.abort(new Error('left'));
		await expect(left).rejects.toThrow('left');
		waiting[0]!.end(content);
		expect(await Promise.all(both)).toEqual([join(folder, sha256), join(folder, sha256)]);
		expect(seen).toHaveLength(1);
	});

	it('try another address of the same content when the one under way lies', async () => {
		const lying: ServerResponse[] = [];
		answers.set('/lie', (_, response) => void lying.push(response));
		serve(content);
		const room = make();
		const first = room.download({ url: `http://${internet}/lie`, sha256, maxBytes: 1_000_000 });
		await expect.poll(() => lying.length).toBe(1);
		const second = room.download({ url: url(), sha256, maxBytes: 1_000_000 });
		lying[0]!.end('lies');
		await expect(first).rejects.toMatchObject({ code: 'wrong-hash' });
		expect(hash(readFileSync(await second))).toBe(sha256);
	});

	it('keep what arrived when the caller gives up', async () => {
		const controller = new AbortController();
		answers.set('/file', (_, response) => {
			response.writeHead(200, { 'content-length': String(content.length) });
			response.write(content.subarray(0, 100_000));
		});
		const onProgress = (done: number) => done >= 100_000 && controller.abort(new Error('stop'));
		await expect(download({ signal: controller.signal, onProgress, idleMs: 5000 })).rejects.toThrow('stop');
		await expect.poll(() => readFileSync(join(folder, `${sha256}.part`)).length).toBe(100_000);
	});

	it.skipIf(process.getuid?.() !== 0)('say when the disk is full, and give the room back', async () => {
		const small = join(folder, 'small');
		mkdirSync(small);
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small]);
		try {
			serve(content);
			await expect(download({}, { folder: small })).rejects.toMatchObject({ code: 'disk-full', status: 507 });
			expect(readdirSync(small)).toEqual([]);
			expect(seen).toHaveLength(1);
		} finally {
			execFileSync('umount', [small]);
		}
	});

	it('are swept when nobody used them, and unfinished ones', async () => {
		serve(content);
		const path = await download();
		const room = make();
		expect(await room.sweep(60_000)).toBe(0);
		utimesSync(path, new Date(0), new Date(0));
		const half = join(folder, `${'a'.repeat(64)}.part`);
		writeFileSync(half, 'half');
		expect(await room.sweep(Number.MAX_SAFE_INTEGER)).toBe(0);
		utimesSync(half, new Date(0), new Date(0));
		expect(await room.sweep(60_000)).toBe(content.length + 4);
		expect(existsSync(path)).toBe(false);
	});
});

/** A request through a proxy by absolute address. */
function through(
	proxy: string,
	target: string,
	more: { auth?: string } = {}
): Promise<{ status: number; body: string }> {
	const { hostname, port, username, password } = new URL(proxy);
	const auth = more.auth ?? `${username}:${password}`;
	return new Promise((resolve, reject) => {
		httpRequest(
			{
				...{ host: hostname, port, path: target, agent: false },
				headers: {
					host: new URL(target).host,
					'proxy-authorization': `Basic ${Buffer.from(auth).toString('base64')}`
				}
			},
			(response) => {
				let body = '';
				response.on('data', (chunk: Buffer) => (body += chunk.toString()));
				response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
				response.on('error', reject);
			}
		)
			.on('error', reject)
			.end();
	});
}

describe('odd answers', () => {
	let odd = '';
	beforeAll(async () => {
		const server = createNetServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', (chunk: Buffer) => {
				const at = Number(/^GET \S*?(\d+) HTTP/.exec(chunk.toString('latin1'))?.[1]);
				socket.end(ODD_ANSWERS[at]!.bytes);
			});
		});
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
		odd = `http://127.0.0.2:${(server.address() as AddressInfo).port}/`;
	});

	const few = { maxBytes: 1_000_000, idleMs: 1000, totalMs: 5000 };
	const WAYS: Record<string, () => Promise<{ ask: (url: string) => Promise<unknown>; end?: () => Promise<void> }>> = {
		'a request': async () => ({ ask: (url) => make().fetch({ url, ...few }) }),
		'a download': async () => ({
			ask: (url) =>
				make().download({ url, sha256: hash(Buffer.from(url)), maxBytes: 1_000_000, idleMs: 1000, retries: 0 })
		}),
		'the proxy': async () => {
			const proxy = await make().proxy({ ...few, maxBytes: 50_000_000, totalMs: 60_000 });
			return { ask: (url) => through(proxy.url, url), end: () => proxy.close() };
		}
	};

	// Each is taken or refused; one that is neither would hold up whoever asked for ever.
	it.each(Object.keys(WAYS))('end %s', { timeout: 60_000 }, async (what) => {
		const { ask, end } = await WAYS[what]!();
		const open = new Set(ODD_ANSWERS.map(({ name }) => name));
		let next = 0;
		const some = async () => {
			for (let at = next++; at < ODD_ANSWERS.length; at = next++) {
				await ask(`${odd}${at}`).catch(() => {});
				open.delete(ODD_ANSWERS[at]!.name);
			}
		};
		const all = Promise.all(Array.from({ length: 40 }, some));
		await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 30_000))]);
		expect([...open]).toEqual([]);
		await end?.();
	});
});

describe('the proxy', () => {
	/** A tunnel through a proxy; answers with everything that came. */
	function tunnel(proxy: string, target: string, send = ''): Promise<string> {
		const { port, username, password } = new URL(proxy);
		const auth = Buffer.from(`${username}:${password}`).toString('base64');
		return new Promise((resolve) => {
			let text = '';
			const socket = connect(Number(port), '127.0.0.1', () =>
				socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${auth}\r\n\r\n`)
			);
			socket.on('data', (chunk: Buffer) => {
				if (text === '' && send && chunk.toString().startsWith('HTTP/1.1 200')) socket.write(send);
				text += chunk.toString();
			});
			socket.on('error', () => {});
			socket.on('close', () => resolve(text));
		});
	}

	const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

	it('passes what the policy allows, to who knows the password', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const proxy = await make().proxy(SMALL);
		expect(await through(proxy.url, `http://${internet}/`)).toEqual({ status: 200, body: 'hello' });
		expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
		expect(await tunnel(proxy.url, internet, GET)).toMatch(/^HTTP\/1.1 200 Connection[^]*hello$/);
		expect(proxy.bytes()).toBeGreaterThan(10);
		expect((await through(proxy.url, `http://${internet}/`, { auth: 'dogebox:wrong' })).status).toBe(407);
		expect(await tunnel(proxy.url.replace(/:[^:@]+@/, ':wrong@'), internet)).toMatch(/^HTTP\/1.1 407/);
		expect(proxy.refusal()).toBeNull();
		await proxy.close();
		await expect(through(proxy.url, `http://${internet}/`)).rejects.toThrow();
	});

	it('refuses internal addresses and says so', async () => {
		answers.set('/', (_, response) => response.end('secret'));
		const proxy = await make().proxy(SMALL);
		try {
			expect(await through(proxy.url, `http://${home}/`)).toMatchObject({ status: 403, body: /home network/ });
			expect(proxy.refusal()).toContain(home);
			expect(await tunnel(proxy.url, home)).toMatch(/^HTTP\/1.1 403/);
			expect(await tunnel(proxy.url, 'nowhere.test:443')).toMatch(/^HTTP\/1.1 502/);
			expect(proxy.refusal()).toMatch(/does not exist/);
			expect(seen).toEqual([]);
		} finally {
			await proxy.close();
		}
	});

	it('reaches what is named at home, until it was outside', async () => {
		answers.set('/', (_, response) => response.end('mine'));
		const proxy = await make().proxy({ ...SMALL, allow: [home] });
		try {
			expect(await tunnel(proxy.url, home, GET)).toMatch(/mine$/);
			expect(await tunnel(proxy.url, internet, GET)).toMatch(/mine$/);
			expect(await tunnel(proxy.url, home, GET)).toMatch(/^HTTP\/1.1 403/);
			// https never leads to http.
			expect(await through(proxy.url, `http://${internet}/`)).toMatchObject({ status: 502, body: /protected/ });
		} finally {
			await proxy.close();
		}
	});

	it('cuts off what is too much, too slow, or takes too long', async () => {
		answers.set('/', (_, response) => {
			const more = () => {
				while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
			};
			response.on('drain', more);
			more();
		});
		answers.set('/silent', () => {});
		answers.set('/drip', (_, response) => {
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		});
		for (const [path, word] of [
			['/', /more than/],
			['/silent', /sent nothing/],
			['/drip', /not done/]
		] as const) {
			const proxy = await make().proxy(SMALL);
			await tunnel(proxy.url, internet, GET.replace('/', path));
			expect(proxy.refusal()).toMatch(word);
			await proxy.close();
			const plain = await make().proxy(SMALL);
			await through(plain.url, `http://${internet}${path}`).catch(() => {});
			expect(plain.refusal()).toMatch(word);
			await plain.close();
		}
	});
});
