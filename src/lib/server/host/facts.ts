/** What this host can do, found out by trying. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { MissingPart, RuntimeInfo } from '../../contract/box.ts';
import { cgroupLayout, type CgroupLayout } from './cgroups.ts';
import { openRunFolder, removeGroup, whyNoOwnIds } from './containers/index.ts';
import { mayRaiseLimits, openFilesHardLimit, ownOomScore } from './limits.ts';
import { readMounts } from '../mountinfo.ts';
import { findNginx, NGINX_PACKAGES } from './nginx/index.ts';
import { findProgram, ociProgramPath, requireProgram, writeCrunScripts } from './programs.ts';
import { lacksQuotaPrograms } from './storage/index.ts';
import type { Spawner } from './spawn.ts';
import { verb, type VerbContext } from './verb.ts';
import type { HostFacts, HostNames, HostPaths, OciCapabilities, OciProgram } from './types.ts';

/** Programs without which something cannot work, and what. */
const PROGRAMS: { program: string; code: string; package: string; effect: string; required: boolean }[] = [
	{ program: 'conmon', code: 'no-conmon', package: 'conmon', effect: 'Pups cannot run.', required: true },
	{
		program: 'nft',
		code: 'no-nft',
		package: 'nftables',
		effect: 'Pups cannot run: nothing would keep them apart.',
		required: true
	},
	{
		program: 'ip',
		code: 'no-ip',
		package: 'iproute2',
		effect: 'Pups cannot run: they would have no network.',
		required: true
	},
	{
		program: 'mmdebstrap',
		code: 'no-mmdebstrap',
		package: 'mmdebstrap',
		effect: 'Pups cannot be built from Debian packages.',
		required: false
	},
	{
		program: 'catatonit',
		code: 'no-catatonit',
		package: 'catatonit',
		effect: 'A pup may take longer to stop, and ended processes may stay listed.',
		required: false
	}
];

/** What it means when a limit does not hold. */
const WITHOUT_CONTROLLER: Readonly<Record<string, string>> = {
	memory:
		'Pups run, but nothing limits their memory: one that takes all of it slows the box down or brings it to a stop.',
	pids: 'Pups run, but nothing limits their processes: one that makes them without end brings the box to a stop.',
	cpu: 'Pups run, but nothing limits their processor time: a busy one slows the box down.'
};

const NO_AGENT = 'Dogebox was started without its host agent, which works as root.';
/** Kernel command line of a Raspberry Pi. */
const BOOT_LINE = '/boot/firmware/cmdline.txt';

/**
 * Finds out what works. Takes some 200 ms the first time after a boot, a few later; nothing of it
 * is left. The server may answer before it ends. Never fails: what does not work is in
 * `runtime.missing`, each with the one command that mends it.
 */
