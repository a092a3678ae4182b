/** Terminals of the owner in pups: shells that keep running when the page is closed. */
import * as v from 'valibot';
import { execExit } from './exec.ts';
import { terminalSize } from './terminal-size.ts';

export const terminalInfo = v.object({
	id: v.string(),
	service: v.string(),
	/** The shell that runs in it. */
	shell: v.string(),
	/** Milliseconds since the epoch. */
	openedAt: v.number(),
	/** Whether a client is attached now. */
	attached: v.boolean(),
	/** How its shell ended; null while it runs. */
	exit: v.nullable(execExit)
});
export type TerminalInfo = v.InferOutput<typeof terminalInfo>;

/** Messages of a client that attaches to a terminal. The first is `attach`. */
export const attachedClient = v.variant('type', [
	v.object({
		type: v.literal('attach'),
		...terminalSize.entries,
		/**
		 * Bytes of its output that the client already has. The answer says at which byte it
		 * continues.
		 */
		from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0)
	}),
	v.object({ type: v.literal('input'), text: v.pipe(v.string(), v.maxLength(65_536)) }),
	v.object({ type: v.literal('resize'), ...terminalSize.entries }),
	/**
	 * Number of output bytes that were shown, counted from the first. Until it is sent, at most 128
	 * KiB are delivered.
	 */
	v.object({ type: v.literal('seen'), to: v.pipe(v.number(), v.integer(), v.minValue(0)) })
]);
export type AttachedClientMessage = v.InferOutput<typeof attachedClient>;

/** Text messages of the box; the output itself is sent as binary messages. */
export const attachedServer = v.variant('type', [
	/**
	 * `from`: the first byte that is sent. If it is higher than requested, the output between is
	 * lost.
	 */
	v.object({ type: v.literal('attached'), from: v.number() }),
	v.object({ type: v.literal('exit'), ...execExit.entries }),
	/** Another client is attached now; the socket is closed. */
	v.object({ type: v.literal('replaced') }),
	v.object({ type: v.literal('error'), code: v.string(), message: v.string() })
]);
export type AttachedServerMessage = v.InferOutput<typeof attachedServer>;

/** Bytes that may be in flight to a viewer that has not confirmed that they were shown. */
export const TERMINAL_WINDOW = 128 * 1024;
