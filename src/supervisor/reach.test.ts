import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reachable } from './reach.ts';

const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');
const nobody = { name: 'nobody', uid: 65534, gid: 65534, groups: [65534] };

describe.skipIf(!ROOT)('a program below a closed folder', () => {
	let folder: string;
	let run: string;
	const closed = () => ({ here: join(folder, 'home/pro gram/build'), node: join(folder, 'home/node'), run });
	const mounts = () =>
		readFileSync('/proc/self/mountinfo', 'utf8')
			.split('\n')
			.filter((line) => line.includes(folder));

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dbx-reach-'));
		chmodSync(folder, 0o711);
		run = join(folder, 'r un');
		mkdirSync(run, { mode: 0o711 });
		mkdirSync(join(folder, 'home/pro gram/build'), { recursive: true });
		chmodSync(join(folder, 'home'), 0o700);
		writeFileSync(join(folder, 'home/pro gram/build/main.js'), 'main');
		writeFileSync(join(folder, 'home/node'), 'node', { mode: 0o755 });
	});
	afterEach(() => {
		const points = mounts().map((line) => line.split(' ')[4]!.replaceAll('\\040', ' '));
		for (const point of points.reverse()) spawnSync('umount', ['--lazy', point]);
		rmSync(folder, { recursive: true, force: true });
	});

	it('is shown to the account while the supervisor runs, and no longer', () => {
		const { here, node, release } = reachable(nobody, closed());
		const as = { uid: nobody.uid, gid: nobody.gid, encoding: 'utf8' as const };
		expect(spawnSync('cat', [join(here, 'main.js'), node], as).stdout).toBe('mainnode');
		expect(mounts()).toHaveLength(2);
		release();
		expect(mounts()).toEqual([]);
		expect(existsSync(join(run, 'reach'))).toBe(false);
		expect(readFileSync(join(folder, 'home/node'), 'utf8')).toBe('node');
		release();
	});

	it('is found anew after a supervisor that was killed, whose own goes', () => {
		const first = reachable(nobody, closed());
		// As if it had been another process, with the same id but another start time.
		const [mine] = /\d+-\d+/.exec(first.node)!;
		const before = join(run, 'reach', mine.replace(/\d+$/, '7'));
		mkdirSync(before);
		for (const name of ['program', 'node']) {
			if (name === 'node') writeFileSync(join(before, name), '');
			else mkdirSync(join(before, name));
			spawnSync('mount', ['--bind', join(run, 'reach', mine, name), join(before, name)]);
		}
		first.release();
		expect(mounts()).toHaveLength(2);
		const second = reachable(nobody, closed());
		expect(existsSync(before)).toBe(false);
		expect(mounts()).toHaveLength(2);
		second.release();
		expect(mounts()).toEqual([]);
		expect(existsSync(join(folder, 'home/pro gram/build/main.js'))).toBe(true);
	});

	it('leaves alone what another supervisor that runs has bound', () => {
		const first = reachable(nobody, closed());
		const [mine] = /\d+-\d+/.exec(first.node)!;
		const other = spawnSync('sh', ['-c', 'cut -d" " -f1,22 /proc/1/stat'], { encoding: 'utf8' }).stdout.trim();
		const theirs = join(run, 'reach', other.replace(' ', '-'));
		mkdirSync(join(theirs, 'program'), { recursive: true });
		spawnSync('mount', ['--bind', join(run, 'reach', mine, 'program'), join(theirs, 'program')]);
		first.release();
		reachable(nobody, closed()).release();
		expect(existsSync(join(theirs, 'program/build/main.js'))).toBe(true);
	});

	it('takes away what an earlier version bound, and binds nothing that can be reached', () => {
		for (const name of ['program', 'node']) {
			if (name === 'node') writeFileSync(join(run, name), '');
			else mkdirSync(join(run, name));
		}
		// Two rounds: a supervisor that was started over a killed one.
		for (const at of [0, 1]) {
			spawnSync('mount', ['--bind', join(folder, 'home/pro gram'), join(run, 'program')]);
			spawnSync('mount', ['--bind', join(folder, 'home/node'), join(run, 'node')]);
			expect(mounts()).toHaveLength(2 * (at + 1));
		}
		chmodSync(join(folder, 'home'), 0o711);
		const found = reachable(nobody, closed());
		expect(found).toMatchObject({ here: closed().here, node: closed().node });
		expect(mounts()).toEqual([]);
		expect(existsSync(join(run, 'program'))).toBe(false);
		found.release();
	});
});
