/** Pending calls to the agent: maps each received frame to its call. */
import type { ChannelPair } from '../channel.ts';
import { away, connectToAgent, type AgentConnection } from './connection.ts';
import { FRAME, parseCredit, parseJson, STREAM, unpackError, type Frame } from './frames.ts';
import type { Outflow } from './stream-flow.ts';

/** The streams of a call and their flow control. */
export interface CallStreams {
	pair: ChannelPair<unknown>;
	input: Outflow;
	/** Called per stream with the number of output bytes that were consumed. */
	taken: Record<typeof STREAM.stdout | typeof STREAM.stderr, (bytes: number) => void>;
}

interface Pending {
	resolve: (result: unknown) => void;
	reject: (error: unknown) => void;
	onLine: ((line: string) => void) | undefined;
	streams: CallStreams | null;
	/** Error of the caller's own listener: the call is cancelled and rejects with it. */
	failure?: unknown;
}

/** Calls the listener. If it throws (its disk is full), only its own call fails. */
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
	 * Sends a request and waits for its end, also when it is cancelled: the agent has then finished
	 * undoing it.
	 * @param request.kind {@link FRAME.call} or {@link FRAME.open}
	 * @param begin called with the call's number after sending; returns its streams
	 */
	ask(
		request: { kind: number; body: string; onLine: Pending['onLine'] },
		signal: AbortSignal | undefined,
		begin?: (call: number) => CallStreams
	): Promise<unknown>;
}

/** @param deps see {@link connectToAgent} */
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
			// Output without a reader is discarded and credited, or the verb would wait forever.
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
