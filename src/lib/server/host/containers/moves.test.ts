import { describe, expect, it } from 'vitest';
import { createMoves, type Mover } from './moves.ts';

/** Moves that are made in advance, so that the kernel does not delay the next ones. */
describe('moves that are kept from waiting', () => {
	function mover(move: () => Promise<void> = () => Promise.resolve()) {
		const made = { moves: 0, closed: 0 };
		const one: Mover = {
			async move() {
				made.moves++;
				await move();
			},
			async close() {
				made.closed++;
			}
		};
		return { made, one };
	}

	it('are one when the word has come, and go on for a while', async () => {
		const { made, one } = mover();
		const expectMoves = createMoves(async () => one);
		await expectMoves();
		expect(made.moves).toBe(1);
		await expect.poll(() => made.moves).toBeGreaterThan(2);
		await expect.poll(() => made.closed).toBe(1);
		const { moves } = made;
		// A call while the moves continue begins no others. A call after their end does.
		await expectMoves();
		expect(made.moves).toBe(moves + 1);
	});

	it('are made by one, however many words come', async () => {
		const { made, one } = mover();
		let finds = 0;
		const expectMoves = createMoves(async () => (finds++, one));
		await Promise.all([expectMoves(), expectMoves(), expectMoves()]);
		expect({ finds, moves: made.moves }).toEqual({ finds: 1, moves: 1 });
	});

	for (const [when, first] of [
		['at once', true],
		['later', false]
	] as const) {
		it(`are given up where one fails ${when}, and begun anew by the next word`, async () => {
			let fails = first;
			const { made, one } = mover(async () => {
				if (fails) throw new Error('ENODEV');
				fails = true;
			});
			const expectMoves = createMoves(async () => one);
			await expectMoves();
			await expect.poll(() => made.closed).toBe(1);
			await expectMoves();
			await expect.poll(() => made.closed).toBe(2);
		});
	}

	it('are none where no group is seen', async () => {
		await expect(createMoves(async () => null)()).resolves.toBeUndefined();
		const gone = createMoves(() => Promise.reject(new Error('no groups')));
		await expect(gone()).resolves.toBeUndefined();
	});
});
