import { expect, test } from 'vitest';
import { failedInPlaywright, failedInVitest } from '../../scripts/lib/failed.mjs';

test('what failed under Vitest is named with its reason, without colours and stack', () => {
	const one = (status: string, title: string, failureMessages: string[] = []) => {
		return { status, title, ancestorTitles: ['group'], failureMessages };
	};
	const red = '\u001b[31mError: expected 1\u001b[39m\nto be 2\n    at Object.<anonymous> (/repo/a.ts:1:1)';
	const report = {
		testResults: [
			{
				name: '/repo/src/a.test.ts',
				status: 'failed',
				assertionResults: [one('passed', 'a'), one('failed', 'b', [red]), one('skipped', 'c')]
			},
			{ name: '/repo/src/b.test.ts', status: 'failed', message: 'Cannot find ./gone.ts', assertionResults: [] },
			{ name: '/repo/src/c.test.ts', status: 'passed', message: '', assertionResults: [one('passed', 'd')] },
			{ name: '/repo/src/d.test.ts', status: 'failed', message: '', assertionResults: [one('skipped', 'e')] }
		]
	};
	const hooks = [{ file: '/repo/src/d.test.ts', titles: ['group'], message: 'the box did not start' }];
	expect(failedInVitest(report, '/repo', hooks)).toEqual([
		{ name: 'src/a.test.ts > group > b', reason: 'Error: expected 1\nto be 2' },
		{ name: 'src/b.test.ts', reason: 'Cannot find ./gone.ts' },
		{ name: 'src/d.test.ts > group > a hook', reason: 'the box did not start' }
	]);
});

test('what failed under Playwright is named by its last try; an error outside of tests, too', () => {
	const spec = (title: string, status: string, results: unknown[] = []) => ({ title, tests: [{ status, results }] });
	const report = {
		config: { rootDir: '/repo/tests/e2e' },
		errors: [{ message: 'the server did not start' }],
		suites: [
			{
				file: 'x.spec.ts',
				title: 'x.spec.ts',
				specs: [
					spec('one', 'expected'),
					spec('two', 'unexpected', [{ error: { message: 'first' } }, { status: 'timedOut' }])
				],
				suites: [{ file: 'x.spec.ts', title: 'group', specs: [spec('three', 'flaky'), spec('four', 'unexpected', [])] }]
			}
		]
	};
	expect(failedInPlaywright(report, '/repo')).toEqual([
		{ name: 'tests/e2e/x.spec.ts > two', reason: 'timedOut' },
		{ name: 'tests/e2e/x.spec.ts > group > four', reason: '' },
		{ name: 'playwright', reason: 'the server did not start' }
	]);
});
