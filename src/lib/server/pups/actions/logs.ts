/** Logs of pups: their pages, what follows them, how much of them is kept. */
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
			for (const { id, name } of engine ? rows.all() : []) {
				const space = await engine?.logSpace(id);
				if (space) all.push({ name, ...space });
			}
			return all;
		},
		async freeLogs() {
			let freed = 0;
			for (const { id } of engine ? rows.all() : []) freed += (await engine?.freeLogs(id)) ?? 0;
			return freed;
		},
		followLogs: (id, options, fn) => engine?.followLogs(id, options, fn) ?? (() => {})
	};
}
