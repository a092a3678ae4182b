/** Copies an untrusted folder within limits. No link of the copy leads out of it. */
import { constants } from 'node:fs';
import { chmod, chown, lchown, mkdir, open, opendir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BoxError } from '../../contract/errors.ts';

/** Limits of a pup's source: bytes of all files, and entries. */
const MAX_BYTES = 1024 * 1024 * 1024;
const MAX_ENTRIES = 50_000;

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

export interface CopyOptions {
	/** User and group id that the copy gets; null: those of the copying process. */
	give: number | null;
	/** Copies only files of this user and rejects others; null: files of any user. */
	of: number | null;
	signal?: AbortSignal | undefined;
}

interface Copy extends CopyOptions {
	root: string;
	bytes: number;
	entries: number;
}

/**
 * Copies a folder with modes 0755 and 0644. Links inside it stay links; a link that leads out is
 * rejected. Special files and `.git` are left out.
 * @param from absolute folder
 * @param to absolute; must not exist
 * @returns bytes of all files
 * @throws BoxError 422 `bad-source` when a link leads out, the folder is too large, or a file
 *   belongs to another user
 */
export async function copyTree(from: string, to: string, options: CopyOptions): Promise<number> {
	const copy: Copy = { ...options, root: await realpath(from), bytes: 0, entries: 0 };
	if (isWithin(copy.root, to)) throw badSource('it holds the box’s own data');
	await copyFolder(copy, copy.root, to);
	return copy.bytes;
}

function isWithin(folder: string, path: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function badSource(why: string): BoxError {
	return new BoxError({ code: 'bad-source', status: 422, message: `The pup’s folder cannot be copied: ${why}.` });
}

async function copyFolder(copy: Copy, from: string, to: string): Promise<void> {
	await mkdir(to);
	for await (const entry of await opendir(from)) {
		copy.signal?.throwIfAborted();
		if (++copy.entries > MAX_ENTRIES) throw badSource(`it holds more than ${MAX_ENTRIES} files`);
		if (entry.name === '.git') continue;
		const source = join(from, entry.name);
		const target = join(to, entry.name);
		if (entry.isSymbolicLink()) await copyLink(copy, source, target);
		else if (entry.isDirectory()) await copyFolder(copy, source, target);
		else if (entry.isFile()) await copyFile(copy, source, target);
	}
	if (copy.give !== null) await chown(to, copy.give, copy.give);
	await chmod(to, 0o755);
}

async function copyLink(copy: Copy, source: string, target: string): Promise<void> {
	const text = await readlink(source);
	if (isAbsolute(text) || !isWithin(copy.root, resolve(dirname(source), text))) {
		throw badSource(`the link ${relative(copy.root, source)} leads out of it`);
	}
	await symlink(text, target);
	if (copy.give !== null) await lchown(target, copy.give, copy.give);
}

async function copyFile(copy: Copy, source: string, target: string): Promise<void> {
	// O_NOFOLLOW, because the file may have been replaced by a link a moment ago.
	const reader = await open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	try {
		const stat = await reader.stat();
		if (!stat.isFile()) return;
		if (copy.of !== null && stat.uid !== copy.of)
			throw badSource(`${relative(copy.root, source)} belongs to somebody else`);
		const writer = await open(target, O_WRONLY | O_CREAT | O_EXCL, 0o600);
		try {
			const buffer = Buffer.allocUnsafe(256 * 1024);
			for (;;) {
				copy.signal?.throwIfAborted();
				const { bytesRead } = await reader.read(buffer, 0, buffer.length, null);
				if (bytesRead === 0) break;
				copy.bytes += bytesRead;
				if (copy.bytes > MAX_BYTES) throw badSource(`it holds more than ${MAX_BYTES} bytes`);
				await writer.writeFile(buffer.subarray(0, bytesRead));
			}
			if (copy.give !== null) await writer.chown(copy.give, copy.give);
			await writer.chmod((stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
		} finally {
			await writer.close();
		}
	} finally {
		await reader.close();
	}
}
