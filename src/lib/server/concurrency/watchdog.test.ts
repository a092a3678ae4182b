import { describe, expect, it } from 'vitest';
import { watchForHang } from './watchdog.ts';

const FAST = { everyMs: 5, withinMs: 20, misses: 3 };
const never = () => new Promise(() => {});

/** Resolves when the watchdog calls the process hung. */
const hung = (probe: (signal: AbortSignal) => Promise<unknown>) =>
	new Promise<void>((resolve) => watchForHang({ ...FAST, probe, onHung: resolve }));

describe('a process that is watched', () => {
	it('hangs when it gives no answer several times in a row', async () => {
		let asked = 0;
		await hung(() => (asked++, never()));
		expect(asked).toBe(3);
	});

	it('does not hang while it answers now and then, or refuses', async () => {
		let asked = 0;
		// Two misses, an answer, two misses, a refusal, and then only misses.
		const answers = [never, never, async () => {}, never, never, async () => Promise.reject(new Error('refused'))];
		await hung(() => (answers[asked++] ?? never)());
		expect(asked).toBe(answers.length + 3);
	});

	it('has its question ended with its time', async () => {
		let ended = 0;
		await hung(
			(signal) =>
				new Promise((_resolve, reject) =>
					signal.addEventListener('abort', () => (ended++, reject(signal.reason as Error)))
				)
		);
		expect(ended).toBe(3);
	});

	it('does not hang while it is not given the disk or a processor', async () => {
		let asked = 0;
		let answers = 0;
		// Held up for ten probes, then an answer, and then only misses.
		const heldUp = { answered: () => void answers++, heldUp: () => asked <= 10 };
		await new Promise<void>((resolve) =>
			watchForHang({ ...FAST, heldUp, probe: () => (++asked === 11 ? Promise.resolve() : never()), onHung: resolve })
		);
		expect([asked, answers]).toEqual([14, 1]);
	});

	it('has its answer read where the watcher itself was late', async () => {
		const blocked = 100;
		let asked = 0;
		await hung(() => {
			if (++asked > 5) return never();
			// The answer arrives through the event loop, which is busy until long after the
			// timeout.
			const until = performance.now() + blocked;
			const answer = new Promise((resolve) => setTimeout(() => setImmediate(resolve), FAST.withinMs));
			while (performance.now() < until);
			return answer;
		});
		expect(asked).toBe(5 + FAST.misses);
	});

	it('is not asked any more once the watch is stopped', async () => {
		let asked = 0;
		await new Promise<void>((resolve, reject) => {
			const stop = watchForHang({
				...FAST,
				probe: () => {
					if (++asked === 2) {
						stop();
						setTimeout(resolve, 60);
					}
					return never();
				},
				onHung: () => reject(new Error('it was called hung'))
			});
		});
		expect(asked).toBe(2);
	});
});
