/** The host as dogeboxd sees it: the agent carries out its verbs. */
import { createChannelPair, openChannel, type HostChannel, type StreamVerb } from '../channel.ts';
import type { HostNames, HostPaths } from '../types.ts';
import { checkedFor, type CallOptions, type Host } from '../verb.ts';
import { createAgentCalls, type AgentCalls } from './calls.ts';
import type { AgentConnection } from './connection.ts';
import { creditBody, FRAME, STREAM } from './frames.ts';
import { createCredits, createOutflow } from './stream-flow.ts';

/** A host behind a socket. */
export interface AgentHost extends Host, Pick<AgentConnection, 'connected' | 'onChange'> {
	close(): void;
}

/** Counts the consumed bytes of each output and sends credit for them. */
function creditsOf(send: (body: Buffer) => void) {
	const of = (stream: number) => createCredits((bytes) => send(creditBody(stream, bytes)));
	return { [STREAM.stdout]: of(STREAM.stdout), [STREAM.stderr]: of(STREAM.stderr) };
}

/**
 * Runs a streaming verb in the agent.
 * @param body returns its request; an error in the arguments rejects the result
 */
function openRemotely<Args, Message, Result>(
	{ ask, connection: { send } }: AgentCalls,
	verb: StreamVerb<Args, Message, Result>,
	body: () => string,
	options: CallOptions
): HostChannel<Message, Result> {
	const pair = createChannelPair<unknown>();
	let number: number | null = null;
	let over = false;
	const waiting: string[] = [];
	return openChannel<string, Message, Result>(
		pair,
		{
			check: body,
			run: (checked, signal) =>
				ask({ kind: FRAME.open, body: checked, onLine: options.onLine }, signal, (call) => {
					number = call;
					for (const message of waiting.splice(0)) send(FRAME.message, call, message);
					const input = createOutflow(
						pair.stdin,
						(piece) => send(FRAME.stdin, call, piece),
						() => send(FRAME.stdin, call)
					);
					const taken = creditsOf((body) => send(FRAME.credit, call, body));
					return { pair, input, taken };
				}) as Promise<Result>,
			send(message) {
				const text = JSON.stringify(checkedFor(verb.name, verb.messages, message));
				if (over) return;
				if (number === null) waiting.push(text);
				else send(FRAME.message, number, text);
			},
			ended: () => void (over = true)
		},
		options.signal
	);
}

/**
 * Connects to the agent, and reconnects whenever the connection is lost.
 * @param deps.socketPath where the agent listens
 */
export function createAgentHost(deps: {
	paths: HostPaths;
	names: HostNames;
	socketPath: string;
	/** Called with the reason when this side ended a connection. */
	onBroken?: (error: unknown) => void;
}): AgentHost {
	const calls = createAgentCalls({ socketPath: deps.socketPath, onBroken: deps.onBroken });
	const { connected, onChange, close } = calls.connection;
	/** @throws BoxError `invalid-host-call` */
	function requestBody<Args>(verb: { name: string; args: Parameters<typeof checkedFor>[1] }, args: Args): string {
		checkedFor(verb.name, verb.args, args);
		return JSON.stringify({ verb: verb.name, args, disk: deps.paths.storageMount ?? null });
	}
	return {
		paths: deps.paths,
		names: deps.names,
		async call<Result>(
			verb: { name: string; args: Parameters<typeof checkedFor>[1] },
			args: unknown,
			{ signal, onLine }: CallOptions = {}
		) {
			return (await calls.ask({ kind: FRAME.call, body: requestBody(verb, args), onLine }, signal)) as Result;
		},
		open: (verb, args, options = {}) => openRemotely(calls, verb, () => requestBody(verb, args), options),
		...{ connected, onChange, close }
	};
}
