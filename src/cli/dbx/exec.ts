/** `dbx exec` runs a command inside a pup, with its input, its terminal and its exit code. */
import type { ExecOutput, TerminalClientMessage, TerminalServerMessage } from '../../lib/contract/exec.ts';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { terminalEnv, terminalSize } from './own-terminal.ts';
import { needTerminal, passThrough, type Said } from './pass-through.ts';

export interface ExecOptions {
	service?: string | undefined;
	cwd?: string | undefined;
	env?: Record<string, string>;
	interactive?: boolean | undefined;
	tty?: boolean | undefined;
	timeoutMs?: number | undefined;
}

const bytesOf = (output: ExecOutput) =>
	'text' in output ? Buffer.from(output.text) : Buffer.from(output.base64, 'base64');

/** Exit codes of commands that did not start, as container managers define them. */
function beginFailure(code: string, message: string): Failure {
	if (code === 'command-not-found') return new Failure(EXIT.execNotFound, message);
	if (code === 'command-not-executable') return new Failure(EXIT.execNotExecutable, message);
	return new Failure(EXIT.execFailed, message);
}

function read(data: Buffer): Said | null {
	const message = JSON.parse(data.toString()) as TerminalServerMessage;
	if (message.type === 'output') return { to: message.stream, bytes: bytesOf(message.output) };
	if (message.type === 'exit') return { exit: message.exitCode };
	if (message.type === 'error') throw beginFailure(message.code, message.message);
	return null;
}

/**
 * Runs a command and returns its exit code.
 * @param pupId id of the pup
 * @throws Failure with 125 to 127 when it did not start
 */
export async function exec(session: Session, pupId: string, argv: string[], options: ExecOptions): Promise<number> {
	const { interactive, tty = false, env, ...command } = options;
	needTerminal(session, tty);
	const input = interactive === true || tty;
	const about = { ...command, env: terminalEnv(tty, env), terminal: tty ? terminalSize() : undefined };
	const start: TerminalClientMessage = { type: 'start', argv, ...about };
	return passThrough(await session.connection().socket(`/pups/${pupId}/exec`), {
		...{ tty, input, read },
		first: [start, ...(input ? [] : [{ type: 'input-end' } satisfies TerminalClientMessage])],
		typed: (bytes) =>
			JSON.stringify({ type: 'input-bytes', base64: bytes.toString('base64') } satisfies TerminalClientMessage)
	});
}
