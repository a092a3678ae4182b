/** What the host is asked for of a whole container: its group, namespaces and root. */
import { BoxError } from '../../../../contract/errors.ts';
import { folderUnbind, hostVerbs, type Host } from '../../../host/index.ts';
import { settleAll } from '../../../settle-all.ts';
import type { ContainerSpec, LimitSpec } from '../../spec.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';
import type { Capabilities } from './capabilities.ts';

export interface ContainerCalls {
	/**
	 * Ids of containers of which there is anything on this host, whole or half made.
	 * @param thorough also looks through all processes; for the time after a crash
	 */
	traces(thorough: boolean): Promise<string[]>;
	/** Opens the run folder for passing through; before {@link open}. */
	openFolder(): Promise<void>;
	/**
	 * Creates namespaces, limits and root. The network is connected by the caller, through the
	 * sandbox's process.
	 * @param how.standing as in {@link SandboxOptions}; again where all of it is made once more
	 * @param how.over waited for before that: what was begun in the first is at its end
	 */
	open(spec: ContainerSpec, how: SandboxOptions & { over: () => Promise<unknown> }): Promise<Sandbox>;
	/** Changes the limits of a container that stands. */
	limit(id: string, limits: LimitSpec): Promise<void>;
	/**
	 * Kills what still runs and removes everything but logs. Nothing there is no error.
	 * @param thorough also looks for processes that belong to it but are not where they should be;
	 *   after a crash or a failure
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
				// A disk that was chosen for the storage later, and cannot do what the others can.
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
			// What is bound is seen by the host alone: what ends inside does not hold it.
			await settleAll([host.call(hostVerbs.containerErase, { id, strays: thorough }), host.call(folderUnbind, { id })]);
		}
	};
}
