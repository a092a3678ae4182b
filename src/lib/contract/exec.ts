/**
 * Commands inside pups: their input and their result. Output is text if it is valid UTF-8, and
 * base64 otherwise.
 */
import * as v from 'valibot';
import { COMMAND_SIGNALS, terminalSize } from './terminal-size.ts';

const withoutNul = v.pipe(
	v.string(),
	v.maxLength(65_536),
	v.check((value) => !value.includes('\0'), 'This must not contain a NUL character.')
);
const insideId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

export const execCommand = v.object({
	/** Required when the pup has several services. */
	service: v.optional(v.pipe(v.string(), v.maxLength(200))),
	/** Program and arguments. No shell runs them unless one is named here. */
	argv: v.pipe(v.array(withoutNul), v.minLength(1, 'Name a program.'), v.maxLength(500)),
	/** Absolute folder inside; the service's if absent. */
	cwd: v.optional(v.pipe(withoutNul, v.startsWith('/', 'This must be an absolute folder.'))),
	/** Added to the service's environment. */
	env: v.optional(v.record(v.pipe(withoutNul, v.regex(/^[^=]+$/, 'This is not the name of a variable.')), withoutNul)),
	/** Ids inside the container; the service's if absent. */
	user: v.optional(v.object({ uid: insideId, gid: insideId })),
	/** Kills the command after this many milliseconds, at most a day. */
	timeoutMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(86_400_000)))
});
export type ExecCommand = v.InferOutput<typeof execCommand>;

/** A piece of output, as text or as base64. */
export const execOutput = v.union([v.object({ text: v.string() }), v.object({ base64: v.string() })]);
export type ExecOutput = v.InferOutput<typeof execOutput>;

export const execExit = v.object({
	/** 0–255, 128+N for signal N. */
	exitCode: v.number(),
	/** `container-ended`: its service ended, and the command with it. */
	reason: v.picklist(['exited', 'timeout', 'closed', 'container-ended'])
});

/** Messages to a running command. */
export const terminalMessages = [
	v.object({ type: v.literal('input'), text: v.string() }),
	v.object({ type: v.literal('input-bytes'), base64: v.pipe(v.string(), v.base64('This is not base64.')) }),
	/** Closes the command's input. */
	v.object({ type: v.literal('input-end') }),
	v.object({ type: v.literal('resize'), ...terminalSize.entries }),
	v.object({
		type: v.literal('signal'),
		signal: v.picklist(COMMAND_SIGNALS)
	})
] as const;
export type TerminalMessage = v.InferOutput<(typeof terminalMessages)[number]>;

/** Messages of a program that opened a terminal. The first is `start`. */
export const terminalClient = v.variant('type', [
	v.object({
		type: v.literal('start'),
		...execCommand.entries,
		/** Size of its terminal; absent for no terminal, with stdout and stderr apart. */
		terminal: v.optional(terminalSize)
	}),
	...terminalMessages
]);
export type TerminalClientMessage = v.InferOutput<typeof terminalClient>;

export const terminalServer = v.variant('type', [
	v.object({ type: v.literal('started') }),
	v.object({ type: v.literal('output'), stream: v.picklist(['stdout', 'stderr']), output: execOutput }),
	v.object({ type: v.literal('exit'), ...execExit.entries }),
	v.object({ type: v.literal('error'), code: v.string(), message: v.string() })
]);
export type TerminalServerMessage = v.InferOutput<typeof terminalServer>;
