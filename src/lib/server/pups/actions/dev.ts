/** Switching dev mode. */
import type { PupsDeps } from '../deps.ts';
import { noDev, type DevMode } from '../dev/index.ts';
import type { PupRows } from '../installed/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';
import { submit, expectState, REINSTALL, STARTABLE } from './shared.ts';

export function devActions(
	deps: Pick<PupsDeps, 'engine' | 'facts' | 'jobs' | 'storageMissing'> & {
		rows: PupRows;
		dev: Pick<DevMode, 'kinds' | 'possible' | 'renew'>;
		views: Pick<PupViews, 'get'>;
	}
): Pick<Pups, 'setDev'> {
	const { engine, jobs, rows, dev: mode, views } = deps;

	return {
		async setDev(id, dev) {
			const row = rows.get(id);
			if (dev && !mode.possible(row)) throw noDev(row.name);
			if (!engine) throw hostCannotRun(deps);
			expectState(row, STARTABLE, `switched to ${dev ? 'dev mode' : 'a copy'}`, REINSTALL);
			// A job that is under way may be just switching it.
			if (row.dev === dev && jobs.holding(`pup:${id}`) === null) return { job: null, pup: views.get(id) };
			needStorage(deps);
			mode.renew(id);
			const job = submit(mode.kinds.dev, row, { dev });
			return { job, pup: views.get(id) };
		}
	};
}
