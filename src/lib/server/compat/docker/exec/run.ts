/** Runs a command for a client, attached or detached. */
import type { ExecSession } from '../../../containers/types.ts';
import { isBoxError } from '../../../../contract/errors.ts';
import { drained } from '../../../streams/index.ts';
import type { DockerCall, Hijacked } from '../call.ts';
import type { FrameStream } from '../frames.ts';
import { NOT_EXECUTABLE, NOT_FOUND, notRun, notStarted } from '../not-run.ts';
import { createGate } from '../streams/gate.ts';

/** dockerd's message and exit code for a command that could not be started. */
export function failedStart(error: unknown, program: string): { exitCode: number; sentence: string } | null {
	if (!isBoxError(error)) return null;
	const failed = (exitCode: number, why = notRun(exitCode, program)) => ({
		exitCode,
		sentence: `OCI runtime exec failed: exec failed: ${why}`
	});
	switch (error.code) {
		case 'command-not-found':
			return failed(NOT_FOUND);
		case 'command-not-executable':
			return failed(NOT_EXECUTABLE);
		case 'no-such-folder':
			return failed(NOT_EXECUTABLE, notStarted('chdir to cwd failed: no such file or directory'));
		default:
			return null;
	}
}

/** Passes output to the client. The command blocks while the client reads too slowly. */
async function passOutput(session: ExecSession, to: Hijacked, wanted: Record<'stdout' | 'stderr', boolean>) {
	const pass = async (name: 'stdout' | 'stderr', stream: FrameStream) => {
		for await (const bytes of session[name] as AsyncIterable<Buffer>) {
			if (wanted[name] && !to.write(stream, bytes)) await drained(to.output);
		}
	};
	await Promise.all([pass('stdout', 1), pass('stderr', 2)]);
}

export interface AttachOptions {
	tty: boolean;
	stdin: boolean;
	wanted: Record<'stdout' | 'stderr', boolean>;
	detach: Buffer | null;
}

/**
 * Connects a client with a command until the command ends. When the client leaves, the command
 * keeps running, unless it has a terminal: then it gets SIGHUP.
 */
export async function attachTo(
	call: DockerCall,
	to: Hijacked,
	session: ExecSession,
	how: AttachOptions
): Promise<void> {
	let left = false;
	const gone = () => {
		if (how.tty && !left) session.signal('SIGHUP');
	};
	call.signal.addEventListener('abort', gone, { once: true });
	if (call.signal.aborted) gone();
	if (how.stdin) {
		const gate = createGate(how.detach, () => {
			left = true;
			to.end();
		});
		to.input.pipe(gate).pipe(session.stdin, { end: !how.tty });
		// The command no longer reads its input.
		session.stdin.once('close', () => to.input.unpipe(gate).resume());
		session.stdin.on('error', () => {});
	} else {
		to.input.resume();
		if (!how.tty) session.stdin.end();
	}
	try {
		await passOutput(session, to, how.wanted);
		await session.ended;
	} finally {
		call.signal.removeEventListener('abort', gone);
	}
}
