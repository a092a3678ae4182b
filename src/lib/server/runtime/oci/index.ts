/** The `oci` runtime: an idle sandbox process, a container of runc or crun per process, conmon as its monitor. */
import { readFileSync, statSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import {
	boundFolder,
	containerFolder,
	folderBind,
	folderUnbind,
	hostVerbs,
	mappedSource,
	type Host,
	type OciCapabilities,
	type ProcessIdentity
} from '../../host/index.ts';
import { BoxError } from '../../../contract/errors.ts';
import type { ContainerSpec, MountSpec } from '../spec.ts';
import type { Runtime, Sandbox } from '../types.ts';
import { ociConfig, type ConfigInput } from './config.ts';

/** A build that takes longer than this hangs; milliseconds. */
const BUILD_TIMEOUT_MS = 2 * 60 * 60 * 1000;

/** Group and bundle of a throw-away container's only process. */
const BUILD_PROCESS = 'run';

export interface OciRuntimeDeps {
	host: Host;
	/** What was found to work; asked at first use, since it is found out while the server starts. Null: nothing works. */
	capabilities: () => Promise<OciCapabilities | null>;
	/** Size at which a process' log begins anew, bytes. */
	logBytes: number;
}

/** Makes the runtime. Nothing is touched before the first call. */
export function createOciRuntime({ host, capabilities, logBytes }: OciRuntimeDeps): Runtime {
	const able = async (): Promise<OciCapabilities> => {
		const found = await capabilities();
		if (found) return found;
		throw new BoxError({
			code: 'no-runtime',
			status: 503,
			message: 'This host cannot run containers.',
			hint: 'The dashboard says what is missing and how to mend it.'
		});
	};

	const config = (
		oci: OciCapabilities,
		input: Omit<ConfigInput, 'mappingsWithPath' | 'init' | 'openFilesHard' | 'oomScoreAdj' | 'arch'>
	) =>
		ociConfig({
			...input,
			mappingsWithPath: oci.mappingsWithPath,
			init: oci.init,
			// A namespace that it makes itself is its own: there it may set them.
			openFilesHard: oci.setsLimits || input.sandboxPid === null ? openFilesHardLimit() : null,
			oomScoreAdj: ownOomScore(),
			arch: arch()
		});

	/** After the container's group is there: whatever kills us now, the next start sees the group and takes this away too. */
	async function bindForeign({ id, mounts }: ContainerSpec, range: number | null): Promise<void> {
		const mount = mounts.find((one) => one.foreign);
		if (mount) await host.call(folderBind, { id, from: mount.source, range });
	}

	async function open(
		spec: ContainerSpec,
		range: number | null,
		files: { path: string; text: string }[],
		signal?: AbortSignal
	): Promise<Sandbox> {
		// The group comes before its first process; the root and the namespaces know nothing of each other.
		const namespaces = host
			.call(hostVerbs.cgroupCreate, { id: spec.id, limits: spec.limits }, { signal })
			.then(() =>
				bothOrThrow(host.call(hostVerbs.sandboxCreate, { id: spec.id, range }, { signal }), bindForeign(spec, range))
			);
		const root = host.call(
			hostVerbs.rootMount,
			{
				id: spec.id,
				layers: spec.layers,
				targets: targetsOf(spec),
				files,
				sources: spec.mounts.filter((mount) => !mount.foreign).map(({ source, target }) => ({ source, target })),
				range
			},
			{ signal }
		);
		const [[{ idBase, ...pause }]] = await bothOrThrow(namespaces, root);
		return { id: spec.id, pause, idBase: idBase === host.names.idBase ? null : idBase, createdAt: Date.now() };
	}

	/** Where a mount of the container has its files on the host: with a range of its own, where they are shown with its ids. */
	function sourceOf({ id }: ContainerSpec, mount: MountSpec, idBase: number | null): string {
		if (mount.foreign) return boundFolder(host.paths, id);
		return idBase === null ? mount.source : mappedSource(host.paths, id, mount.target);
	}

	return {
		kind: 'oci',

		async traces(thorough) {
			const found = await Promise.all([
				host.call(hostVerbs.containerTraces, {}),
				host.call(hostVerbs.cgroupList, {}),
				thorough ? host.call(hostVerbs.containerStrays, {}) : []
			]);
			return [...new Set(found.flat())];
		},

		async open(spec, files, signal) {
			const oci = await able();
			await host.call(hostVerbs.runFolderOpen, {});
			if (!oci.ownIds || spec.idRange === null) return open(spec, null, files, signal);
			try {
				return await open(spec, spec.idRange, files, signal);
			} catch (error) {
				// A disk that was chosen for the storage later, and cannot do what the others can.
				if (!(error instanceof BoxError) || error.code !== 'ids-not-mapped') throw error;
				await host.call(hostVerbs.containerErase, { id: spec.id, strays: true });
				await host.call(folderUnbind, { id: spec.id });
				return open(spec, null, files, signal);
			}
		},

		async launch(sandbox, spec, process, gate, signal) {
			const oci = await able();
			const created = host.call(
				hostVerbs.containerCreate,
				{
					id: spec.id,
					process: process.name,
					runtime: oci.program,
					logBytes,
					config: config(oci, {
						hostname: spec.hostname,
						root: join(containerFolder(host.paths, spec.id), 'root'),
						cgroup: `${host.names.cgroup}/${spec.id}/${process.name}`,
						mounts: spec.mounts.map((mount) => ({ ...mount, source: sourceOf(spec, mount, sandbox.idBase) })),
						process,
						kind: 'service',
						sandboxPid: sandbox.pause.pid,
						idBase: sandbox.idBase ?? host.names.idBase
					})
				},
				{ signal }
			);
			const [made] = await bothOrThrow(created, gate);
			signal?.throwIfAborted();
			const startedAt = Date.now();
			await host.call(
				hostVerbs.containerStart,
				{ id: spec.id, process: process.name, runtime: oci.program },
				{ signal }
			);
			return { name: process.name, process: made.process, startedAt };
		},

		async forget(id, process) {
			await host.call(hostVerbs.containerForget, { id, process });
		},

		signal: (id, identity: ProcessIdentity, signal) => host.call(hostVerbs.processSignal, { id, ...identity, signal }),

		async erase(id, thorough) {
			await host.call(hostVerbs.containerErase, { id, strays: thorough });
			await host.call(folderUnbind, { id });
		},

		async runOnce(spec, onLine, signal) {
			const oci = await able();
			const { id } = spec;
			signal?.throwIfAborted();
			// Ends the command at once; the runtime in the foreground then ends by itself.
			const kill = () => void host.call(hostVerbs.cgroupKill, { id }).catch(() => {});
			signal?.addEventListener('abort', kill, { once: true });
			try {
				await host.call(hostVerbs.containerErase, { id, strays: false });
				await host.call(hostVerbs.runFolderOpen, {});
				await host.call(hostVerbs.cgroupCreate, { id, limits: spec.limits });
				const root = await host.call(hostVerbs.rootMountWritable, { id, layers: spec.layers, upper: spec.upper });
				signal?.throwIfAborted();
				const run = {
					id,
					process: BUILD_PROCESS,
					runtime: oci.program,
					timeoutMs: BUILD_TIMEOUT_MS,
					config: config(oci, {
						hostname: 'build',
						root,
						cgroup: `${host.names.cgroup}/${id}/${BUILD_PROCESS}`,
						mounts: spec.mounts,
						process: { argv: spec.argv, cwd: '/', env: spec.env, user: { uid: 0, gid: 0 } },
						kind: 'build',
						sandboxPid: null,
						idBase: host.names.idBase
					})
				};
				const result = await host.call(hostVerbs.containerRun, run, { onLine, signal });
				signal?.throwIfAborted();
				return result;
			} finally {
				signal?.removeEventListener('abort', kill);
				await host.call(hostVerbs.containerErase, { id, strays: true });
				if (spec.upper !== null) await host.call(hostVerbs.rootWorkRemove, { upper: spec.upper });
			}
		}
	};
}

/** Both, or the first failure once both have settled: so that nothing is still being made while the caller takes it away. */
async function bothOrThrow<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
	const [first, second] = await Promise.allSettled([a, b]);
	if (first.status === 'rejected') throw first.reason;
	if (second.status === 'rejected') throw second.reason;
	return [first.value, second.value];
}

/** Kernel mount points and declared mounts: a read-only root must have them all before it is mounted. */
function targetsOf(spec: ContainerSpec): { path: string; kind: 'folder' | 'file'; mode?: number }[] {
	// runc gives what it mounts the mode of the folder below, whatever that is in the layers.
	const kernel = [
		...['/proc', '/sys'].map((path) => ({ path, kind: 'folder' as const, mode: 0o555 })),
		...['/dev', '/run'].map((path) => ({ path, kind: 'folder' as const, mode: 0o755 })),
		{ path: '/tmp', kind: 'folder' as const, mode: 0o1777 }
	];
	const declared = spec.mounts.map((mount) => ({
		path: mount.target,
		kind: statSync(mount.source).isDirectory() ? ('folder' as const) : ('file' as const)
	}));
	return [...kernel, ...declared];
}

/** Our own hard limit of open files; raising one needs a right that even root may lack. See proc(5), “limits”. */
function openFilesHardLimit(): number {
	const line = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
	const hard = Number(line?.[1]);
	return Number.isInteger(hard) ? hard : 1_048_576;
}

function ownOomScore(): number {
	return Number(readFileSync('/proc/self/oom_score_adj', 'utf8')) || 0;
}
