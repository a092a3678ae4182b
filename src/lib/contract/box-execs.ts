/**
 * Commands in boxes. Their output is recorded on the disk. So a command keeps running when nobody
 * reads its output and when dogeboxd restarts, and its output can be read from any byte on.
 */
import * as v from 'valibot';
import { execCommand, execOutput } from './exec.ts';
import { COMMAND_SIGNALS, terminalSize } from './terminal-size.ts';

/** Default for the bytes that are kept of a command's output. */
export const EXEC_KEEP_BYTES = 16 * 1024 * 1024;
const LEAST_KEEP_BYTES = 65_536;
const MOST_KEEP_BYTES = 2 ** 30;
/** Ended commands whose output is kept, per box; the oldest are removed first. */
export const EXECS_KEPT = 200;
/** Most bytes of input in one call. */
const MOST_INPUT = 1024 * 1024;

const { service: _service, ...command } = execCommand.entries;

export const newBoxExec = v.object({
	...command,
	/** Size of its terminal; absent for no terminal, with stdout and stderr apart. */
	terminal: v.optional(terminalSize),
	/** Whether its stdin stays open until it is closed; otherwise it has no stdin. */
	stdin: v.optional(v.boolean('Give true or false.'), false),
	/** Bytes of its output that are kept. */
	keepBytes: v.optional(
		v.pipe(
			v.number('Give a number of bytes.'),
			v.integer('Give a whole number of bytes.'),
			v.minValue(LEAST_KEEP_BYTES, `Keep at least ${LEAST_KEEP_BYTES} bytes.`),
			v.maxValue(MOST_KEEP_BYTES, `Keep at most ${MOST_KEEP_BYTES} bytes.`)
		),
		EXEC_KEEP_BYTES
	)
});
export type NewBoxExec = v.InferOutput<typeof newBoxExec>;

export const boxExecEnd = v.object({
	/** 0–255, 128+N for signal N. */
	exitCode: v.number(),
	/**
	 * `timeout`: it exceeded its time limit. `closed`: it was cancelled. `container-ended`: the box
	 * stopped. `lost`: the process that recorded it was killed, or the host was switched off.
	 */
	reason: v.picklist(['exited', 'timeout', 'closed', 'container-ended', 'lost'])
});
export type BoxExecEnd = v.InferOutput<typeof boxExecEnd>;

export const boxExec = v.object({
	id: v.string(),
	/** Program and arguments; truncated when very long. */
	argv: v.array(v.string()),
	cwd: v.nullable(v.string()),
	user: v.nullable(v.object({ uid: v.number(), gid: v.number() })),
	/** Names of the variables added to its environment. Values are not kept. */
	env: v.array(v.string()),
	terminal: v.boolean(),
	/** Whether it was started with a stdin. */
	stdin: v.boolean(),
	timeoutMs: v.nullable(v.number()),
	/** Milliseconds since the epoch. */
	startedAt: v.number(),
	/** Null while it runs. */
	endedAt: v.nullable(v.number()),
	end: v.nullable(boxExecEnd),
	/** Bytes of its output, kept or not; null while it runs, and when unknown. */
	outputBytes: v.nullable(v.number())
});
export type BoxExec = v.InferOutput<typeof boxExec>;

/** A piece of output with its position and time. */
export const boxExecOutput = v.object({
	stream: v.picklist(['stdout', 'stderr']),
	output: execOutput,
	/** Offset of its first byte in the whole output. */
	from: v.number(),
	/** When the piece was written, milliseconds since the epoch. */
	at: v.number()
});
/** Output before this byte is no longer kept. */
export const boxExecGap = v.object({ from: v.number() });

export const boxExecInput = v.object({
	text: v.optional(v.pipe(v.string(), v.maxLength(MOST_INPUT))),
	base64: v.optional(v.pipe(v.string(), v.maxLength(2 * MOST_INPUT), v.base64('This is not base64.'))),
	/** Closes the input after this. */
	end: v.optional(v.boolean('Give true or false.'), false)
});

const size = { cols: v.optional(terminalSize.entries.cols), rows: v.optional(terminalSize.entries.rows) };

/**
 * Text messages of a client that is attached to a command; binary messages are its input. The first
 * is `attach`.
 */
export const boxExecClient = v.variant('type', [
	v.object({
		type: v.literal('attach'),
		...size,
		/** Offset in its output at which sending begins. */
		from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
		/** Prefixes each binary message with 1 for stdout or 2 for stderr. */
		streams: v.optional(v.boolean(), false)
	}),
	v.object({ type: v.literal('input'), text: v.pipe(v.string(), v.maxLength(65_536)) }),
	v.object({ type: v.literal('input-end') }),
	v.object({ type: v.literal('resize'), ...terminalSize.entries }),
	v.object({ type: v.literal('signal'), signal: v.picklist(COMMAND_SIGNALS) }),
	v.object({ type: v.literal('seen'), to: v.number() })
]);
export type BoxExecClientMessage = v.InferOutput<typeof boxExecClient>;

export const boxExecServer = v.variant('type', [
	v.object({ type: v.literal('attached'), from: v.number() }),
	v.object({ type: v.literal('gap'), from: v.number() }),
	v.object({ type: v.literal('exit'), ...boxExecEnd.entries }),
	v.object({ type: v.literal('error'), code: v.string(), message: v.string() })
]);
export type BoxExecServerMessage = v.InferOutput<typeof boxExecServer>;
