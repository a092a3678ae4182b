/** The requests to the host for a temporary container: one process, and a writable root. */
import { hostVerbs, type Host } from '../../../host/index.ts';
import type { RunSpec } from '../../spec.ts';
import { configFor, type Capabilities } from './capabilities.ts';
import type { SessionChannel } from './commands.ts';

/** Name of the cgroup and the bundle of a temporary container's only process. */
const RUN_PROCESS = 'run';

export interface RunCalls {
	/**
	 * Opens a command in a container of its own with a writable root. {@link eraseRun} removes what
	 * is left of it.
	 */
	run(spec: RunSpec, signal?: AbortSignal): Promise<SessionChannel>;
	eraseRun(spec: RunSpec): Promise<void>;
}

export function createRunCalls(host: Host, capabilities: Capabilities): RunCalls {
	return {
		async run(spec, signal) {
			const oci = await capabilities();
			const { id } = spec;
			signal?.throwIfAborted();
			await host.call(hostVerbs.containerErase, { id, strays: false });
			await host.call(hostVerbs.runFolderOpen, {});
			await host.call(hostVerbs.cgroupCreate, { id, limits: spec.limits });
			const root = await host.call(hostVerbs.rootMountWritable, { id, layers: spec.layers, upper: spec.upper });
			signal?.throwIfAborted();
			return host.open(
				hostVerbs.containerRun,
				{
					id,
					process: RUN_PROCESS,
					runtime: oci.program,
					config: configFor(oci, {
						hostname: 'build',
						root,
						cgroup: `${host.names.cgroup}/${id}/${RUN_PROCESS}`,
						mounts: spec.mounts,
						process: {
							argv: spec.argv,
							cwd: spec.cwd ?? '/',
							env: spec.env,
							user: spec.user ?? { uid: 0, gid: 0 },
							terminal: spec.terminal
						},
						kind: 'build',
						sandboxPid: null,
						idBase: host.names.idBase
					}),
					terminal: spec.terminal ?? null
				},
				{ signal }
			);
		},

		async eraseRun({ id, upper }) {
			await host.call(hostVerbs.containerErase, { id, strays: true });
			if (upper !== null) await host.call(hostVerbs.rootWorkRemove, { upper });
		}
	};
}
