/** The agent's side of a connection: carries out the allowed verbs for one dogeboxd. */
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { createChannelPair, type ChannelPair, type StreamVerb } from '../channel.ts';
import { checkedFor, type Verb, type VerbContext } from '../verb.ts';
import {
	createFrameReader,
	creditBody,
	FRAME,
	packError,
	parseCredit,
	parseJson,
	STREAM,
	WINDOW,
	writeFrame,
	FrameError,
	type Frame
} from './frames.ts';
import { createCredits, createOutflow, type Outflow } from './stream-flow.ts';

/** Maximum number of concurrent calls and channels; a box with a hundred pups needs a tenth. */
const MAX_CALLS = 512;
/**
 * Bytes of unsent answers at which the connection is closed, because dogeboxd does not read; and at
 * which lines of output are dropped.
 */
const MAX_WAITING = 32 * 1024 * 1024;
const MAX_WAITING_LINES = 4 * 1024 * 1024;

// A list of verbs with different types of arguments.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyVerb = Verb<any, any> | StreamVerb<any, any, any>;

export interface AgentServerDeps {
	/** The verbs that dogeboxd may call. */
	verbs: readonly AnyVerb[];
	/**
	 * Returns a verb's context without its signal and line listener.
	 * @param storageMount mount point of the disk that the owner chose for pups' data, according
	 *   to the caller; not trusted
	 */
	contextFor: (storageMount: string | null) => Promise<Omit<VerbContext, 'signal' | 'onLine'>>;
	/** Writes one line per call: verb, duration, outcome. Never arguments or results. */
	audit: (entry: { verb: string; ms: number; outcome: string }) => void;
}

interface RunningCall {
	abort: AbortController;
	channel: {
		pair: ChannelPair<unknown>;
		messages: v.GenericSchema;
		out: Outflow[];
		/** Bytes of input that the caller may still send. */
		window: number;
		/** Called with the number of input bytes that were consumed. */
		taken: (bytes: number) => void;
		name: string;
	} | null;
	done: Promise<void>;
}

const request = v.strictObject({
	verb: v.pipe(v.string(), v.maxLength(100)),
	args: v.unknown(),
	disk: v.nullable(v.pipe(v.string(), v.maxLength(4096)))
});

/**
 * Serves a connection until it ends.
 * @returns resolves when the connection is closed and every call of it has ended
 */
