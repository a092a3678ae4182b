/** Terminals of the owner in pups: shells that outlive the page they were opened from. */
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
	/** Somebody looks at it now. */
	attached: v.boolean(),
	/** How its shell ended; null while it runs. */
	exit: v.nullable(execExit)
});
export type TerminalInfo = v.InferOutput<typeof terminalInfo>;

/** Messages of who looks at a terminal. The first is `attach`. */
export const attachedClient = v.variant('type', [
	v.object({
		type: v.literal('attach'),
		...terminalSize.entries,
		/** Bytes of its output that are known already; the answer says where it goes on. */
		from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0)
	}),
	v.object({ type: v.literal('input'), text: v.pipe(v.string(), v.maxLength(65_536)) }),
	v.object({ type: v.literal('resize'), ...terminalSize.entries }),
	/**
	 * So many bytes of its output were shown, from the first on. Without it no more than 128 KiB
	 * come.
	 */
	v.object({ type: v.literal('seen'), to: v.pipe(v.number(), v.integer(), v.minValue(0)) })
]);
export type AttachedClientMessage = v.InferOutput<typeof attachedClient>;

/** Text messages of the box; the output itself comes as binary messages. */
export const attachedServer = v.variant('type', [
	/** `from`: the first byte that comes. Higher than was asked for: what lay between is gone. */
	v.object({ type: v.literal('attached'), from: v.number() }),
	v.object({ type: v.literal('exit'), ...execExit.entries }),
	/** Somebody else looks at it now; the socket is closed. */
	v.object({ type: v.literal('replaced') }),
	v.object({ type: v.literal('error'), code: v.string(), message: v.string() })
]);
export type AttachedServerMessage = v.InferOutput<typeof attachedServer>;

/** Bytes that may be on the way to a viewer who has not said that they were shown. */
export const TERMINAL_WINDOW = 128 * 1024;
