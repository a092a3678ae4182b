/**
 * Writes the archive of a pup: a gzipped tar that has the same bytes for the same files. Entries
 * are sorted by the bytes of their path, belong to 0:0, and have one time and the modes 0755 or
 * 0644. Folders have no entry, because the hash of a tree does not include them (docs/sources.md,
 * “Integrity”).
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack as createPack, type Pack } from 'tar-stream';
import { bytes as sizeText } from '../../../lib/contract/bytes.ts';
import { isBoxError } from '../../../lib/contract/errors.ts';
import { hasHidden } from '../../../lib/contract/hidden-characters.ts';
import {
	linkStaysInside,
	listTree,
	NotPlainError,
	openPlain,
	TREE_LIMITS,
	treeHashLine,
	type TreeEntry,
	type TreeLimits
} from '../../../lib/server/files/index.ts';
import { reasonOf } from '../../../lib/server/sources/index.ts';
import { quoted, unfit } from '../refusals.ts';

/** 1980-01-01 in seconds since 1970: the earliest time that every archive format supports. */
const FIXED_TIME = 315_532_800;
const PIECE = 256 * 1024;
/** Longest path in bytes; the box accepts no longer one from an archive. */
const MAX_PATH = 3000;

export interface Archive {
	/** Hash of the archived tree (docs/sources.md, “Integrity”), lower-case hex. */
	treeHash: string;
	/** When the most recently changed file was changed, milliseconds since the epoch. */
	changedAt: number;
	/** Warnings for the maker; sentences. */
	warnings: string[];
}

export interface ArchiveOptions {
	/** Whether a path is left out; for a folder, with its contents. */
	ignored?: (path: string, isFolder: boolean) => boolean;
	/** Time of all entries, seconds since 1970. */
	time?: number | undefined;
	limits?: TreeLimits;
	/** Called after a file was opened and before it is read, for tests. */
	onFile?: (path: string) => void;
}

/** State of packing across the entries. */
interface Course {
	pack: Pack;
	folder: string;
	options: ArchiveOptions;
	/** Bytes that may still be added. */
	left: number;
	changedAt: number;
}

/**
 * Writes the archive of a folder.
 * @param folder absolute; no link in it is followed, and no pipe blocks
 * @param file absolute path of the archive, which must not exist
 * @throws BoxError 422 `unsafe-tree`, `too-large`, `changed-meanwhile`, `secret-inside`,
 * `unreadable`; the system's error when the archive cannot be written and is incomplete
 */
export async function writeArchive(folder: string, file: string, options: ArchiveOptions = {}): Promise<Archive> {
	const limits = options.limits ?? TREE_LIMITS;
	const entries = await listed(folder, { ...options, limits });
	for (const { path } of entries) checkName(path);
	const pack = createPack();
	// The pipeline reports the error; without a listener the process would exit.
	pack.on('error', () => {});
	const written = pipeline(
		pack as unknown as NodeJS.ReadableStream,
		createGzip({ level: 9 }),
		createWriteStream(file, { flags: 'wx', mode: 0o644 })
	);
	// The first failure is thrown below.
	written.catch(() => {});
	const hash = createHash('sha256');
	const course: Course = { pack, folder, options, left: limits.bytes, changedAt: 0 };
	try {
		for (const entry of entries) hash.update(await (entry.kind === 'link' ? addLink : addFile)(course, entry.path));
		pack.finalize();
	} catch (error) {
		pack.destroy(error as Error);
		const writing: unknown = await written.then(
			() => null,
			(failure: unknown) => failure
		);
		throw isBoxError(error) ? error : (writing ?? error);
	}
	await written;
	return { treeHash: hash.digest('hex'), changedAt: course.changedAt, warnings: clashes(entries) };
}

/** Like {@link listTree}, with an error that names an unreadable path. */
async function listed(folder: string, { ignored, limits }: ArchiveOptions): Promise<TreeEntry[]> {
	try {
		return await listTree(folder, { limits: limits!, ignored });
	} catch (error) {
		const { path } = error as NodeJS.ErrnoException;
		if (isBoxError(error) || typeof path !== 'string') throw error;
		throw unreadable(path.slice(folder.length + 1) || '.', error);
	}
}

const unreadable = (path: string, error: unknown) =>
	unfit('unreadable', `${quoted(path)} cannot be packed: ${reasonOf(error)}.`);

