/** The parts of images, by their hash: files in one folder, each there once. */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MAX_DOCUMENT } from '../build/index.ts';
import { createRecent } from '../concurrency/index.ts';
import { fileVersion, syncFolder } from '../files/index.ts';
import { damaged, tooLarge } from './failures.ts';

/** Most bytes of one part, plain: as of a layer that is unpacked. */
const MOST_BYTES = 32 * 1024 ** 3;
/** Most bytes out of one byte of gzip, looked at after {@link RATIO_FROM}. */
const MOST_RATIO = 200;
const RATIO_FROM = 64 * 1024 ** 2;
/** Documents that are kept as they were last read, and bytes of one of them at most. */
const RECENT = { count: 32, bytes: 65_536 };

export interface StoredBlob {
	/** SHA-256 of the file, hex. */
	digest: string;
	size: number;
	/** SHA-256 of what is in it, where that is packed with gzip; else that of the file. */
	plain: string;
	gzip: boolean;
}

export interface Blobs {
	path(digest: string): string;
	/** Bytes; null where it is not there. */
	size(digest: string): Promise<number | null>;
	/**
	 * A small document.
	 * @throws BoxError 500 `image-damaged` where it is missing or another one
	 */
	document(digest: string): Promise<Buffer>;
	/** Keeps a document. @returns its hash */
	add(document: Buffer): Promise<string>;
	/**
	 * Keeps a file that is there already and has this hash, without a second copy if that can be.
	 */
	take(file: string, digest: string): Promise<void>;
	/** Keeps what comes. Nothing is left of it where that fails. @throws the stream’s error */
	write(from: Readable, signal: AbortSignal): Promise<StoredBlob>;
	/** A folder for work; removed with `removeScratch`. */
	scratch(): Promise<string>;
	removeScratch(folder: string): Promise<void>;
	/** What work that goes on has: it is not removed meanwhile. @returns ends that */
	hold(): { add(digest: string): void; release(): void };
	/** Removes all but these, and what is held. @returns bytes freed */
	keepOnly(digests: ReadonlySet<string>): Promise<number>;
	bytes(): Promise<number>;
}

const NAME = /^[0-9a-f]{64}$/;
/** Work that was cut off by the end of the process. */
const UNFINISHED = /^(?:new|work)-[0-9a-f]{16}$/;

