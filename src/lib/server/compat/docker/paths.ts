/** What Docker’s clients say of files in containers, and hear. Pure. */
import { posix } from 'node:path';
import { partOf } from '../../../contract/files.ts';
import type { FileStat } from '../../stored-files/types.ts';

/** A path as a client gives it. */
export interface AskedPath {
	/** From `/` on, without `.`, `..` and a slash at its end. */
	path: string;
	/** As files of boxes are named. */
	parts: string;
	/** It shall be a folder: it ends with a slash or a dot, and a link there is followed. */
	folder: boolean;
	/** What names in an archive of it begin with. @param kind of what there is */
	prefix(kind: 'folder' | 'other'): string;
}

/** Reads one. `..` counts from the words, not from where links lead: so does dockerd. */
export function askedPath(given: string): AskedPath {
	const path = posix.normalize(`/${given}`).replace(/(.)\/$/, '$1');
	const dot = /(^|\/)\.$/.test(given);
	const name = dot && path !== '/' ? '.' : posix.basename(path);
	return {
		path,
		parts: path.split('/').filter(Boolean).map(partOf).join('/'),
		folder: dot || given.endsWith('/'),
		// Of the root itself clients want names that begin with a slash.
		prefix: (kind) => (path === '/' ? '/' : kind === 'folder' ? `${name}/` : name)
	};
}

/** Kinds of files by their mode (inode(7)), as Go has them (io/fs, `FileMode`). */
const GO_KINDS: Record<number, number> = {
	0o040000: 2 ** 31,
	0o120000: 2 ** 27,
	0o060000: 2 ** 26,
	0o010000: 2 ** 25,
	0o140000: 2 ** 24,
	0o020000: 2 ** 26 + 2 ** 21
};

/** Kind and permissions of inode(7) as the bits of io/fs, `FileMode`. */
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
