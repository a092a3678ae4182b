import { describe, expect, it } from 'vitest';
import { PUP_STATES } from '$lib/contract/pups.ts';
import { actionsOf, overallWords, PUP_STATE } from './pup-words.ts';

describe('what can be done with a pup', () => {
	it('offers a way on in every state but the one that is about to end', () => {
		for (const state of PUP_STATES) {
			const actions = actionsOf({ state, needsConfig: false, jobId: 'job' });
			if (state === 'stopping') expect(actions).toEqual([]);
			else expect(actions.length, state).toBeGreaterThan(0);
			expect(PUP_STATE[state].meaning, state).toMatch(/\.$/);
		}
	});

	it('leads to the settings where they are missing', () => {
		expect(actionsOf({ state: 'stopped', needsConfig: true, jobId: null })).toEqual(['configure']);
		expect(actionsOf({ state: 'stopped', needsConfig: false, jobId: null })).toEqual(['start']);
	});
});

describe('words over all pups', () => {
	it('says how many run, and what is under way', () => {
		expect(overallWords([]).text).toBe('Ready for its first pup');
		expect(overallWords([{ state: 'uninstalled' }]).text).toBe('Ready for its first pup');
		expect(overallWords([{ state: 'running' }, { state: 'starting' }]).text).toBe('One pup is changing');
		expect(overallWords([{ state: 'running' }, { state: 'broken' }]).text).toBe('1 of 2 pups are running');
		expect(overallWords([{ state: 'stopped' }]).text).toBe('All pups are stopped');
	});
});
