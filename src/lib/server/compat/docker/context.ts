/** The context that all routes share. */
import type { OperationId, RequestOf } from '../../../contract/operations.ts';
import type { HandlerOutput, OperationsService } from '../../operations/index.ts';
import type { Services } from '../../services.ts';
import { OWN_ACTIONS, type OwnActionId } from './actions.ts';
import type { DockerCall } from './call.ts';
import type { Containers } from './containers/containers.ts';
import type { Policy } from './policy.ts';
import type { DockerEvents } from './events/events.ts';

export interface DockerContext {
	readonly box: Services;
	/** Permissions of clients beyond the default. */
	readonly policy: Policy;
	/** Boxes and pups as containers; finds the one that a client names. */
	readonly containers: Containers;
	/** Events for clients. */
	readonly events: DockerEvents;
	/**
	 * Carries out an operation for the client of a call, with the same access checks, rate limit,
	 * schema and audit as every other entry point.
	 */
	run<Id extends OperationId>(call: DockerCall, id: Id, input: RequestOf<Id>): Promise<HandlerOutput<Id>>;
	/**
	 * Carries out an action that no operation provides in the form that Docker's clients need.
	 * Access, rate limit and audit apply as for every other entry point.
	 * @param subject id or name of what is acted on
	 */
	perform<T>(call: DockerCall, id: OwnActionId, subject: string, work: () => T | Promise<T>): Promise<T>;
}

/** Creates `run` and `perform` of a context. */
export function waysIn(operations: OperationsService): Pick<DockerContext, 'run' | 'perform'> {
	const callerOf = (call: DockerCall) =>
		({
			kind: 'local',
			client: { address: call.address || 'local', userAgent: call.header('user-agent') ?? '' }
		}) as const;
	return {
		run: (call, id, input) =>
			operations.run(id, input, callerOf(call), {
				facts: { scheme: 'http', hostname: 'localhost' },
				signal: call.signal,
				setCookie: () => {},
				via: 'docker'
			}),
		perform: (call, id, subject, work) =>
			operations.perform({ id, ...OWN_ACTIONS[id] }, subject, callerOf(call), { via: 'docker' }, work)
	};
}
