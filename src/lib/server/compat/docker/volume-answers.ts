/** Formats volumes for Docker’s clients, and applies their filters. Pure. */
import type { VolumeInfo } from '../../../contract/boxes.ts';
import { badRequest } from './errors.ts';
import { allOf, anyOf, hasLabel, type Filters } from './query.ts';

/** Filters of the list of volumes. */
export const VOLUME_FILTERS = ['name', 'driver', 'label', 'dangling'] as const;
/** Filters of `docker volume prune --filter`. */
export const PRUNE_FILTERS = ['all', 'label', 'label!'] as const;

/** dockerd's label of anonymous volumes. */
export const ANONYMOUS = 'com.docker.volume.anonymous';

/**
 * A volume in the form of `volume inspect`. Its path is left out: the folder belongs to the host
 * agent, and no client may open it.
 */
export function volumeAnswer({ name, createdAt, labels }: VolumeInfo) {
	return {
		CreatedAt: new Date(createdAt).toISOString(),
		Driver: 'local',
		Labels: Object.keys(labels).length > 0 ? labels : null,
		Mountpoint: '',
		Name: name,
		Options: null,
		Scope: 'local'
	};
}

const YES = ['1', 'true', 'True', 't', 'T', 'TRUE'];
const NO = ['0', 'false', 'False', 'f', 'F', 'FALSE'];

/** @throws DockerError 400 for a value that is neither yes nor no */
function yesOrNo(filters: Filters, name: string): boolean | null {
	const given = filters.get(name);
	if (!given || given.length === 0) return null;
	const [value] = given;
	if (given.length === 1 && YES.includes(value!)) return true;
	if (given.length === 1 && NO.includes(value!)) return false;
	throw badRequest(`invalid filter '${name}=[${given.join(' ').slice(0, 80)}]'`);
}

/**
 * Applies the filters of a list. A name matches any part of the volume’s name.
 * @throws DockerError 400 for a `dangling` that is neither yes nor no
 */
export function volumesThatFit(volumes: readonly VolumeInfo[], filters: Filters): VolumeInfo[] {
	const dangling = yesOrNo(filters, 'dangling');
	return volumes.filter(
		({ name, labels, usedBy }) =>
			anyOf(filters, 'name', (part) => name.includes(part)) &&
			anyOf(filters, 'driver', (driver) => driver === 'local') &&
			allOf(filters, 'label', (label) => hasLabel(labels, label)) &&
			(dangling === null || dangling === (usedBy.length === 0))
	);
}

/**
 * Returns the unused volumes that a prune removes. From API 1.42 on these are only the anonymous
 * ones, unless `all` is set.
 * @param minor of the version that the client speaks
 * @throws DockerError 400 for an `all` that is neither yes nor no
 */
export function volumesToPrune(volumes: readonly VolumeInfo[], filters: Filters, minor: number): VolumeInfo[] {
	const all = yesOrNo(filters, 'all') ?? minor < 42;
	return volumes.filter(
		({ labels, usedBy }) =>
			usedBy.length === 0 &&
			(all || Object.hasOwn(labels, ANONYMOUS)) &&
			allOf(filters, 'label', (label) => hasLabel(labels, label)) &&
			allOf(filters, 'label!', (label) => !hasLabel(labels, label))
	);
}
