/** Installing a pup. */
import { randomBytes } from 'node:crypto';
import { conflict } from '../../../contract/errors.ts';
import {
	checkValues,
	OWNER,
	ownSettings,
	type ConfigHistory,
	type ConfigStore,
	type SavedBy
} from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { NEW_PUP, NOT_INSTALLED, type PupRow, type PupRows, type StateMachine } from '../installed/index.ts';
import { needFreeName } from './names.ts';
import { about, withFiles, type InstallJob, type Lifecycle, type PupJobs } from '../lifecycle/index.ts';
import type { PupPages } from '../pages/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { FoundPup } from '../../sources/index.ts';
import type { InstallRequest, MayChange, Pups } from '../types.ts';

export function installActions(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'facts' | 'sources' | 'storageMissing'> & {
		rows: PupRows;
		states: StateMachine;
		config: ConfigStore;
		history: ConfigHistory;
		content: Pick<PupContent, 'roots'>;
		pages: Pick<PupPages, 'admit'>;
		kinds: Pick<PupJobs, 'install'>;
		abandonInstall: Lifecycle['abandonInstall'];
	}
): Pick<Pups, 'install' | 'installing'> {
	const { database, engine, sources, rows, states, config, history, content, pages, kinds } = deps;

	const isFolder = (sourceId: string) =>
		['builtin', 'folder'].includes(sources.list().find((source) => source.id === sourceId)?.kind ?? '');

	/** The row of kept data, if any. @throws BoxError 409 `already-installed`, `name-taken` */
	function keptRow({ sourceId, name }: FoundPup, as: string | null): PupRow | null {
		needFreeName({ sources, rows }, { sourceId, offerName: name, name: as ?? name });
		const old = rows.bySourceAndName(sourceId, as ?? name);
		if (old && old.state !== 'uninstalled') {
			throw conflict(
				'already-installed',
				`${old.name} is installed already.`,
				old.state === 'broken' ? 'Try its installation again, or remove it.' : undefined
			);
		}
		return old;
	}

	/**
	 * Returns the row of a pup that is about to be installed: a new one, or that of its kept data.
	 */
	function admitRow(found: FoundPup, as: string | null, old: PupRow | null, enabled: boolean): PupRow {
		const values = {
			...NOT_INSTALLED,
			sourcePath: found.sourcePath,
			version: found.version,
			manifest: found.manifest,
			enabled,
			origin: found.origin,
			signature: found.signature
		};
		const id = old?.id ?? randomBytes(16).toString('hex');
		if (old) states.transition(id, { kind: 'install-asked', values });
		else {
			states.admit({
				...NEW_PUP,
				...values,
				id,
				sourceId: found.sourceId,
				name: as ?? found.name,
				offerName: as === null ? null : found.name,
				hostNumber: rows.freeHostNumber(),
				createdAt: Date.now()
			});
		}
		return rows.get(id);
	}

	async function prepare(
		{ sourceId, name, as: named, version, start = true, config: given, publish = [] }: InstallRequest,
		by: SavedBy = OWNER,
		mayChange?: MayChange
	) {
		// The current contents of a folder are installed, not those that the source has read
		// before.
		if (isFolder(sourceId)) await sources.refresh(sourceId);
		const found = sources.find(sourceId, name, version);
		const asked = given ? checkValues(found.manifest, given) : null;
		if (!engine) throw hostCannotRun(deps);
		needStorage(deps);
		await content.roots.choose(found);
		const as = named === undefined || named === found.name ? null : named;
		return (): InstallJob => {
			const old = keptRow(found, as);
			if (old && asked) mayChange?.(ownSettings(old.manifest, config.stored(old.id), asked));
			const row = admitRow(found, as, old, start);
			pages.admit(row, publish);
			if (asked) {
				history.beforeSaving(row);
				config.write(row, asked);
				rows.set(row.id, { configSavedAt: Date.now() });
			}
			config.fillDefaults(row);
			if (asked) history.record(row, by);
			return { ...about(row), fresh: !old };
		};
	}

	return {
		async install(request, by, mayChange) {
			const admit = await prepare(request, by, mayChange);
			return database.transaction(() => {
				const task = admit();
				return { job: kinds.install.submit(task, { requestedBy: 'owner' }), pupId: task.pupId };
			});
		},
		installing: {
			prepare,
			job: kinds.install,
			locks: withFiles.resources,
			abandon: deps.abandonInstall
		}
	};
}
