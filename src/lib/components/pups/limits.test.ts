import { describe, expect, it } from 'vitest';
import { limitFields, readLimits, type LimitFields } from './limits.ts';

const own = (memoryBytes: number | null, cpus: number | null = null, pids: number | null = null) =>
	limitFields({ own: { memoryBytes, storageBytes: null, cpus, pids, stopSeconds: null, ioWeight: null } });
const EMPTY: LimitFields = {
	memoryBytes: '',
	unit: 'MB',
	storageBytes: '',
	storageUnit: 'GB',
	cpus: '',
	pids: '',
	stopSeconds: '',
	ioWeight: ''
};

describe('limits in a form', () => {
	it('are shown in the unit that fits, and empty where the default holds', () => {
		expect(own(null)).toEqual(EMPTY);
		expect(own(256e6, 0.5, 100)).toEqual({
			...EMPTY,
			...{ memoryBytes: '256', unit: 'MB', cpus: '0.5', pids: '100' }
		});
		expect(own(2 * 1024 ** 3)).toMatchObject({ memoryBytes: '2.15', unit: 'GB' });
	});

	it('change only what was typed anew, so that rounding changes nothing', () => {
		const shown = own(2 * 1024 ** 3, 1);
		expect(readLimits(shown, shown)).toEqual({ change: {}, wrong: {} });
		expect(readLimits({ ...shown, pids: '64' }, shown).change).toEqual({ pids: 64 });
		expect(readLimits({ ...shown, unit: 'MB' }, shown).change).toEqual({ memoryBytes: 2_150_000 });
	});

	it('take a comma, spaces and units, and go back to the default when emptied', () => {
		const typed = { ...EMPTY, memoryBytes: ' 1,5 ', unit: 'GB', pids: '200' } as const;
		expect(readLimits(typed, own(256e6, 2)).change).toEqual({ memoryBytes: 1_500_000_000, cpus: null, pids: 200 });
		expect(readLimits({ ...EMPTY, unit: 'GB' }, EMPTY)).toEqual({ change: {}, wrong: {} });
	});

	it('of storage are shown and read in their own unit', () => {
		const stored = {
			memoryBytes: null,
			storageBytes: 250e6,
			cpus: null,
			pids: null,
			stopSeconds: null,
			ioWeight: null
		};
		const shown = limitFields({ own: stored });
		expect(shown).toEqual({ ...EMPTY, storageBytes: '250', storageUnit: 'MB' });
		expect(readLimits({ ...shown, storageUnit: 'GB' }, shown).change).toEqual({ storageBytes: 250e9 });
		expect(readLimits({ ...shown, storageBytes: '' }, shown).change).toEqual({ storageBytes: null });
	});

	it.each(['much', '1,000', '32,768', '-5', '1e9', '1.2.3', '0x10', 'NaN', 'Infinity'])(
		'say that “%s” is no number',
		(text) => {
			expect(readLimits({ ...EMPTY, cpus: text }, EMPTY)).toEqual({
				change: {},
				wrong: { cpus: 'Give a number, or leave it empty.' }
			});
		}
	);
});
