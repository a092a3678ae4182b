/**
 * Differences between a container's current specification and the desired one, and the effect of
 * each. Pure.
 */
import type { LimitSpec } from '../../containers/types.ts';
import type { SpecRecord } from '../installed/index.ts';

/** One kind of difference. Services are listed where it concerns only some of them. */
export type Change =
	| { kind: 'limits'; from: LimitSpec; to: LimitSpec }
	| { kind: 'config'; services: string[] }
	/** The providers of the interfaces that the pup depends on, or their addresses. */
	| { kind: 'links'; services: string[] }
	/** A command or variable of the manifest or the image. */
	| { kind: 'program'; services: string[] }
	| { kind: 'services'; added: string[]; removed: string[] }
	/** Devices that the owner granted or revoked. */
	| { kind: 'devices'; given: string[]; taken: string[] }
	| { kind: 'dev'; to: boolean }
	| { kind: 'version'; from: string; to: string }
	/** The files at `/pup`, without a change of version. */
	| { kind: 'files' }
	/** The layers of its root. */
	| { kind: 'root' }
	/** Values that dogeboxd itself decides: addresses, folders on the host, the search path. */
	| { kind: 'box' };

export type ChangeKind = Change['kind'];

/** What a difference requires, from least to most. */
export const EFFECTS = ['nothing', 'live', 'services', 'container', 'root'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * The effect of each kind. `root`: new files or layers, which a job of installation or update
 * creates before the container. A changed set of `services`: an added one is started, a removed one
 * requires a new container. `box`: the owner requested nothing, so nothing is restarted for it; the
 * next start applies it.
 */
const NEEDS: { [Kind in ChangeKind]: (change: Extract<Change, { kind: Kind }>) => Effect } = {
	limits: () => 'live',
	config: () => 'services',
	links: () => 'services',
	program: () => 'services',
	services: ({ removed }) => (removed.length > 0 ? 'container' : 'services'),
	devices: () => 'container',
	dev: () => 'container',
	version: () => 'root',
	files: () => 'root',
	root: () => 'root',
	box: () => 'nothing'
};

/** The effect of a difference. */
export function effectOf(change: Change): Effect {
	return (NEEDS[change.kind] as (change: Change) => Effect)(change);
}

/** The effect of several differences: the greatest of their effects. */
export function effectOfAll(changes: readonly Change[]): Effect {
	return EFFECTS[Math.max(0, ...changes.map((change) => EFFECTS.indexOf(effectOf(change))))]!;
}

/** Services that must be restarted for these differences, where the container can stay. */
export function servicesIn(changes: readonly Change[]): string[] {
	const named = changes.flatMap((change) =>
		change.kind === 'config' || change.kind === 'program' || change.kind === 'links'
			? change.services
			: change.kind === 'services'
				? change.added
				: []
	);
	return [...new Set(named)];
}

const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);

/** All differences; none where both hashes are equal. */
export function changesBetween(was: SpecRecord, wanted: SpecRecord): Change[] {
	if (was.hash === wanted.hash) return [];
	const changes: Change[] = [];
	if (was.version !== wanted.version) changes.push({ kind: 'version', from: was.version, to: wanted.version });
	if (was.dev !== wanted.dev) changes.push({ kind: 'dev', to: wanted.dev });
	else if (was.version === wanted.version && was.treeHash !== wanted.treeHash) changes.push({ kind: 'files' });
	if (differ(was.layers, wanted.layers)) changes.push({ kind: 'root' });
	const [had, has] = [was.devices ?? [], wanted.devices ?? []];
	const given = has.filter((one) => !had.includes(one));
	const taken = had.filter((one) => !has.includes(one));
	if (given.length + taken.length > 0) changes.push({ kind: 'devices', given, taken });

	const names = Object.keys(wanted.services);
	const added = names.filter((name) => !was.services[name]);
	const removed = Object.keys(was.services).filter((name) => !wanted.services[name]);
	if (added.length + removed.length > 0) changes.push({ kind: 'services', added, removed });
	const both = names.filter((name) => was.services[name]);
	const of = (part: 'program' | 'config' | 'links' | 'box') =>
		both.filter((name) => (was.services[name]![part] ?? null) !== (wanted.services[name]![part] ?? null));
	const linked = of('links');
	// The earlier record has no links: an update of Dogebox added them, not a choice of the owner.
	const unrecorded = linked.filter((name) => was.services[name]!.links === undefined);
	const parts = {
		program: of('program'),
		config: of('config'),
		links: linked.filter((name) => !unrecorded.includes(name))
	};
	for (const kind of ['program', 'config', 'links'] as const) {
		if (parts[kind].length > 0) changes.push({ kind, services: parts[kind] });
	}
	// In dev mode other folders are mounted; the change of dev mode already covers that.
	const byBox = was.box !== wanted.box || of('box').length > 0 || unrecorded.length > 0;
	if (byBox && was.dev === wanted.dev) changes.push({ kind: 'box' });
	const { limits: from } = was;
	const { limits: to } = wanted;
	const limits = [
		from.memoryBytes - to.memoryBytes,
		from.pids - to.pids,
		(from.cpus ?? 0) - (to.cpus ?? 0),
		(from.ioWeight ?? 0) - (to.ioWeight ?? 0)
	];
	if (limits.some((by) => by !== 0)) changes.push({ kind: 'limits', from, to });
	return changes;
}
