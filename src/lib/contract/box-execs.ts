/**
 * Commands in boxes. What they write is recorded on the disk, so they go on when nobody looks, when
 * dogeboxd is started again, and can be looked at from any byte on.
 */
import * as v from 'valibot';
import { execCommand, execOutput } from './exec.ts';
import { COMMAND_SIGNALS, terminalSize } from './terminal-size.ts';

/** Bytes that are kept of a command's output where nothing else is said, and at most. */
export const EXEC_KEEP_BYTES = 16 * 1024 * 1024;
const LEAST_KEEP_BYTES = 65_536;
const MOST_KEEP_BYTES = 2 ** 30;
/** Commands that have ended whose output is kept, of each box; the oldest go. */
export const EXECS_KEPT = 200;
/** Bytes of input in one call. */
const MOST_INPUT = 1024 * 1024;

const { service: _service, ...command } = execCommand.entries;

export const newBoxExec = v.object({
	...command,
	/** Absent: no terminal, output and errors apart. */
	terminal: v.optional(terminalSize),
	/** Its input stays open until it is ended; else it has none. */
	stdin: v.optional(v.boolean('Give true or false.'), false),
	/** Bytes that are kept of its output. */
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
	 * `timeout`: its time was over. `closed`: it was cancelled. `container-ended`: the box stopped.
	 * `lost`: what recorded it was killed, or the host was switched off.
	 */
	reason: v.picklist(['exited', 'timeout', 'closed', 'container-ended', 'lost'])
});
export type BoxExecEnd = v.InferOutput<typeof boxExecEnd>;

export const boxExec = v.object({
	id: v.string(),
	/** Cut where it is very long. */
	argv: v.array(v.string()),
	cwd: v.nullable(v.string()),
	user: v.nullable(v.object({ uid: v.number(), gid: v.number() })),
	/** Names of what was added to its environment. Values are not kept. */
	env: v.array(v.string()),
	terminal: v.boolean(),
	/** It was started with an input. */
	stdin: v.boolean(),
	timeoutMs: v.nullable(v.number()),
	/** Milliseconds since the epoch. */
	startedAt: v.number(),
	/** Null while it runs. */
	endedAt: v.nullable(v.number()),
	end: v.nullable(boxExecEnd),
	/** Bytes of its output, kept or not; null while it runs, and where nobody counted. */
	outputBytes: v.nullable(v.number())
});
export type BoxExec = v.InferOutput<typeof boxExec>;

/** A piece of output, its place and time. */
export const boxExecOutput = v.object({
	stream: v.picklist(['stdout', 'stderr']),
	output: execOutput,
	/** Byte of the whole output at which it begins. */
	from: v.number(),
	/** When it was written, milliseconds since the epoch. */
	at: v.number()
});
/** What stood before this byte is not kept any more. */
export const boxExecGap = v.object({ from: v.number() });

export const boxExecInput = v.object({
	text: v.optional(v.pipe(v.string(), v.maxLength(MOST_INPUT))),
	base64: v.optional(v.pipe(v.string(), v.maxLength(2 * MOST_INPUT), v.base64('This is not base64.'))),
	/** Nothing more comes. */
	end: v.optional(v.boolean('Give true or false.'), false)
});

const size = { cols: v.optional(terminalSize.entries.cols), rows: v.optional(terminalSize.entries.rows) };

/** Text messages of who looks at a command; binary ones are its input. The first is `attach`. */
export const boxExecClient = v.variant('type', [
	v.object({
		type: v.literal('attach'),
		...size,
		/** Byte of its output from which on it is sent. */
		from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
		/** Each binary message begins with 1 for output or 2 for errors. */
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
