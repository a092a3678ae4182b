/** Switching dev mode. */
import { needsConfig, type ConfigStore } from '../config/index.ts';
import type { PupsDeps } from '../deps.ts';
import { changesBetween, switchingWords, type Change } from '../desired/index.ts';
import { noDev, type DevMode } from '../dev/index.ts';
import { mayRun, type PupRow, type PupRows } from '../installed/index.ts';
import type { Wanted } from '../lifecycle/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';
import { submit, expectState, hintFor, STARTABLE } from './shared.ts';

export function devActions(
	deps: Pick<PupsDeps, 'engine' | 'facts' | 'jobs' | 'storageMissing'> & {
		rows: PupRows;
		config: Pick<ConfigStore, 'stored'>;
		wanted: Pick<Wanted, 'record'>;
		dev: Pick<DevMode, 'kinds' | 'possible' | 'renew' | 'switched'>;
		views: Pick<PupViews, 'get'>;
	}
): Pick<Pups, 'setDev' | 'planDev'> {
	const { engine, jobs, rows, config, wanted, dev: mode, views } = deps;

	function switchable(id: string, dev: boolean): PupRow {
		const row = rows.get(id);
		if (dev && !mode.possible(row)) throw noDev(row.name);
		if (!engine) throw hostCannotRun(deps);
		expectState(row, STARTABLE, `switched to ${dev ? 'dev mode' : 'a copy'}`, hintFor(row));
		return row;
	}

	/** Differences between the container that runs, or would run, and the next one. */
	function differences(row: PupRow, next: PupRow): Change[] {
		const was = row.madeFrom ?? wanted.record(row);
		// Without layers the next container is not known in detail.
		const will = next.layers.length > 0 ? wanted.record(next) : null;
		const known: Change[] = was && will ? changesBetween(was, will) : [{ kind: 'dev', to: next.dev }];
		const rebuilt = row.layers.length > 0 && next.layers.length === 0;
		return rebuilt ? [...known, { kind: 'root' }] : known;
	}

	return {
		async setDev(id, dev) {
			const row = switchable(id, dev);
			// A running job may currently be switching dev mode.
			if (row.dev === dev && jobs.holding(`pup:${id}`) === null) return { job: null, pup: views.get(id) };
			needStorage(deps);
			mode.renew(id);
			const job = submit(mode.kinds.dev, row, { dev });
			return { job, pup: views.get(id) };
		},
		async planDev(id, dev) {
			const row = switchable(id, dev);
			const next = row.dev === dev ? row : await mode.switched(row, dev);
			return switchingWords(next === row ? [] : differences(row, next), {
				name: row.name,
				services: next.manifest.container.services.map(({ name }) => name),
				up: mayRun(row.state),
				starts: row.enabled && !needsConfig(next.manifest, config.stored(id), row.configSavedAt)
			});
		}
	};
}
