import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../contract/jobs.ts';
import type { PupState } from '../../../contract/pups.ts';
import { createSteps, type StepsDeps } from './steps.ts';

const AWAY: Failure = { code: 'host-agent-away', reason: 'That part was restarted.', hint: null };
const OTHER: Failure = { code: 'command-failed', reason: 'It could not be started.', hint: null };

/** Steps of one pup, and the resulting transitions of its state. */
function stepsOf(state: PupState, enabled: boolean) {
	const row = { id: 'a', name: 'Core', state, enabled };
	const became: string[] = [];
	const { undoStart, undoStop } = createSteps({
		engine: { stop: () => Promise.resolve([]), status: () => Promise.resolve(null) },
		rows: { find: () => row, get: () => row },
		states: { transition: (_id: string, { kind }: { kind: string }) => became.push(kind) },
		content: { files: {} }
	} as unknown as StepsDeps);
	const job = { pupId: 'a', name: 'Core' };
	return {
		became,
		start: (failure: Failure) => undoStart(job, failure),
		stop: (failure: Failure) => undoStop(job, failure)
	};
}

describe('what was begun while the host agent went away', () => {
	it.each<[what: 'start' | 'stop', state: PupState, enabled: boolean, failure: Failure, became: string[]]>([
		['start', 'starting', true, AWAY, []],
		['start', 'stopped', true, AWAY, []],
		['start', 'starting', true, OTHER, ['failed']],
		['stop', 'stopping', false, AWAY, []],
		['stop', 'stopping', false, OTHER, ['failed']],
		// The pup was to be removed, so its owner must learn that it was not.
		['stop', 'stopping', true, AWAY, ['failed']]
	])('%s, %s, wanted to run: %s', async (what, state, enabled, failure, became) => {
		const steps = stepsOf(state, enabled);
		await steps[what](failure);
		expect(steps.became).toEqual(became);
	});

	it('is not tried for ever', async () => {
		const { start, became } = stepsOf('starting', true);
		for (let time = 0; time < 3; time++) await start(AWAY);
		expect(became).toEqual([]);
		await start(AWAY);
		expect(became).toEqual(['failed']);
	});
});
