/**
 * Failures while the agent connects a container: they are reported clearly, and nothing is left
 * behind. Large sets of rules are also written by the connect task and not by nft.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { controllerFolder, hostCgroups } from '../../src/lib/server/host/cgroups.ts';
import * as hostVerbs from '../../src/lib/server/host/index.ts';
import { createLocalHost, type Host } from '../../src/lib/server/host/verb.ts';
import { identify } from '../../src/lib/server/host/process-identity.ts';
import { createSpawner, type Spawner } from '../../src/lib/server/host/spawn.ts';
import { rmSync } from '../support/as-root.ts';
import { createNetSpace, type NetSpace } from './support/net-space.ts';
import { hasTools, run, testNetwork } from './support/test-network.ts';

const able = hasTools('nft', 'ip', 'unshare', 'nsenter', 'perl');
if (!able) console.log('network-attach.test: skipped, needs root with nft, ip, unshare, nsenter and perl');

const FORWARD = '/proc/sys/net/ipv4/ip_forward';
const subnet = '10.219.0.0/16';
const { instance, bridge, table, data, paths, names } = testNetwork('att', subnet);
const gateway = '10.219.0.1';
const gatewayMac = '02:db:0a:db:00:01';
const end = { end: `${instance.slice(0, 9)}p0`, mac: '02:db:0a:db:00:02', address: '10.219.0.2' };
const spec = {
	...{ table, bridge, gateway, gatewayMac, subnet, ends: [], fast: [], policies: [], named: [] },
	...{ closed: [], home: [], resolvers: [], resolverPort: null, ownNamesPort: null, gatewayPort: 10_069 },
	flows: { open: 100, perMinute: 600, burst: 50 }
};
const nothing = {
	...{ address: end.address, internet: false, lan: false, networks: null, names: null },
	...{ reaches: [], neighbors: null, ipv6: null, chosen: [], publishes: [] }
};
const grants = Array.from({ length: 500 }, (_, at) => ({
	...{ address: `10.219.${1 + (at >> 8)}.${at & 255}`, protocol: 'tcp' as const, port: 1000 + at }
}));

const inside = (space: NetSpace, ...words: string[]) => run('nsenter', `--net=/proc/${space.pid}/ns/net`, ...words);
/** Lines of the tables that contain the pup's address or its link. */
const named = () =>
	['bridge', 'inet']
		.map((family) => run('nft', 'list', 'table', family, table).stdout)
		.join('\n')
		.split('\n')
		.filter((line) => line.includes(end.end) || line.includes(`${end.address} `));
const ipv6Off = () =>
	['all', 'default'].map((of) => readFileSync(`/proc/sys/net/ipv6/conf/${of}/disable_ipv6`, 'utf8'));