export function serveConnection(socket: Socket, deps: AgentServerDeps): Promise<void> {
	const verbs = new Map(deps.verbs.map((verb) => [verb.name, verb]));
	const calls = new Map<number, RunningCall>();

	function answer(kind: number, call: number, body: string | Buffer): void {
		if (socket.destroyed) return;
		writeFrame(socket, kind, call, body);
		if (socket.writableLength > MAX_WAITING) socket.destroy();
	}

	function fail(call: number, error: unknown): void {
		answer(FRAME.error, call, packError(error));
	}

	function succeed(call: number, name: string, result: unknown): void {
		try {
			answer(FRAME.result, call, JSON.stringify(result) ?? '');
		} catch (error) {
			if (!(error instanceof FrameError)) throw error;
			fail(
				call,
				new BoxError({ code: 'host-answer-too-large', status: 500, message: `The answer of ${name} is too large.` })
			);
		}
	}

	function begin({ kind, call, body }: Frame): void {
		if (calls.has(call)) throw new FrameError('a number that is in use');
		const { verb: name, args, disk } = v.parse(request, parseJson(body));
		const verb = verbs.get(name);
		const streams = kind === FRAME.open;
		if (!verb || 'messages' in verb !== streams) {
			deps.audit({ verb: /^[\w.-]{1,60}$/.test(name) ? name : 'unknown', ms: 0, outcome: 'unknown-verb' });
			fail(call, new BoxError({ code: 'invalid-host-call', status: 500, message: 'The host knows no such verb.' }));
			return;
		}
		if (calls.size >= MAX_CALLS) {
			deps.audit({ verb: name, ms: 0, outcome: 'host-busy' });
			fail(
				call,
				new BoxError({
					code: 'host-busy',
					status: 503,
					message: 'The box has too many calls to the host at once.',
					hint: 'Try again in a moment.'
				})
			);
			return;
		}
		const at = performance.now();
		const abort = new AbortController();
		const running: RunningCall = { abort, channel: null, done: Promise.resolve() };
		const onLine = (line: string) => {
			if (socket.writableLength < MAX_WAITING_LINES) answer(FRAME.line, call, line.slice(0, 100_000));
		};
		const work = async (): Promise<unknown> => {
			const checked: unknown = checkedFor(name, verb.args as v.GenericSchema, args);
			const contextOf = async () => ({ ...(await deps.contextFor(disk)), signal: abort.signal, onLine });
			if (!('messages' in verb)) return verb.run(checked, await contextOf());
			// Before the first await: the caller's input may arrive in the next frame.
			const pair = createChannelPair<unknown>();
			const ends: Promise<void>[] = [];
			const flow = (source: ChannelPair<unknown>['stdout'], frame: number) => {
				let ended!: () => void;
				ends.push(new Promise((resolve) => (ended = resolve)));
				return createOutflow(source, (piece) => answer(frame, call, piece), ended);
			};
			const out = [flow(pair.stdout, FRAME.stdout), flow(pair.stderr, FRAME.stderr)];
			const taken = createCredits((bytes) => {
				channel.window += bytes;
				answer(FRAME.credit, call, creditBody(STREAM.stdin, bytes));
			});
			const messages = verb.messages as v.GenericSchema;
			const channel: NonNullable<RunningCall['channel']> = { pair, messages, out, window: WINDOW, taken, name };
			running.channel = channel;
			// A caller that cancelled does not read any more.
			abort.signal.addEventListener('abort', () => pair.destroy(), { once: true });
			try {
				return await verb.run(checked, await contextOf(), pair.verbEnd);
			} finally {
				pair.end();
				await Promise.all(ends);
			}
		};
		calls.set(call, running);
		running.done = work().then(
			(result) => {
				calls.delete(call);
				const ms = performance.now() - at;
				// The answer first: dogeboxd goes on while the line is handed to the disk.
				try {
					succeed(call, name, result);
				} finally {
					deps.audit({ verb: name, ms, outcome: 'done' });
				}
			},
			(error: unknown) => {
				calls.delete(call);
				const { code } = error as { code?: unknown };
				const outcome = abort.signal.aborted ? 'cancelled' : typeof code === 'string' ? code : 'failed';
				deps.audit({ verb: name, ms: performance.now() - at, outcome });
				fail(call, error);
			}
		);
	}

	function input(call: number, body: Buffer): void {
		const channel = calls.get(call)?.channel;
		// The call has ended.
		if (!channel) return;
		const { stdin } = channel.pair;
		if (body.length === 0) {
			stdin.end();
			return;
		}
		channel.window -= body.length;
		if (channel.window < 0) throw new FrameError('more input than was asked for');
		if (stdin.destroyed || stdin.writableEnded) return;
		stdin.write(body, (error) => {
			if (!error && !socket.destroyed) channel.taken(body.length);
		});
	}

	function take(frame: Frame): void {
		const { kind, call, body } = frame;
		const running = calls.get(call);
		if (kind === FRAME.call || kind === FRAME.open) begin(frame);
		else if (kind === FRAME.cancel) running?.abort.abort(new Error('the caller gave up'));
		else if (kind === FRAME.stdin) input(call, body);
		else if (kind === FRAME.credit) {
			const { stream, bytes } = parseCredit(body);
			if (stream === STREAM.stdin) throw new FrameError('a credit of the wrong way');
			running?.channel?.out[stream - 1]?.credit(bytes);
		} else if (kind === FRAME.message) {
			const message = parseJson(body);
			if (!running?.channel) return;
			const checked = checkedFor(running.channel.name, running.channel.messages, message);
			try {
				running.channel.pair.deliver(checked);
			} catch (error) {
				// This verb's listener failed: only its call ends, others share the connection.
				running.abort.abort(error);
			}
		} else throw new FrameError(`a frame of kind ${kind}`);
	}

	return new Promise((resolve) => {
		const read = createFrameReader(take);
		socket.on('data', (chunk: Buffer) => {
			try {
				if (!socket.destroyed) read(chunk);
			} catch (error) {
				// Any invalid input ends the connection, without a second chance.
				deps.audit({ verb: 'connection', ms: 0, outcome: `ended: ${(error as Error).message.slice(0, 100)}` });
				socket.destroy();
			}
		});
		socket.on('error', () => {});
		socket.once('close', () => {
			for (const { abort } of calls.values()) abort.abort(new Error('dogeboxd is gone'));
			void Promise.allSettled([...calls.values()].map(({ done }) => done)).then(() => resolve());
		});
		socket.resume();
	});
}
