// How coverage is measured, and the line that is printed about it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Arguments of Vitest. Every file of the library counts, also those that no test loads; pages are
 * the e2e tests' work.
 */
export const coverageArgs = [
	'--coverage.enabled',
	'--coverage.provider=v8',
	'--coverage.reporter=json-summary',
	'--coverage.reportsDirectory=coverage',
	'--coverage.include=src/lib/{server,contract,client}/**/*.ts',
	'--coverage.include=src/{dkm,cli}/**/*.ts',
	'--coverage.exclude=**/*.test.ts',
	'--coverage.exclude=**/types.ts',
	'--coverage.reportOnFailure'
];

/** @param {string} root @returns {string} the line for a person */
export function coverageFigure(root) {
	const file = join(root, 'coverage/coverage-summary.json');
	if (!existsSync(file)) return 'coverage of the unit tests: not measured';
	const { total } = JSON.parse(readFileSync(file, 'utf8'));
	return `coverage of the unit tests: ${total.lines.pct} % of lines, ${total.branches.pct} % of branches`;
}
