/**
 * The keys by which a person at a terminal leaves a container that keeps running. The client sends
 * all keys; the daemon recognises these. Format: Docker’s reference of `docker attach`,
 * `--detach-keys`. Pure.
 */
import { badRequest } from '../errors.ts';

/** `ctrl-p,ctrl-q`. */
export const USUAL_DETACH_KEYS = 'ctrl-p,ctrl-q';

/** Most keys of a sequence. */
const MOST = 16;

/**
 * @param text single characters and `ctrl-X`, separated by commas
 * @throws DockerError 400
 */
export function detachKeys(text: string): Buffer {
	const wrong = () => badRequest(`Invalid detach keys (${text.slice(0, 80)}) provided`);
	const keys = text.split(',');
	if (keys.length > MOST) throw wrong();
	return Buffer.from(
		keys.map((key) => {
			if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
			const [, letter] = /^ctrl-([a-z@[\\\]^_])$/.exec(key.toLowerCase()) ?? [];
			if (letter === undefined) throw wrong();
			return letter.toUpperCase().charCodeAt(0) - 64;
		})
	);
}

/** Removes the detach keys from the input. Bytes that may begin the sequence are held back. */
export function createDetachScanner(keys: Buffer): (chunk: Buffer) => { passed: Buffer; detached: boolean } {
	let matched = 0;
	return (chunk) => {
		const passed: number[] = [];
		for (const byte of chunk) {
			if (byte !== keys[matched]) {
				passed.push(...keys.subarray(0, matched));
				matched = 0;
			}
			if (byte === keys[matched]) matched++;
			else passed.push(byte);
			if (matched === keys.length) return { passed: Buffer.from(passed), detached: true };
		}
		return { passed: Buffer.from(passed), detached: false };
	};
}
