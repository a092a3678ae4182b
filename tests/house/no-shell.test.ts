/**
 * Code that runs as root starts programs by argument arrays and without a shell, so nothing needs
 * quoting. Its scripts are Perl, and constants.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { linesOf } from '../../scripts/agent-size.mjs';

const root = join(import.meta.dirname, '../..');
/** A shell as a program, a shebang with a shell, or an option that starts a shell. */
const SHELL = /(['"`])(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh\1|#!\/bin\/(?:ba|da)?sh|\b(?:ba|da)?sh -c\b|\bshell: /g;

/** Files that name a shell, with the reason. */
const EXCEPTIONS: Record<string, string> = {
	'src/lib/server/host/build/base.ts': 'policy-rc.d lies in the layer of Debian, and maintainer scripts run it there'
};

const shellsIn = (text: string) => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '').match(SHELL) ?? [];

it('no program of root’s starts a shell', () => {
	const files = ['agent/main', 'supervisor/main', 'supervisor/prepare', 'unpack/main'].flatMap((entry) => [
		...linesOf(`src/${entry}.ts`).keys()
	]);
	expect(files.length).toBeGreaterThan(100);
	const named = files.filter((file) => shellsIn(readFileSync(file, 'utf8')).length > 0);
	expect([...new Set(named)].map((file) => relative(root, file)).sort()).toEqual(Object.keys(EXCEPTIONS).sort());
});

it.each([
	["launch('unshare', ['--mount', 'sh', '-c', script])", true],
	["run('/bin/bash', [])", true],
	['exec unshare -- /bin/sh -c x', true],
	['`#!/bin/sh\nexit 0`', true],
	['spawn(program, args, { shell: true })', true],
	["'root:x:0:0:root:/root:/bin/sh'", false],
	["launch('ssh', [])", false]
])('%s', (text, isShell) => {
	expect(shellsIn(text).length > 0).toBe(isShell);
});
