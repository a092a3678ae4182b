/** Calls that the agent was asked for and has not answered: which frame is for whom. */
import type { ChannelPair } from '../channel.ts';
import { away, connectToAgent, type AgentConnection } from './connection.ts';
import { FRAME, parseCredit, parseJson, STREAM, unpackError, type Frame } from './frames.ts';
import type { Outflow } from './stream-flow.ts';

/** The streams of a call, and how much of them is on the way. */
export interface CallStreams {
	pair: ChannelPair<unknown>;
	input: Outflow;
	/** By stream: so many bytes of output were taken. */
	taken: Record<typeof STREAM.stdout | typeof STREAM.stderr, (bytes: number) => void>;
}

interface Pending {
	resolve: (result: unknown) => void;
	reject: (error: unknown) => void;
	onLine: ((line: string) => void) | undefined;
	streams: CallStreams | null;
	/** What the caller's own listener failed with: the call is cancelled, and ends with it. */
	failure?: unknown;
}

/** A listener that fails (its disk is full) ends its own call: others share the connection. */
function linePassed(entry: Pending, line: string): boolean {
	if ('failure' in entry) return true;
	try {
		entry.onLine?.(line);
		return true;
	} catch (error) {
		entry.failure = error;
		return false;
	}
}

function settle(entry: Pending, kind: number, body: Buffer): void {
	if ('failure' in entry) entry.reject(entry.failure);
	else if (kind === FRAME.result) entry.resolve(parseJson(body));
	else entry.reject(unpackError(body));
}

export interface AgentCalls {
	readonly connection: AgentConnection;
	/**
	 * Sends a request and waits for its end. A cancelled one is waited for too: what it undoes is
	 * undone then.
	 * @param request.kind {@link FRAME.call} or {@link FRAME.open}
	 * @param begin called with the number of the call when it was sent; gives its streams
	 */
	ask(
		request: { kind: number; body: string; onLine: Pending['onLine'] },
		signal: AbortSignal | undefined,
		begin?: (call: number) => CallStreams
	): Promise<unknown>;
}

/** @param deps as of {@link connectToAgent} */
export function createAgentCalls(
	deps: Pick<Parameters<typeof connectToAgent>[0], 'socketPath' | 'onBroken'>
): AgentCalls {
	const pending = new Map<number, Pending>();
	let lastCall = 0;
	const onLost = () => {
		for (const call of pending.values()) call.reject(away());
	};
	const connection = connectToAgent({ ...deps, onFrame: take, onLost });
	const { send } = connection;

	function take({ kind, call, body }: Frame): void {
		const entry = pending.get(call);
		if (!entry) return;
		const { streams } = entry;
		if (kind === FRAME.result || kind === FRAME.error) settle(entry, kind, body);
		else if (kind === FRAME.line && !linePassed(entry, body.toString('utf8'))) send(FRAME.cancel, call);
		else if (kind === FRAME.credit) streams?.input.credit(parseCredit(body).bytes);
		else if (streams && (kind === FRAME.stdout || kind === FRAME.stderr)) {
			const [stream, to] =
				kind === FRAME.stdout ? [STREAM.stdout, streams.pair.stdout] : [STREAM.stderr, streams.pair.stderr];
			const { length } = body;
			// Where nobody reads any more it is thrown away, or the verb would wait for ever.
			const taken = () => void (pending.has(call) && streams.taken[stream](length));
			if (to.destroyed) taken();
			else to.write(body, taken);
		}
	}

	const ask: AgentCalls['ask'] = async ({ kind, body, onLine }, signal, begin) => {
		signal?.throwIfAborted();
		if (!connection.connected()) await connection.reached(signal);
		do lastCall = (lastCall + 1) >>> 0;
		while (pending.has(lastCall));
		const call = lastCall;
		const cancel = () => send(FRAME.cancel, call);
		connection.keepAwake(true);
		try {
			return await new Promise((resolve, reject) => {
				if (!connection.connected()) return reject(away());
				pending.set(call, { resolve, reject, onLine, streams: null });
				send(kind, call, body);
				pending.get(call)!.streams = begin?.(call) ?? null;
				signal?.addEventListener('abort', cancel, { once: true });
			});
		} catch (error) {
			throw signal?.aborted ? signal.reason : error;
		} finally {
			pending.delete(call);
			signal?.removeEventListener('abort', cancel);
			if (pending.size === 0) connection.keepAwake(false);
		}
	};

	return { connection, ask };
}
