// Which tests a runner skipped, and which of them may be: tests/skipped.json.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * @typedef {{ test: string, reason: string }} Allowed `test`: a file, `file > describe` or the
 *   whole name of one test
 */

/** @param {string} root @returns {Allowed[]} */
export function readAllowed(root) {
	const { skipped } = JSON.parse(readFileSync(join(root, 'tests/skipped.json'), 'utf8'));
	for (const { test, reason } of skipped) {
		if (typeof test !== 'string' || typeof reason !== 'string' || reason.trim() === '') {
			throw new Error('Every entry of tests/skipped.json has a test and a reason.');
		}
	}
	return skipped;
}

/**
 * Names of what Vitest skipped or left to do, from its JSON report.
 * @param {any} report
 * @param {string} root
 */
export function skippedByVitest(report, root) {
	return report.testResults.flatMap((/** @type {any} */ file) =>
		file.assertionResults
			.filter((/** @type {any} */ { status }) => status !== 'passed' && status !== 'failed')
			.map((/** @type {any} */ test) => [relative(root, file.name), ...test.ancestorTitles, test.title].join(' > '))
	);
}

/**
 * Names of what Playwright skipped, from its JSON report.
 * @param {any} report
 * @param {string} root
 */
export function skippedByPlaywright(report, root) {
	/** @type {string[]} */
	const names = [];
	/** @param {any} suite @param {string[]} above */
	const walk = (suite, above) => {
		const file = relative(root, join(report.config.rootDir, suite.file));
		const titles = above.length === 0 ? [file] : [...above, suite.title];
		for (const spec of suite.specs ?? []) {
			if (spec.tests.some((/** @type {any} */ { status }) => status === 'skipped'))
				names.push([...titles, spec.title].join(' > '));
		}
		for (const inner of suite.suites ?? []) walk(inner, titles);
	};
	for (const suite of report.suites) walk(suite, []);
	return names;
}

/**
 * Holds what was skipped against the list.
 * @param {readonly string[]} skipped names
 * @param {readonly Allowed[]} allowed
 * @returns {{ unexpected: string[], stale: Allowed[] }} what is not on the list, and entries that
 *   nothing was skipped for
 */
export function judgeSkipped(skipped, allowed) {
	const fits = (/** @type {string} */ name, /** @type {Allowed} */ { test }) =>
		name === test || name.startsWith(`${test} > `);
	return {
		unexpected: skipped.filter((name) => !allowed.some((entry) => fits(name, entry))),
		stale: allowed.filter((entry) => !skipped.some((name) => fits(name, entry)))
	};
}
