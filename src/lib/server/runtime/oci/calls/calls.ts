/**
 * What of a container the host is asked for, step by step: an idle sandbox process, a container of
 * runc or crun per process, conmon as its monitor. Who wants which container when is not known
 * here.
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
	 * What was found to work; asked at first use, since it is found out while the server starts.
	 * Null: nothing works.
	 */
	capabilities: () => Promise<OciCapabilities | null>;
	/** Size at which a process' log begins again, bytes. */
	logBytes: number;
}

/** Nothing is touched before the first call. */
export function createOciCalls({ host, logBytes, ...deps }: OciCallsDeps): OciCalls {
	const capabilities = requireCapabilities(deps.capabilities);
	return {
		...createContainerCalls(host, capabilities),
		...createProcessCalls(host, capabilities, logBytes),
		...createCommandCalls(host, capabilities),
		...createRunCalls(host, capabilities)
	};
}
