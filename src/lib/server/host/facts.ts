/** Probes what this host supports. `requirements.ts` says what each result means. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../../contract/errors.ts';
import { cgroupLayout, type CgroupLayout } from './cgroups.ts';
import { openRunFolder, removeGroup, whyNoOwnIds } from './containers/index.ts';
import { mayRaiseLimits, openFilesHardLimit, ownOomScore } from './limits.ts';
import { readMounts } from '../mountinfo.ts';
import { findNginx } from './nginx/index.ts';
import { findProgram, ociProgramPath, requireProgram, writeCrunScripts } from './programs.ts';
import { areQuotaProgramsMissing } from './storage/index.ts';
import { verb, type VerbContext } from './verb.ts';
import type { OciCapabilities, OciProgram } from './types.ts';
import { bootId } from '../boot-id.ts';

/** Programs of the host that pups require. */
const PROGRAMS = ['conmon', 'nft', 'ip', 'mmdebstrap', 'catatonit', 'runc', 'crun'] as const;

/** Results of the probe. */
export interface HostTrials {
	/** Whether an agent, which serves dogeboxd's account, ran the probe. Pups need an agent. */
	isAgent: boolean;
	/** Null: cgroups are not mounted. */
	cgroups: CgroupLayout['kind'] | null;
	/** Controllers that resource limits require and this kernel does not have. */
	controllersMissing: string[];
	/** Null: the OCI runtime was not probed. */
	oci: Probed | null;
	/** Why all pups share one range of ids; null when each pup has its own. */
	sharedIds: string | null;
	limits: { mayRaise: boolean; openFilesHard: number; oomScoreAdj: number };
	/** Absolute paths; null for a program that is not installed. */
	programs: Record<(typeof PROGRAMS)[number], string | null>;
	nginx: boolean;
	/** The host is a NixOS that runs containers of nixos-container. */
	nixos: boolean;
	quotaProgramsMissing: boolean;
}

type ProbeDeps = Pick<VerbContext, 'names' | 'paths' | 'spawn'> & { account?: VerbContext['account'] };

/** A file that only NixOS has. */
const NIXOS_MARK = '/etc/NIXOS';

/**
 * Probes what works. Takes about 200 ms the first time after a boot and a few ms later. Leaves
 * nothing behind and never fails.
 */
export const hostProbe = verb('host.probe', v.object({}), async (_args, context): Promise<HostTrials> => {
	const isAgent = context.account !== null;
	const layout = cgroupLayout(await readMounts().catch(() => []));
	const openFilesHard = openFilesHardLimit();
	const [controllersMissing, oci, sharedIds, mayRaise, oomScoreAdj, nginx, quotaProgramsMissing] = await Promise.all([
		layout ? missingControllers(layout) : [],
		isAgent && layout ? cachedProbe(context) : null,
		isAgent ? whyNoOwnIds(context) : null,
		mayRaiseLimits(),
		ownOomScore(),
		findNginx(),
		areQuotaProgramsMissing(context.paths).catch(() => false)
	]);
	return {
		isAgent,
		cgroups: layout?.kind ?? null,
		controllersMissing,
		oci,
		sharedIds,
		limits: { mayRaise, openFilesHard, oomScoreAdj },
		programs: Object.fromEntries(PROGRAMS.map((name) => [name, findProgram(name)])) as HostTrials['programs'],
		nginx: nginx !== null,
		nixos: existsSync(NIXOS_MARK) && findProgram('nixos-container') !== null,
		quotaProgramsMissing
	};
});

/**
 * Controllers that resource limits require and this kernel does not have. The memory controller is
 * off by default on some small computers.
 */
async function missingControllers(layout: CgroupLayout): Promise<string[]> {
	const needed = ['memory', 'pids', 'cpu'];
	if (layout.kind !== 'v2') return needed.filter((name) => !(name in layout.v1));
	const offered = await readFile(join(layout.v2!, 'cgroup.controllers'), 'utf8').catch(() => '');
	return needed.filter((name) => !offered.split(/\s+/).includes(name));
}

type Probed = {
	capabilities: Pick<OciCapabilities, 'program' | 'mappingsWithPath'> | null;
	version: string | null;
	reason: string | null;
};

/** Increased when the probe changes, so that a cached result of an earlier version is not used. */
const PROBE = 3;

/**
 * Returns the last successful result of the probe. It stays valid until a reboot or until one of
 * the programs changes.
 */
async function cachedProbe(deps: ProbeDeps): Promise<Probed> {
	const file = join(deps.paths.run, 'runtime.json');
	const programs = ['runc', 'crun', 'conmon', 'catatonit'].map(findProgram);
	const stamps = await Promise.all(programs.map(async (path) => (path ? `${path} ${(await stat(path)).mtimeMs}` : '')));
	if (programs[1]) await writeCrunScripts(deps.paths);
	let boot = '';
	try {
		boot = bootId();
	} catch {
		// Without a boot id the programs' timestamps alone are the key.
	}
	const key = [PROBE, boot, deps.names.cgroup, ...stamps].join('|');
	try {
		const kept = v.parse(cacheSchema, JSON.parse(await readFile(file, 'utf8')));
		if (kept.key === key) return kept.probed;
	} catch {
		// No cached result, or an unreadable one: probe again.
	}
	const probed = await probeRuntime(deps);
	if (probed.capabilities) await writeFile(file, JSON.stringify({ key, probed }), { mode: 0o600 }).catch(() => {});
	return probed;
}

