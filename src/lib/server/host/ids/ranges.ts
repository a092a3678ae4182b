/** Which range of host ids a container has for itself. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { HostNames } from '../types.ts';

/** Ids in a range: 0 … 65535 inside. */
export const RANGE_SIZE = 65_536;

/** Last id that systemd leaves to containers (systemd.io/UIDS-GIDS, “Container UID ranges”). */
const LAST_ID = 1_879_048_191;

/**
 * Number of the last container that can have a range of its own; also the distance to its next
 * choice.
 */
const WINDOW = 8192;

/** Ids from `first` on that belong to somebody else. */
export interface ReservedIds {
	first: number;
	count: number;
}

/**
 * First host id of a container's own range, above the range in which layers and storage lie on the
 * disk. It follows from the container's number alone, so nothing has to be kept. Where somebody
 * else has that range, the one {@link WINDOW} ranges further is taken, which no other container of
 * this box can have. Boxes of another instance begin at another place.
 * @param number of the container, unique in this box, from 1
 * @returns null where there is no free range: the container then shares the one on the disk
 */
export function ownRange(
	number: number,
	names: Pick<HostNames, 'instance' | 'idBase'>,
	reserved: readonly ReservedIds[]
): number | null {
	if (!Number.isInteger(number) || number < 1 || number >= WINDOW) return null;
	const place = (number + instanceOffset(names.instance)) % WINDOW;
	for (let slot = 1 + place; ; slot += WINDOW) {
		const base = names.idBase + slot * RANGE_SIZE;
		if (base + RANGE_SIZE - 1 > LAST_ID) return null;
		if (!reserved.some(({ first, count }) => first < base + RANGE_SIZE && base < first + count)) return base;
	}
}

function instanceOffset(instance: string): number {
	if (instance === 'dbx') return 0;
	return createHash('sha256').update(instance).digest().readUInt16BE(0) % WINDOW;
}

/**
 * Parses subuid(5) and subgid(5): `name:first:count`, one range a line. Lines that are not so are
 * skipped.
 */
export function parseSubordinateIds(text: string): ReservedIds[] {
	return text.split('\n').flatMap((line) => {
		const match = /^[^:]+:(\d+):(\d+)\s*$/.exec(line);
		return match ? [{ first: Number(match[1]), count: Number(match[2]) }] : [];
	});
}

/**
 * Ranges that accounts of this host may use, and those of systemd's machines, known by the
 * owners of their folders.
 */
export async function reservedIds(): Promise<ReservedIds[]> {
	const files = ['/etc/subuid', '/etc/subgid'].map((file) => readFile(file, 'utf8').catch(() => ''));
	const machines = '/var/lib/machines';
	const owners = (await readdir(machines).catch(() => [])).map((name) =>
		stat(join(machines, name)).then(
			({ uid }) => uid,
			() => 0
		)
	);
	const [subordinate, machineOwners] = await Promise.all([Promise.all(files), Promise.all(owners)]);
	return [
		...subordinate.flatMap(parseSubordinateIds),
		...machineOwners
			.filter((uid) => uid >= RANGE_SIZE)
			.map((uid) => ({ first: uid - (uid % RANGE_SIZE), count: RANGE_SIZE }))
	];
}

/** A container's number, by which it has a range of its own; null for the shared range. */
export const containerRange = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));

/**
 * First host id of a container's range as it is now.
 * @param number as in {@link ownRange}; null for the range that the files on the disk have
 */
export async function rangeBase(number: number | null, names: Pick<HostNames, 'instance' | 'idBase'>): Promise<number> {
	return number === null ? names.idBase : (ownRange(number, names, await reservedIds()) ?? names.idBase);
}
