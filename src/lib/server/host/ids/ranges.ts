/** Assigns ranges of host ids to containers. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { HostNames } from '../types.ts';

/** Number of ids in a range: 0 … 65535 inside. */
export const RANGE_SIZE = 65_536;

/** Last id that systemd leaves to containers (systemd.io/UIDS-GIDS, “Container UID ranges”). */
const LAST_ID = 1_879_048_191;

/**
 * Containers with a number below this can have their own range. Also the distance to a container's
 * next candidate range.
 */
const WINDOW = 8192;

/** Ids from `first` on that are reserved for others. */
export interface ReservedIds {
	first: number;
	count: number;
}

/**
 * Returns the first host id of a container's own range, above the range of layers and storage on
 * the disk. It depends only on the container's number, so it need not be stored. If the range is
 * reserved, the one {@link WINDOW} ranges further is used, which no other container of this box can
 * have. Instances start at different offsets.
 * @param number of the container, unique in this box, from 1
 * @returns null when no range is free: the container then shares the one on the disk
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
 * Parses subuid(5) and subgid(5): `name:first:count`, one range per line. Other lines are skipped.
 */
export function parseSubordinateIds(text: string): ReservedIds[] {
	return text.split('\n').flatMap((line) => {
		const match = /^[^:]+:(\d+):(\d+)\s*$/.exec(line);
		return match ? [{ first: Number(match[1]), count: Number(match[2]) }] : [];
	});
}

/**
 * Ranges that accounts of this host may use, and those of systemd's machines, found by the owners
 * of their folders.
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

/** A container's number, which determines its own range; null for the shared range. */
export const containerRange = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));

/**
 * Returns the first host id of a container's current range.
 * @param number as in {@link ownRange}; null for the range of the files on the disk
 */
export async function rangeBase(number: number | null, names: Pick<HostNames, 'instance' | 'idBase'>): Promise<number> {
	return number === null ? names.idBase : (ownRange(number, names, await reservedIds()) ?? names.idBase);
}
