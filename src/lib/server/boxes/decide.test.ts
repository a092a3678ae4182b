import { describe, expect, it } from 'vitest';
import { BOX_STATES } from '../../contract/boxes.ts';
import { decide, restartsAgain, type BoxFacts } from './decide.ts';
import { EVENTS, stateAfter } from './states.ts';

const NOW = 1_000_000_000;
const stopped: BoxFacts = {
	state: 'stopped',
	wanted: 'stopped',
	restart: 'no',
	restarts: 0,
	ephemeral: false,
	expiresAt: null,
	idleStopSeconds: null,
	busy: false,
	standing: 'none',
	exitCode: null,
	failures: 0,
	downMs: null,
	ran: true,
	unusedMs: 0
};
const running: BoxFacts = { ...stopped, state: 'running', wanted: 'running', standing: 'runs' };
const crashed: BoxFacts = { ...stopped, wanted: 'running', exitCode: 1, failures: 1, downMs: 5000 };

describe('a box', () => {
	it.each<[what: string, facts: BoxFacts, decision: ReturnType<typeof decide>]>([
		['that is stopped and shall be', stopped, { do: 'nothing' }],
		['that runs and shall', running, { do: 'nothing' }],
		['that somebody works on', { ...running, standing: 'none', busy: true }, { do: 'nothing' }],
		['that ran, and is gone', { ...running, standing: 'none' }, { do: 'report', what: 'ended' }],
		['that ran, and whose main process ended', { ...running, standing: 'idle' }, { do: 'report', what: 'ended' }],
		['that was found running', { ...running, state: 'stopped' }, { do: 'report', what: 'started' }],
		['that was found paused', { ...running, standing: 'paused' }, { do: 'report', what: 'paused' }],
		['that was resumed by somebody else', { ...running, state: 'paused' }, { do: 'report', what: 'started' }],
		['that is paused', { ...running, state: 'paused', standing: 'paused' }, { do: 'nothing' }],
		['that runs and shall not', { ...running, wanted: 'stopped' }, { do: 'stop', why: 'wanted' }],
		[
			'that is paused and shall not run',
			{ ...running, standing: 'paused', wanted: 'stopped' },
			{ do: 'stop', why: 'wanted' }
		],
		['whose making was cut off', { ...stopped, state: 'creating' }, { do: 'interrupted' }],
		['in error', { ...stopped, state: 'error' }, { do: 'nothing' }],
		['in error, of which something stands', { ...stopped, state: 'error', standing: 'idle' }, { do: 'clear' }],
		['that ended, of which something stands', { ...stopped, standing: 'idle' }, { do: 'clear' }],
		['that ended without a policy', crashed, { do: 'rest', why: 'ended' }],
		['that ended well, on failure', { ...crashed, restart: 'on-failure', exitCode: 0 }, { do: 'rest', why: 'ended' }],
		['that failed, on failure', { ...crashed, restart: 'on-failure' }, { do: 'start' }],
		[
			'that failed too often',
			{ ...crashed, restart: 'on-failure:3', restarts: 3 },
			{ do: 'rest', why: 'restarts-used' }
		],
		['that ended well, always', { ...crashed, restart: 'always', exitCode: 0 }, { do: 'start' }],
		['whose wait is not over', { ...crashed, restart: 'always', failures: 4 }, { do: 'nothing', at: NOW + 3000 }],
		[
			'that the host took down, always',
			{ ...crashed, restart: 'always', exitCode: null, downMs: null },
			{ do: 'start' }
		],
		['that the host took down', { ...crashed, exitCode: null, downMs: null }, { do: 'rest', why: 'ended' }],
		['that is over', { ...running, expiresAt: NOW }, { do: 'remove', why: 'expired' }],
		['in error that is over', { ...stopped, state: 'error', expiresAt: NOW - 1 }, { do: 'remove', why: 'expired' }],
		['that will be over', { ...running, expiresAt: NOW + 5 }, { do: 'nothing', at: NOW + 5 }],
		['that is not used', { ...running, idleStopSeconds: 10, unusedMs: 10_000 }, { do: 'stop', why: 'idle' }],
		['that was just used', { ...running, idleStopSeconds: 10, unusedMs: 4000 }, { do: 'nothing', at: NOW + 6000 }],
		[
			'that is paused and not used',
			{ ...running, state: 'paused', standing: 'paused', idleStopSeconds: 10, unusedMs: 99_000 },
			{ do: 'nothing' }
		],
		['that is ephemeral and ended', { ...stopped, ephemeral: true }, { do: 'remove', why: 'ephemeral' }],
		[
			'that is ephemeral, and of which something stands',
			{ ...stopped, ephemeral: true, standing: 'idle' },
			{ do: 'remove', why: 'ephemeral' }
		],
		['that is ephemeral and never ran', { ...stopped, ephemeral: true, ran: false }, { do: 'nothing' }]
	])('%s', (_, facts, decision) => {
		expect(decide(facts, NOW)).toEqual(decision);
	});

	it('comes to rest: what follows from each decision is decided at most a few times', () => {
		for (const state of BOX_STATES)
			for (const standing of ['none', 'idle', 'runs', 'paused'] as const)
				for (const wanted of ['running', 'stopped'] as const) {
					let facts: BoxFacts = { ...stopped, state, standing, wanted };
					let rounds = 0;
					for (; rounds < 6; rounds++) {
						const decision = decide(facts, NOW);
						if (decision.do === 'nothing' || decision.do === 'remove' || decision.do === 'start') break;
						if (decision.do === 'report')
							facts = { ...facts, state: stateAfter(facts.state, decision.what) ?? facts.state };
						if (decision.do === 'interrupted') facts = { ...facts, state: 'error', wanted: 'stopped' };
						if (decision.do === 'clear') facts = { ...facts, standing: 'none' };
						if (decision.do === 'rest') facts = { ...facts, wanted: 'stopped' };
						if (decision.do === 'stop') facts = { ...facts, standing: 'none', state: 'stopped' };
					}
					expect(rounds, `${state} ${standing} ${wanted}`).toBeLessThan(5);
				}
	});
});

it.each([
	['no', 1, 0, false],
	['always', 0, 100, true],
	['unless-stopped', null, 0, true],
	['on-failure', 0, 0, false],
	['on-failure', null, 0, true],
	['on-failure:2', 1, 1, true],
	['on-failure:2', 1, 2, false]
])('by %s, after status %s and %s restarts', (restart, exitCode, restarts, again) => {
	expect(restartsAgain(restart, exitCode, restarts)).toBe(again);
});

it('every state has a way out that is no removal', () => {
	for (const state of BOX_STATES) {
		const next = Object.keys(EVENTS).map((event) => stateAfter(state, event as keyof typeof EVENTS));
		expect(
			next.some((one) => one !== null && one !== state),
			state
		).toBe(true);
	}
});
