/** Large downloads by the outbound service: kept, resumed, shared and cleaned up. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OutboundDeps } from '../../src/lib/server/outbound/index.ts';
import { answers, folder, hash, internet, create, seen, useOutboundWorld } from './support/outbound-world.ts';

useOutboundWorld();

describe('downloads', () => {
	const content = randomBytes(300_000);
	const sha256 = hash(content);
	const url = () => `http://${internet}/file`;
	const download = (more: object = {}, deps: Partial<OutboundDeps> = {}) =>
		create(deps).download({ url: url(), sha256, maxBytes: 1_000_000, idleMs: 60_000, ...more });

	/** Serves `data` with range requests. The first `cuts` answers break off after 100 kB. */
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
		seen.length = 0;
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
			seen.length = 0;
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
		await expect(download({ retries: 1, idleMs: 300 })).rejects.toMatchObject({ code: 'too-slow' });
		expect(seen).toHaveLength(2);
	});

	it('are shared by all who want the same, each of whom may leave', async () => {
		const waiting: ServerResponse[] = [];
		answers.set('/file', (_, response) => void waiting.push(response));
		const room = create();
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
		const room = create();
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
		await expect(download({ signal: controller.signal, onProgress })).rejects.toThrow('stop');
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
		const room = create();
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
