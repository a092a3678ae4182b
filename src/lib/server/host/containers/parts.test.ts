import { describe, expect, it } from 'vitest';
import { asPartOf, partsMade } from './parts.ts';

/** A process of a container waits for these parts before it begins. */
describe('the parts of a container that are being made', () => {
	const part = () => {
		let finish!: () => void;
		let fail!: (error: Error) => void;
		const work = new Promise<void>((resolve, reject) => ([finish, fail] = [resolve, reject]));
		return { work, finish, fail };
	};

	it('are waited for, all of them and no others', async () => {
		const [root, group, other] = [part(), part(), part()];
		const works = [asPartOf('a', root.work), asPartOf('a', group.work)];
		void asPartOf('b', other.work);
		let made = false;
		const waits = partsMade('a').then(() => (made = true));
		root.finish();
		await works[0];
		expect(made).toBe(false);
		group.finish();
		await waits;
		expect(made).toBe(true);
		other.finish();
	});

	it('are none when they are over', async () => {
		const root = part();
		const work = asPartOf('a', root.work);
		root.fail(new Error('no room'));
		await expect(work).rejects.toThrow('no room');
		await expect(partsMade('a')).resolves.toBeUndefined();
	});

	it('fail whoever waits, once the others are over too', async () => {
		const [root, group] = [part(), part()];
		const works = [asPartOf('a', root.work), asPartOf('a', group.work)];
		works[0]!.catch(() => {});
		let over = false;
		const waits = partsMade('a').finally(() => (over = true));
		waits.catch(() => {});
		root.fail(new Error('no room'));
		await expect(works[0]).rejects.toThrow('no room');
		expect(over).toBe(false);
		group.finish();
		await expect(waits).rejects.toThrow('no room');
	});
});
