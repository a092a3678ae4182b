import { expect, it } from 'vitest';
import { requiredText } from './literal.ts';

it.each([
	['plain text', 'plain text'],
	['^error: .* failed$', 'error: '],
	['error|warn', ''],
	['(error|warn) of the disk', ' of the disk'],
	['[a-z]+ ended', ' ended'],
	['colou?r of', 'colo'],
	['abcd*', 'abc'],
	['abcd+ef', 'abcd'],
	['abcd{2,3}', 'abc'],
	['a\\.b\\/c\\d+', 'a.b/c'],
	['\\bword\\b', 'word'],
	['\\x41bcdef', 'bcdef'],
	['\\u{1f600}xyz', 'xyz'],
	['(abcdef)?', ''],
	['(?:a(b|c)d)*tail', 'tail'],
	['[)\\]]end', 'end'],
	['ab', ''],
	['.*', '']
])('%s must contain “%s”', (pattern, wanted) => {
	expect(requiredText(pattern)).toBe(wanted);
});
