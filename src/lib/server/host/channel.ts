/**
 * Streaming verbs: what runs long and talks both ways (exec, terminals, uploads, logs). Caller and
 * verb hold the two ends of a channel: three byte streams with back-pressure, messages beside them,
 * and one result.
 */
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type * as v from 'valibot';
import { HELD_BYTES } from '../held-bytes.ts';
import type { VerbContext } from './context.ts';

/** The caller's end. */
export interface HostChannel<Message = never, Result = unknown> {
	/** Ending it tells the verb that nothing more comes. */
	readonly stdin: Writable;
	/** Ends when the verb ends, also when it failed; `result` alone says why. */
	readonly stdout: Readable;
	readonly stderr: Readable;
	/**
	 * Sends the verb something beside its input: a window's size, a signal. Lost where the verb has
	 * ended.
	 * @throws BoxError `invalid-host-call` when it does not fit the verb's schema
	 */
	send(message: Message): void;
	/** What the verb gave when it ended, or its error. Need not be looked at. */
	readonly result: Promise<Result>;
	/** Aborts the verb's signal and ends the streams. Nothing where it has ended. */
	close(): void;
}

/**
 * The verb's end. Its streams emit no errors that it would have to handle; a caller that went away
 * is what the signal says.
 */
export interface VerbChannel<Message = never> {
	readonly stdin: Readable;
	readonly stdout: Writable;
	readonly stderr: Writable;
	/**
	 * Called with each message, from the first on: those that came before are kept for it. One
	 * listener.
	 */
	onMessage(fn: (message: Message) => void): void;
}

/** A privileged operation that streams. */
export interface StreamVerb<Args, Message, Result> {
	readonly name: string;
	readonly args: v.GenericSchema<unknown, Args>;
	readonly messages: v.GenericSchema<unknown, Message>;
	readonly run: (args: Args, context: VerbContext, channel: VerbChannel<Message>) => Promise<Result>;
}

/**
 * Declares a streaming verb; only gives it its types.
 * @param messages schema of what the caller may send; `v.never()` for nothing
 * @param run its output streams are ended for it when it settles
 */
export function streamVerb<Args, Message, Result>(
	name: string,
	args: v.GenericSchema<unknown, Args>,
	messages: v.GenericSchema<unknown, Message>,
	run: (args: Args, context: VerbContext, channel: VerbChannel<Message>) => Promise<Result>
): StreamVerb<Args, Message, Result> {
	return { name, args, messages, run };
}

/** Messages kept for a verb that does not listen yet. */
const MAX_KEPT = 64;

/**
 * Both ends of the streams and messages of one channel. The agent and the host in this process
 * share it.
 */
export interface ChannelPair<Message> {
	readonly stdin: PassThrough;
	readonly stdout: PassThrough;
	readonly stderr: PassThrough;
	readonly verbEnd: VerbChannel<Message>;
	deliver(message: Message): void;
	/** Ends all three; what was written can still be read. */
	end(): void;
	/** Ends all three and discards what was not read. */
	destroy(): void;
}

export function createChannelPair<Message>(): ChannelPair<Message> {
	const stdin = new PassThrough({ highWaterMark: HELD_BYTES });
	const stdout = new PassThrough({ highWaterMark: HELD_BYTES });
	const stderr = new PassThrough({ highWaterMark: HELD_BYTES });
	const streams = [stdin, stdout, stderr];
	// A write to an end that is gone must not end the process; the signal or the result says what
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

/** One side of a streaming verb; see {@link openChannel}. */
interface ChannelWork<Checked, Message, Result> {
	/** Of the arguments; its error becomes the result. */
	check(): Checked;
	/** Carries the verb out. @param signal aborted by `close`, and by whoever asked */
	run(checked: Checked, signal: AbortSignal): Promise<Result>;
	send(message: Message): void;
	/** It is over, however it ended. */
	ended(): void;
}

/**
 * The caller's end of a streaming verb, in this process or at the agent: it is given up by `close`
 * or by a signal, and its streams end with it.
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
	// Whoever opened it may not look.
	result.catch(() => {});
	const { stdin, stdout, stderr } = pair;
	return { stdin, stdout, stderr, send: (message) => work.send(message), result, close: giveUp };
}

/**
 * Runs a streaming verb in this process.
 * @param check of the arguments; its error becomes the result
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
