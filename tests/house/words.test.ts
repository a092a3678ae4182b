/**
 * Words on pages that owners tripped over, and what stands there instead. Found in the sources of
 * pages and of messages, so that none comes back.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = execFileSync('git', ['ls-files', 'src/*.svelte', 'src/*.ts'], { cwd: root, encoding: 'utf8' })
	.trim()
	.split('\n')
	.filter((file) => !file.endsWith('.test.ts'))
	.map((file) => readFileSync(join(root, file), 'utf8').replace(/\s+/g, ' '))
	.join('\n');

test.each([
	[/\bRead anew\b/, 'Refresh'],
	[/\bLook after sources\b/, 'Manage sources'],
	[/\bAs this device\b/, 'Match device'],
	[/\bPresent password\b/, 'Current password'],
	[/['">] ?This one ?['"<]/, 'This device'],
	[/\bNewer than yours\b/, 'Update available'],
	[/\bLeave stopped\b/, 'Stop retrying'],
	[/\bInstall over kept data\b/, 'Reinstall with kept data']
])('%s is “%s”', (before, now) => {
	expect(text.match(before)?.[0] ?? null).toBeNull();
	expect(text).toContain(now);
});
