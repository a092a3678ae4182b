/** The Python client's own tests, against honest and hostile servers, and the client's version. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'packages/python');

it('passes its own tests, with warnings as errors', () => {
	const args = ['-B', '-W', 'error', '-m', 'unittest', 'discover', '-s', folder];
	const { status, stderr } = spawnSync('python3', args, {
		env: { PATH: process.env['PATH'], PYTHONPATH: join(folder, 'src') },
		encoding: 'utf8'
	});
	expect([status, stderr]).toEqual([0, expect.stringMatching(/\nOK\n$/)]);
}, 60_000);

it('has the version of the box', () => {
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	expect(readFileSync(join(folder, 'pyproject.toml'), 'utf8')).toContain(`\nversion = "${version}"\n`);
});
