import { describe, expect, it } from 'vitest';
import type { PupRow } from '../installed/index.ts';
import { createExecutors, type RequestedBy } from './executors.ts';

/** What jobs were asked for. */
function submittedBy(by: RequestedBy, agent: { connected: () => boolean } | null): string[] {
	const asked: string[] = [];
	const kind = (name: string) => ({ submit: () => asked.push(name) });
	const executors = createExecutors({
		agent,
		kinds: { start: kind('start'), stop: kind('stop'), restart: kind('restart') }
	} as unknown as Parameters<typeof createExecutors>[0]);
	const row = { id: 'a', name: 'Core' } as PupRow;
	void executors.start(row, { do: 'start' } as never, by);
	void executors.stop(row, { do: 'stop' } as never, by);
	void executors.renew(row, { do: 'renew' } as never, by);
	void executors['restart-services'](row, { do: 'restart-services', services: ['web'] } as never, by);
	return asked;
}
const ALL = ['start', 'stop', 'restart', 'restart'];

describe('jobs of the reconciler', () => {
	it.each<[what: string, by: RequestedBy, agent: boolean | null, asked: string[]]>([
		['wait for the agent where the box wants them', 'box', false, []],
		['are asked for where the agent is there', 'box', true, ALL],
		['are asked for where there is no agent at all', 'box', null, ALL],
		['tell their owner at once that it is away', 'owner', false, ALL]
	])('%s', (_what, by, agent, asked) => {
		expect(submittedBy(by, agent === null ? null : { connected: () => agent })).toEqual(asked);
	});
});
