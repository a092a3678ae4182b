/**
 * The runtime on a kernel with cgroup v2 only. Most users have that, but the project's machines do
 * not. So the real code runs in user-mode Linux, a Debian kernel that starts as an ordinary
 * process. The host's files are its read-only root. The box's data are on a separate disk, because
 * ids can be mapped on ext4 and not on the host's files. That disk enforces quotas for pups' data,
 * which the kernel of the project's machines cannot.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleUnpacker } from '../support/agent.ts';
import { cannotRunContainers } from './support/engine-fixture.ts';

const UML = join(import.meta.dirname, '../uml');
const root = join(import.meta.dirname, '../..');
const has = (program: string) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
/**
 * UML 6.1 cannot save the state of a processor with AMX. A preloaded library fixes that, if there
 * is a compiler.
 */
const hasAmx = /\bamx_tile\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));

const reason =
	cannotRunContainers() ??
	(process.arch !== 'x64' ? 'user-mode Linux is for x86' : null) ??
	(!has('linux.uml') || !has('modprobe') || !has('mkfs.ext4') || !has('setquota')
		? 'user-mode-linux, kmod, e2fsprogs and quota are not installed'
		: null) ??
	(hasAmx && !has('cc') ? 'a processor with AMX needs a C compiler here (gcc, libc6-dev)' : null);
if (reason) console.log(`user-mode Linux is skipped: ${reason}`);

/** The init script of the guest. `$0` is the folder with its program. */
const initScript = (folder: string) => `#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t cgroup2 cgroup2 /sys/fs/cgroup
modprobe -d ${folder} -a overlay quota_v2
echo ${folder}/modprobe > /proc/sys/kernel/modprobe
mount -t tmpfs tmpfs /run
mount -t ext4 -o prjquota /dev/ubda /mnt
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
ip link set lo up 2> /dev/null
${process.execPath} ${folder}/program/guest.mjs 2>&1
echo o > /proc/sysrq-trigger
sleep 10
`;

