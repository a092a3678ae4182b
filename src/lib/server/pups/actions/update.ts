/** Versions of a pup: previews of an update, the update itself, and ignored versions. */
import { conflict } from '../../../contract/errors.ts';
import type { UpdatePlan } from '../../../contract/updates.ts';
import { compareVersions, type OfferedPup } from '../../sources/index.ts';
import { checkValues, OWNER, ownSettings, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { asksOf, permissionsNeeded, updatePlanOf } from '../desired/index.ts';
import {
	freeFolder,
	mayRun,
	offerNameOf,
	type PupRow,
	type PupRows,
	type Release,
	type Signals
} from '../installed/index.ts';
import { upToDate, type PupJobs } from '../lifecycle/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';
import { expectState, hintFor, STARTABLE, submit } from './shared.ts';

/** The next version and its origin. */
interface Next extends Pick<Release, 'version' | 'manifest' | 'signature'> {
	folder: string;
	/** The release that is already on the disk; null where it must be fetched. */
	kept: Release | null;
}

/** Whether the owner's approval covers this request; `true` covers all of them. */
const covers = (accepted: boolean | readonly string[], key: string) =>
	typeof accepted === 'boolean' ? accepted : accepted.includes(key);

export function updateActions(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'facts' | 'links' | 'sources' | 'storageMissing'> & {
		rows: PupRows;
		signals: Signals;
		config: Pick<ConfigStore, 'stored' | 'seal'>;
		content: Pick<PupContent, 'isComplete' | 'roots'>;
		kinds: Pick<PupJobs, 'update'>;
		views: Pick<PupViews, 'get'>;
	}
): Pick<Pups, 'update' | 'planUpdate' | 'skipVersion'> {
	const { database, engine, sources, rows, signals, config, content, kinds, views } = deps;

	function updatable(id: string): PupRow {
		const row = rows.get(id);
		expectState(row, STARTABLE, 'updated', hintFor(row));
		if (row.dev) {
			const hint = 'Switch dev mode off to update it from its source.';
			throw conflict('wrong-state', `${row.name} is in dev mode and runs from its folder.`, hint);
		}
		if (!content.isComplete(row)) {
			throw conflict('wrong-state', `${row.name} is not installed completely.`, 'Try its installation again.');
		}
		if (!engine) throw hostCannotRun(deps);
		return row;
	}

	/** Rereads a source that is a folder, since its contents may have changed. */
	async function refreshFolder({ sourceId }: PupRow): Promise<void> {
		const kind = sources.list().find(({ id }) => id === sourceId)?.kind ?? '';
		if (['builtin', 'folder'].includes(kind)) await sources.refresh(sourceId);
	}

	function nextOf(row: PupRow, version: string | undefined): Next {
		const kept = row.previous?.find((one) => one.version === version && content.isComplete({ ...row, ...one }));
		if (kept) return { ...kept, kept };
		const found = sources.find(row.sourceId, offerNameOf(row), version);
		// A source may offer other files under the same version.
		const same = found.version === row.version && (found.treeHash === null || found.treeHash === row.treeHash);
		if (same) throw upToDate(row);
		return { ...found, folder: freeFolder(row), kept: null };
	}

	/** The versions that its source offers, newest first; none where the source is gone. */
	function versionsOf(row: PupRow): UpdatePlan['versions'] {
		const isIt = (one: OfferedPup) => one.sourceId === row.sourceId && one.name === offerNameOf(row);
		const pup = sources.offers().find(isIt);
		return (pup?.versions ?? []).map(({ version, origin, updatedAt }) => ({ version, origin, updatedAt }));
	}

	return {
		async planUpdate(id, { version, start, config: given }) {
			const row = updatable(id);
			const next = nextOf(row, version);
			const changes = given ? checkValues(next.manifest, given) : null;
			const { name, sourceId } = row;
			const buildKind = next.kept?.buildKind ?? (await content.roots.choose({ ...next, name }));
			const notesHtml = await sources.notes(sourceId, offerNameOf(row), row.version, next.version).catch(() => null);
			const broken = deps.links().breaks(id, next.manifest);
			const planned = updatePlanOf({
				name,
				now: row,
				next: { ...next, buildKind },
				compare: compareVersions,
				stored: config.stored(id),
				given: changes,
				savedAt: row.configSavedAt,
				up: mayRun(row.state),
				enabled: start ?? row.enabled,
				kept: next.kept !== null,
				offered: versionsOf(row),
				notesHtml
			});
			return { ...planned, asks: [...planned.asks, ...broken] };
		},
		async update(id, { version, acceptPermissions = false, start, config: given }, by = OWNER, mayChange) {
			const row = updatable(id);
			needStorage(deps);
			await refreshFolder(row);
			const next = nextOf(row, version);
			const changes = given ? checkValues(next.manifest, given) : null;
			if (changes) mayChange?.(ownSettings(row.manifest, config.stored(id), changes));
			if (!next.kept) await content.roots.choose({ ...next, name: row.name });
			const asks = [...asksOf(row, next), ...deps.links().breaks(id, next.manifest)];
			const more = asks.filter(({ key }) => !covers(acceptPermissions, key));
			if (more.length > 0) throw permissionsNeeded(row.name, more);
			return database.transaction(() => {
				const job = submit(kinds.update, row, {
					version: next.version,
					folder: next.folder,
					kept: next.kept !== null,
					accepted: asks.map(({ key }) => key),
					start: start ?? null,
					wasEnabled: row.enabled
				});
				rows.set(id, {
					pendingConfig: changes && {
						changes: config.seal({ id, manifest: next.manifest }, changes),
						savedAt: null,
						by
					}
				});
				signals.publish('changed', id);
				return job;
			});
		},
		skipVersion(id, version) {
			const row = rows.get(id);
			if (version !== null) sources.offer(row.sourceId, offerNameOf(row), version);
			database.transaction(() => {
				rows.set(id, { skippedVersion: version });
				signals.publish('changed', id);
			});
			return views.get(id);
		}
	};
}
