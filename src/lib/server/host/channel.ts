/**
 * Streaming verbs: long-running operations with traffic in both directions (exec, terminals,
 * uploads, logs). Caller and verb each hold one end of a channel: three byte streams with
 * back-pressure, messages beside them, and one result.
 */
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type * as v from 'valibot';
import { HELD_BYTES } from '../held-bytes.ts';
import type { VerbContext } from './context.ts';

/** The caller's end of a channel. */
export interface HostChannel<Message = never, Result = unknown> {
	/** End it to signal end of file to the verb. */
	readonly stdin: Writable;
	/** Ends when the verb ends, also after a failure. Only `result` gives the reason. */
	readonly stdout: Readable;
	readonly stderr: Readable;
	/**
	 * Sends the verb a message outside its input: a window size, a signal. Dropped after the verb
	 * has ended.
	 * @throws BoxError `invalid-host-call` when it does not fit the verb's schema
	 */
	send(message: Message): void;
	/** The verb's return value or error. Unhandled rejections are suppressed. */
	readonly result: Promise<Result>;
	/** Aborts the verb's signal and ends the streams. Does nothing after the verb has ended. */
	close(): void;
}

/**
 * The verb's end of a channel. Its streams emit no errors that the verb would have to handle. The
 * signal is aborted when the caller goes away.
 */
export interface VerbChannel<Message = never> {
	readonly stdin: Readable;
	readonly stdout: Writable;
	readonly stderr: Writable;
	/**
	 * Registers the one listener. It receives every message; those that came earlier were queued.
	 */
	onMessage(fn: (message: Message) => void): void;
}

/** A privileged operation with streams. */
export interface StreamVerb<Args, Message, Result> {
	readonly name: string;
	readonly args: v.GenericSchema<unknown, Args>;
	readonly messages: v.GenericSchema<unknown, Message>;
	readonly run: (args: Args, context: VerbContext, channel: VerbChannel<Message>) => Promise<Result>;
}

/**
 * Declares a streaming verb. Exists for type inference only.
 * @param messages schema of what the caller may send; `v.never()` for nothing
 * @param run its output streams are ended when its promise settles
 */
export function streamVerb<Args, Message, Result>(
	name: string,
	args: v.GenericSchema<unknown, Args>,
	messages: v.GenericSchema<unknown, Message>,
	run: (args: Args, context: VerbContext, channel: VerbChannel<Message>) => Promise<Result>
): StreamVerb<Args, Message, Result> {
	return { name, args, messages, run };
}

/** Maximum number of messages queued for a verb that has not registered a listener. */
const MAX_KEPT = 64;

/**
 * The streams and messages of one channel, both ends. Used by the agent and by verbs that run in
 * this process.
 */
export interface ChannelPair<Message> {
	readonly stdin: PassThrough;
	readonly stdout: PassThrough;
	readonly stderr: PassThrough;
	readonly verbEnd: VerbChannel<Message>;
	deliver(message: Message): void;
	/** Ends the three streams; what was written can still be read. */
	end(): void;
	/** Ends the three streams and discards unread data. */
	destroy(): void;
}

export function createChannelPair<Message>(): ChannelPair<Message> {
	const stdin = new PassThrough({ highWaterMark: HELD_BYTES });
	const stdout = new PassThrough({ highWaterMark: HELD_BYTES });
	const stderr = new PassThrough({ highWaterMark: HELD_BYTES });
	const streams = [stdin, stdout, stderr];
	// A write to a closed stream must not end the process; the signal or the result reports what
	// happened.
	for (const stream of streams) stream.on('error', () => {});
	let listener: ((message: Message) => void) | null = null;
	const kept: Message[] = [];
	return {
		stdin,
		stdout,
		stderr,
		verbEnd: {
			stdin,
			stdout,
			stderr,
			onMessage(fn) {
				listener = fn;
				for (const message of kept.splice(0)) fn(message);
			}
		},
		deliver(message) {
			if (listener) listener(message);
			else if (kept.length < MAX_KEPT) kept.push(message);
		},
		end() {
			stdout.end();
			stderr.end();
			stdin.destroy();
		},
		destroy() {
			for (const stream of streams) stream.destroy();
		}
	};
}

/** The work behind a channel; see {@link openChannel}. */
interface ChannelWork<Checked, Message, Result> {
	/** Checks the arguments; its error becomes the result. */
	check(): Checked;
	/** Carries the verb out. @param signal aborted by `close` and by the caller's signal */
	run(checked: Checked, signal: AbortSignal): Promise<Result>;
	send(message: Message): void;
	/** Called when the verb has ended, successfully or not. */
	ended(): void;
}

/**
 * Opens the caller's end of a streaming verb that runs in this process or in the agent. `close` or
 * the caller's signal aborts the verb and destroys the streams.
 */
export function openChannel<Checked, Message, Result>(
	pair: Pick<ChannelPair<never>, 'stdin' | 'stdout' | 'stderr' | 'end' | 'destroy'>,
	work: ChannelWork<Checked, Message, Result>,
	signal: AbortSignal | undefined
): HostChannel<Message, Result> {
	const abort = new AbortController();
	const giveUp = () => {
		abort.abort(signal?.aborted ? signal.reason : new Error('the channel was closed'));
		pair.destroy();
	};
	const run = async () => {
		const checked = work.check();
		signal?.throwIfAborted();
		signal?.addEventListener('abort', giveUp, { once: true });
		return work.run(checked, abort.signal);
	};
	const result = run().finally(() => {
		signal?.removeEventListener('abort', giveUp);
		work.ended();
		pair.end();
	});
	// The caller may never await the result.
	result.catch(() => {});
	const { stdin, stdout, stderr } = pair;
	return { stdin, stdout, stderr, send: (message) => work.send(message), result, close: giveUp };
}

/**
 * Runs a streaming verb in this process.
 * @param check checks the arguments; its error becomes the result
 */
export function openLocally<Args, Message, Result>(
	verb: StreamVerb<Args, Message, Result>,
	check: () => { args: Args; checkMessage: (message: unknown) => Message },
	contextOf: (signal: AbortSignal) => VerbContext,
	signal: AbortSignal | undefined
): HostChannel<Message, Result> {
	const pair = createChannelPair<Message>();
	let checkMessage: ((message: unknown) => Message) | null = null;
	return openChannel(
		pair,
		{
			check,
			run(checked, given) {
				checkMessage = checked.checkMessage;
				return verb.run(checked.args, contextOf(given), pair.verbEnd);
			},
			send(message) {
				if (checkMessage) pair.deliver(checkMessage(message));
			},
			ended: () => void (checkMessage = null)
		},
		signal
	);
}
