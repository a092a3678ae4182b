/** What an update would do, before it is made. Pure. */
import { askedOnInstall, configSections, type StoredValues } from '../../../contract/config-values.ts';
import { configFields, type Manifest } from '../../../contract/manifest.ts';
import type { SignatureState } from '../../../contract/sources.ts';
import type { BuildKind } from '../../../contract/store-words.ts';
import type { UpdatePlan } from '../../../contract/updates.ts';
import { missingDefaults, missingNames, needsConfig } from '../config/index.ts';
import { asksOf } from './asks.ts';
import { differencesOf } from './version-diff.ts';

interface Version {
	version: string;
	manifest: Manifest;
	signature: SignatureState;
	buildKind: BuildKind | null;
}

export interface UpdateInput {
	name: string;
	now: Version;
	next: Version;
	/** Order of versions: less than 0 where the first is newer. */
	compare: (a: string, b: string) => number;
	/** Settings as they lie in the database. */
	stored: StoredValues;
	/**
	 * Those that come with the update, checked: text by field, null removes; null where none do.
	 */
	given: ReadonlyMap<string, string | null> | null;
	/** When they were last saved, milliseconds since the epoch. */
	savedAt: number | null;
	/** It runs, or is meant to and has crashed. */
	up: boolean;
	/** It is to run afterwards. */
	enabled: boolean;
	/** The next version lies on the disk. */
	kept: boolean;
	/** All that its source offers, newest first. */
	offered: UpdatePlan['versions'];
	notesHtml: string | null;
}

/** What differs, what is missing, what is asked for, and what happens. */
export function updatePlanOf(input: UpdateInput): UpdatePlan {
	const { name, now, next, compare, stored, savedAt, up, enabled, kept } = input;
	const order = compare(next.version, now.version);
	const direction = order < 0 ? 'newer' : order > 0 ? 'older' : 'other';
	const filled = withDefaults(next.manifest, withGiven(stored, input.given));
	const names = missingNames(next.manifest, filled);
	const missing = configFields(next.manifest)
		.filter((field) => names.includes(field.name))
		.map(({ name, label }) => ({ name, label }));
	const unseen = savedAt === null && input.given === null;
	const starts = enabled && !needsConfig(next.manifest, filled, unseen ? null : (savedAt ?? 0));
	return {
		from: now.version,
		to: next.version,
		direction,
		text: sentence({
			name,
			from: now.version,
			to: next.version,
			direction,
			kept,
			up,
			starts,
			waits: enabled && !starts
		}),
		restarts: up && starts,
		kept,
		changes: differencesOf(now.manifest, next.manifest, stored, { was: now.buildKind, next: next.buildKind }),
		missing,
		settings: askedOnInstall({
			showOnInstall: next.manifest.config.showOnInstall && savedAt === null,
			sections: configSections(next.manifest, withDefaults(next.manifest, stored))
		}),
		asks: asksOf(now, next),
		versions: between(input.offered, now.version, next.version, compare),
		notesHtml: input.notesHtml
	};
}

/** Settings as an update fills in the defaults of new ones. */
function withDefaults(manifest: Manifest, stored: StoredValues): StoredValues {
	const defaults = [...missingDefaults(manifest, stored)];
	return new Map([...stored, ...defaults.map(([field, value]) => [field, { value, sealed: false }] as const)]);
}

/** Settings with those that come with an update. */
function withGiven(stored: StoredValues, given: UpdateInput['given']): StoredValues {
	const all = new Map(stored);
	for (const [field, value] of given ?? []) {
		if (value === null) all.delete(field);
		else all.set(field, { value, sealed: false });
	}
	return all;
}

/** Versions behind `from` up to `to`, or down to it, newest first; `to` itself at least. */
export function between<Version extends { version: string }>(
	offered: readonly Version[],
	from: string,
	to: string,
	compare: (a: string, b: string) => number
): Version[] {
	const down = compare(to, from) > 0;
	return offered.filter(({ version }) => {
		if (version === to) return true;
		return down
			? compare(version, from) > 0 && compare(version, to) < 0
			: compare(version, from) < 0 && compare(version, to) > 0;
	});
}

function sentence(of: {
	name: string;
	from: string;
	to: string;
	direction: UpdatePlan['direction'];
	kept: boolean;
	up: boolean;
	starts: boolean;
	waits: boolean;
}): string {
	const { name, from, to, direction, kept, up, starts, waits } = of;
	const begin =
		direction === 'newer'
			? `${name} is updated from ${from} to ${to}`
			: direction === 'older'
				? `${name} goes back from ${from} to ${to}`
				: `${name} is changed from ${from} to ${to}`;
	const build = kept ? '' : up ? ' It runs on until the new version is built.' : '';
	const then = waits
		? ` ${up ? 'It is stopped then, and' : 'It'} waits for its settings.`
		: up
			? starts
				? ' It is restarted then.'
				: ' It is stopped then.'
			: starts
				? ' It is started then.'
				: ' It is not started.';
	return `${begin}. Its data and settings stay.${build}${then}`;
}
