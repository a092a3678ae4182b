import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { importsOf, nextVersion, releasedChangelog, releaseTime } from '../../scripts/lib/release.mjs';

test.each([
	['1.2.3', 'patch', '1.2.4'],
	['1.2.3', 'minor', '1.3.0'],
	['1.2.3', 'major', '2.0.0'],
	['0.9.0', '0.10.0', '0.10.0'],
	['1.9.9', '2.0.0', '2.0.0']
])('after %s, %s is %s', (current, wanted, next) => {
	expect(nextVersion(current, wanted)).toBe(next);
});

test.each(['1.2.3', '1.2.2', '0.9.9', '1.2', 'v1.3.0', '1.03.0', 'soon', '1.3.0-beta.1'])(
	'after 1.2.3, %s is refused',
	(wanted) => {
		expect(() => nextVersion('1.2.3', wanted)).toThrow(/is neither major|is not higher than 1\.2\.3/);
	}
);

const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- **New**: a thing.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n';

test('what is unreleased becomes the section of the version, below an empty one', () => {
	expect(releasedChangelog(CHANGELOG, '0.2.0', '2026-11-26')).toBe(
		'# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-26)\n\n- **New**: a thing.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n'
	);
});

test.each(['# Changelog\n', '## Unreleased\n\n## 0.1.0 (2026-01-02)\n\n- First.\n', '## Unreleased\n'])(
	'a changelog with nothing unreleased is refused: %j',
	(text) => {
		expect(() => releasedChangelog(text, '0.2.0', '2026-11-26')).toThrow('Unreleased');
	}
);

test('the time of a release is the midnight of its section', () => {
	expect(releaseTime(CHANGELOG, '0.1.0')).toBe(Date.UTC(2026, 0, 2) / 1000);
	expect(releaseTime(CHANGELOG, '0.2.0')).toBeNull();
});

test('what a program imports is found, through files and once', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-imports-'));
	try {
		mkdirSync(join(folder, 'lib'));
		writeFileSync(
			join(folder, 'start.mjs'),
			`import { a } from './lib/a.mjs';\nimport 'node:fs';\nawait import('./lib/late.mjs');\n`
		);
		writeFileSync(join(folder, 'lib/a.mjs'), `export { b } from './b.mjs';\nimport '../start.mjs';\n`);
		writeFileSync(join(folder, 'lib/b.mjs'), `export const b = 1;\n`);
		writeFileSync(join(folder, 'lib/late.mjs'), ``);
		const found = [...importsOf(join(folder, 'start.mjs'))].map((file) => relative(folder, file)).sort();
		expect(found).toEqual(['lib/a.mjs', 'lib/b.mjs', 'lib/late.mjs', 'start.mjs']);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
