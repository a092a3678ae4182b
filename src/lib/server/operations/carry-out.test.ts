import { expect, it, vi } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';
import { createCarryOut, type Action, type Note } from './carry-out.ts';
import { createRateLimits } from './limits.ts';
import type { Call } from './types.ts';

const caller = { kind: 'local', client: { address: '10.0.0.9', userAgent: 'curl' } } as const;
const action: Action = {
	...{ id: 'pups.remove', needs: { access: 'owner', scopes: ['operate'] }, perMinute: 2 },
	...{ noted: true, unknownError: 'internal' }
};
const bug = () => Promise.reject(new TypeError('a bug'));

function setUp() {
	const record = vi.fn();
	const correct = vi.fn();
	const recordAhead = vi.fn(() => ({ written: Promise.resolve(), correct }));
	const box = { audit: { record, recordAhead }, log: { error: vi.fn() }, setup: { configured: () => true } };
	const limits = createRateLimits(() => 0);
	return { record, recordAhead, correct, carryOut: createCarryOut(box as unknown as Services, limits) };
}

it.each<[what: string, via: Call['via'], noted: boolean, note: Partial<Note>, lines: [string, string | null][]]>([
	['a change', undefined, true, {}, [['done', null]]],
	['a look', undefined, false, {}, []],
	['a look of an assistant', 'mcp', false, {}, [['done', null]]],
	['a plan', undefined, true, { dry: true }, []],
	['a plan of an assistant', 'mcp', true, { dry: true }, [['done', 'plan']]],
	['a repeated answer', undefined, true, { replayed: true }, []]
])('notes of %s what it should', async (_, via, noted, changes, lines) => {
	const { record, carryOut } = setUp();
	const note: Note = { subject: null };
	const work = () => Object.assign(note, changes, { subject: 'p1' });
	await carryOut({ ...action, noted }, caller, { via }, note, work);
	expect(record.mock.calls).toEqual(
		lines.map(([outcome, detail]) => [expect.objectContaining({ outcome, detail, subject: 'p1', via: via ?? null })])
	);
});

it('notes an error without a code as the action says, also where a plan was asked for', async () => {
	for (const unknownError of ['internal', null]) {
		const { record, carryOut } = setUp();
		const call = carryOut({ ...action, unknownError }, caller, {}, { subject: null, dry: true }, bug);
		await expect(call).rejects.toThrow('a bug');
		expect(record.mock.calls).toEqual([[expect.objectContaining({ outcome: 'failed', detail: unknownError })]]);
	}
});

it('says how the caller stands with the limit, and sets none where there is none', async () => {
	const { carryOut } = setUp();
	const limited = vi.fn();
	await carryOut(action, caller, { limited }, { subject: null }, () => null);
	expect(limited).toHaveBeenCalledExactlyOnceWith({ limit: 2, left: 1, resetSeconds: 30, refused: null });
	const unlimited = { ...action, perMinute: undefined };
	await carryOut(unlimited, caller, { limited }, { subject: null }, () => null);
	expect(limited).toHaveBeenCalledTimes(1);
});

const busy = new BoxError({ code: 'wrong-state', status: 409, message: 'It does not run.' });

it.each<[what: string, work: () => unknown, corrected: [string, string | null][]]>([
	['that goes well', () => Promise.resolve(7), []],
	['that answers at once', () => 7, []],
	['that is refused', () => Promise.reject(busy), [['refused', 'wrong-state']]],
	['that fails', bug, [['failed', 'internal']]]
])('notes work ahead %s, and puts the line right where it must', async (_, work, corrected) => {
	const { record, recordAhead, correct, carryOut } = setUp();
	const begun = vi.fn(work);
	const call = carryOut({ ...action, ahead: true }, caller, { via: 'docker' }, { subject: 'b1' }, begun);
	// The work is already under way before the line is written.
	expect([begun.mock.calls.length, recordAhead.mock.calls.length]).toEqual([1, 0]);
	await call.catch(() => {});
	const line = { action: 'pups.remove', subject: 'b1', via: 'docker', outcome: 'done', detail: null };
	expect(recordAhead).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(line));
	expect(correct.mock.calls).toEqual(corrected.map(([outcome, detail]) => [{ outcome, detail }]));
	expect(record).not.toHaveBeenCalled();
});

it.each<[what: string, limit: number, work: () => unknown, outcome: string]>([
	['what its limit refuses', 0, vi.fn(), 'refused'],
	[
		'what throws before it has begun',
		2,
		() => {
			throw new TypeError('a bug');
		},
		'failed'
	]
])('notes %s once, behind it', async (_, perMinute, work, outcome) => {
	const { record, recordAhead, carryOut } = setUp();
	const call = carryOut({ ...action, perMinute, ahead: true }, caller, {}, { subject: null }, work);
	await expect(call).rejects.toBeInstanceOf(Error);
	expect(recordAhead).not.toHaveBeenCalled();
	expect(record).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ outcome }));
});
