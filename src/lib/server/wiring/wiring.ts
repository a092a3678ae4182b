/** Who provides what to whom: the plan of an installation, and what is written down of it. */
import type { Database } from '../db/index.ts';
import type { Jobs } from '../jobs/types.ts';
import type { Pups } from '../pups/index.ts';
import { definePlanJob } from './job.ts';
import { createLinks } from './links.ts';
import { createPlanner, type PlannerDeps } from './planner.ts';
import { keyOf } from './resolve.ts';
import type { PupKey, Resolution } from './resolver-types.ts';
import { createProviderRows } from './rows.ts';
import type { Wiring } from './types.ts';

export interface WiringDeps extends PlannerDeps {
	database: Database;
	jobs: Jobs;
	pups: Pick<Pups, 'known' | 'installing' | 'pagePorts'>;
}

/** Its kind of job is declared at once, so make it before `jobs.start()`. */
export function createWiring(deps: WiringDeps): Wiring {
	const { database } = deps;
	const { installing } = deps.pups;
	const rows = createProviderRows(database);
	const planner = createPlanner(deps);
	const job = definePlanJob({ jobs: deps.jobs, installing });

	/**
	 * Writes who provides what to the pups of a plan.
	 * @param ids of their rows
	 */
	function wire({ wires }: Resolution, ids: ReadonlyMap<PupKey, string>): void {
		for (const id of ids.values()) rows.clear(id);
		for (const { of, need, provider } of wires) {
			if (provider) rows.set(ids.get(of.key)!, need.interface, ids.get(provider.key) ?? provider.key);
		}
	}

	return {
		plan: planner.make,
		async install(wish, by, mayChange) {
			const root = keyOf(wish);
			const { start, config, publish } = wish;
			const prepared: { key: PupKey; admit: Awaited<ReturnType<typeof installing.prepare>> }[] = [];
			for (const { key, offer, version } of planner.agreed(wish).installs) {
				const { sourceId, name } = offer;
				const asked = key === root ? { config, publish } : {};
				const task = { sourceId, name, version: version.version, start, ...asked };
				prepared.push({ key, admit: await installing.prepare(task, by, mayChange) });
			}
			return database.transaction(() => {
				// Sources may have been read anew meanwhile, and pups come and go.
				const resolution = planner.agreed(wish);
				const tasks = new Map(prepared.map(({ key, admit }) => [key, admit()]));
				wire(resolution, new Map([...tasks].map(([key, { pupId }]) => [key, pupId])));
				const asked = tasks.get(root)!;
				const { pupId, name } = asked;
				const options = { requestedBy: 'owner' };
				if (tasks.size === 1) return { job: installing.job.submit(asked, options), pupId };
				return { job: job.submit({ pupId, name, tasks: [...tasks.values()] }, options), pupId };
			});
		},
		...createLinks({ rows, pups: deps.pups })
	};
}
