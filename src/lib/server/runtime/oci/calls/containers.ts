/** The requests to the host for a whole container: its cgroup, namespaces and root. */
import { BoxError } from '../../../../contract/errors.ts';
import { folderUnbind, hostVerbs, type Host } from '../../../host/index.ts';
import { settleAll } from '../../../settle-all.ts';
import type { ContainerSpec, LimitSpec } from '../../spec.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';
import type { Capabilities } from './capabilities.ts';

export interface ContainerCalls {
	/**
	 * Ids of containers of which anything exists on this host, complete or partial.
	 * @param thorough also searches all processes; for the time after a crash
	 */
	traces(thorough: boolean): Promise<string[]>;
	/** Makes the run folder traversable; called before {@link open}. */
	openFolder(): Promise<void>;
	/**
	 * Creates namespaces, limits and root. The caller connects the network through the sandbox's
	 * process.
	 * @param how.standing as in {@link SandboxOptions}; called again where the sandbox is created a
	 *   second time
	 * @param how.over awaited before the second attempt, until all work that the first one began
	 *   has ended
	 */
	open(spec: ContainerSpec, how: SandboxOptions & { over: () => Promise<unknown> }): Promise<Sandbox>;
	/** Changes the limits of an existing container. */
	limit(id: string, limits: LimitSpec): Promise<void>;
	/**
	 * Kills the processes that still run and removes everything except logs. A container that does
	 * not exist is no error.
	 * @param thorough also searches for its processes outside their cgroup; after a crash or a
	 *   failure
	 */
	erase(id: string, thorough: boolean): Promise<void>;
}

export function createContainerCalls(host: Host, capabilities: Capabilities): ContainerCalls {
	return {
		async traces(thorough) {
			const found = await Promise.all([
				host.call(hostVerbs.containerTraces, {}),
				host.call(hostVerbs.cgroupList, {}),
				thorough ? host.call(hostVerbs.containerStrays, {}) : []
			]);
			return [...new Set(found.flat())];
		},

		async openFolder() {
			await host.call(hostVerbs.runFolderOpen, {});
		},

		async open(spec, { over, ...how }) {
			const oci = await capabilities();
			if (!oci.ownIds || spec.idRange === null) return openSandbox(host, spec, null, how);
			try {
				return await openSandbox(host, spec, spec.idRange, how);
			} catch (error) {
				// The storage was moved to a disk that does not support mapped ids as the others
				// do.
				if (!(error instanceof BoxError) || error.code !== 'ids-not-mapped') throw error;
				await over();
				await host.call(hostVerbs.containerErase, { id: spec.id, strays: true });
				await host.call(folderUnbind, { id: spec.id });
				return openSandbox(host, spec, null, how);
			}
		},

		async limit(id, limits) {
			await host.call(hostVerbs.cgroupCreate, { id, limits });
		},

		async erase(id, thorough) {
			// Only the host's mount namespace has these binds, so ending processes do not keep them
			// in use.
			await settleAll([host.call(hostVerbs.containerErase, { id, strays: thorough }), host.call(folderUnbind, { id })]);
		}
	};
}
