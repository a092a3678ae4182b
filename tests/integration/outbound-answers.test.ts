/** How the outbound service handles answers that are too large, too slow or odd. */
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type OutboundDeps } from '../../src/lib/server/outbound/index.ts';
import { ODD_ANSWERS } from '../faults/odd-answers.ts';
import {
	answers,
	hash,
	internet,
	create,
	secure,
	servers,
	HASTY,
	SMALL,
	through,
	useOutboundWorld
} from './support/outbound-world.ts';

useOutboundWorld();

describe('small answers', () => {
	const fetch = (path: string, more: object = {}) =>
		create().fetch({ url: `http://${internet}${path}`, ...SMALL, ...more });

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
		await expect(fetch('/silent', HASTY)).rejects.toMatchObject({ code: 'too-slow', message: /sent nothing/ });
		await expect(fetch('/drip', { ...HASTY, idleMs: 60_000 })).rejects.toMatchObject({
			code: 'too-slow',
			message: /not done/
		});
		const loris = createNetServer((socket) => {
			socket.on('error', () => {});
			socket.write('HTTP/1.1 200 OK\r\n');
			const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
			socket.on('close', () => clearInterval(timer));
		});
		servers.push(loris);
		await new Promise<void>((resolve) => loris.listen(0, '127.0.0.2', resolve));
		const url = `http://127.0.0.2:${(loris.address() as AddressInfo).port}/`;
		await expect(create().fetch({ url, ...HASTY })).rejects.toMatchObject({ code: 'too-slow' });
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
		await expect(fetch('/101')).rejects.toMatchObject({ code: 'unreachable', message: /not like a web server/ });
		await expect(fetch('/cut')).rejects.toMatchObject({ code: 'unreachable', message: /closed the connection/ });
		expect(await fetch('/304', { accept: [304] })).toMatchObject({ status: 304 });
		const failing = (url: string, more: Partial<OutboundDeps> = {}) => create(more).fetch({ url, ...SMALL });
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
		'a request': async () => ({ ask: (url) => create().fetch({ url, ...few }) }),
		'a download': async () => ({
			ask: (url) =>
				create().download({ url, sha256: hash(Buffer.from(url)), maxBytes: 1_000_000, idleMs: 1000, retries: 0 })
		}),
		'the proxy': async () => {
			const proxy = await create().proxy({ ...few, maxBytes: 50_000_000, totalMs: 60_000 });
			return { ask: (url) => through(proxy.url, url), end: () => proxy.close() };
		}
	};

	// Every request is answered or refused. A request with neither would block its caller forever.
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
