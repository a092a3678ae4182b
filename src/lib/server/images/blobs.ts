/** Stores parts of images by their hash: files in one folder, each only once. */
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

/** Most uncompressed bytes of one part; the same as for a layer to unpack. */
const MOST_BYTES = 32 * 1024 ** 3;
/** Highest compression ratio of gzip, checked after {@link RATIO_FROM} bytes. */
const MOST_RATIO = 200;
const RATIO_FROM = 64 * 1024 ** 2;
/** Number of recently read documents that are cached, and most bytes of one. */
const RECENT = { count: 32, bytes: 65_536 };

export interface StoredBlob {
	/** SHA-256 of the file, hex. */
	digest: string;
	size: number;
	/** SHA-256 of the decompressed content where it is gzip; else that of the file. */
	plain: string;
	gzip: boolean;
}

export interface Blobs {
	path(digest: string): string;
	/** Bytes; null where it does not exist. */
	size(digest: string): Promise<number | null>;
	/**
	 * Reads a small document.
	 * @throws BoxError 500 `image-damaged` where it is missing or has another hash
	 */
	document(digest: string): Promise<Buffer>;
	/** Stores a document. @returns its hash */
	add(document: Buffer): Promise<string>;
	/** Stores an existing file with this hash, without a second copy if possible. */
	take(file: string, digest: string): Promise<void>;
	/** Stores a stream. Leaves nothing behind on a failure. @throws the stream’s error */
	write(from: Readable, signal: AbortSignal): Promise<StoredBlob>;
	/** Creates a work folder; remove it with `removeScratch`. */
	scratch(): Promise<string>;
	removeScratch(folder: string): Promise<void>;
	/**
	 * Protects parts from removal during ongoing work. @returns functions to add parts and to
	 * release them
	 */
	hold(): { add(digest: string): void; release(): void };
	/** Removes all parts but these and the protected ones. @returns bytes freed */
	keepOnly(digests: ReadonlySet<string>): Promise<number>;
	bytes(): Promise<number>;
}

const NAME = /^[0-9a-f]{64}$/;
/** Files of work that the end of the process interrupted. */
const UNFINISHED = /^(?:new|work)-[0-9a-f]{16}$/;

/** @param folder absolute; created when needed */
export function createBlobs(folder: string): Blobs {
	const path = (digest: string) => {
		if (!NAME.test(digest)) throw damaged('One of its parts has no valid hash.');
		return join(folder, digest);
	};
	/** Cached documents, with the state of their files. Each start of a box reads some. */
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
				// A hard link: the file at the first path may be removed, but its content stays.
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

/** Writes a stream to a file, and computes its hashes and size. */
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
	// Handled below, or superseded by another failure.
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
