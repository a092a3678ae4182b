import { expect, test } from 'vitest';
import { judgeSkipped, readAllowed, skippedByPlaywright, skippedByVitest } from '../../scripts/lib/skipped.mjs';
import { root } from '../../scripts/lib/prepare.mjs';

test('the list names each test with a reason', () => {
	expect(readAllowed(root).every(({ reason }) => reason.length > 10)).toBe(true);
});

test('what is skipped and not on the list is unexpected; an entry without a skipped test is stale', () => {
	const allowed = [
		{ test: 'tests/a.test.ts', reason: 'one whole file' },
		{ test: 'tests/b.test.ts > group', reason: 'one group' },
		{ test: 'tests/c.test.ts > gone', reason: 'nothing by this name any more' }
	];
	const skipped = [
		'tests/a.test.ts > one',
		'tests/b.test.ts > group > two',
		'tests/b.test.ts > group too',
		'tests/a.test.tsx > one'
	];
	expect(judgeSkipped(skipped, allowed)).toEqual({
		unexpected: ['tests/b.test.ts > group too', 'tests/a.test.tsx > one'],
		stale: [allowed[2]]
	});
});

test('reads both runners’ reports', () => {
	const title = (status: string, title: string) => ({ status, title, ancestorTitles: ['group'] });
	const vitest = {
		testResults: [
			{
				name: '/repo/src/a.test.ts',
				assertionResults: [
					title('passed', 'a'),
					title('pending', 'b'),
					title('todo', 'c'),
					title('failed', 'd'),
					title('skipped', 'e')
				]
			}
		]
	};
	expect(skippedByVitest(vitest, '/repo')).toEqual(['b', 'c', 'e'].map((name) => `src/a.test.ts > group > ${name}`));
	const spec = (status: string, title: string) => ({ title, tests: [{ status }] });
	const playwright = {
		config: { rootDir: '/repo/tests/e2e' },
		suites: [
			{
				file: 'x.spec.ts',
				title: 'x.spec.ts',
				specs: [spec('skipped', 'one'), spec('expected', 'two')],
				suites: [{ file: 'x.spec.ts', title: 'group', specs: [spec('skipped', 'three')] }]
			}
		]
	};
	expect(skippedByPlaywright(playwright, '/repo')).toEqual([
		'tests/e2e/x.spec.ts > one',
		'tests/e2e/x.spec.ts > group > three'
	]);
});
