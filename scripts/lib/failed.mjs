// Lists failed tests with reasons at the end of `npm test`, so that the last lines of a run show
// them.
import { relative, join } from 'node:path';

/** Most characters of a repeated reason: a page of HTML is in the full output anyway. */
const REASON_LETTERS = 400;

/** @param {string | undefined} text of an error, with colours and a stack */
function reasonIn(text) {
	// eslint-disable-next-line no-control-regex -- colours of a terminal begin with an escape
	const plain = (text ?? '').replace(/\u001b\[[0-9;]*m/g, '').split(/\n\s+at /)[0] ?? '';
	return plain.trim().slice(0, REASON_LETTERS);
}

/**
 * What failed under Vitest, from its JSON report.
 * @param {any} report
 * @param {string} root
 * @param {{ file: string, titles: string[], message: string }[]} [hooks] of `hook-errors.mjs`
 * @returns {{ name: string, reason: string }[]} a file that could not be read has its own name, a
 *   failed hook that of its group
 */
export function failedInVitest(report, root, hooks = []) {
	return report.testResults.flatMap((/** @type {any} */ file) => {
		const name = relative(root, file.name);
		const tests = file.assertionResults
			.filter((/** @type {any} */ { status }) => status === 'failed')
			.map((/** @type {any} */ test) => ({
				name: [name, ...test.ancestorTitles, test.title].join(' > '),
				reason: reasonIn(test.failureMessages?.[0])
			}));
		const groups = hooks
			.filter((hook) => hook.file === file.name)
			.map(({ titles, message }) => ({ name: [name, ...titles, 'a hook'].join(' > '), reason: reasonIn(message) }));
		if (tests.length > 0 || groups.length > 0 || file.status !== 'failed') return [...groups, ...tests];
		return [{ name, reason: reasonIn(file.message) }];
	});
}

/**
 * What failed under Playwright, from its JSON report.
 * @param {any} report
 * @param {string} root
 * @returns {{ name: string, reason: string }[]}
 */
export function failedInPlaywright(report, root) {
	/** @type {{ name: string, reason: string }[]} */
	const failed = [];
	/** @param {any} suite @param {string[]} above */
	const walk = (suite, above) => {
		const titles =
			above.length === 0 ? [relative(root, join(report.config.rootDir, suite.file))] : [...above, suite.title];
		for (const spec of suite.specs ?? []) {
			for (const test of spec.tests) {
				if (test.status !== 'unexpected') continue;
				const last = test.results?.at(-1);
				failed.push({
					name: [...titles, spec.title].join(' > '),
					reason: reasonIn(last?.error?.message ?? last?.status)
				});
			}
		}
		for (const inner of suite.suites ?? []) walk(inner, titles);
	};
	for (const suite of report.suites) walk(suite, []);
	for (const error of report.errors ?? []) failed.push({ name: 'playwright', reason: reasonIn(error.message) });
	return failed;
}