describe.skipIf(reason)('on cgroup v2, in user-mode Linux', () => {
	let folder: string;
	let found: Record<string, unknown>;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-uml-'));
		mkdirSync(join(folder, 'lib'));
		mkdirSync(join(folder, 'uml'));
		symlinkSync('/usr/lib/uml/modules', join(folder, 'lib/modules'));
		// The guest's native packages are found in that folder.
		symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
		const bundle = await rolldown({
			input: join(UML, 'guest.ts'),
			platform: 'node',
			external: [/^better-sqlite3$/, /^@node-rs\/argon2$/, /^@lydell\/node-pty$/],
			resolve: { conditionNames: ['node', 'import'] },
			logLevel: 'silent'
		});
		await bundle.write({ file: join(folder, 'program/guest.mjs'), format: 'esm', codeSplitting: false });
		await bundle.close();
		// For modules that the kernel itself requests, such as those for firewall rules.
		writeFileSync(join(folder, 'modprobe'), `#!/bin/sh\nexec /sbin/modprobe -d ${folder} "$@"\n`, { mode: 0o755 });
		writeFileSync(join(folder, 'program/unpack.js'), await bundleUnpacker());
		// The path at which a bundled script expects its list.
		copyFileSync(join(root, 'scripts/system-packages.json'), join(folder, 'system-packages.json'));
		writeFileSync(join(folder, 'init.sh'), initScript(folder), { mode: 0o755 });
		const library = join(folder, 'xstate.so');
		if (hasAmx) {
			const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(UML, 'xstate.c'), '-ldl'], {
				encoding: 'utf8'
			});
			if (built.status !== 0) throw new Error(built.stderr);
		}
		const disk = join(folder, 'disk.img');
		writeFileSync(disk, '');
		truncateSync(disk, 256 * 1024 * 1024);
		const quota = ['-O', 'project,quota', '-E', 'quotatype=prjquota'];
		const made = spawnSync('mkfs.ext4', ['-q', '-F', ...quota, disk], { encoding: 'utf8' });
		if (made.status !== 0) throw new Error(made.stderr);
		const child = spawn(
			'timeout',
			[
				...['-k', '5', '160', 'linux.uml', 'mem=1024M', 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro'],
				...[
					`init=${folder}/init.sh`,
					`ubd0=${disk}`,
					'con=null',
					'con0=fd:0,fd:1',
					'quiet',
					'ipv6.disable=1',
					`uml_dir=${folder}/uml`
				]
			],
			{ stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...(hasAmx && { LD_PRELOAD: library }) } }
		);
		const said = (await Promise.all([text(child.stdout), text(child.stderr)])).join('\n');
		const line = /FOUND (\{.*\})/.exec(said);
		if (!line) throw new Error(`the guest did not come to its end:\n${said.slice(-4000)}`);
		found = JSON.parse(line[1]!) as Record<string, unknown>;
	}, 200_000);
	afterAll(() => {
		if (folder && existsSync(folder)) rmSync(folder, { recursive: true, force: true });
	});

	it('limits stand in the files of the one hierarchy, hold, and change while it runs', () => {
		expect(found).toMatchObject({
			layout: 'v2',
			limits: [String(48 * 1024 * 1024), '0', '60', '50000 100000'],
			hog: { process: 'hog', exitCode: 137, oomKilled: true },
			changed: ['77', 'max 100000']
		});
		const stats = found['stats'] as { pids: number; memoryBytes: number; cpuSeconds: number };
		expect(stats.pids).toBeGreaterThanOrEqual(2);
		expect(stats.memoryBytes).toBeGreaterThan(0);
		expect(stats.cpuSeconds).toBeGreaterThan(0);
	});

	it('a service sees its limit, writes to what it may, and opens its output by name', () => {
		const limit = String(48 * 1024 * 1024);
		expect(found['ordinary']).toEqual({
			readonly: [limit, '60', '50000 100000', 'wrote', 'done'],
			writable: [limit, '60', '50000 100000', 'wrote', 'gave', 'done']
		});
	});

	it('commands run with pipes and a terminal, and in a container of their own', () => {
		expect(found['exec']).toEqual({ stdout: 'input\n420\n', stderr: '', exitCode: 3, reason: 'exited' });
		expect(found['terminal']).toMatchObject({ stdout: '30 90\r\n', exitCode: 0 });
		expect(found['own']).toEqual({ stdout: '0\n', stderr: '', exitCode: 4, reason: 'exited' });
	});

	it('a session has a group of its own, which is killed as a whole and goes', () => {
		expect(found['sessionGroups']).toBe(1);
		expect(found['inSession']).toBeGreaterThanOrEqual(2);
		expect(found['closed']).toEqual({ exitCode: 137, reason: 'closed' });
		expect(found['groupsLeft']).toBeNull();
	});

	it('the unpacker has limits of its own, and its group goes with it', () => {
		const failed = (why: string) => `The archive was not unpacked. The program that unpacks it failed: ${why}.`;
		expect(found['unpacked']).toEqual({
			plain: ['content', [String(1024 ** 3), '0', '64']],
			memory: failed('it took more memory than it may'),
			processes: failed('it started more processes than it may'),
			left: []
		});
	});

	it('a namespace is connected by messages alone, on a kernel without IPv6', () => {
		expect(found['connected']).toEqual({
			ipv6: false,
			isolated: '1',
			routes: [
				'10.9.0.0/16 via 10.9.0.1 dev eth0',
				'10.9.0.1 dev eth0 scope link mtu 1500',
				'default via 10.9.0.1 dev eth0 mtu 1500'
			],
			elements: ['"umlp0"', '"umlp0" . 02:db:0a:09:00:02 . 10.9.0.2']
		});
	});

	it('a disk that keeps limits keeps those of pups’ data, in bytes and in files', () => {
		const quotas = found['quotas'] as Record<string, unknown>;
		expect(quotas).toMatchObject({
			large: { refused: true },
			many: { refused: true },
			counted: { kept: true, files: 20 },
			other: { status: 0 },
			// Files from before the limit count too.
			older: [0, true],
			given: true,
			more: { status: 0 },
			namespace: 0,
			left: []
		});
		expect(quotas['took']).toBeLessThanOrEqual(4_194_304);
		expect(quotas['took']).toBeGreaterThan(3_000_000);
		expect(quotas['olderTook']).toBeGreaterThan(3_000_000);
		// A pup cannot exclude its files from the quota.
		expect(quotas['out']).not.toBe(0);
	});

	it('a root on the disk keeps its size and lies on, and who is paused stands still', () => {
		expect(found['disk']).toEqual({
			diskLimited: true,
			large: 1,
			small: 0,
			grown: true,
			more: 0,
			paused: [true, '1'],
			refused: 'paused',
			resumed: [false, 'kept\n', 0],
			again: ['kept\n', 0],
			left: []
		});
	});

	it('each pup has a range of ids, whose root owns nothing of another pup’s', () => {
		const ids = found['ids'] as { whyShared: string | null; bases: number[]; inside: string[]; onDisk: number[] };
		expect(ids.whyShared).toBeNull();
		expect(new Set([524288, ...ids.bases]).size).toBe(3);
		// Inside, the files belong to root and to the pup's user. On disk they belong to a range
		// that no user has.
		expect(ids.inside).toEqual(['0 0 /bin/sh', '420 69 /storage/file']);
		expect(ids.onDisk).toEqual([524288 + 420, 524288 + 69]);
		// Exit status 0 means that it was possible. Tried as root of the other pup: reading the
		// files in three ways, writing, writing a layer, and a signal to the process.
		expect(found['escaped']).toEqual({
			readsStorage: 1,
			readsMapped: 1,
			readsByProc: 1,
			writesMapped: 1,
			writesLayer: 1,
			signals: 1,
			ownReads: 0,
			ownSignals: 0
		});
	});
});
