/** The requests to the host for commands in a service's container. */
import {
	hostVerbs,
	type GroupHits,
	type Host,
	type HostChannel,
	type OciCapabilities,
	type ProcessIdentity,
	type SessionMessage
} from '../../../host/index.ts';
import type { ExecSpec } from '../../spec.ts';
import type { RecordOptions } from '../../types.ts';
import type { Capabilities } from './capabilities.ts';

/** The channel of a running command, before it is registered as a session. */
export type SessionChannel = HostChannel<SessionMessage, { exitCode: number; hits?: GroupHits }>;

export interface CommandCalls {
	/**
	 * Opens a command in a service's container.
	 * @param session name of the session, unique in the container
	 */
	exec(id: string, service: string, session: string, spec: ExecSpec, signal?: AbortSignal): Promise<SessionChannel>;
	/** Starts a command whose output and end are recorded. */
	record(
		id: string,
		service: string,
		main: ProcessIdentity,
		spec: ExecSpec,
		record: RecordOptions,
		signal?: AbortSignal
	): Promise<void>;
	/** Ends the command sessions that an earlier dogeboxd left in a service's container. */
	endSessions(id: string, service: string): Promise<void>;
}

const commandOf = (oci: OciCapabilities, id: string, service: string, spec: ExecSpec) => ({
	id,
	process: service,
	runtime: oci.program,
	argv: spec.argv,
	cwd: spec.cwd ?? null,
	env: spec.env ?? {},
	user: spec.user ?? null,
	terminal: spec.terminal ?? null
});

export function createCommandCalls(host: Host, capabilities: Capabilities): CommandCalls {
	return {
		async exec(id, service, session, spec, signal) {
			const oci = await capabilities();
			return host.open(hostVerbs.containerExec, { ...commandOf(oci, id, service, spec), session }, { signal });
		},

		async record(id, service, main, spec, { execId, keepBytes, stdin, about }, signal) {
			const oci = await capabilities();
			await host.call(
				hostVerbs.recordStart,
				{
					...commandOf(oci, id, service, spec),
					exec: execId,
					main,
					keepBytes,
					timeoutMs: spec.timeoutMs ?? null,
					stdin: stdin ?? false,
					about: about ?? ''
				},
				{ signal }
			);
		},

		async endSessions(id, service) {
			await host.call(hostVerbs.containerEndSessions, { id, process: service });
		}
	};
}