function checkName(path: string): void {
	if (/\p{Cc}/u.test(path) || hasHidden(path)) {
		throw unfit(
			'unsafe-tree',
			`The name ${quoted(path)} contains invisible characters.`,
			`Rename it, or list it in .pupignore.`
		);
	}
	if (Buffer.byteLength(path) > MAX_PATH) throw unfit('unsafe-tree', `The path ${quoted(path)} is too long.`);
}

/** Warns of names that are equal on disks without case sensitivity. */
function clashes(entries: readonly TreeEntry[]): string[] {
	const seen = new Map<string, string>();
	const warnings: string[] = [];
	for (const { path } of entries) {
		const plain = path.normalize('NFC').toLowerCase();
		const other = seen.get(plain);
		if (other === undefined) seen.set(plain, path);
		else warnings.push(`${quoted(other)} and ${quoted(path)} are the same file on systems that ignore letter case.`);
	}
	return warnings.slice(0, 20);
}

const header = (course: Course, name: string) => ({
	name,
	mtime: new Date((course.options.time ?? FIXED_TIME) * 1000),
	uid: 0,
	gid: 0,
	uname: '',
	gname: ''
});

/** @returns its line of the tree's hash */
async function addLink(course: Course, path: string): Promise<string> {
	let target: string;
	try {
		target = await readlink(join(course.folder, path));
	} catch (error) {
		throw (error as NodeJS.ErrnoException).code === 'EINVAL' ? changed(path) : unreadable(path, error);
	}
	if (!linkStaysInside(path, target)) {
		throw unfit(
			'unsafe-tree',
			`${quoted(path)} is a link to outside the pup’s folder: ${quoted(target)}.`,
			'Replace it with the file itself, or list it in .pupignore.'
		);
	}
	course.pack.entry({ ...header(course, path), type: 'symlink', linkname: target, mode: 0o777 });
	const bytes = Buffer.from(target);
	return treeHashLine('l', bytes.length, createHash('sha256').update(bytes).digest('hex'), path);
}

/** @returns its line of the tree's hash */
async function addFile(course: Course, path: string): Promise<string> {
	const file = await openPlain(join(course.folder, path)).catch((error: unknown) => {
		throw error instanceof NotPlainError ? changed(path) : unreadable(path, error);
	});
	try {
		const before = await file.stat();
		course.options.onFile?.(path);
		if ((course.left -= before.size) < 0) {
			const most = sizeText((course.options.limits ?? TREE_LIMITS).bytes);
			throw unfit(
				'too-large',
				`Its files have more than ${most}, counted up to ${quoted(path)}.`,
				'Boxes do not install larger pups. List unneeded files in .pupignore.'
			);
		}
		course.changedAt = Math.max(course.changedAt, before.mtimeMs);
		const isProgram = (before.mode & 0o100) !== 0;
		const hash = createHash('sha256');
		const sink = course.pack.entry({
			...header(course, path),
			size: before.size,
			mode: isProgram ? 0o755 : 0o644
		});
		sink.on('error', () => {});
		async function* content() {
			let at = 0;
			while (at < before.size) {
				const piece = Buffer.allocUnsafe(Math.min(PIECE, before.size - at));
				const { bytesRead } = await file.read(piece, 0, piece.length, at);
				if (bytesRead === 0) throw changed(path);
				const part = piece.subarray(0, bytesRead);
				if (at === 0) refuseSecretKey(path, part);
				at += bytesRead;
				hash.update(part);
				yield part;
			}
		}
		await pipeline(Readable.from(content()), sink as unknown as NodeJS.WritableStream);
		const after = await file.stat();
		if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ctimeMs !== before.ctimeMs) {
			throw changed(path);
		}
		return treeHashLine(isProgram ? 'x' : 'f', before.size, hash.digest('hex'), path);
	} catch (error) {
		throw isBoxError(error) || (error as NodeJS.ErrnoException).code === undefined ? error : unreadable(path, error);
	} finally {
		await file.close();
	}
}

const changed = (path: string) =>
	unfit('changed-meanwhile', `${quoted(path)} was changed while it was packed.`, 'Pack again when nothing changes it.');

/** Refuses a secret key in the folder, which would be published. */
function refuseSecretKey(path: string, begin: Buffer): void {
	if (!/^untrusted comment: [^\n]*secret key/.test(begin.toString('latin1', 0, 200))) return;
	throw unfit(
		'secret-inside',
		`${quoted(path)} is a secret minisign key and would be published.`,
		'Keep it in another folder; listing it in .pupignore is not enough.'
	);
}
