/**
 * Kernel resources that all of the host share, and a pup that takes as many as it can. The numbers
 * are small: the tests show that a limit holds and exhaust nothing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerSpec } from '../../src/lib/server/containers/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from '../integration/support/engine-fixture.ts';
import { kernelProbe } from '../support/kernel-probe.ts';
import { execFileSync, readFileSync, readdirSync } from '../support/as-root.ts';

const reason = cannotRunContainers() ?? (spawnSync('cc', ['--version']).error ? 'a C compiler is not installed' : null);
if (reason) console.log(`limits of the kernel are not tried: ${reason}`);

interface Attack {
	what: string;
	/** The arguments of the probe, and the output that it must give. */
	take: [kind: string, count: number];
	gets: string;
	/** Changes to the container's spec. */
	with?: Partial<ContainerSpec>;
	/** Limits of its user namespace that the test lowers, below /proc/sys/user. */
	lowered?: Record<string, number>;
	/** What another container takes at the same time. */
	neighbour?: { take: [kind: string, count: number]; gets: string };
}

const ATTACKS: Attack[] = [
	{ what: 'contexts of native asynchronous I/O', take: ['aio', 2], gets: '0 ENOSYS' },
	{ what: 'the same where its manifest asks for them', take: ['aio', 2], gets: '2 OK', with: { aio: true } },
	{ what: 'rings of io_uring', take: ['uring', 2], gets: '0 ENOSYS' },
	{
		what: 'the same where its manifest asks for native I/O',
		take: ['uring', 2],
		gets: '0 ENOSYS',
		with: { aio: true }
	},
	{
		what: 'inotify instances',
		take: ['inotify', 9],
		gets: '4 EMFILE',
		lowered: { max_inotify_instances: 4 },
		neighbour: { take: ['inotify', 9], gets: '9 OK' }
	},
	{
		what: 'inotify watches',
		take: ['watches', 9],
		gets: '5 ENOSPC',
		lowered: { max_inotify_watches: 5 },
		neighbour: { take: ['watches', 9], gets: '9 OK' }
	},
	{ what: 'user namespaces, where each limit could begin anew', take: ['namespaces', 1], gets: '0 EPERM' },
	{ what: 'a higher limit of open files', take: ['files', 1], gets: '0 EPERM' },
	{
		what: 'threads',
		take: ['threads', 40],
		gets: '/EAGAIN',
		with: { limits: { memoryBytes: 64 * 1024 * 1024, pids: 30, cpus: null } },
		neighbour: { take: ['threads', 40], gets: '40 OK' }
	}
];

describe.skipIf(reason)('of what the kernel shares', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture();
		kernelProbe(join(box.base, 'bin/probe'), box.names.idBase);
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	async function start(change: Partial<ContainerSpec> = {}): Promise<{ spec: ContainerSpec; pid: number }> {
		const spec = box.spec({ main: 'exec sleep 1000' }, { scratchOwner: { uid: 420, gid: 69 }, ...change });
		const status = await box.engine.start(spec);
		return { spec, pid: status.processes[0]!.pid! };
	}
	/** Runs the probe, which takes as much as it gets and keeps it until `release`. */
	async function take({ spec }: { spec: ContainerSpec }, kind: string, count: number) {
		const session = await box.engine.exec(spec.id, 'main', { argv: ['/bin/probe', kind, String(count)] });
		const said = await new Promise<string>((resolve) => {
			session.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
			void text(session.stderr).then((words) => words && resolve(words));
		});
		const release = async () => {
			session.stdin.end();
			session.stdout.resume();
			await session.ended;
		};
		return { said, release };
	}
	const lower = (pid: number, name: string, to: number) =>
		execFileSync('nsenter', ['--user', `--target=${pid}`, 'sh', '-c', `echo ${to} > /proc/sys/user/${name}`]);

	it.each(ATTACKS)('$what: it gets $gets', async ({ take: [kind, count], gets, with: change, lowered, neighbour }) => {
		const hostile = await start(change);
		for (const [name, to] of Object.entries(lowered ?? {})) lower(hostile.pid, name, to);
		const beside = neighbour ? await start() : null;
		const taken = await take(hostile, kind, count);
		if (gets.startsWith('/')) expect(taken.said).toMatch(new RegExp(`^\\d+ ${gets.slice(1)}$`));
		else expect(taken.said).toBe(gets);
		if (neighbour && beside) {
			const other = await take(beside, ...neighbour.take);
			expect(other.said).toBe(neighbour.gets);
			await other.release();
		}
		await taken.release();
	});

	it('inotify is bounded for each pup, and the bound is not its own to raise', async () => {
		const { spec } = await start();
		const inside = async (script: string, user: { uid: number; gid: number }) => {
			const session = await box.engine.exec(spec.id, 'main', { argv: ['/bin/sh', '-c', script], user });
			session.stdin.end();
			const [out, words] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
			return out + words;
		};
		const root = { uid: 0, gid: 0 };
		for (const [name, bound] of [
			['max_inotify_instances', 128],
			['max_inotify_watches', 65_536],
			['max_user_namespaces', 0]
		] as const) {
			expect(await inside(`cat /proc/sys/user/${name}`, root)).toBe(`${bound}\n`);
			expect(await inside(`echo 1000000 > /proc/sys/user/${name}`, root)).toMatch(/Read-only|Permission denied/);
			expect(await inside(`cat /proc/sys/user/${name}`, root)).toBe(`${bound}\n`);
		}
	});

	it.each([
		['open files', 'eventfds', 8000, 192],
		['requests of native I/O', 'aio', 500, 64]
	])('%s count as memory of the pup that took them, which has a limit', async (_what, kind, count, bytes) => {
		const hostile = await start({ aio: true });
		/** Memory of all its cgroups in bytes, with cgroup v2 or v1. */
		const memory = () => {
			const roots = ['/sys/fs/cgroup', '/sys/fs/cgroup/memory'].map((root) =>
				join(root, box.names.cgroup, hostile.spec.id)
			);
			for (const root of roots) {
				const names = readdirSafely(root);
				const name = ['memory.current', 'memory.usage_in_bytes'].find((one) => names.includes(one));
				if (name) return Number(readFileSync(join(root, name), 'utf8'));
			}
			throw new Error('its memory is not counted');
		};
		const none = await take(hostile, kind, 1);
		const before = memory();
		const taken = await take(hostile, kind, count);
		expect(taken.said).toBe(`${count} OK`);
		// The minimum that the kernel accounts for each; see `letMemoryBound`.
		expect(memory() - before).toBeGreaterThan(count * bytes);
		await taken.release();
		await none.release();
	});
});

function readdirSafely(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
