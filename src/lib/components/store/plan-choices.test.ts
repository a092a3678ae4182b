import { describe, expect, it } from 'vitest';
import { choiceText, grantText, withChoices } from './plan-choices.ts';
import { readChoices, readGrants } from './read-choices.ts';

describe('choices of a plan', () => {
	const wire = { of: 's/App', interface: 'core-rpc' };
	it('come back from an address as they went in', () => {
		const texts = [choiceText(wire, 's/A pup, “odd” & more'), choiceText(wire, null)];
		const address = withChoices(new URL('http://box/store/s/App?version=1&provide=old&grant=old'), {
			provide: texts,
			grant: [grantText(wire, 'Watch “all”')]
		});
		const url = new URL(address, 'http://box');
		expect(url.searchParams.get('version')).toBe('1');
		expect(readChoices(url.searchParams.getAll('provide'))).toEqual([
			{ ...wire, provider: 's/A pup, “odd” & more' },
			{ ...wire, provider: null }
		]);
		expect(readGrants(url.searchParams.getAll('grant'))).toEqual([{ ...wire, group: 'Watch “all”' }]);
	});
	it.each([['no JSON'], ['{}'], ['null'], [7], [`{"of":"${'x'.repeat(400)}","interface":"i","provider":null}`]])(
		'%s is none',
		(text) => expect(readChoices([text])).toEqual([])
	);
});
