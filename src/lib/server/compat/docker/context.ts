/** What all routes share. */
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
	/** What its clients may do beside the usual. */
	readonly policy: Policy;
	/** Boxes and pups as containers: whom a client names. */
	readonly containers: Containers;
	/** What clients hear of as it happens. */
	readonly events: DockerEvents;
	/**
	 * Carries out an operation of the box for the client of a call: access, limits, schema and
	 * audit are those of every other way in.
	 */
	run<Id extends OperationId>(call: DockerCall, id: Id, input: RequestOf<Id>): Promise<HandlerOutput<Id>>;
	/**
	 * Carries out what no operation answers as Docker's clients want it: with the access, a limit
	 * and the audit of every other way in.
	 * @param subject id or name of what is acted on
	 */
	perform<T>(call: DockerCall, id: OwnActionId, subject: string, work: () => T | Promise<T>): Promise<T>;
}

/** Gives `run` and `perform` of a context. */
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
