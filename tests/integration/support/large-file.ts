/**
 * Transfers a file that is larger than any memory into a pup's storage and out of it, with
 * interruptions.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { UploadState } from '../../../src/lib/contract/files.ts';
import type { AliveBox } from '../../support/alive.ts';

const BLOCK = Buffer.alloc(1 << 20, 'much data, wow; ');
/** Bytes of one part of an upload. */
const PART = 64 << 20;

/** Bytes `from` to `to` of the file. Each block contains its number. */
function* piece(from: number, to: number): Generator<Buffer> {
	for (let at = from; at < to;) {
		const [number, within] = [Math.floor(at / BLOCK.length), at % BLOCK.length];
		const block = Buffer.from(BLOCK);
		block.writeUInt32BE(number);
		const part = block.subarray(within, Math.min(BLOCK.length, within + to - at));
		at += part.length;
		yield part;
	}
}

/** Private memory of processes in bytes, by name and id. */
export function memoryOf(pids: readonly number[]): Map<string, number> {
	const all = new Map<string, number>();
	for (const pid of pids) {
		try {
			const status = readFileSync(`/proc/${pid}/status`, 'utf8');
			const name = `${/^Name:\s+(.*)/m.exec(status)?.[1]} ${pid}`;
			all.set(name, Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
		} catch {
			// The process has ended.
		}
	}
	return all;
}
/** The sum in bytes. */
export const sumOf = (memory: ReadonlyMap<string, number>) =>
	[...memory.values()].reduce((sum, bytes) => sum + bytes, 0);
const megabytes = (memory: ReadonlyMap<string, number>) =>
	[...memory].map(([name, bytes]) => `${name}: ${Math.round(bytes / 1e6)} MB`).join(', ');

/**
 * Demands this status.
 * @throws Error that names the request and contains the refusal
 */
async function need(status: number, what: string, asked: Promise<Response>): Promise<Response> {
	const answer = await asked.catch((error: unknown) => {
		throw new Error(`${what}: ${String(error)}, for ${String((error as Error).cause)}`);
	});
	if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
	return answer;
}

interface Carried {
	/** SHA-256 of the uploaded file, of the download, and of the file in the tar archive. */
	hashes: Record<'in' | 'out' | 'tar', string>;
	/** Offset in bytes at which the upload continued after its interruption. */
	resumedAt: number;
	/** Bytes by which the box's processes grew at most. */
	grown: number;
	/** The same as text: the memory of each process before and at the maximum. */
	memory: string;
	/** Megabytes per second, for information. */
	speeds: Record<'in' | 'out' | 'tar', number>;
}

/**
 * Transfers a file of this many bytes.
 * @param id id of a pup with enough space
 */
export async function carry(box: AliveBox, id: string, bytes: number): Promise<Carried> {
	const headers = { authorization: `Bearer ${box.api.token()}` };
	const at = (what: string, query: Record<string, string> = {}) =>
		`${box.url}/api/v1/pups/${id}/files${what}?${new URLSearchParams(query)}`;
	const upload = { path: 'large/one.bin', size: String(bytes), version: 'a' };
	const before = memoryOf(box.box.pids());
	let most = before;
	const watch = setInterval(() => {
		const now = memoryOf(box.box.pids());
		if (sumOf(now) > sumOf(most)) most = now;
	}, 100);
	const speeds = { in: 0, out: 0, tar: 0 };
	const timed = async (what: keyof typeof speeds, work: () => Promise<string>) => {
		const from = performance.now();
		const hash = await work().catch((error: unknown) => {
			const said = box.box.output().trimEnd().split('\n').slice(-8).join('\n');
			throw new Error(`${what}, with ${megabytes(memoryOf(box.box.pids()))}: ${String(error)}\nThe box said:\n${said}`);
		});
		speeds[what] = Math.round(bytes / 1000 / (performance.now() - from));
		return hash;
	};
	/** Returns how far the upload came, or null where the connection was cut. */
	const send = async (offset: number, to: number, cutAt = Infinity): Promise<UploadState | null> => {
		const until = new AbortController();
		const body = Readable.from(
			(function* () {
				let sent = offset;
				for (const one of piece(offset, to)) {
					if (sent >= cutAt) return until.abort();
					sent += one.length;
					yield one;
				}
			})()
		);
		const type = { 'content-type': 'application/octet-stream' };
		const init = { method: 'PUT', headers: { ...headers, ...type }, body, duplex: 'half', signal: until.signal };
		const sending = fetch(at('/content', { ...upload, offset: String(offset) }), init as unknown as RequestInit);
		return need(200, `the part from ${offset}`, sending).then(
			(answer) => answer.json() as Promise<UploadState>,
			(error: unknown) => {
				if (until.signal.aborted) return null;
				throw error;
			}
		);
	};
	/** Offset of the upload after the box has noticed the interruption. */
	const reached = async () => {
		for (let last = -1; ;) {
			const answer = await need(200, 'how far it came', fetch(at('/upload', upload), { headers }));
			const { offset } = (await answer.json()) as UploadState;
			if (offset === last) return offset;
			last = offset;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};
	try {
		const folder = fetch(at('/folders'), {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ path: 'large' })
		});
		await need(204, 'the folder', folder);
		const wrote = createHash('sha256');
		for (const one of piece(0, bytes)) wrote.update(one);
		let resumedAt = 0;
		await timed('in', async () => {
			for (let offset = 0; offset < bytes;) {
				const to = Math.min(bytes, offset + PART);
				const cut = resumedAt === 0 && offset >= PART;
				const state = await send(offset, to, cut ? offset + PART / 4 : Infinity);
				if (state) offset = state.offset;
				else resumedAt = offset = await reached();
			}
			return '';
		});
		const out = await timed('out', async () => {
			const hash = createHash('sha256');
			for (let got = 0; got < bytes;) {
				// Interrupted once, in the middle.
				const most = got === 0 ? Math.floor(bytes / 2) : Infinity;
				const until = new AbortController();
				const range: Record<string, string> = got === 0 ? {} : { range: `bytes=${got}-` };
				const reading = fetch(at('/content', { path: upload.path }), {
					headers: { ...headers, ...range },
					signal: until.signal
				});
				const answer = await need(got === 0 ? 200 : 206, `the file from ${got}`, reading);
				for await (const chunk of answer.body!) {
					hash.update(chunk);
					got += chunk.length;
					if (got >= most) break;
				}
				until.abort();
			}
			return hash.digest('hex');
		});
		const tar = await timed('tar', async () => {
			const answer = await need(200, 'the archive', fetch(at('/archive', { path: 'large' }), { headers }));
			const open = spawn('tar', ['-xO'], { stdio: ['pipe', 'pipe', 'inherit'] });
			const hash = createHash('sha256');
			open.stdout.on('data', (chunk: Buffer) => hash.update(chunk));
			for await (const chunk of answer.body!) if (!open.stdin.write(chunk)) await once(open.stdin, 'drain');
			open.stdin.end();
			const [code] = (await once(open, 'close')) as [number];
			if (code !== 0) throw new Error(`tar does not read the archive: it ended with ${code}`);
			return hash.digest('hex');
		});
		return {
			hashes: { in: wrote.digest('hex'), out, tar },
			resumedAt,
			grown: sumOf(most) - sumOf(before),
			memory: `before: ${megabytes(before)}; at the most: ${megabytes(most)}`,
			speeds
		};
	} finally {
		clearInterval(watch);
		await box.api.call('DELETE', `/pups/${id}/files?path=large`);
	}
}
