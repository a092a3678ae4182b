import { describe, expect, it } from 'vitest';
import { boxNames } from './box-names.ts';

describe('names of the box inside a pup', () => {
	it.each([
		[[], []],
		[['core-rpc'], ['core-rpc.localhost']],
		[['Core-RPC', 'core-rpc'], ['core-rpc.localhost']],
		[['a b', '-x', 'evil\n1.2.3.4 bank', '', 'x'.repeat(64), 'ünicode', 'a.b'], []],
		[
			['x'.repeat(63), '9'],
			[`${'x'.repeat(63)}.localhost`, '9.localhost']
		]
	])('with interfaces %j', (interfaces, names) => {
		expect(boxNames(interfaces)).toEqual(['dogebox', 'dogeboxd', ...names]);
	});
});