export async function probeHost(deps: {
	names: HostNames;
	paths: HostPaths;
	spawn: Spawner;
	account?: VerbContext['account'];
}): Promise<HostFacts> {
	// The agent works for an account; nobody else can do anything here, whoever runs this.
	const isAgent = (deps.account ?? null) !== null;
	const layout = cgroupLayout(await readMounts().catch(() => []));
	const missing: MissingPart[] = [];
	let ready = true;
	const report = (code: string, what: string, effect: string, command: string | null, required: boolean) => {
		missing.push({ code, what, effect, command });
		if (required) ready = false;
	};
	if (!isAgent) report('no-host-agent', NO_AGENT, 'Pups cannot run.', 'sudo npm start', true);
	if (!layout)
		report('no-cgroups', 'Control groups are not mounted.', 'Pups cannot run: nothing would limit them.', null, true);
	for (const controller of layout ? await missingControllers(layout) : []) {
		report(
			`no-cgroup-${controller}`,
			`The kernel does not offer the ${controller} controller.`,
			WITHOUT_CONTROLLER[controller] ?? `A pup's limit of ${controller} does not hold.`,
			controller === 'memory' && existsSync(BOOT_LINE)
				? `sed -i 's/$/ cgroup_enable=memory/' ${BOOT_LINE} && reboot`
				: null,
			false
		);
	}
	const [oci, whyShared, mayRaise, openFilesHard, oomScoreAdj, nginx] = await Promise.all([
		isAgent && layout ? cachedProbe(deps) : null,
		isAgent ? whyNoOwnIds(deps) : NO_AGENT,
		mayRaiseLimits(),
		openFilesHardLimit(),
		ownOomScore(),
		findNginx()
	]);
	const found = PROGRAMS.map((entry) => ({ ...entry, path: findProgram(entry.program) }));
	if (isAgent && layout && !oci?.capabilities) {
		const installed = findProgram('runc') ?? findProgram('crun');
		if (installed)
			report(
				'runtime-failed',
				`The container runtime does not work: ${oci?.reason ?? ''}`,
				'Pups cannot run.',
				null,
				true
			);
		else
			report(
				'no-runc',
				'No container runtime (runc or crun) is installed.',
				'Pups cannot run.',
				'apt-get install -y runc',
				true
			);
	}
	for (const entry of found) {
		if (entry.path !== null) continue;
		const { code, program, effect, required } = entry;
		report(code, `The program ${program} is not installed.`, effect, `apt-get install -y ${entry.package}`, required);
	}
	if (nginx === null) {
		report(
			'no-nginx',
			'nginx with its module of JavaScript is not installed.',
			'Pages of pups cannot be opened.',
			`apt-get install -y --no-install-recommends ${NGINX_PACKAGES}`,
			false
		);
	}
	if (await lacksQuotaPrograms(deps.paths).catch(() => false)) {
		report(
			'no-setquota',
			'The disk can keep limits of pups’ data, but the program setquota is not installed.',
			'They are measured instead, so that a pup can go past its limit for a moment.',
			'apt-get install -y quota',
			false
		);
	}
	const capabilities: OciCapabilities | null = oci?.capabilities
		? {
				...oci.capabilities,
				setsLimits: mayRaise || oci.capabilities.program !== 'runc',
				openFilesHard,
				oomScoreAdj,
				ownIds: whyShared === null,
				init: found.find((entry) => entry.program === 'catatonit')?.path ?? null
			}
		: null;
	const runtime: RuntimeInfo = {
		kind: capabilities ? 'oci' : 'none',
		version: oci?.version ?? null,
		cgroups: layout?.kind ?? null,
		ready: ready && capabilities !== null,
		ids: { perPup: capabilities?.ownIds ?? false, reason: whyShared },
		missing
	};
	return { runtime, oci: capabilities };
}

/** {@link probeHost} as a verb. */
export const hostProbe = verb('host.probe', v.object({}), (_args, context): Promise<HostFacts> => probeHost(context));

/**
 * Controllers that limits need and this kernel lacks; the memory controller is off by default on
 * some small computers.
 */
async function missingControllers(layout: CgroupLayout): Promise<string[]> {
	const needed = ['memory', 'pids', 'cpu'];
	if (layout.kind !== 'v2') return needed.filter((name) => !(name in layout.v1));
	const offered = await readFile(join(layout.v2!, 'cgroup.controllers'), 'utf8').catch(() => '');
	return needed.filter((name) => !offered.split(/\s+/).includes(name));
}

type ProbeDeps = Pick<Parameters<typeof probeHost>[0], 'names' | 'paths' | 'spawn' | 'account'>;
type Probed = {
	capabilities: Pick<OciCapabilities, 'program' | 'mappingsWithPath'> | null;
	version: string | null;
	reason: string | null;
};

/** Changed when what is probed changes, so that an earlier version's result is not taken over. */
const PROBE = 3;

/**
 * The result of the last probe that found something, kept until a reboot or until one of the
 * programs changes.
 */
async function cachedProbe(
	deps: Pick<Parameters<typeof probeHost>[0], 'names' | 'paths' | 'spawn' | 'account'>
): Promise<Probed> {
	const file = join(deps.paths.run, 'runtime.json');
	const programs = ['runc', 'crun', 'conmon', 'catatonit'].map(findProgram);
	const stamps = await Promise.all(programs.map(async (path) => (path ? `${path} ${(await stat(path)).mtimeMs}` : '')));
	if (programs[1]) await writeCrunScripts(deps.paths);
	const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
	const key = [PROBE, boot.trim(), deps.names.cgroup, ...stamps].join('|');
	try {
		const kept = v.parse(cacheSchema, JSON.parse(await readFile(file, 'utf8')));
		if (kept.key === key) return kept.probed;
	} catch {
		// Nothing kept, or not readable: it is found out again.
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
 * Finds out by running a container whether an OCI runtime works here, and how it is to be used.
 * @returns `reason` null where it works
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
		return { capabilities: null, version: null, reason: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * Runs a container with all namespaces over an overlay root; its program is the host's catatonit,
 * which needs no library. Where there is none, a program that does not exist: “no such file” then
 * comes after everything else was set up, and that is the proof too.
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
