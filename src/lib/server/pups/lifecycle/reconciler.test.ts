import { describe, expect, it } from 'vitest';
import type { RequestedBy } from './executors.ts';
import { createReconciler } from './reconciler.ts';

/** Returns the jobs that are requested for a stopped pup that should run. */
async function askedFor(by: RequestedBy, agent: { connected: () => boolean } | null): Promise<string[]> {
	const asked: string[] = [];
	const failures: string[] = [];
	const row = {
		id: 'a',
		name: 'Core',
		state: 'stopped',
		enabled: true,
		manifest: { config: { sections: [], showOnInstall: false }, container: { services: [] } }
	};
	const reconciler = createReconciler({
		agent,
		engine: { status: () => Promise.resolve(null) },
		rows: { all: () => [], find: () => row },
		signals: { subscribe() {}, publish() {} },
		config: { stored: () => ({}) },
		content: { isComplete: () => true },
		records: { stopped() {} },
		wanted: { record: () => null },
		kinds: { start: { submit: () => asked.push('start') } },
		busyWith: () => null,
		upkeep: () => Promise.resolve(),
		log: { debug() {}, error: ({ err }: { err: Error }) => failures.push(err.message) }
	} as unknown as Parameters<typeof createReconciler>[0]);
	reconciler.begin();
	await reconciler.settle('a', by);
	await reconciler.close();
	expect(failures).toEqual([]);
	return asked;
}

describe('jobs of the reconciler', () => {
	it.each<[what: string, by: RequestedBy, agent: boolean | null, asked: string[]]>([
		['wait for the agent where the box wants them', 'box', false, []],
		['are asked for where the agent is there', 'box', true, ['start']],
		['are asked for where there is no agent at all', 'box', null, ['start']],
		['tell their owner at once that it is away', 'owner', false, ['start']]
	])('%s', async (_what, by, agent, asked) => {
		expect(await askedFor(by, agent === null ? null : { connected: () => agent })).toEqual(asked);
	});
});