/** @param folder absolute; made when something is kept */
export function createBlobs(folder: string): Blobs {
	const path = (digest: string) => {
		if (!NAME.test(digest)) throw damaged('One of its parts has no valid hash.');
		return join(folder, digest);
	};
	/** Documents, and what their files were by then; each start of a box asks for some. */
	const recent = createRecent<string, { bytes: Buffer; was: string }>(RECENT.count);
	const holds = new Set<Set<string>>();
	const working = new Set<string>();
	const size = (digest: string) =>
		lstat(path(digest)).then(
			(stat) => stat.size,
			() => null
		);
	const ready = () => mkdir(folder, { recursive: true, mode: 0o700 });

	async function begin(kind: 'new' | 'work'): Promise<string> {
		await ready();
		const name = `${kind}-${randomBytes(8).toString('hex')}`;
		working.add(name);
		return join(folder, name);
	}
	const ended = (place: string) => working.delete(place.slice(folder.length + 1));

	async function store(file: string, digest: string): Promise<void> {
		for (const held of holds) held.add(digest);
		const handle = await open(file, 'r');
		await handle.sync().finally(() => handle.close());
		await rename(file, path(digest));
		syncFolder(folder);
	}

	return {
		path,
		size,
		async document(digest) {
			const found = await lstat(path(digest), { bigint: true }).catch(() => null);
			if (found === null || found.size > MAX_DOCUMENT) throw damaged('One of its documents is not there.');
			const was = fileVersion(found);
			const known = recent.get(digest);
			const bytes = known?.was === was ? known.bytes : await readFile(path(digest));
			if (bytes !== known?.bytes && createHash('sha256').update(bytes).digest('hex') !== digest)
				throw damaged('One of its documents was changed.');
			if (bytes.length <= RECENT.bytes) recent.set(digest, { bytes, was });
			return bytes;
		},
		async add(bytes) {
			const digest = createHash('sha256').update(bytes).digest('hex');
			if ((await size(digest)) !== null) return digest;
			const file = await begin('new');
			try {
				const handle = await open(file, 'wx', 0o600);
				await handle.writeFile(bytes).finally(() => handle.close());
				await store(file, digest);
			} finally {
				ended(file);
				await rm(file, { force: true });
			}
			return digest;
		},
		async take(from, digest) {
			if ((await size(digest)) !== null) return;
			const file = await begin('new');
			try {
				// Its first place may be emptied: the content stays as long as one name does.
				await link(from, file).catch(() => copyFile(from, file));
				await store(file, digest);
			} finally {
				ended(file);
				await rm(file, { force: true });
			}
		},
		async write(from, signal) {
			const file = await begin('new');
			try {
				const stored = await receive(from, file, signal);
				await store(file, stored.digest);
				return stored;
			} finally {
				ended(file);
				await rm(file, { force: true });
			}
		},
		async scratch() {
			const place = await begin('work');
			await mkdir(place, { mode: 0o700 });
			return place;
		},
		async removeScratch(place) {
			await rm(place, { recursive: true, force: true });
			ended(place);
		},
		hold() {
			const held = new Set<string>();
			holds.add(held);
			return { add: (digest) => void held.add(digest), release: () => void holds.delete(held) };
		},
		async keepOnly(digests) {
			let freed = 0;
			for (const name of await readdir(folder).catch(() => [])) {
				const left = UNFINISHED.test(name) && !working.has(name);
				const unused = NAME.test(name) && !digests.has(name) && ![...holds].some((held) => held.has(name));
				if (!left && !unused) continue;
				freed += (await lstat(join(folder, name)).catch(() => null))?.size ?? 0;
				await rm(join(folder, name), { recursive: true, force: true });
			}
			return freed;
		},
		async bytes() {
			const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name));
			const sizes = await Promise.all(names.map(size));
			return sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
		}
	};
}

/** Writes a stream to a file, and learns what it is. */
async function receive(from: Readable, file: string, signal: AbortSignal): Promise<StoredBlob> {
	const whole = createHash('sha256');
	const inside = createHash('sha256');
	const gunzip = createGunzip();
	let size = 0;
	let plainBytes = 0;
	let gzip: boolean | null = null;
	let start = Buffer.alloc(0);
	const unpacked = new Promise<void>((resolve, reject) => {
		gunzip.on('data', (chunk: Buffer) => {
			inside.update(chunk);
			plainBytes += chunk.length;
			const bomb = plainBytes > RATIO_FROM && plainBytes > size * MOST_RATIO;
			if (plainBytes > MOST_BYTES || bomb) gunzip.destroy(tooLarge(MOST_BYTES));
		});
		gunzip.once('end', resolve);
		gunzip.once('error', reject);
	});
	// Told below, or overtaken by another failure.
	unpacked.catch(() => {});
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, next) {
			whole.update(chunk);
			size += chunk.length;
			if (size > MOST_BYTES) return next(tooLarge(MOST_BYTES));
			if (start.length < 2) start = Buffer.concat([start, chunk.subarray(0, 2)]);
			gzip ??= start.length < 2 ? null : start[0] === 0x1f && start[1] === 0x8b;
			if (gzip === null) return next(null, chunk);
			if (!gzip || gunzip.destroyed) return next(null, chunk);
			if (gunzip.write(chunk)) next(null, chunk);
			else {
				const go = () => {
					gunzip.off('drain', go).off('close', go);
					next(null, chunk);
				};
				gunzip.on('drain', go).on('close', go);
			}
		}
	});
	try {
		await pipeline(from, counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
		const digest = whole.digest('hex');
		if (!gzip) return { digest, size, plain: digest, gzip: false };
		gunzip.end();
		await unpacked;
		return { digest, size, plain: inside.digest('hex'), gzip: true };
	} finally {
		gunzip.destroy();
	}
}
