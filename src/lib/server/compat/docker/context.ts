/** What all routes share. */
import type { OperationId, RequestOf } from '../../../contract/operations.ts';
import type { HandlerOutput, OperationsService } from '../../operations/index.ts';
import type { Services } from '../../services.ts';
import type { DockerCall } from './call.ts';
import type { Containers } from './containers/containers.ts';
import type { Policy } from './policy.ts';
import type { DockerEvents } from './events/events.ts';
import type { LogReaders } from './streams/readers.ts';

export interface DockerContext {
	readonly box: Services;
	/** What its clients may do beside the usual. */
	readonly policy: Policy;
	/** Boxes and pups as containers: whom a client names. */
	readonly containers: Containers;
	/** What clients are told of as it happens. */
	readonly events: DockerEvents;
	/** Clients that read the log of a container. */
	readonly readers: LogReaders;
	/**
	 * Carries out an operation of the box for the client of a call: access, limits, schema and
	 * audit are those of every other way in.
	 */
	run<Id extends OperationId>(call: DockerCall, id: Id, input: RequestOf<Id>): Promise<HandlerOutput<Id>>;
}

/** Gives `run` of a context. */
export function runnerOf(operations: OperationsService): DockerContext['run'] {
	return (call, id, input) =>
		operations.run(
			id,
			input,
			{ kind: 'local', client: { address: call.address || 'local', userAgent: call.header('user-agent') ?? '' } },
			{
				facts: { scheme: 'http', hostname: 'localhost' },
				signal: call.signal,
				setCookie: () => {},
				via: 'docker'
			}
		);
}
