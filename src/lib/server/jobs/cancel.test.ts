import { describe, expect, it } from 'vitest';
import { kind, sleep, untilAborted, useJobs, type Body } from '../../../../tests/support/jobs-fixture.ts';

const { given, create, define, submit, started } = useJobs();

describe('cancelling', () => {
	it('aborts the present step, takes back and ends as cancelled', async () => {
		const undone: string[] = [];
		define(kind('x', [untilAborted, async () => {}], { undo: async (_, f) => void undone.push(f.code) }));
		await given.jobs.start();
		const { id } = submit('x', { pup: 'a' });
		await started(id);
		expect(given.jobs.cancel(id)).toMatchObject({ cancelRequested: true, cancellable: false });
		const done = await given.jobs.finished(id);
		expect(done).toMatchObject({ status: 'cancelled', error: null });
		expect(done.steps.map((s) => s.status)).toEqual(['cancelled', 'skipped']);
		expect(undone).toEqual(['cancelled']);
		expect(() => given.jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'not-cancellable', status: 409 }));
		expect(() => given.jobs.cancel('0'.repeat(32))).toThrow(expect.objectContaining({ code: 'not-found' }));
	});

	it('takes effect between steps when a step does not listen', async () => {
		const ran: string[] = [];
		define(kind('x', [() => sleep(30), async () => void ran.push('two')]));
		await given.jobs.start();
		const { id } = submit('x', { pup: 'a' });
		await started(id);
		given.jobs.cancel(id);
		const done = await given.jobs.finished(id);
		expect(done.steps.map((s) => s.status)).toEqual(['succeeded', 'cancelled']);
		expect(ran).toEqual([]);
	});

	it('ends a waiting job at once, or takes it back under its lock where something was written for it', async () => {
		let undone = 0;
		let let_go = () => {};
		const hold: Body = () => new Promise((resolve) => (let_go = resolve));
		define(kind('hold', [hold]));
		define(kind('plain', [async () => {}]));
		define(kind('written', [async () => {}], { undo: async () => void undone++ }));
		await given.jobs.start();
		const first = submit('hold', { pup: 'a' });
		const plain = submit('plain', { pup: 'a' });
		const written = submit('written', { pup: 'a' });
		await started(first.id);
		expect(given.jobs.cancel(plain.id)).toMatchObject({ status: 'cancelled' });
		expect(given.jobs.cancel(written.id)).toMatchObject({ status: 'queued', cancelRequested: true, error: null });
		await sleep(20);
		expect(undone).toBe(0);
		let_go();
		expect(await given.jobs.finished(written.id)).toMatchObject({ status: 'cancelled', startedAt: null });
		expect(undone).toBe(1);
	});
});

describe('cancelling a job of an earlier life that waits for its turn', () => {
	it('takes it back without running it', async () => {
		const ran: string[] = [];
		const undone: string[] = [];
		let let_go = () => {};
		const step: Body = (context) => {
			ran.push(`${context.input.pup}${context.resumed ? ' again' : ''}`);
			return context.resumed ? new Promise((resolve) => (let_go = resolve)) : untilAborted(context);
		};
		const waits = kind('x', [step], { undo: async ({ pup }, f) => void undone.push(`${pup} ${f.code}`) });
		define(waits);
		await given.jobs.start();
		const [a, b] = [submit('x', { pup: 'a' }), submit('x', { pup: 'b' })];
		await started(b.id);
		await given.jobs.stop(1000);

		given.jobs = create({ parallel: 1 });
		define(waits);
		await given.jobs.start();
		while (!ran.includes('a again')) await sleep(1);
		expect(given.jobs.cancel(b.id)).toMatchObject({ cancelRequested: true, error: null });
		let_go();
		expect((await given.jobs.finished(a.id)).status).toBe('succeeded');
		expect((await given.jobs.finished(b.id)).status).toBe('cancelled');
		expect(ran).toEqual(['a', 'b', 'a again']);
		expect(undone).toEqual(['b cancelled']);
	});
});
