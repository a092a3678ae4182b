import { expect, it } from 'vitest';
import { PUP_STATES, type PupState } from '../../../contract/pups.ts';
import type { PupRow } from '../installed/index.ts';
import { expectState, hintFor, STARTABLE } from './shared.ts';

it.each<[PupState, string | undefined]>([
	['uninstalled', 'Install it again; its data is kept.'],
	['installing', 'Wait until it is installed.'],
	['updating', undefined]
])('of a pup that is %s, nothing can be asked, and what to do is said', (state, hint) => {
	const row = { name: 'Web', state } as PupRow;
	expect(() => expectState(row, STARTABLE, 'started', hintFor(row))).toThrow(
		expect.objectContaining({ code: 'wrong-state', message: `Web is ${state}; it cannot be started now.`, hint })
	);
});

it('says nothing where something can be asked', () => {
	const others = PUP_STATES.filter((state) => STARTABLE.includes(state));
	expect(others.map((state) => hintFor({ state } as PupRow))).toEqual(others.map(() => undefined));
});
