/**
 * The requests to the host for a container, one per step: an idle sandbox process, a container of
 * runc or crun per process, conmon as its monitor. This module does not decide which containers
 * run.
 */
import type { Host, OciCapabilities } from '../../../host/index.ts';
import { requireCapabilities } from './capabilities.ts';
import { createCommandCalls, type CommandCalls } from './commands.ts';
import { createContainerCalls, type ContainerCalls } from './containers.ts';
import { createProcessCalls, type ProcessCalls } from './processes.ts';
import { createRunCalls, type RunCalls } from './runs.ts';

export interface OciCalls extends ContainerCalls, ProcessCalls, CommandCalls, RunCalls {}

export interface OciCallsDeps {
	host: Host;
	/**
	 * Capabilities that were found to work. Called at first use, since detection runs while the
	 * server starts. Null: this host cannot run containers.
	 */
	capabilities: () => Promise<OciCapabilities | null>;
	/** Size at which a process's log is rotated, bytes. */
	logBytes: number;
}

/** Has no effect on the host before the first call. */
export function createOciCalls({ host, logBytes, ...deps }: OciCallsDeps): OciCalls {
	const capabilities = requireCapabilities(deps.capabilities);
	return {
		...createContainerCalls(host, capabilities),
		...createProcessCalls(host, capabilities, logBytes),
		...createCommandCalls(host, capabilities),
		...createRunCalls(host, capabilities)
	};
}
