import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { uploadFile } from './file-upload.ts';

const PART = 8 * 1024 * 1024;
/** Bytes of the file that the box has received. */
let there: number;
let size: number;
/** Answers to the next parts, in place of accepting them. */
let faults: (Response | 'broken' | 'half')[];
let parts: { offset: number; length: number }[];

const problem = (status: number, code: string) =>
	new Response(JSON.stringify({ status, code, title: code }), {
		status,
		headers: { 'content-type': 'application/problem+json' }
	});

beforeEach(() => {
	[there, size, faults, parts] = [0, 20 * 1024 * 1024, [], []];
	vi.stubGlobal('fetch', async (address: string, { method, body }: { method: string; body?: Blob }) => {
		const query = new URL(address, 'http://box').searchParams;
		expect(query.get('size')).toBe(String(size));
		if (method === 'GET') return Response.json({ offset: there, done: false });
		const offset = Number(query.get('offset'));
		parts.push({ offset, length: body!.size });
		const fault = faults.shift();
		if (fault === 'half') there = offset + body!.size / 2;
		if (fault === 'half' || fault === 'broken') throw new TypeError('the network is away');
		if (fault) return fault;
		if (offset !== there) return problem(409, 'other-offset');
		there += body!.size;
		return Response.json({ offset: there, done: there === size });
	});
});
afterEach(() => vi.unstubAllGlobals());

function send(more: { signal?: AbortSignal } = {}): { sent: Promise<void>; seen: number[] } {
	const seen: number[] = [];
	const file = Object.assign(new Blob([new Uint8Array(size)]), { lastModified: 5 });
	const sent = uploadFile({
		...{ at: { api: '/pups/p/files' }, path: 'a b', file, replace: false, wait: () => 0 },
		signal: more.signal ?? new AbortController().signal,
		progress: (bytes) => seen.push(bytes)
	});
	return { sent, seen };
}

describe('an upload', () => {
	it('goes in parts and tells how far it is', async () => {
		const { sent, seen } = send();
		await sent;
		expect(parts.map(({ offset }) => offset)).toEqual([0, PART, 2 * PART]);
		expect(seen.at(-1)).toBe(size);
	});

	it('of nothing is one part', async () => {
		size = 0;
		await send().sent;
		expect(parts).toEqual([{ offset: 0, length: 0 }]);
	});

	it('goes on with what is there from before', async () => {
		there = 5000;
		await send().sent;
		expect(parts[0]).toEqual({ offset: 5000, length: PART });
	});

	it('goes on after breaks, from where the box has come', async () => {
		faults = ['broken', 'half', problem(503, 'starting')];
		await send().sent;
		expect(parts.map(({ offset }) => offset)).toEqual([0, 0, PART / 2, PART / 2, PART * 1.5]);
		expect(there).toBe(size);
	});

	it('ends with what the box refuses', async () => {
		faults = [problem(409, 'file-exists')];
		await expect(send().sent).rejects.toMatchObject({ problem: { code: 'file-exists' } });
		faults = Array.from({ length: 50 }, () => 'broken' as const);
		await expect(send().sent).rejects.toMatchObject({ problem: { code: 'offline' } });
		expect(faults.length).toBeGreaterThan(30);
	});

	it('can be given up', async () => {
		const stop = new AbortController();
		faults = ['broken'];
		stop.abort(new Error('given up'));
		await expect(send({ signal: stop.signal }).sent).rejects.toThrow('given up');
	});
});
