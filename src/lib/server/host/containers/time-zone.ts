/** The time zone of this host, for containers. */
import { readFile, readlink } from 'node:fs/promises';

/** Largest accepted zone file, bytes; those of tzdata have at most 4000. */
const MOST_BYTES = 64 * 1024;

export interface TimeZone {
	/** `Europe/Berlin`; null when the host does not name it. */
	name: string | null;
	/** Rules in the format of tzfile(5). */
	rules: Buffer;
}

/** Reads the host's time zone; null when it has none, which means UTC. */
export async function timeZone(): Promise<TimeZone | null> {
	const rules = await readFile('/etc/localtime').catch(() => null);
	if (rules === null || rules.length > MOST_BYTES || rules.toString('latin1', 0, 4) !== 'TZif') return null;
	const link = await readlink('/etc/localtime').catch(() => '');
	const text = /zoneinfo\/(.+)$/.exec(link)?.[1] ?? (await readFile('/etc/timezone', 'utf8').catch(() => '')).trim();
	const plain = /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text);
	return { name: plain ? text : null, rules };
}