describe.skipIf(!able)('a container is connected', () => {
	let host: Host, forwardBefore: string, space: NetSpace;
	/** Programs and tasks that were started. */
	const started: string[] = [];
	const children: ChildProcess[] = [];

	async function intoGroup(pid: number, group: string): Promise<void> {
		const folder = controllerFolder((await hostCgroups())!, 'pids', join(names.cgroup, group))!;
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'cgroup.procs'), String(pid));
	}
	async function newSpace(): Promise<void> {
		space = await createNetSpace(true);
		await intoGroup(space.pid, 'c'.repeat(32));
	}
	const attach = (
		more: Partial<typeof hostVerbs.networkAttach extends hostVerbs.Verb<infer A, unknown> ? A : never> = {}
	) =>
		host.call(hostVerbs.networkAttach, {
			...{ table, bridge, gateway, gatewayMac, subnet, end, policy: nothing, fast: false, alias: 'dogebox att c' },
			...{ pid: space.pid, ...more }
		});
	const detach = (policy: typeof nothing | null = nothing) =>
		host.call(hostVerbs.networkDetach, { table, ends: [end.end], member: end, policy, fast: false });

	beforeAll(async () => {
		forwardBefore = readFileSync(FORWARD, 'utf8');
		const real = createSpawner();
		const watched: Spawner = (program, args, options) => {
			started.push(options?.task ?? program);
			return real(program, args, options);
		};
		host = createLocalHost({ paths, names, spawn: watched });
		await host.call(hostVerbs.networkEnsure, { spec, prefixLength: 16, mac: gatewayMac, remove: [] });
		await newSpace();
		started.length = 0;
	});
	afterEach(async () => {
		// Each row starts with a fresh table, bridge and namespace.
		await host.call(hostVerbs.networkEnsure, { spec, prefixLength: 16, mac: gatewayMac, remove: [] });
		await space.close();
		await newSpace();
		started.length = 0;
	});
	afterAll(async () => {
		for (const child of children) child.kill('SIGKILL');
		await space?.close();
		await host?.call(hostVerbs.networkDestroy, { table, bridge, ends: [] });
		for (const root of (await hostCgroups())?.roots ?? []) {
			for (const group of ['c'.repeat(32), 'monitors', '']) {
				const folder = join(root, names.cgroup, group);
				await vi.waitUntil(() => !existsSync(folder) || run('rmdir', folder).status === 0);
			}
		}
		if (forwardBefore) writeFileSync(FORWARD, forwardBefore);
		rmSync(data, { recursive: true, force: true });
	});

	it('by one task, and let go by another', async () => {
		await attach();
		expect(started).toEqual(['connect']);
		expect(existsSync(`/sys/class/net/${end.end}/brport`)).toBe(true);
		expect(inside(space, 'ip', '-o', 'route').stdout).toContain(`default via ${gateway}`);
		started.length = 0;
		await detach();
		expect(started).toEqual(['ip', 'rules']);
		expect([existsSync(`/sys/class/net/${end.end}`), named()]).toEqual([false, []]);
	});

	it('with more grants than a message usually holds, without nft', async () => {
		const policy = { ...nothing, reaches: grants, networks: grants.map(({ address }) => `${address}/32`) };
		await attach({ policy });
		expect(named().length).toBeGreaterThan(500);
		await detach(policy as never);
		expect(started).toEqual(['connect', 'ip', 'rules']);
		expect(named()).toEqual([]);
	});

	const inSpace = (...words: string[]) => void expect(inside(space, ...words).stderr).toBe('');
	it.each<[string, () => void, Parameters<typeof attach>[0], RegExp]>([
		[
			'its link stands already',
			() => void run('ip', 'link', 'add', 'name', end.end, 'type', 'bridge'),
			{},
			/File exists/
		],
		['the bridge is gone', () => void run('ip', 'link', 'delete', bridge), {}, /No such device/],
		[
			'it has a link of that name',
			() => inSpace('ip', 'link', 'add', 'name', 'eth0', 'type', 'bridge'),
			{},
			/File exists/
		],
		['it has no such process', () => void 0, { pid: 4_194_303 }, /no container/],
		['its MAC is one of many', () => void 0, { end: { ...end, mac: '01:db:0a:db:00:02' } }, /Cannot assign/],
		['its gateway is none', () => void 0, { gateway: '0.0.0.0' }, /route: |Invalid argument/],
		['its network is cut wrong', () => void 0, { subnet: '10.219.0.1/16' }, /route to pups: Invalid argument/],
		[
			'it has a way out',
			() => {
				inSpace('ip', 'link', 'set', 'lo', 'up');
				inSpace('ip', 'route', 'add', 'default', 'dev', 'lo');
			},
			{},
			/route: File exists/
		],
		[
			'the tables are gone',
			() => void run('nft', `delete table inet ${table}; delete table bridge ${table}`),
			{},
			/No such file or directory/
		]
	])('or not, and nothing is left: %s', async (_why, prepare, args, words) => {
		prepare();
		await expect(attach(args)).rejects.toThrow(words);
		expect([existsSync(`/sys/class/net/${end.end}`), named()]).toEqual([false, []]);
	});

	it('or not, where a program of the box is meant that has the network of the host', async () => {
		const monitor = spawn('sleep', ['600'], { stdio: 'ignore' });
		children.push(monitor);
		await intoGroup(monitor.pid!, 'monitors');
		const before = [ipv6Off(), run('ip', '-o', 'route').stdout, existsSync('/sys/class/net/eth0')];
		await expect(attach({ pid: monitor.pid! })).rejects.toThrow(/it is the host's/);
		const own = { address: 'fd00::2', neighbors: [] };
		await expect(attach({ pid: monitor.pid!, policy: { ...nothing, ipv6: own } })).rejects.toThrow(/it is the host's/);
		expect([ipv6Off(), run('ip', '-o', 'route').stdout, existsSync('/sys/class/net/eth0')]).toEqual(before);
		expect([existsSync(`/sys/class/net/${end.end}`), named()]).toEqual([false, []]);
	});

	it.each(['connect', 'netns', 'netns6'])('or not, where another one has its id by now: %s', async (task) => {
		const { ticks } = identify(space.pid)!;
		const words = [String(space.pid), String(ticks + 1), 'true'];
		await expect(createSpawner()('ip', words, { task, cwd: '/' })).rejects.toThrow(/that one has ended/);
	});

	it('or not, when it is cancelled meanwhile, and nothing is left', async () => {
		const abort = new AbortController();
		const real = createSpawner();
		const cancelling: Spawner = (program, args, options) => {
			if (options?.task === 'connect') abort.abort(new Error('cancelled'));
			return real(program, args, options);
		};
		const other = createLocalHost({ paths, names, spawn: cancelling });
		const args = { table, bridge, gateway, gatewayMac, subnet, end, fast: false, alias: 'dogebox att c' };
		const call = other.call(
			hostVerbs.networkAttach,
			{ ...args, policy: nothing, pid: space.pid },
			{ signal: abort.signal }
		);
		await expect(call).rejects.toThrow('cancelled');
		expect([existsSync(`/sys/class/net/${end.end}`), named()]).toEqual([false, []]);
		await attach();
		await detach();
	});

	it('and keeps its rules where its link cannot be taken away', async () => {
		await attach();
		const failing: Spawner = (program, args, options) =>
			program === 'ip' && options?.task === undefined
				? Promise.reject(new Error('no ip'))
				: createSpawner()(program, args, options);
		const other = createLocalHost({ paths, names, spawn: failing });
		const args = { table, ends: [end.end], member: end, policy: nothing, fast: false };
		await expect(other.call(hostVerbs.networkDetach, args)).rejects.toThrow('no ip');
		expect(named()).not.toEqual([]);
		await detach();
		expect(named()).toEqual([]);
	});
});
