/** Validates names and links in archives. Nothing here touches the disk. */
import { BoxError } from '../../contract/errors.ts';
import { showPlain } from '../../contract/hidden-characters.ts';

/** Longest name of one file or folder, bytes (NAME_MAX of Linux). */
const MAX_NAME = 255;
/**
 * Longest path below the target, bytes. Together with the target's path it has to fit PATH_MAX
 * (4096).
 */
const MAX_PATH = 3000;
/** Longest text of a symbolic link, bytes (PATH_MAX with its closing zero). */
const MAX_LINK = 4095;

/** An archive that is unreadable or unsafe. @param what completes “The archive …” */
export function badArchive(what: string, cause?: unknown): BoxError {
	return new BoxError({
		code: 'bad-archive',
		status: 422,
		message: `The archive ${what}.`,
		hint: 'None of it is used. Its author has to fix it.',
		cause
	});
}

/** A name for a message: short, and without characters that could disturb a screen. */
export function shown(name: string): string {
	const clean = showPlain(name, '·');
	return `“${clean.length > 120 ? `${clean.slice(0, 117)}…` : clean}”`;
}

/**
 * The components of an entry's name below the target. `/etc/x` and `./etc/x` become `etc/x`, as in
 * tar.
 * @param strip leading components to drop
 * @returns the components; empty for the target itself; null when `strip` leaves nothing of it
 * @throws BoxError 422 `bad-archive` for a name with `..` or NUL, too long or too deep
 */
export function partsOf(name: string, strip: number, maxDepth: number): string[] | null {
	const parts = name.split('/').filter((part) => part !== '' && part !== '.');
	if (name.includes('\0')) throw badArchive(`holds a name with a zero byte, ${shown(name)}`);
	if (parts.includes('..')) throw badArchive(`holds a name that leads out of its folder, ${shown(name)}`);
	if (parts.length > maxDepth) throw badArchive(`holds folders nested more than ${maxDepth} deep, ${shown(name)}`);
	if (Buffer.byteLength(name) > MAX_PATH || parts.some((part) => Buffer.byteLength(part) > MAX_NAME)) {
		throw badArchive(`holds a name that is too long, ${shown(name)}`);
	}
	if (strip === 0) return parts;
	return parts.length > strip ? parts.slice(strip) : null;
}

/**
 * Checks the target of a symbolic link.
 * @param parts the link's own path
 * @param inside whether it must stay below the target. Then `..` is only allowed at its beginning:
 *   after a name it would start from wherever that name, a link itself, leads. The folders above a
 *   link are real ones, so upward steps can be counted; the rest goes down, through links that were
 *   checked alike.
 * @throws BoxError 422 `bad-archive`
 */
export function checkLink(parts: readonly string[], text: string, inside: boolean): void {
	const name = shown(parts.join('/'));
	if (text === '' || text.includes('\0') || Buffer.byteLength(text) > MAX_LINK) {
		throw badArchive(`holds a symbolic link without a usable target, ${name}`);
	}
	if (!inside) return;
	const steps = text.split('/').filter((part) => part !== '' && part !== '.');
	const up = steps.filter((step) => step === '..').length;
	if (text.startsWith('/') || up > parts.length - 1 || steps.slice(0, up).some((step) => step !== '..')) {
		throw badArchive(`holds a symbolic link that leads out of it, ${name} to ${shown(text)}`);
	}
}
