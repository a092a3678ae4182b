/**
 * Runs inside of user-mode Linux: the real runtime on a kernel that has only cgroup v2. Prints its
 * findings as one line of JSON.
 */
import { spawn as spawnProcess, spawnSync } from 'node:child_process';
import {
	chownSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import type { BoxError } from '../../src/lib/contract/errors.ts';
import {
	hostCgroups,
	createLocalHost,
	createSpawner,
	diskRootFolder,
	hostVerbs,
	mappedSource,
	probeOciProgram,
	PUP_USER,
	storageLimit,
	storageCreate,
	storageRemove,
	storageUsage,
	type Host,
	type HostPaths
} from '../../src/lib/server/host/index.ts';
import { unpackConfined, UNPACK_BOUNDS } from '../../src/lib/server/host/build/unpacker.ts';
import { changesBatch } from '../../src/lib/server/host/network/netlink-batch.ts';
import { joinChanges } from '../../src/lib/server/host/network/table.ts';
import { identify } from '../../src/lib/server/host/process-identity.ts';
import { createLauncher } from '../../src/lib/server/host/spawn.ts';
import {
	createOciRuntime,
	type ContainerSpec,
	type ExecSession,
	type Runtime
} from '../../src/lib/server/runtime/index.ts';
import { searchHere } from '../support/search-here.ts';
import { createRoot } from '../integration/support/tiny-root.ts';

const data = '/mnt/data';
const paths: HostPaths = {
	data,
	storage: join(data, 'storage'),
	images: join(data, 'images'),
	logs: join(data, 'logs'),
	run: '/run/dogebox/uml'
};
const names = {
	instance: 'uml',
	bridge: 'uml0',
	subnet: '10.9.0.0/16',
	nftTable: 'uml',
	cgroup: '/dogebox-uml',
	idBase: 524288
};
const id = 'a'.repeat(32);
const group = join('/sys/fs/cgroup/dogebox-uml', id);
const file = (path: string) => {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		return null;
	}
};
const until = async (check: () => boolean) => {
	while (!check()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/**
 * Two pups with separate id ranges, and what a root user that broke out of one can do to the other.
 * The findings are exit statuses of programs on the host that run as that root's host user, without
 * any other rights.
 */
async function ranges(runtime: Runtime, like: ContainerSpec): Promise<Record<string, unknown>> {
	const script = 'umask 077; echo secret > /storage/file; ls -ln /bin/sh /storage/file; echo done; exec sleep 1000';
	const pups = [1, 2].map((idRange) => {
		const own = String(idRange).repeat(32);
		const storage = join(paths.storage, own);
		mkdirSync(storage, { mode: 0o750 });
		chownSync(storage, names.idBase + 420, names.idBase + 69);
		const mounts = [{ source: storage, target: '/storage', readonly: false }];
		const processes = [{ ...like.processes[0]!, argv: ['/bin/sh', '-c', script] }];
		return { storage, spec: { ...like, id: own, idRange, mounts, processes } };
	});
	const pids: number[] = [];
	const said: string[][] = [];
	for (const { spec } of pups) {
		pids.push((await runtime.ensure(spec)).processes[0]!.pid!);
		for (;;) {
			const lines = (await runtime.logs(spec.id, { tail: 10 })).lines.map((line) => line.text);
			if (lines.includes('done')) {
				said.push(lines);
				break;
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
	const bases = pids.map((pid) => Number(file(`/proc/${pid}/uid_map`)!.split(/\s+/)[1]));
	const escaped = (uid: number, ...command: string[]) =>
		spawnSync(
			'setpriv',
			['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs', ...command],
			{ stdio: 'ignore' }
		).status;
	const other = pups[1]!;
	const [root, pidB] = [bases[0]!, pids[1]!];
	const mapped = mappedSource(paths, other.spec.id, '/storage');
	const kept = statSync(join(other.storage, 'file'));
	const result = {
		ids: {
			whyShared: null,
			bases,
			inside: said[1]!
				.filter((line) => line.includes('/'))
				.map((line) => line.split(/\s+/))
				.map((words) => `${words[2]} ${words[3]} ${words.at(-1)}`),
			onDisk: [kept.uid, kept.gid]
		},
		escaped: {
			readsStorage: escaped(root, 'cat', join(other.storage, 'file')),
			readsMapped: escaped(root, 'cat', join(mapped, 'file')),
			readsByProc: escaped(root, 'cat', `/proc/${pidB}/root/storage/file`),
			writesMapped: escaped(root, 'touch', join(mapped, 'new')),
			writesLayer: escaped(root, 'touch', join(like.layers[0]!, 'bin/sh')),
			signals: escaped(root, 'kill', '-0', String(pidB)),
			ownReads: escaped(bases[1]! + 420, 'cat', join(mapped, 'file')),
			ownSignals: escaped(root + 420, 'kill', '-0', String(pids[0]))
		}
	};
	for (const { spec } of pups) await runtime.remove(spec.id, { graceMs: 0 });
	return result;
}

/** What ordinary programs expect of a container, with a read-only and a writable root. */
async function ordinary(runtime: Runtime, like: ContainerSpec): Promise<Record<string, unknown>> {
	const answers: Record<string, unknown> = {};
	for (const [idRange, writableRoot] of [
		[3, false],
		[4, true]
	] as const) {
		const own = String(idRange).repeat(32);
		const script =
			'cd /sys/fs/cgroup; cat memory.max pids.max cpu.max > /dev/stdout; echo x > /tmp/x && echo wrote; mkdir -p /opt/y && chown 7:8 /opt/y && echo gave; echo done; exec sleep 1000';
		const processes = [
			{ ...like.processes[0]!, argv: ['/bin/sh', '-c', script], user: { uid: 0, gid: 0 }, stepsDown: true }
		];
		const spec = { ...like, id: own, idRange, writableRoot, processes };
		await runtime.ensure(spec);
		let lines: string[] = [];
		while (!lines.includes('done')) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			lines = (await runtime.logs(own, { tail: 10 })).lines
				.filter((line) => line.stream === 'stdout')
				.map((line) => line.text);
		}
		answers[writableRoot ? 'writable' : 'readonly'] = lines;
		await runtime.remove(own, { graceMs: 2000 });
	}
	return answers;
}

/**
 * Limits of pups' data on a disk with quotas: the exit statuses of a pup's programs, and the sizes.
 */
async function quotas(host: Host): Promise<Record<string, unknown>> {
	const [limited, free, older] = ['b', 'c', 'd'].map((digit) => digit.repeat(32)) as [string, string, string];
	const [uid, gid] = [names.idBase + PUP_USER.uid, names.idBase + PUP_USER.gid];
	const folder = (pupId: string) => join(paths.storage, pupId);
	const create = (pupId: string, bytes: number | null, files: number | null) =>
		host.call(storageCreate, { pupId, account: PUP_USER, limits: { bytes, files } });
	const inside = (pupId: string, script: string) => {
		const ids = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
		const { status, stderr } = spawnSync('setpriv', [...ids, 'sh', '-c', script], {
			cwd: folder(pupId),
			encoding: 'utf8'
		});
		return { status, refused: /quota|No space/i.test(stderr) };
	};
	const usage = (pupId: string) => host.call(storageUsage, { pupId, files: false });
	await create(limited, 4_194_304, 20);
	await create(free, null, null);
	mkdirSync(folder(older));
	writeFileSync(join(folder(older), 'old'), Buffer.alloc(2_000_000));
	chownSync(join(folder(older), 'old'), uid, gid);
	await create(older, 4_194_304, 20);
	const large = 'head -c 6000000 /dev/zero > large';
	const result: Record<string, unknown> = {
		large: inside(limited, large),
		took: (await usage(limited)).bytes,
		many: inside(limited, 'rm large; n=0; while [ $n -lt 30 ]; do : > f$n || exit 3; n=$((n+1)); done'),
		counted: await usage(limited),
		other: inside(free, large),
		older: [inside(older, 'head -c 1000000 /dev/zero > more').status, inside(older, large).refused],
		olderTook: (await usage(older)).bytes,
		namespace: inside(limited, 'unshare --user true').status,
		// This runs in its own user namespace, as everything in a pup does.
		out: inside(limited, 'unshare --user sh -c "chattr -p 0 . || chattr -p 0 f1 || chattr -P ."').status,
		given: await host.call(storageLimit, { pupId: limited, limits: { bytes: 8_388_608, files: null } })
	};
	result['more'] = inside(limited, large);
	for (const pupId of [limited, free, older]) await host.call(storageRemove, { pupId });
	const left = spawnSync('repquota', ['-P', '-n', '-O', 'csv', '/mnt'], { encoding: 'utf8' }).stdout;
	// Ids that use space or have a limit. Files that belong to no pup have id 0.
	result['left'] = left.split('\n').filter((line) => line.startsWith('#') && !line.startsWith('#0,'));
	return result;
}

/** A container whose root is on the disk and has a limit, and that is paused. */
async function disk(runtime: Runtime, like: ContainerSpec): Promise<Record<string, unknown>> {
	const own = 'e'.repeat(32);
	const process = { ...like.processes[0]!, user: { uid: 0, gid: 0 }, stepsDown: true };
	const diskRoot = { folder: diskRootFolder(paths, own), bytes: 4_194_304 };
	const spec = { ...like, id: own, idRange: 5, processes: [process], diskRoot };
	const { diskLimited } = await runtime.ensure(spec);
	const run = async (script: string) => {
		const session = await runtime.exec(own, 'main', { argv: ['/bin/sh', '-c', script] });
		session.stdin.end();
		const [stdout] = await Promise.all([text(session.stdout), text(session.stderr)]);
		return [stdout, (await session.ended).exitCode];
	};
	const result: Record<string, unknown> = {
		diskLimited,
		large: (await run('head -c 6000000 /dev/zero > /large'))[1],
		small: (await run('rm /large; echo kept > /small'))[1],
		grown: await runtime.setDiskLimit(own, 16_777_216),
		more: (await run('head -c 6000000 /dev/zero > /large'))[1]
	};
	await runtime.pause(own);
	result['paused'] = [runtime.status(own)!.paused, file(join('/sys/fs/cgroup/dogebox-uml', own, 'cgroup.freeze'))];
	result['refused'] = await runtime.exec(own, 'main', { argv: ['id'] }).catch((error: BoxError) => error.code);
	await runtime.resume(own);
	result['resumed'] = [runtime.status(own)!.paused, ...(await run('cat /small'))];
	await runtime.pause(own);
	await runtime.stop(own, { graceMs: 2000 });
	await runtime.ensure(spec);
	result['again'] = await run('cat /small');
	await runtime.remove(own, { graceMs: 0 });
	result['left'] = readdirSync(paths.storage);
	return result;
}

/** The unpacker, and two stand-ins that take too many resources. */
async function unpacked(): Promise<Record<string, unknown>> {
	const spawn = createSpawner();
	const tree = '/mnt/tree';
	const own = () => readdirSync('/sys/fs/cgroup').filter((name) => name.includes('.own-'));
	const unpack = async (unpacker: string, bounds: Partial<typeof UNPACK_BOUNDS> = {}) => {
		mkdirSync(tree);
		chownSync(tree, names.idBase, names.idBase);
		const context = { paths, names, spawn, launch: createLauncher(), account: null, unpacker, signal: undefined };
		const how = { links: 'any', modes: 'root', owner: { base: 0, size: 65_536 } } as const;
		const limits: (string | null)[] = [];
		const listener = {
			onPercent() {
				const folder = join('/sys/fs/cgroup', own()[0]!);
				if (limits.length === 0)
					limits.push(...['memory.max', 'memory.swap.max', 'pids.max'].map((name) => file(join(folder, name))));
			}
		};
		try {
			const archives = [{ path: '/mnt/archive.tar', how }];
			await unpackConfined({ ...context, onLine: () => {} }, tree, archives, listener, { ...UNPACK_BOUNDS, ...bounds });
			return [file(join(tree, 'file')), limits];
		} catch (error) {
			return (error as Error).message;
		} finally {
			rmSync(tree, { recursive: true });
		}
	};
	writeFileSync('/mnt/file', 'content');
	spawnSync('tar', ['-cf', '/mnt/archive.tar', '-C', '/mnt', 'file']);
	const standIn = (text: string) => {
		writeFileSync('/mnt/stand-in.js', text);
		return '/mnt/stand-in.js';
	};
	const eats = 'for (const all = [];;) all.push(Buffer.alloc(1 << 24, 1));';
	const forks = `import { spawn } from 'node:child_process'; setInterval(() => spawn('sleep', ['600'], { stdio: 'ignore' }).on('error', () => {}), 1);`;
	return {
		plain: await unpack(join(import.meta.dirname, 'unpack.js')),
		memory: await unpack(standIn(eats), { memoryBytes: 2 ** 28 }),
		processes: await unpack(standIn(forks)),
		left: own()
	};
}

/**
 * Connects a network namespace with the task alone. The nft of this kernel has no tables of the
 * family `inet`, so only the elements of the bridge table are used.
 */
async function connected(): Promise<Record<string, unknown>> {
	const spawn = createSpawner();
	const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' }).stdout;
	const holder = spawnProcess('unshare', ['--net', 'sleep', '1000'], { stdio: 'ignore' });
	try {
		const inHost = readlinkSync('/proc/self/ns/net');
		await until(() => readlinkSync(`/proc/${holder.pid}/ns/net`) !== inHost);
		run(
			'nft',
			'table bridge uml { set ports { typeof iifname; }; set senders { typeof iifname . ether saddr . ip saddr; }; }'
		);
		for (const command of ['link add name uml0 type bridge', 'address add 10.9.0.1/16 dev uml0', 'link set uml0 up'])
			run('ip', ...command.split(' '));
		const end = { end: 'umlp0', mac: '02:db:0a:09:00:02', address: '10.9.0.2' };
		const changes = joinChanges(end, null).filter(({ family }) => family === 'bridge');
		const { messages, last } = changesBatch('uml', changes);
		const { ticks } = identify(holder.pid!)!;
		const words = [String(holder.pid), String(ticks), messages.toString('hex'), String(last)];
		const link = [
			'uml0',
			end.end,
			end.mac,
			'dogebox uml f',
			'65535',
			end.address,
			'10.9.0.1',
			'10.9.0.0',
			'16',
			'1500'
		];
		await spawn('ip', [...words, ...link], { task: 'connect', cwd: '/' });
		return {
			ipv6: file('/proc/net/if_inet6') !== null,
			isolated: file('/sys/class/net/umlp0/brport/isolated'),
			routes: run('nsenter', `--net=/proc/${holder.pid}/ns/net`, 'ip', '-o', 'route')
				.trim()
				.split('\n')
				.map((line) => line.trim())
				.sort(),
			elements: run('nft', 'list', 'table', 'bridge', 'uml').match(/"umlp0"[^}]*(?= })/g)
		};
	} finally {
		holder.kill('SIGKILL');
	}
}

async function inspect(): Promise<Record<string, unknown>> {
	for (const folder of Object.values(paths)) mkdirSync(folder as string, { recursive: true });
	const base = join(paths.images, 'base');
	createRoot(base, names.idBase);
	const spawn = createSpawner();
	const probed = await probeOciProgram('runc', { names, paths, spawn });
	if (!probed.capabilities) throw new Error(`runc: ${probed.reason}`);
	const host = createLocalHost({ paths, names, spawn });
	const whyShared = await hostVerbs.whyNoOwnIds({ names, paths, spawn });
	const runtime = createOciRuntime({
		host,
		network: null,
		log: pino({ level: 'silent' }),
		search: searchHere,
		capabilities: async () => ({
			...probed.capabilities!,
			init: '/usr/bin/catatonit',
			setsLimits: true,
			openFilesHard: 1024,
			oomScoreAdj: 0,
			ownIds: whyShared === null
		})
	});
	const service = (name: string, script: string) => ({
		name,
		argv: ['/bin/sh', '-c', script],
		cwd: '/',
		env: { PATH: '/bin' },
		user: { uid: 420, gid: 69 }
	});
	const spec: ContainerSpec = {
		id,
		idRange: null,
		hostname: 'pup',
		layers: [base],
		mounts: [],
		processes: [service('main', 'echo up; exec sleep 1000'), service('hog', 'exec tail /dev/zero')],
		limits: { memoryBytes: 48 * 1024 * 1024, pids: 60, cpus: 0.5 },
		network: null,
		labels: {}
	};
	const ended = new Promise<unknown>((resolve) => runtime.onExit(resolve));
	await runtime.ensure(spec);
	const found: Record<string, unknown> = {
		layout: (await hostCgroups())?.kind,
		limits: ['memory.max', 'memory.swap.max', 'pids.max', 'cpu.max'].map((name) => file(join(group, name))),
		hog: await ended
	};
	await runtime.ensure({ ...spec, processes: [spec.processes[0]!], limits: { ...spec.limits, pids: 77, cpus: null } });
	found['changed'] = [file(join(group, 'pids.max')), file(join(group, 'cpu.max'))];
	found['stats'] = runtime.stats(id);
	found['ordinary'] = await ordinary(runtime, spec);
	const outcome = async (session: ExecSession, input = '') => {
		session.stdin.end(input);
		const [stdout, stderr, end] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
		return { stdout, stderr, ...end };
	};
	found['exec'] = await outcome(
		await runtime.exec(id, 'main', { argv: ['sh', '-c', 'cat; id -u; exit 3'] }),
		'input\n'
	);
	found['terminal'] = await outcome(
		await runtime.exec(id, 'main', { argv: ['stty', 'size'], terminal: { cols: 90, rows: 30 } })
	);
	const session = await runtime.exec(id, 'main', {
		argv: ['sh', '-c', '(trap "" TERM HUP; sleep 1001) & echo up; sleep 1002']
	});
	await new Promise((resolve) => session.stdout.once('data', resolve));
	const leaf = join(group, 'main');
	const own = readdirSync(leaf).filter((name) => name.startsWith('exec-'));
	found['sessionGroups'] = own.length;
	found['inSession'] = file(join(leaf, own[0]!, 'cgroup.procs'))!.split('\n').length;
	session.close();
	found['closed'] = await session.ended;
	await until(() => readdirSync(leaf).every((name) => !name.startsWith('exec-')));
	found['own'] = await outcome(
		await runtime.run({
			id: 'build-01',
			layers: [base],
			upper: null,
			mounts: [],
			argv: ['/bin/sh', '-c', 'id -u; exit 4'],
			env: { PATH: '/bin' },
			limits: spec.limits
		})
	);
	found['disk'] = await disk(runtime, spec);
	found['quotas'] = await quotas(host);
	found['unpacked'] = await unpacked();
	found['connected'] = await connected().catch(String);
	Object.assign(found, { ids: { whyShared } }, whyShared === null && (await ranges(runtime, spec)));
	await runtime.remove(id, { graceMs: 2000 });
	found['groupsLeft'] = file('/sys/fs/cgroup/dogebox-uml/cgroup.procs');
	runtime.close();
	return found;
}

// The runtime's own handles do not keep the process alive.
const awake = setInterval(() => {}, 1000);

inspect()
	.then(
		(found) => console.log(`FOUND ${JSON.stringify(found)}`),
		(error: unknown) => console.log(`FAILED ${error instanceof Error ? error.stack : String(error)}`)
	)
	.finally(() => clearInterval(awake));
