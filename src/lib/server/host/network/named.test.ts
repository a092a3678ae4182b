import { describe, expect, it } from 'vitest';
import { closeText, mergeNamed, MOST_NAMED, NAMED_SECONDS, openText, readNamed, type NamedAddress } from './named.ts';

const PUP = '10.69.0.2';
const one = (to: string, seconds: number, tags = ['a']): NamedAddress => ({ from: PUP, to, tags, seconds });
const policies = [
	{ address: PUP, names: ['a', 'b'] },
	{ address: '10.69.0.3', names: null }
];

describe('addresses that names lead to', () => {
	it('are opened for as long again, in one transaction each', () => {
		expect(openText('dogebox', PUP, ['9.9.9.9'], ['a', 'b']).split('\n')).toEqual([
			'add element inet dogebox named { 10.69.0.2 . 9.9.9.9 }',
			'delete element inet dogebox named { 10.69.0.2 . 9.9.9.9 }',
			`add element inet dogebox named { 10.69.0.2 . 9.9.9.9 timeout ${NAMED_SECONDS}s comment "a b" }`
		]);
	});

	it('have a comment that nft takes, however many entries name them', () => {
		const tags = Array.from({ length: 64 }, (_, n) => n.toString(16).padStart(16, '0'));
		const comment = /comment "([^"]*)"/.exec(openText('dogebox', PUP, ['9.9.9.9'], tags))![1]!;
		expect(comment.length).toBeLessThanOrEqual(128);
	});

	it('fit, all that the set can hold, what is kept of a program’s output', () => {
		const elem = {
			val: { concat: ['10.255.255.254', '255.255.255.254'] },
			...{ timeout: NAMED_SECONDS, expires: NAMED_SECONDS, comment: 'a'.repeat(128) }
		};
		// nft 1.0 and 1.1 put a space behind each comma and colon.
		const spaces = 16;
		expect((JSON.stringify({ elem }).length + spaces) * MOST_NAMED).toBeLessThan(4 * 1024 * 1024);
	});

	it('are closed for one pup alone', () => {
		const text = closeText('dogebox', PUP, [one('9.9.9.9', 5), { ...one('1.1.1.1', 5), from: '10.69.0.3' }]);
		expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual(['add', 'delete']);
		expect(text).not.toContain('1.1.1.1');
	});

	it('are read as nft tells them, and what is none of them is left out', () => {
		const elem = (concat: unknown, more: object) => ({ elem: { val: { concat }, timeout: 3600, ...more } });
		const answer = {
			nftables: [
				{ metainfo: {} },
				{
					set: {
						name: 'named',
						elem: [
							elem([PUP, '9.9.9.9'], { expires: 12, comment: 'a b' }),
							elem([PUP, '1.1.1.1'], { expires: 0, comment: 'a' }),
							elem([PUP, 'x'], { expires: 5, comment: 'a' }),
							'9.9.9.9'
						]
					}
				}
			]
		};
		expect(readNamed(answer)).toEqual([one('9.9.9.9', 12, ['a', 'b'])]);
		expect(readNamed({ nftables: [{ set: { name: 'named' } }] })).toEqual([]);
	});

	it.each<[string, NamedAddress[], NamedAddress[], NamedAddress[]]>([
		['after a restart of the box, what stands', [], [one('9.9.9.9', 5)], [one('9.9.9.9', 5)]],
		['after others emptied the firewall, what the box knows', [one('9.9.9.9', 5)], [], [one('9.9.9.9', 5)]],
		['what was used since, for longer', [one('9.9.9.9', 5)], [one('9.9.9.9', 50)], [one('9.9.9.9', 50)]],
		[
			'both names of one address',
			[one('9.9.9.9', 5, ['a'])],
			[one('9.9.9.9', 5, ['b'])],
			[one('9.9.9.9', 5, ['a', 'b'])]
		],
		['nothing of a name that is off the list', [one('9.9.9.9', 5, ['gone'])], [one('1.1.1.1', 5, ['gone'])], []],
		['nothing of a pup that is held to no names', [{ ...one('9.9.9.9', 5), from: '10.69.0.3' }], [], []],
		['nothing of a pup that is gone', [{ ...one('9.9.9.9', 5), from: '10.69.0.9' }], [], []]
	])('are kept in a new table: %s', (_what, said, standing, expected) => {
		expect(mergeNamed(said, standing, policies)).toEqual(expected);
	});
});