const cacheSchema = v.object({
	key: v.string(),
	probed: v.object({
		capabilities: v.object({ program: v.picklist(['runc', 'crun', 'crun-private']), mappingsWithPath: v.boolean() }),
		version: v.string(),
		reason: v.null()
	})
});

/** Tries the runtimes in order of speed until one runs a container. */
async function probeRuntime(deps: ProbeDeps): Promise<Probed> {
	let reason = '';
	for (const program of ['crun', 'crun-private', 'runc'] as const) {
		const probed = await probeOciProgram(program, deps);
		if (probed.capabilities) return probed;
		reason = probed.reason ?? reason;
	}
	return { capabilities: null, version: null, reason };
}

/**
 * Runs a container to find out whether an OCI runtime works here, and how to use it.
 * @returns `reason` is null when it works
 */
export async function probeOciProgram(program: OciProgram, deps: ProbeDeps): Promise<Probed> {
	const binary = program === 'runc' ? program : 'crun';
	try {
		requireProgram(binary);
		if (program !== 'runc') await writeCrunScripts(deps.paths);
		const [version] = await Promise.all([deps.spawn(binary, ['--version']), tryRuntime(program, deps)]);
		const number = /version (\S+?)(?:[+~-]\S*)?\s/.exec(`${version.stdout}\n`)?.[1] ?? '';
		const [major = 0, minor = 0] = number.split('.').map(Number);
		const mappingsWithPath = binary === 'crun' || major < 1 || (major === 1 && minor < 2);
		return { capabilities: { program, mappingsWithPath }, version: `${binary} ${number}`, reason: null };
	} catch (error) {
		return { capabilities: null, version: null, reason: messageOf(error) };
	}
}

/**
 * Runs a container with all namespaces over an overlay root. Its program is the host's catatonit,
 * which needs no library. Without catatonit it names a program that does not exist: the error “no
 * such file” then proves the same, because it comes after everything else was set up.
 */
async function tryRuntime(program: OciProgram, deps: ProbeDeps): Promise<void> {
	const id = `probe-${process.pid.toString(16)}`;
	const folder = join(deps.paths.run, 'containers', id);
	const state = join(deps.paths.run, 'oci');
	await openRunFolder(deps.paths, deps.account ?? null);
	const name = `${id}.${program}`;
	const runtime = ociProgramPath(program, deps.paths);
	const mount = join(folder, 'root');
	try {
		await mkdir(join(folder, 'bundle'), { recursive: true });
		await chmod(folder, 0o711);
		for (const layer of ['a', 'b']) {
			for (const inner of ['proc', 'dev', 'bin']) await mkdir(join(folder, layer, inner), { recursive: true });
			await chmod(join(folder, layer), 0o755);
		}
		await mkdir(mount, { recursive: true });
		await deps.spawn('mount', [
			'-t',
			'overlay',
			'overlay',
			'-o',
			`ro,lowerdir=${join(folder, 'a')}:${join(folder, 'b')}`,
			mount
		]);
		const init = findProgram('catatonit');
		const config = probeConfig(mount, `${deps.names.cgroup}/${id}/probe`, deps.names.idBase, init);
		await writeFile(join(folder, 'bundle', 'config.json'), JSON.stringify(config), { mode: 0o600 });
		const result = await deps.spawn(runtime, ['--root', state, 'run', '--bundle', join(folder, 'bundle'), name], {
			allow: Array.from({ length: 256 }, (_, code) => code),
			timeoutMs: 5000
		});
		const words = result.stderr + result.stdout;
		const ran = init !== null ? result.exitCode === 0 : /no such file|not found/i.test(words);
		if (!ran) throw new Error(words.trim().split('\n').at(-1) ?? `exit status ${result.exitCode}`);
	} finally {
		await deps.spawn('umount', ['-l', mount], { allow: [1, 32] }).catch(() => {});
		await removeGroup(id, deps).catch(() => {});
		await rm(join(state, name), { recursive: true, force: true });
		await rm(folder, { recursive: true, force: true });
	}
}

function probeConfig(root: string, cgroupsPath: string, idBase: number, program: string | null): object {
	const mapping = [{ containerID: 0, hostID: idBase, size: 65536 }];
	return {
		ociVersion: '1.0.2',
		hostname: 'probe',
		root: { path: root, readonly: true },
		process: {
			user: { uid: 0, gid: 0 },
			args: program === null ? ['/bin/none'] : ['/dev/probe', '--version'],
			env: ['PATH=/bin'],
			cwd: '/',
			capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
			noNewPrivileges: true
		},
		mounts: [
			{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
			{ destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=1024k'] },
			...(program === null
				? []
				: [{ destination: '/dev/probe', type: 'bind', source: program, options: ['bind', 'ro', 'nosuid', 'nodev'] }])
		],
		linux: {
			namespaces: ['user', 'network', 'ipc', 'pid', 'mount', 'uts', 'cgroup'].map((type) => ({ type })),
			uidMappings: mapping,
			gidMappings: mapping,
			cgroupsPath,
			resources: { devices: [{ allow: false, access: 'rwm' }] },
			seccomp: {
				defaultAction: 'SCMP_ACT_ALLOW',
				architectures: [arch() === 'arm64' ? 'SCMP_ARCH_AARCH64' : 'SCMP_ARCH_X86_64'],
				syscalls: [{ names: ['mount'], action: 'SCMP_ACT_ERRNO' }]
			}
		}
	};
}
