/** Reads requests to create and start a command (`POST /containers/{id}/exec`). Pure. */
import * as v from 'valibot';
import type { ExecCommand } from '../../../../contract/exec.ts';
import { terminalSize } from '../../../../contract/terminal-size.ts';
import { envOf } from '../containers/request.ts';
import { badRequest } from '../errors.ts';
import { readShape } from '../read-shape.ts';

const flag = v.nullish(v.boolean(), false);
const text = v.nullish(v.string(), '');
/** `[rows, columns]`. */
const consoleSize = v.nullish(v.array(v.number()));

const askedExec = v.object({
	Cmd: v.nullish(v.array(v.string()), []),
	Env: v.nullish(v.array(v.string()), []),
	User: text,
	WorkingDir: text,
	Privileged: flag,
	Tty: flag,
	AttachStdin: flag,
	AttachStdout: flag,
	AttachStderr: flag,
	DetachKeys: text,
	ConsoleSize: consoleSize
});
export type AskedExec = v.InferOutput<typeof askedExec>;

const askedStart = v.object({ Detach: flag, Tty: flag, ConsoleSize: consoleSize });
export type AskedStart = v.InferOutput<typeof askedStart>;

/** Most characters of a request, because it is stored until the command is started. */
const MOST_CHARACTERS = 256 * 1024;

/** @throws DockerError 400 */
export function readExec(body: unknown): AskedExec {
	const asked = readShape(askedExec, body);
	if (asked.Cmd.length === 0) throw badRequest('No exec command specified');
	if (JSON.stringify(asked).length > MOST_CHARACTERS)
		throw badRequest(`The command is too long: give at most ${MOST_CHARACTERS} characters with its variables.`);
	return asked;
}

/** @throws DockerError 400 */
export const readStart = (body: unknown): AskedStart => readShape(askedStart, body);

/** The command in the form of the box, without its user. @throws DockerError 400 */
export function commandOf({ Cmd, Env, WorkingDir }: AskedExec): Omit<ExecCommand, 'user'> {
	return {
		argv: Cmd,
		...(Env.length > 0 && { env: envOf(Env) }),
		...(WorkingDir !== '' && { cwd: WorkingDir })
	};
}

/** The terminal's size from `[rows, columns]`; null when it is missing or invalid. */
export function sizeOf(size: readonly number[] | null | undefined): v.InferOutput<typeof terminalSize> | null {
	const parsed = v.safeParse(terminalSize, { rows: size?.[0], cols: size?.[1] });
	return parsed.success ? parsed.output : null;
}
