/**
 * Unpacks untrusted tar archives into a folder that nobody else touches meanwhile. Streams: neither
 * the archive nor a file of it is ever completely in memory. Formats: tar(5) of libarchive (ustar,
 * GNU long names, pax); white-outs: OCI image-spec, layer.md.
 */
import { createHash } from 'node:crypto';
import { fstatSync, ReadStream, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Header as TarHeader } from 'tar-stream';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { openTar, type ArchiveFile, type Decompress } from './unpack-format.ts';
import { badArchive, checkLink, partsOf, shown } from './unpack-names.ts';
import { createTree, type Attributes, type Tree } from './unpack-tree.ts';

export interface UnpackLimits {
	/** Most entries; default 200 000. */
	entries: number;
	/** Most bytes of the uncompressed tar, including names and headers; default 4 GiB. */
	bytes: number;
	/** Most folders nested; default 100. */
	depth: number;
	/**
	 * Highest compression ratio, checked after the first 64 MiB; default 200. Real systems have 2
	 * to 10.
	 */
	ratio: number;
}

export interface UnpackOptions {
	/**
	 * `any` allows all symbolic links: for root filesystems, in which only a container resolves
	 * them. `inside` rejects those that lead out: for trees that programs of the host read.
	 */
	links: 'any' | 'inside';
	/**
	 * `root` keeps all bits, including setuid, setgid and sticky. `plain` only sets 0755 (folders
	 * and executables) or 0644.
	 */
	modes: 'root' | 'plain';
	/**
	 * A file belongs to `base` + its id in the archive; ids of `size` and more become `base` +
	 * 65534 (nobody). With the size 0 everything belongs to `base`, whatever the archive says.
	 * Null: to the unpacking process.
	 */
	owner: { base: number; size: number } | null;
	/**
	 * Leading folders to drop from each name and each hard link's target. Names with no more
	 * components are left out. Default 0.
	 */
	strip?: number | undefined;
	/**
	 * Folders below `target` that receive everything; created where they are missing. They belong
	 * to the target, not to the archive, so the archive's attributes of its own top folder are
	 * ignored. Default: the target itself.
	 */
	into?: readonly string[] | undefined;
	/**
	 * Interprets `.wh.` names as white-outs, which remove entries of lower layers in the same
	 * folder. Default false: ordinary names.
	 */
	whiteouts?: boolean | undefined;
	/**
	 * SHA-256 that the uncompressed tar must have, hex. It is checked last, so after a mismatch
	 * everything is already written and has to be removed.
	 */
	sha256?: string | undefined;
	limits?: Partial<UnpackLimits> | undefined;
	/** Called before each entry with its name and the bytes of uncompressed tar so far. */
	onEntry?: ((name: string, bytes: number) => void) | undefined;
	/**
	 * Called while the archive is read: bytes of the file so far, and its size. Not called where a
	 * program decompresses it.
	 */
	onRead?: ((done: number, total: number) => void) | undefined;
	/** Decompresses xz, bzip2 and zstd; without it they are rejected. */
	decompress?: Decompress | undefined;
	signal?: AbortSignal | undefined;
}

export interface Unpacked {
	entries: number;
	/** Bytes of uncompressed tar. */
	bytes: number;
	/** Devices, FIFOs and sockets, which are left out. */
	skipped: number;
}

const LIMITS: UnpackLimits = { entries: 200_000, bytes: 4 * 1024 ** 3, depth: 100, ratio: 200 };
/** The ratio is only checked above this size, bytes: small archives of zeros are harmless. */
const RATIO_FROM = 64 * 1024 ** 2;
/** The id of nobody in Debian and most images. */
const NOBODY = 65_534;
/** image-spec layer.md, “Whiteouts”. */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** The actual type in tar-stream: pax records are strings, an unknown type is null. */
type Header = Omit<TarHeader, 'pax' | 'type' | 'linkname'> & {
	type: TarHeader['type'] | null;
	linkname: string | null;
	pax?: Record<string, string> | null;
};

