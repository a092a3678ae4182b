/**
 * Determines the main process of a box: the requested one, the image's, or one that only waits.
 * Pure.
 */
import { posix } from 'node:path';
import type { ImageConfig } from '../build/types.ts';

/** Interactive programs. Without a terminal they end at once, and the box with them. */
const INTERACTIVE = new Set([
	...['sh', 'ash', 'bash', 'dash', 'fish', 'ksh', 'zsh', 'csh', 'tcsh'],
	...['python', 'python2', 'python3', 'node', 'irb', 'ghci', 'julia', 'R', 'lua', 'jshell', 'iex', 'erl', 'psql']
]);
/** Script that official images run before their program. */
const WRAPPER = 'docker-entrypoint.sh';

/**
 * Waits without the host's init. 2147483647 is the longest time that every `sleep` accepts,
 * seconds.
 */
const WAIT_IN_SHELL = 'trap "exit 0" TERM INT HUP; while :; do sleep 2147483647 & wait $!; done';

export interface MainProcess {
	argv: string[];
	/** It only waits, so that commands can be run in the box. */
	waits: boolean;
}

/** Whether these words are an interpreter without arguments, or with options only. */
export function isInteractive(words: readonly string[]): boolean {
	const [first = '', ...rest] = words[0] !== undefined && posix.basename(words[0]) === WRAPPER ? words.slice(1) : words;
	return (
		INTERACTIVE.has(posix.basename(first)) && rest.every((word) => /^-[a-z]$|^--login$/.test(word) && word !== '-c')
	);
}

/**
 * @param asked requested words; `argv` null: the image's; `entrypoint` null: the image's
 * @param image null for Debian's base
 * @param init path inside of an init that can wait (`catatonit -P`); null where the host has none
 */
export function mainProcess(
	asked: { argv: readonly string[] | null; entrypoint: readonly string[] | null },
	image: Pick<ImageConfig, 'entrypoint' | 'cmd'> | null,
	init: string | null
): MainProcess {
	// Like docker: the requested words replace the command and follow the entry point.
	const { argv, entrypoint } = asked;
	if (entrypoint !== null) return { argv: [...entrypoint, ...(argv ?? [])], waits: false };
	const words = [...(image?.entrypoint ?? []), ...(argv ?? image?.cmd ?? [])];
	if (words.length > 0 && (argv !== null || !isInteractive(words))) return { argv: words, waits: false };
	return { argv: init === null ? ['/bin/sh', '-c', WAIT_IN_SHELL] : [init, '-P'], waits: true };
}
