import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { DiskSpace } from '../../../contract/box.ts';
import type { PupRow } from '../installed/index.ts';
import { createGrowthCheck } from './growth.ts';
import { createUsages } from './usages.ts';

const MB = 1e6;
const log = pino({ level: 'silent' });
const disk: DiskSpace = {
	name: '/dev/sda1',
	mountPoint: '/data',
	holds: ['pups'],
	size: 1000 * MB,
	free: 10 * MB,
	files: null,
	filesFree: null,
	level: 'critical'
};
const rows = ['slow', 'fast', 'calm'].map((id) => ({ id, name: id }) as PupRow);

/** Pups whose data have the sizes that the test sets. */
function box() {
	const sizes = new Map(rows.map(({ id }) => [id, 1 * MB]));
	const held = new Map<string, Promise<void>>();
	const stopped: string[] = [];
	const usages = createUsages({
		files: {
			async storageUsage(id) {
				await held.get(id);
				return { bytes: sizes.get(id)!, files: null, kept: false };
			}
		},
		rows: { find: (id) => rows.find((row) => row.id === id) ?? null },
		countsFiles: () => false,
		log
	});
	const growth = createGrowthCheck({
		runs: () => rows,
		disk: () => disk,
		last: usages.of,
		measure: (id) => usages.measure(id, true),
		halt: async ({ id }) => void stopped.push(id),
		log,
		patienceMs: 5
	});
	return {
		usages,
		growth,
		stopped,
		grow: (id: string) => void sizes.set(id, 90 * MB),
		/** Blocks the measurement of a pup until the returned function is called. */
		hold(id: string) {
			let release = () => {};
			held.set(id, new Promise((resolve) => (release = resolve)));
			return release;
		}
	};
}

describe('pups on a disk that is nearly full', () => {
	it('are stopped where they grow, however long another one takes to measure', async () => {
		const { usages, growth, stopped, grow, hold } = box();
		for (const { id } of rows) growth.calm(id, (await usages.measure(id))!);
		grow('slow');
		grow('fast');
		const release = hold('slow');
		await growth.check();
		expect(stopped).toEqual(['fast']);
		release();
		await expect.poll(() => stopped).toEqual(['fast', 'slow']);
	});

	it('are measured at once although a walk is under way, and none twice', async () => {
		const { usages, hold } = box();
		const release = hold('slow');
		const first = usages.measure('slow');
		const queued = usages.measure('calm');
		expect((await usages.measure('fast', true))?.bytes).toBe(1 * MB);
		expect(usages.tried('calm')).toBeNull();
		const again = usages.measure('slow', true);
		release();
		expect(await again).toBe(await first);
		expect((await queued)?.bytes).toBe(1 * MB);
	});
});
