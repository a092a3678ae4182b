/** Paths and file information in the form of Docker’s clients. Pure. */
import { posix } from 'node:path';
import { partOf } from '../../../contract/files.ts';
import type { FileStat } from '../../stored-files/types.ts';

/** A path that a client gave. */
export interface AskedPath {
	/** Absolute and normalised: without `.`, `..` and a slash at its end. */
	path: string;
	/** The path in the form of the box's file operations. */
	parts: string;
	/**
	 * The path must be a folder because it ends with a slash or a dot. A link there is followed.
	 */
	folder: boolean;
	/** The prefix of names in an archive of the path. @param kind of the file found there */
	prefix(kind: 'folder' | 'other'): string;
}

/** Parses a path. Like dockerd, resolves `..` in the text and not along symbolic links. */
export function askedPath(given: string): AskedPath {
	const path = posix.normalize(`/${given}`).replace(/(.)\/$/, '$1');
	const dot = /(^|\/)\.$/.test(given);
	const name = dot && path !== '/' ? '.' : posix.basename(path);
	return {
		path,
		parts: path.split('/').filter(Boolean).map(partOf).join('/'),
		folder: dot || given.endsWith('/'),
		// For the root itself, clients expect names that begin with a slash.
		prefix: (kind) => (path === '/' ? '/' : kind === 'folder' ? `${name}/` : name)
	};
}

/** Go's mode bits (io/fs, `FileMode`) for kinds of files (inode(7)). */
const GO_KINDS: Record<number, number> = {
	0o040000: 2 ** 31,
	0o120000: 2 ** 27,
	0o060000: 2 ** 26,
	0o010000: 2 ** 25,
	0o140000: 2 ** 24,
	0o020000: 2 ** 26 + 2 ** 21
};

/** Converts a mode of inode(7) into the bits of io/fs, `FileMode`. */
export function goMode(mode: number): number {
	const bits = (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0);
	return (GO_KINDS[mode & 0o170000] ?? 0) + bits + (mode & 0o777);
}

/** Whether it is a folder. */
export const isFolder = ({ mode }: Pick<FileStat, 'mode'>): boolean => (mode & 0o170000) === 0o040000;

/** The header `X-Docker-Container-Path-Stat`. */
export function statHeader({ path }: AskedPath, found: FileStat): string {
	const stat = {
		name: posix.basename(path) || '/',
		size: found.size,
		mode: goMode(found.mode),
		mtime: new Date(found.modifiedAt * 1000).toISOString().replace('.000Z', 'Z'),
		linkTarget: found.target.toString()
	};
	return Buffer.from(JSON.stringify(stat)).toString('base64');
}
