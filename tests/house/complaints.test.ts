/** Decision 0061 lists BoxRun's weak points. Each test that its table names must exist. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const TABLE = 'docs/decisions/0061-programs-plans-pages-and-runs.md';
const rows = readFileSync(TABLE, 'utf8')
	.split('\n')
	.flatMap((line) => {
		const found = /^\| (.+?) +\| `(tests\/[^`]+)`: (.+?) +\|$/.exec(line);
		return found ? [{ complaint: found[1]!, file: found[2]!, test: found[3]! }] : [];
	});

it('has a row for each', () => expect(rows.length).toBeGreaterThan(20));

it.each(rows)('“$complaint” is held by a test', ({ file, test }) => {
	const named = new RegExp(`it(?:\\.each\\(.*\\))?\\('${test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}'`);
	expect(readFileSync(file, 'utf8')).toMatch(named);
});
