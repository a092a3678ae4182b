/** dogeboxd's side: a host whose verbs are carried out by the agent. */
import { connect, type Socket } from 'node:net';
import { BoxError } from '../../../contract/errors.ts';
import { createChannelPair, type ChannelPair } from '../channel.ts';
import type { HostNames, HostPaths } from '../types.ts';
import { checkedFor, type Host } from '../verb.ts';
import {
	createFrameReader,
	creditBody,
	FRAME,
	parseCredit,
	parseJson,
	STREAM,
	unpackError,
	writeFrame,
	type Frame
} from './frames.ts';
import { createCredits, createOutflow, type Outflow } from './stream-flow.ts';

/** Time between two tries to reach the agent, ms. */
const AGAIN_MS = 100;
/**
 * A call that comes while the agent is away waits for it so long, ms: a restart takes less. The
 * first start may take longer.
 */
const WAIT_MS = 3000;
const FIRST_WAIT_MS = 15_000;

/** A host behind a socket. */
export interface AgentHost extends Host {
	/** Whether the agent can be asked at the moment. */
	connected(): boolean;
	/** Called at each change of {@link connected}. @returns how to stop that */
	onChange(fn: (connected: boolean) => void): () => void;
	close(): void;
}

interface Pending {
	resolve: (result: unknown) => void;
	reject: (error: unknown) => void;
	onLine: ((line: string) => void) | undefined;
	channel: {
		pair: ChannelPair<unknown>;
		input: Outflow;
		/** By stream: so many bytes of output were taken. */
		taken: Record<typeof STREAM.stdout | typeof STREAM.stderr, (bytes: number) => void>;
	} | null;
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

/** Counts what is taken of each output, and tells of it. */
function creditsOf(send: (body: Buffer) => void) {
	const of = (stream: number) => createCredits((bytes) => send(creditBody(stream, bytes)));
	return { [STREAM.stdout]: of(STREAM.stdout), [STREAM.stderr]: of(STREAM.stderr) };
}

/** 503: calls fail with this while the agent is not there. */
function away(): BoxError {
	return new BoxError({
		code: 'host-agent-away',
		status: 503,
		message: 'The part of the box that works on the host was restarted.',
		hint: 'Pups go on. Try again in a moment.'
	});
}

/**
 * Connects to the agent, and again whenever it went away.
 * @param deps.socketPath where the agent listens
 */
export function createAgentHost(deps: {
	paths: HostPaths;
	names: HostNames;
	socketPath: string;
	/** Told why a connection was ended from this side. */
	onBroken?: (error: unknown) => void;
}): AgentHost {
	const pending = new Map<number, Pending>();
	const listeners = new Set<(connected: boolean) => void>();
	const waiters = new Set<() => void>();
	let socket: Socket | null = null;
	let closed = false;
	/** There was a connection once. */
	let met = false;
	let again: NodeJS.Timeout | undefined;
	let lastCall = 0;

	function tryToConnect(): void {
		const next = connect(deps.socketPath);
		// Nothing that runs waits for the connection itself; calls do.
		next.unref();
		let was = false;
		next.once('connect', () => {
			was = met = true;
			socket = next;
			for (const wake of [...waiters]) wake();
			for (const listener of listeners) listener(true);
		});
		const read = createFrameReader(take);
		next.on('data', (chunk: Buffer) => {
			try {
				read(chunk);
			} catch (error) {
				next.destroy();
				deps.onBroken?.(error);
			}
		});
		next.on('error', () => {});
		next.once('close', () => {
			if (socket === next) socket = null;
			if (was) {
				for (const call of pending.values()) call.reject(away());
				for (const listener of listeners) listener(false);
			}
			if (!closed) again = setTimeout(tryToConnect, AGAIN_MS).unref();
		});
	}

	function take({ kind, call, body }: Frame): void {
		const entry = pending.get(call);
		if (!entry) return;
		const { channel } = entry;
		if (kind === FRAME.result || kind === FRAME.error) settle(entry, kind, body);
		else if (kind === FRAME.line && !linePassed(entry, body.toString('utf8'))) send(FRAME.cancel, call);
		else if (kind === FRAME.credit) channel?.input.credit(parseCredit(body).bytes);
		else if (channel && (kind === FRAME.stdout || kind === FRAME.stderr)) {
			const [stream, to] =
				kind === FRAME.stdout ? [STREAM.stdout, channel.pair.stdout] : [STREAM.stderr, channel.pair.stderr];
			const { length } = body;
			// Where nobody reads any more it is thrown away, or the verb would wait for ever.
			const taken = () => void (pending.has(call) && channel.taken[stream](length));
			if (to.destroyed) taken();
			else to.write(body, taken);
		}
	}

	const requestBody = (verb: string, args: unknown) =>
		JSON.stringify({ verb, args, disk: deps.paths.storageMount ?? null });

	function send(kind: number, call: number, body?: Buffer | string): void {
		if (socket && !socket.destroyed) writeFrame(socket, kind, call, body);
	}

	/** Resolves when there is a connection. @throws BoxError `host-agent-away` after a while */
	async function reached(signal: AbortSignal | undefined): Promise<void> {
		if (socket) return;
		await new Promise<void>((resolve, reject) => {
			const over = (error?: unknown) => {
				clearTimeout(timer);
				waiters.delete(wake);
				signal?.removeEventListener('abort', aborted);
				if (error === undefined) resolve();
				else reject(error as Error);
			};
			const wake = () => over();
			const aborted = () => over(signal?.reason);
			const timer = setTimeout(() => over(away()), closed ? 0 : met ? WAIT_MS : FIRST_WAIT_MS);
			waiters.add(wake);
			signal?.addEventListener('abort', aborted, { once: true });
		});
	}

	/**
	 * Sends a request and waits for its end. A cancelled one is waited for too: what it undoes is
	 * undone then.
	 */
	async function ask(
		kind: number,
		body: string,
		signal: AbortSignal | undefined,
		onLine: Pending['onLine'],
		begin?: (call: number) => Pending['channel']
	): Promise<unknown> {
		signal?.throwIfAborted();
		if (!socket) await reached(signal);
		do lastCall = (lastCall + 1) >>> 0;
		while (pending.has(lastCall));
		const call = lastCall;
		const cancel = () => send(FRAME.cancel, call);
		socket?.ref();
		try {
			return await new Promise((resolve, reject) => {
				if (!socket) return reject(away());
				pending.set(call, { resolve, reject, onLine, channel: null });
				send(kind, call, body);
				pending.get(call)!.channel = begin?.(call) ?? null;
				signal?.addEventListener('abort', cancel, { once: true });
			});
		} catch (error) {
			throw signal?.aborted ? signal.reason : error;
		} finally {
			pending.delete(call);
			signal?.removeEventListener('abort', cancel);
			if (pending.size === 0) socket?.unref();
		}
	}

	tryToConnect();
	return {
		paths: deps.paths,
		names: deps.names,
		async call<Result>(
			verb: { name: string; args: Parameters<typeof checkedFor>[1] },
			args: unknown,
			options: { signal?: AbortSignal | undefined; onLine?: ((line: string) => void) | undefined } = {}
		) {
			checkedFor(verb.name, verb.args, args);
			const body = requestBody(verb.name, args);
			return (await ask(FRAME.call, body, options.signal, options.onLine)) as Result;
		},
		open(verb, args, options = {}) {
			const pair = createChannelPair<unknown>();
			const abort = new AbortController();
			let number: number | null = null;
			const waiting: string[] = [];
			const giveUp = () => {
				abort.abort(options.signal?.aborted ? options.signal.reason : new Error('the channel was closed'));
				pair.destroy();
			};
			const run = async () => {
				checkedFor(verb.name, verb.args, args);
				options.signal?.throwIfAborted();
				options.signal?.addEventListener('abort', giveUp, { once: true });
				const body = requestBody(verb.name, args);
				return ask(FRAME.open, body, abort.signal, options.onLine, (call) => {
					number = call;
					for (const message of waiting.splice(0)) send(FRAME.message, call, message);
					const input = createOutflow(
						pair.stdin,
						(piece) => send(FRAME.stdin, call, piece),
						() => send(FRAME.stdin, call)
					);
					const taken = creditsOf((body) => send(FRAME.credit, call, body));
					return { pair, input, taken };
				});
			};
			let over = false;
			const result = run().finally(() => {
				over = true;
				options.signal?.removeEventListener('abort', giveUp);
				pair.end();
			});
			result.catch(() => {});
			return {
				stdin: pair.stdin,
				stdout: pair.stdout,
				stderr: pair.stderr,
				send(message) {
					const text = JSON.stringify(checkedFor(verb.name, verb.messages, message));
					if (over) return;
					if (number === null) waiting.push(text);
					else send(FRAME.message, number, text);
				},
				result: result as Promise<never>,
				close: giveUp
			};
		},
		connected: () => socket !== null,
		onChange(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		close() {
			closed = true;
			clearTimeout(again);
			socket?.destroy();
			for (const wake of [...waiters]) wake();
		}
	};
}
