/** What the main process of a box is: what was asked for, the image's, or one that waits. Pure. */
import { posix } from 'node:path';
import type { ImageConfig } from '../build/types.ts';

/**
 * Programs that wait for a person. Without a terminal they would end at once, and the box with
 * them.
 */
const INTERACTIVE = new Set([
	...['sh', 'ash', 'bash', 'dash', 'fish', 'ksh', 'zsh', 'csh', 'tcsh'],
	...['python', 'python2', 'python3', 'node', 'irb', 'ghci', 'julia', 'R', 'lua', 'jshell', 'iex', 'erl', 'psql']
]);
/** What official images put before their program. */
const WRAPPER = 'docker-entrypoint.sh';

/**
 * Waits without an init of the host's: 2147483647 is the longest time that every `sleep` takes,
 * seconds.
 */
const WAIT_IN_SHELL = 'trap "exit 0" TERM INT HUP; while :; do sleep 2147483647 & wait $!; done';

export interface MainProcess {
	argv: string[];
	/** It only waits, so that commands can be run. */
	waits: boolean;
}

/** Whether these words are an interpreter alone, or with options alone. */
export function isInteractive(words: readonly string[]): boolean {
	const [first = '', ...rest] = words[0] !== undefined && posix.basename(words[0]) === WRAPPER ? words.slice(1) : words;
	return (
		INTERACTIVE.has(posix.basename(first)) && rest.every((word) => /^-[a-z]$|^--login$/.test(word) && word !== '-c')
	);
}

/**
 * @param asked what was asked for: `argv` null: the image's; `entrypoint` null: the image's
 * @param image null for Debian's base
 * @param init path inside of an init that can wait (`catatonit -P`); null where the host has none
 */
export function mainProcess(
	asked: { argv: readonly string[] | null; entrypoint: readonly string[] | null },
	image: Pick<ImageConfig, 'entrypoint' | 'cmd'> | null,
	init: string | null
): MainProcess {
	// As docker does it: what is asked for takes the place of the command, behind the entry point.
	const { argv, entrypoint } = asked;
	if (entrypoint !== null) return { argv: [...entrypoint, ...(argv ?? [])], waits: false };
	const words = [...(image?.entrypoint ?? []), ...(argv ?? image?.cmd ?? [])];
	if (words.length > 0 && (argv !== null || !isInteractive(words))) return { argv: words, waits: false };
	return { argv: init === null ? ['/bin/sh', '-c', WAIT_IN_SHELL] : [init, '-P'], waits: true };
}
