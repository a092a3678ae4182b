import { describe, expect, it } from 'vitest';
import { NAMED_SECONDS } from '../../host/index.ts';
import { createOpenedAddresses } from './opened.ts';

const PUP = '10.69.0.2';
function opened() {
	let now = 0;
	const written: string[] = [];
	const addresses = createOpenedAddresses(
		(from, to, tags) => Promise.resolve(written.push(`${from} ${to.join()} ${tags.join()}`)),
		() => now
	);
	return { addresses, written, pass: (seconds: number) => (now += seconds * 1000) };
}
const many = (count: number, from = 0) =>
	Array.from({ length: count }, (_, at) => `9.${(at + from) >> 8}.0.${(at + from) & 255}`);

describe('addresses that stand open by names', () => {
	it('are written once for the same answer, and again when it comes later or by another name', async () => {
		const { addresses, written, pass } = opened();
		for (let n = 0; n < 3; n++) expect(await addresses.open(PUP, ['9.9.9.9'], ['a'])).toBe(true);
		await addresses.open(PUP, ['9.9.9.9'], ['b']);
		pass(10);
		await addresses.open(PUP, ['9.9.9.9', '1.1.1.1'], ['b']);
		expect(written).toEqual([`${PUP} 9.9.9.9 a`, `${PUP} 9.9.9.9 b,a`, `${PUP} 9.9.9.9,1.1.1.1 b,a`]);
	});

	it('are known for as long as they stand, and forgotten with their pup', async () => {
		const { addresses, pass } = opened();
		await addresses.open(PUP, ['9.9.9.9'], ['a']);
		await addresses.open('10.69.0.3', ['1.1.1.1'], ['a']);
		pass(60);
		expect(addresses.list()).toEqual([
			{ from: PUP, to: '9.9.9.9', tags: ['a'], seconds: NAMED_SECONDS - 60 },
			{ from: '10.69.0.3', to: '1.1.1.1', tags: ['a'], seconds: NAMED_SECONDS - 60 }
		]);
		addresses.forget(PUP);
		expect(addresses.list()).toHaveLength(1);
		pass(NAMED_SECONDS);
		expect(addresses.list()).toEqual([]);
	});

	it('are so many of one pup, and another one has its own', async () => {
		const { addresses } = opened();
		for (let at = 0; at < 1024; at += 64) expect(await addresses.open(PUP, many(64, at), ['a'])).toBe(true);
		expect(await addresses.open(PUP, ['1.1.1.1'], ['a'])).toBe(false);
		expect(await addresses.open(PUP, ['9.0.0.0'], ['a'])).toBe(true);
		expect(await addresses.open('10.69.0.3', ['1.1.1.1'], ['a'])).toBe(true);
	});

	it('of one pup change so often a minute', async () => {
		const { addresses, written, pass } = opened();
		let refused = 0;
		for (const one of many(200)) if (!(await addresses.open(PUP, [one], ['a']))) refused += 1;
		expect([written.length, refused]).toEqual([120, 80]);
		pass(60);
		expect(await addresses.open(PUP, ['1.1.1.1'], ['a'])).toBe(true);
	});

	it('are not taken for open where the firewall was not written', async () => {
		const addresses = createOpenedAddresses(() => Promise.reject(new Error('the agent is away')));
		await expect(addresses.open(PUP, ['9.9.9.9'], ['a'])).rejects.toThrow('the agent is away');
		expect(addresses.list()).toEqual([]);
	});
});
