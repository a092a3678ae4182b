/** Previews an update. Pure. */
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
	/** Compares versions: less than 0 where the first is newer. */
	compare: (a: string, b: string) => number;
	/** Settings as stored in the database. */
	stored: StoredValues;
	/**
	 * Checked settings that the update includes: text by field, null removes. Null where it
	 * includes none.
	 */
	given: ReadonlyMap<string, string | null> | null;
	/** When the settings were last saved, milliseconds since the epoch. */
	savedAt: number | null;
	/** It runs, or should run and has crashed. */
	up: boolean;
	/** It should run after the update. */
	enabled: boolean;
	/** The next version is already on the disk. */
	kept: boolean;
	/** All versions that its source offers, newest first. */
	offered: UpdatePlan['versions'];
	notesHtml: string | null;
}

/** Lists differences, missing settings and permission requests, and describes what will happen. */
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

/** The stored settings with the defaults of new ones, as an update adds them. */
function withDefaults(manifest: Manifest, stored: StoredValues): StoredValues {
	const defaults = [...missingDefaults(manifest, stored)];
	return new Map([...stored, ...defaults.map(([field, value]) => [field, { value, sealed: false }] as const)]);
}

/** The stored settings with those that the update includes. */
function withGiven(stored: StoredValues, given: UpdateInput['given']): StoredValues {
	const all = new Map(stored);
	for (const [field, value] of given ?? []) {
		if (value === null) all.delete(field);
		else all.set(field, { value, sealed: false });
	}
	return all;
}

/**
 * Versions after `from` up to `to`, or for a downgrade before `from` down to `to`, newest first;
 * includes at least `to`.
 */
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
