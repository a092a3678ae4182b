/** Installing a pup. */
import { randomBytes } from 'node:crypto';
import { conflict } from '../../../contract/errors.ts';
import { checkValues, OWNER, ownSettings, type ConfigHistory, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows, StateMachine } from '../installed/index.ts';
import type { PupJobs } from '../lifecycle/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { Pups } from '../types.ts';
import { submit } from './shared.ts';

export function installActions(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'facts' | 'sources' | 'storageMissing'> & {
		rows: PupRows;
		states: StateMachine;
		config: ConfigStore;
		history: ConfigHistory;
		content: Pick<PupContent, 'roots'>;
		kinds: Pick<PupJobs, 'install'>;
	}
): Pick<Pups, 'install'> {
	const { database, engine, sources, rows, states, config, history, content, kinds } = deps;

	const isFolder = (sourceId: string) =>
		['builtin', 'folder'].includes(sources.list().find((source) => source.id === sourceId)?.kind ?? '');

	return {
		async install({ sourceId, name, version, start: enabled = true, config: given }, by = OWNER, mayChange) {
			// What is installed from a folder is what lies there now, not what lay there when it
			// was last looked at.
			if (isFolder(sourceId)) await sources.refresh(sourceId);
			const found = sources.find(sourceId, name, version);
			const asked = given ? checkValues(found.manifest, given) : null;
			if (!engine) throw hostCannotRun(deps);
			needStorage(deps);
			await content.roots.choose(found);
			return database.transaction(() => {
				const old = rows.bySourceAndName(sourceId, found.name);
				if (old && old.state !== 'uninstalled') {
					throw conflict(
						'already-installed',
						`${old.name} is installed already.`,
						old.state === 'broken' ? 'Try its installation again, or remove it.' : undefined
					);
				}
				if (old && asked) mayChange?.(ownSettings(old.manifest, config.stored(old.id), asked));
				const values = {
					sourcePath: found.sourcePath,
					version: found.version,
					manifest: found.manifest,
					enabled,
					layers: [],
					buildKind: null,
					treeHash: null,
					origin: found.origin,
					signature: found.signature,
					dev: false,
					madeFrom: null,
					folder: 'source',
					pending: null,
					pendingConfig: null,
					previous: null,
					skippedVersion: null
				};
				const id = old?.id ?? randomBytes(16).toString('hex');
				if (old) states.transition(id, { kind: 'install-asked', values });
				else {
					states.admit({
						...values,
						id,
						sourceId,
						name: found.name,
						keys: 'waiting',
						hostNumber: rows.freeHostNumber(),
						memoryLimit: null,
						pidsLimit: null,
						stopSeconds: null,
						cpuLimit: null,
						storageLimit: null,
						ioWeight: null,
						dataOwner: null,
						configSavedAt: null,
						createdAt: Date.now(),
						installedAt: null
					});
				}
				const row = rows.get(id);
				if (asked) {
					history.beforeSaving(row);
					config.write(row, asked);
					rows.set(id, { configSavedAt: Date.now() });
				}
				config.fillDefaults(row);
				if (asked) history.record(row, by);
				return { job: submit(kinds.install, row, { fresh: !old }), pupId: id };
			});
		}
	};
}
