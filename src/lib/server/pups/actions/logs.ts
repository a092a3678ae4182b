/** Logs of pups: pages, followers, and how much is kept. */
import { DEFAULT_LOG_LIMITS } from '../../host/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import { hostCannotRun, unknownService } from '../refusals.ts';
import type { PupLogSpace, Pups } from '../types.ts';

export function createPupLogs(
	deps: Pick<PupsDeps, 'engine' | 'facts'> & { rows: PupRows }
): Pick<Pups, 'logs' | 'logLimits' | 'setLogLimits' | 'followLogs' | 'logSpace' | 'freeLogs'> {
	const { engine, rows } = deps;
	return {
		async logs(id, query, signal) {
			const services = rows.get(id).manifest.container.services.map(({ name }) => name);
			if (query.service !== undefined && !services.includes(query.service))
				throw unknownService(query.service, services);
			if (engine) return engine.logs(id, query, signal);
			return { lines: [], start: '', older: false, cursor: '', more: false, gap: false };
		},
		async logLimits(id) {
			rows.get(id);
			return (await engine?.logLimits(id)) ?? DEFAULT_LOG_LIMITS;
		},
		async setLogLimits(id, limits) {
			rows.get(id);
			if (!engine) throw hostCannotRun(deps);
			await engine.setLogLimits(id, limits);
			return engine.logLimits(id);
		},
		async logSpace() {
			const all: PupLogSpace[] = [];
			if (engine) for (const { id, name } of rows.brief()) all.push({ name, ...(await engine.logSpace(id)) });
			return all;
		},
		async freeLogs() {
			let freed = 0;
			if (engine) for (const { id } of rows.brief()) freed += await engine.freeLogs(id);
			return freed;
		},
		followLogs: (id, options, fn) => engine?.followLogs(id, options, fn) ?? (() => {})
	};
}
