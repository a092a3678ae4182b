/**
 * Confines verbs to the folders of this instance. An attacker who can use `host.call` still reaches
 * only these folders.
 */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, normalize, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../contract/errors.ts';
import type { HostPaths } from './types.ts';

/** SHA-256, lower-case hex. */
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'));

/** Id of a container: 32 hex digits for a pup or box, or a temporary id for a build or a probe. */
export const containerId = v.pipe(
	v.string(),
	v.regex(/^(?:[0-9a-f]{32}|(?:build|probe)-[0-9a-f]{1,64})$/, 'not a container id')
);

/** Name of a process in a container. */
export const processName = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/, 'not a process name'));

/**
 * An absolute, normalised path without control characters and without characters that have a
 * meaning in mount options (`:` `,` `\`).
 */
export const plainPath = v.pipe(
	v.string(),
	v.maxLength(4096),
	v.check((path) => isAbsolute(path) && normalize(path) === path && !hasSpecial(path), 'not a plain absolute path')
);

function hasSpecial(path: string): boolean {
	// eslint-disable-next-line no-control-regex
	return /[:,\\\u0000-\u001f\u007f"]/.test(path);
}

/** Whether `path` is `folder` or below it. Compares text only; {@link confine} follows links. */
export function isWithin(folder: string, path: string): boolean {
	const base = resolve(folder);
	return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);
}

/**
 * Checks that a path is inside one of the instance's folders, also after following symbolic links
 * (for a path that does not exist yet, those of its nearest existing parent).
 * @param roots which folders are allowed, by their name in {@link HostPaths}
 * @returns the path with links followed
 * @throws BoxError `invalid-host-call` when it leads elsewhere
 */
export async function confine(
	paths: HostPaths,
	path: string,
	roots: readonly Exclude<keyof HostPaths, 'storageMount'>[]
): Promise<string> {
	const real = await followed(path);
	for (const root of roots) {
		if (isWithin(paths[root], path) && isWithin(await followed(paths[root]), real)) return real;
	}
	throw new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: `The host refused a path outside the box's own folders: ${path}`
	});
}

async function followed(path: string): Promise<string> {
	let head = resolve(path);
	let tail = '';
	for (;;) {
		try {
			const real = await realpath(head);
			return tail ? resolve(real, tail) : real;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || head === dirname(head)) throw error;
			tail = tail
				? `${head.slice(dirname(head).length).replace(/^\//, '')}/${tail}`
				: head.slice(dirname(head).length).replace(/^\//, '');
			head = dirname(head);
		}
	}
}
