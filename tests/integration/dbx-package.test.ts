/** @dogebox/dbx as npm installs it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildDbx, packFolder } from '../../scripts/lib/packages.mjs';
import { root } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'dogebox-dbx-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, args: string[]) =>
	spawnSync(program, args, {
		cwd: folder,
		encoding: 'utf8',
		env: {
			PATH: process.env['PATH'],
			HOME: folder,
			npm_config_cache: join(folder, '.npm'),
			npm_config_update_notifier: 'false'
		}
	});

it('is packed, installed into an empty folder without a network, and runs', () => {
	const archive = packFolder(buildDbx(), join(folder, 'packed'));
	writeFileSync(join(folder, 'package.json'), '{"private":true}');
	const npm = run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', archive]);
	expect([npm.status, npm.stderr]).toEqual([0, '']);

	const installed = join(folder, 'node_modules/@dogebox/dbx');
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	const { dependencies, version: own } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
		string,
		unknown
	>;
	expect([dependencies, own]).toEqual([undefined, version]);
	const { status, stdout, stderr } = run('node_modules/.bin/dbx', ['--version']);
	expect([status, stdout, stderr]).toEqual([0, `${version}\n`, '']);
	expect(run('node_modules/.bin/dbx', ['--help']).stdout).toContain('The command line of a Dogebox.');
	expect(statSync(join(installed, 'dbx.js')).mode & 0o111).toBe(0o111);

	const read = (name: string) => readFileSync(join(installed, name), 'utf8');
	expect(read('dbx.1')).toContain(`.TH DBX 1 "" "dbx ${version}"`);
	expect(spawnSync('bash', ['-n'], { input: read('completions/dbx.bash') }).status).toBe(0);
	expect(read('completions/_dbx')).toContain('#compdef dbx');
	expect(read('completions/dbx.fish')).toContain('complete -c dbx');
	for (const name of ['LICENSE', 'LICENSE.commander', 'LICENSE.ws', 'README.md']) expect(read(name)).not.toBe('');
});
