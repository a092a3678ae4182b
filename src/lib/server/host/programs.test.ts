import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crunScripts, writeCrunScripts } from './programs.ts';
import type { HostPaths } from './types.ts';

describe('the script by which crun is started', () => {
	let run = '';

	beforeAll(async () => {
		run = await mkdtemp(join(tmpdir(), 'dogebox-crun-'));
		await writeCrunScripts({ run } as HostPaths);
		await mkdir(join(run, 'bin'));
		// Stands in for crun: reports its streams and its argument.
		const fake = 'open(my $to, ">", shift); print $to readlink("/proc/self/fd/$_"), "\\n" for 0 .. 2; print $to shift;';
		await writeFile(join(run, 'bin', 'crun'), `#!/usr/bin/perl\n${fake}\n`, { mode: 0o755 });
	});
	afterAll(() => rm(run, { recursive: true, force: true }));

	const streamsOf = (stdio: 'ignore' | 'pipe') => {
		const words = join(run, `said-${stdio}`);
		const env = { ...process.env, PATH: `${join(run, 'bin')}:${process.env['PATH']}` };
		execFileSync(join(run, 'crun'), [words, `an 'argument`], { stdio, env });
		return execFileSync('cat', [words], { encoding: 'utf8' }).trim().split('\n');
	};

	it('hands no stream of the host’s /dev/null on, which crun would give away', () => {
		const [input, output, errors, argument] = streamsOf('ignore');
		expect(input).toMatch(/^pipe:/);
		expect(output).toMatch(/deleted/);
		expect(errors).toMatch(/deleted/);
		expect(argument).toBe(`an 'argument`);
	});

	it('leaves other streams as they are', () => {
		for (const stream of streamsOf('pipe').slice(0, 3)) expect(stream).toMatch(/^(pipe|socket):/);
	});

	it('takes the mount away by two programs where the system calls are not known', async () => {
		const bin = join(run, 'bin');
		// Stand-ins for the programs. They record their arguments, and neither unshare nor unmount.
		const given = `open(my $to, ">>", "${join(run, 'given')}"); print $to join(" ", $0 =~ m{([^/]+)$}, @ARGV), "\\n"; close $to;`;
		const fake = (name: string, then: string) =>
			writeFile(join(bin, name), `#!/usr/bin/perl\n${given}\n${then}\n`, { mode: 0o755 });
		await Promise.all([
			fake('unshare', 'shift while $ARGV[0] ne "--"; shift; exec { $ARGV[0] } @ARGV;'),
			fake('umount', 'exit 32;')
		]);
		const script = join(run, 'by-programs');
		await writeFile(script, crunScripts(run, undefined)['crun-private'], { mode: 0o700 });
		const words = join(run, 'said-by-programs');
		const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
		execFileSync(script, [words, `an 'argument`], { stdio: 'ignore', env });
		expect((await readFile(words, 'utf8')).trim().split('\n').at(-1)).toBe(`an 'argument`);
		expect((await readFile(join(run, 'given'), 'utf8')).trim().split('\n')).toEqual([
			`unshare --mount --propagation private -- ${script} --unshared ${words} an 'argument`,
			'umount /sys/fs/cgroup/unified'
		]);
	});
});
