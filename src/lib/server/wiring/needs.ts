/** Reads from a manifest what a pup needs of others and what it provides. Pure. */
import type { Manifest } from '../../contract/manifest.ts';

/** One interface that a pup needs. */
export interface Need {
	interface: string;
	/** Version ranges that must all hold, because a manifest may list an interface twice. */
	ranges: string[];
	/** Permission groups that the pup asks for, required ones first. */
	groups: string[];
	/** The groups among these that the pup also runs without. */
	optionalGroups: string[];
	optional: boolean;
	/**
	 * The provider that the manifest suggests: address of a source, name of a pup. Only a
	 * preference.
	 */
	suggested: { location: string; pup: string } | null;
}

/**
 * The needs of a manifest, each interface once. A need is optional only where all its entries are.
 */
export function needsOf({ dependencies }: Pick<Manifest, 'dependencies'>): Need[] {
	const needs = new Map<string, Need>();
	for (const dependency of dependencies) {
		const { interfaceName: name, interfaceVersion: range, optional, source } = dependency;
		if (name.trim() === '') continue;
		const known = needs.get(name);
		const needed = new Set([...(known ? neededGroups(known) : []), ...dependency.permissionGroups]);
		// Manifests that were read before this field existed lack it.
		const optionalOnes = new Set([...(known?.optionalGroups ?? []), ...(dependency.optionalPermissionGroups ?? [])]);
		const optionalGroups = [...optionalOnes].filter((group) => !needed.has(group));
		const suggested = source?.pupName ? { location: source.sourceLocation ?? '', pup: source.pupName } : null;
		needs.set(name, {
			interface: name,
			ranges: [...new Set([...(known?.ranges ?? []), range.trim()])],
			groups: [...needed, ...optionalGroups],
			optionalGroups,
			optional: (known?.optional ?? true) && optional,
			suggested: known?.suggested ?? suggested
		});
	}
	return [...needs.values()];
}

/** Groups that a pup cannot run without. */
export const neededGroups = ({ groups, optionalGroups }: Pick<Need, 'groups' | 'optionalGroups'>): string[] =>
	groups.filter((group) => !optionalGroups.includes(group));

/** The version range, for a person. */
export function rangeWords({ ranges }: Pick<Need, 'ranges'>): string {
	return ranges.filter((range) => range !== '').join(' and ') || 'any version';
}