/**
 * Unpacks an archive (tar, tar.gz; tar.xz, tar.bz2 and tar.zst where `decompress` is given).
 *
 * No name leaves `target`: absolute ones start there, as with tar; those with `..` are rejected.
 * Nothing is written through a link. Where the archive needs a folder and finds a link, the link is
 * replaced (with `whiteouts`: resolved within `target`). Hard links may only lead to existing
 * files. Devices, FIFOs and sockets are left out, sparse files rejected. Of two entries with one
 * name the later wins. Times are kept. Extended attributes are not: file capabilities, the only
 * ones in common use, have no effect in containers that may not gain privileges.
 * @param file absolute path of the archive, or the number of an open descriptor
 * @param target absolute folder; created when missing. Nobody else may write to it. After an error
 *   it has a part of the files: remove it
 * @throws BoxError 422 `bad-archive`, `unsupported-archive`, `archive-too-large`, `wrong-hash`; the
 *   system's error (ENOSPC …); the signal's reason
 */
export async function unpackArchive(file: ArchiveFile, target: string, options: UnpackOptions): Promise<Unpacked> {
	const limits = { ...LIMITS, ...withoutUndefined(options.limits) };
	const { signal, owner } = options;
	signal?.throwIfAborted();
	// Layers are unpacked over lower ones, and refer to the links of those.
	const tree = createTree(target, owner && { uid: owner.base, gid: owner.base }, options.whiteouts);
	const place = createPlacer(tree, options, limits.depth);
	const done: Unpacked = { entries: 0, bytes: 0, skipped: 0 };
	const { size } = typeof file === 'number' ? fstatSync(file) : statSync(file);

	const { extract } = await import('tar-stream');
	const reader = extract();
	/** The current entry: the stream may end while its last one is still being written. */
	let last: Promise<void> = Promise.resolve();
	let failure: unknown;
	// Node's pipeline removes its own handler before this kind of stream emits the error.
	reader.on('error', (error) => (failure ??= error));
	reader.on('entry', (header, stream, next) => {
		stream.on('error', () => {});
		const work = async () => {
			signal?.throwIfAborted();
			if (++done.entries > limits.entries) throw tooLarge(`holds more than ${limits.entries} files`);
			options.onEntry?.(header.name, done.bytes);
			if (!(await place(header as Header, stream as AsyncIterable<Uint8Array>))) done.skipped++;
		};
		// An unread entry would block all that follow.
		last = work().then(
			() => void (stream.resume(), next()),
			(error: unknown) => {
				failure ??= error;
				next(error instanceof Error ? error : new Error('unpacking failed'));
			}
		);
	});
	const hash = options.sha256 === undefined ? null : createHash('sha256');
	const counter = new Transform({
		transform(chunk: Buffer, _encoding, callback) {
			hash?.update(chunk);
			done.bytes += chunk.length;
			if (done.bytes > limits.bytes) return callback(tooLarge(`holds more than ${limits.bytes} bytes`));
			if (done.bytes > RATIO_FROM && done.bytes > size * limits.ratio) {
				return callback(badArchive('expands far too much when it is unpacked'));
			}
			callback(null, chunk);
		}
	});
	const [source, ...rest] = await openTar(file, options.decompress);
	let read = 0;
	if (options.onRead && source instanceof ReadStream)
		source.on('data', (chunk) => options.onRead?.((read += chunk.length), size));
	try {
		await pipeline([source, ...rest, counter, reader], signal ? { signal } : {});
		await last;
		if (failure) throw failure as Error;
		if (hash && hash.digest('hex') !== options.sha256) throw wrongHash();
		if (done.entries === 0 && done.bytes < 1024) throw badArchive('holds nothing');
		tree.finish();
	} catch (error) {
		await last;
		signal?.throwIfAborted();
		throw plainError(failure ?? error);
	}
	return done;
}

