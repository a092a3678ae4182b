/** Runs a command in a box, with its input, its terminal and its exit code. */
import type { BoxExec, BoxExecClientMessage, BoxExecServerMessage } from '../../lib/contract/box-execs.ts';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { terminalEnv, terminalSize } from './own-terminal.ts';
import { needTerminal, passThrough, type Said } from './pass-through.ts';

export interface BoxExecOptions {
	cwd?: string | undefined;
	env?: Record<string, string>;
	interactive?: boolean | undefined;
	tty?: boolean | undefined;
	timeoutMs?: number | undefined;
}

function read(data: Buffer, isBinary: boolean): Said | null {
	if (isBinary) return { to: data[0] === 2 ? 'stderr' : 'stdout', bytes: data.subarray(1) };
	const message = JSON.parse(data.toString()) as BoxExecServerMessage;
	if (message.type === 'exit') return { exit: message.exitCode };
	if (message.type === 'error') throw new Failure(EXIT.execFailed, message.message);
	return null;
}

/**
 * Runs a command in a box and returns its exit code. The command keeps running if this program ends
 * first, so an interrupt without a terminal is passed on as a signal.
 * @param box id or name
 * @throws Failure of the box, or when a terminal is requested and there is none here
 */
export async function execInBox(
	session: Session,
	box: string,
	argv: string[],
	{ interactive, tty = false, env, ...command }: BoxExecOptions
): Promise<number> {
	const connection = session.connection();
	needTerminal(session, tty);
	const path = `/boxes/${encodeURIComponent(box)}/execs`;
	const stdin = interactive === true || tty;
	const begun = await connection.json<BoxExec>({
		method: 'POST',
		path,
		json: { argv, ...command, env: terminalEnv(tty, env), stdin, ...(tty && { terminal: terminalSize() }) }
	});
	const attach: BoxExecClientMessage = { type: 'attach', from: 0, streams: true, ...(tty && terminalSize()) };
	return passThrough(await connection.socket(`${path}/${begun.id}/attach`), {
		...{ tty, input: stdin, read },
		first: [attach],
		typed: (bytes) => bytes
	});
}
