/** The time zone of this host, for containers. */
import { readFile, readlink } from 'node:fs/promises';

/** Largest file of a zone that is taken, bytes; those of tzdata have 4000 at most. */
const MOST_BYTES = 64 * 1024;

export interface TimeZone {
	/** `Europe/Berlin`; null where the host does not tell. */
	name: string | null;
	/** Its rules as tzfile(5) has them. */
	rules: Buffer;
}

/** Null where this host has none: then it is UTC. */
export async function timeZone(): Promise<TimeZone | null> {
	const rules = await readFile('/etc/localtime').catch(() => null);
	if (rules === null || rules.length > MOST_BYTES || rules.toString('latin1', 0, 4) !== 'TZif') return null;
	const link = await readlink('/etc/localtime').catch(() => '');
	const text = /zoneinfo\/(.+)$/.exec(link)?.[1] ?? (await readFile('/etc/timezone', 'utf8').catch(() => '')).trim();
	const plain = /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text);
	return { name: plain ? text : null, rules };
}