/** Writes one entry. @returns whether its type is unpacked */
function createPlacer(tree: Tree, options: UnpackOptions, maxDepth: number) {
	const strip = options.strip ?? 0;
	const into = options.into ?? [];
	/**
	 * Null for a name of which `strip` leaves nothing, and for the top folder where `into` owns it.
	 */
	const placeOf = (name: string) => {
		const parts = partsOf(name, strip, maxDepth);
		return !parts || (parts.length === 0 && into.length > 0) ? null : [...into, ...parts];
	};
	const inside = options.links === 'inside';
	return async (header: Header, content: AsyncIterable<Uint8Array>): Promise<boolean> => {
		const name = header.name;
		if (header.pax && Object.keys(header.pax).some((key) => key.startsWith('GNU.sparse.'))) throw sparse(name);
		const parts = placeOf(name);
		if (!parts) return true;
		const attributes = attributesOf(header, options);
		const last = parts.at(-1);
		if (options.whiteouts && last?.startsWith(WHITEOUT)) {
			const above = parts.slice(0, -1);
			const hidden = last.slice(WHITEOUT.length);
			if (last === OPAQUE) await tree.hideContent(above);
			// Other names with the double prefix are internal notes of an old storage driver.
			else if (!hidden.startsWith(WHITEOUT)) {
				if (['', '.', '..'].includes(hidden)) throw badArchive(`holds a white-out of nothing, ${shown(name)}`);
				await tree.hide([...above, hidden]);
			}
			return true;
		}
		switch (header.type) {
			case 'directory':
				await tree.folder(parts, attributes);
				return true;
			case 'file':
			case 'contiguous-file':
				await tree.file(parts, attributes, content);
				return true;
			case 'symlink':
				checkLink(parts.slice(into.length), header.linkname ?? '', inside);
				await tree.symlink(parts, header.linkname ?? '', attributes);
				return true;
			case 'link': {
				const target = placeOf(header.linkname ?? '');
				if (!target?.length) throw badArchive(`holds a hard link to nothing, ${shown(name)}`);
				await tree.hardlink(parts, target, inside);
				return true;
			}
			case 'character-device':
			case 'block-device':
			case 'fifo':
				return false;
			default:
				// tar-stream supports no other types; the one in use is GNU's old form of sparse
				// files.
				throw sparse(name);
		}
	};
}

function attributesOf(header: Header, { modes, owner }: UnpackOptions): Attributes {
	const bits = header.mode & 0o7777;
	const folder = header.type === 'directory';
	const mtime = Number(header.pax?.['mtime'] ?? header.mtime.getTime() / 1000);
	const id = (text: string | undefined, number: number) => {
		const found = text === undefined ? number : Number(text);
		if (owner!.size === 0) return owner!.base;
		return owner!.base + (Number.isInteger(found) && found >= 0 && found < owner!.size ? found : NOBODY);
	};
	return {
		mode: modes === 'root' ? bits : folder || bits & 0o111 ? 0o755 : 0o644,
		owner: owner && { uid: id(header.pax?.['uid'], header.uid), gid: id(header.pax?.['gid'], header.gid) },
		// Within what any filesystem can store; 2^33 is in the year 2242.
		mtime: Number.isFinite(mtime) ? Math.min(Math.max(mtime, 0), 2 ** 33) : 0
	};
}

function sparse(name: string): BoxError {
	return new BoxError({
		code: 'unsupported-archive',
		status: 422,
		message: `The archive holds an entry of a kind that is not unpacked, ${shown(name)}: a sparse file, or one of a single program’s own.`,
		hint: 'Made without the option “--sparse”, it can be unpacked.'
	});
}

function wrongHash(): BoxError {
	return new BoxError({
		code: 'wrong-hash',
		status: 422,
		message: 'The archive does not match its hash.',
		hint: 'It was changed or damaged. None of it is used.'
	});
}

function tooLarge(what: string): BoxError {
	return new BoxError({ code: 'archive-too-large', status: 422, message: `The archive ${what}; that is too much.` });
}

/**
 * Explains errors of the readers (not tar, truncated, damaged) in one sentence; system errors stay
 * unchanged.
 */
function plainError(error: unknown): unknown {
	if (isBoxError(error)) return error;
	const code = (error as NodeJS.ErrnoException).code ?? '';
	// `ENOSPC`; not `ERR_STREAM_…` or `Z_DATA_ERROR`.
	if (/^E[A-Z0-9]+$/.test(code)) return error;
	return badArchive('is not a tar archive, or is damaged', error);
}

function withoutUndefined(limits: Partial<UnpackLimits> | undefined): Partial<UnpackLimits> {
	return Object.fromEntries(Object.entries(limits ?? {}).filter(([, value]) => value !== undefined));
}
