import { describe, expect, it } from 'vitest';
import { persistently } from './persistently.ts';

const flaky = (failures: number, error = new Error('the mirror is away')) => {
	const state = { tries: 0 };
	const work = async () => {
		if (state.tries++ < failures) throw error;
		return 'there';
	};
	return { state, work };
};
const always = () => true;
const nobody = () => {};

describe('a second and a third try', () => {
	it('come where the error may pass, and say why', async () => {
		const { state, work } = flaky(2);
		const said: string[] = [];
		const { signal } = new AbortController();
		expect(await persistently(always, (line) => said.push(line), signal, work, [1, 1])).toBe('there');
		expect(state.tries).toBe(3);
		expect(said).toHaveLength(2);
		expect(said[0]).toContain('the mirror is away');
	});
	it('come not for ever, and not for what will not pass', async () => {
		const { signal } = new AbortController();
		const often = flaky(9);
		await expect(persistently(always, nobody, signal, often.work, [1, 1])).rejects.toThrow('away');
		expect(often.state.tries).toBe(3);
		const once = flaky(9);
		await expect(persistently(() => false, nobody, signal, once.work, [1, 1])).rejects.toThrow('away');
		expect(once.state.tries).toBe(1);
	});
	it('do not come after a cancel, also one while waiting', async () => {
		const controller = new AbortController();
		const { state, work } = flaky(9);
		const running = persistently(
			always,
			() => controller.abort(new Error('cancelled')),
			controller.signal,
			work,
			[60_000]
		);
		await expect(running).rejects.toThrow('cancelled');
		expect(state.tries).toBe(1);
	});
});
