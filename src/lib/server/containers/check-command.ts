/** Performs a health check by a command in a container. */
import type { Readable } from 'node:stream';
import { showPlain } from '../../contract/hidden-characters.ts';
import type { Found } from './judge.ts';
import type { ContainerEngine } from './types.ts';

/** Most bytes of a command's output that are kept. */
const OUTPUT_BYTES = 4096;
/** A command that prints more than this is ended, bytes: its output passes through dogeboxd. */
const OUTPUT_MOST = 64 * 1024;
const LINE = 160;

export interface CommandCheck {
	/** Id of the pup or box. */
	id: string;
	/** Name of the process in whose container the command runs. */
	process: string;
	argv: readonly string[];
	timeoutMs: number;
}

export interface CommandFound {
	found: Found;
	/** Null: the command did not end by itself. */
	exitCode: number | null;
	/** The beginning of its output. */
	output: string;
}

/**
 * Runs the command. Never rejects. Cuts its output, and ends a command that prints too much.
 * @returns null where the process could not be checked, which says nothing about its health
 */
export async function checkByCommand(
	{ id, process, argv, timeoutMs }: CommandCheck,
	engine: Pick<ContainerEngine, 'exec'>
): Promise<CommandFound | null> {
	const name = `“${argv[0]?.split('/').at(-1)?.slice(0, 60)}”`;
	const failed = (text: string, output = '', exitCode: number | null = null) => ({
		found: { ok: false, text },
		exitCode,
		output
	});
	try {
		const session = await engine.exec(id, process, { argv: [...argv], timeoutMs });
		session.stdin.end();
		let flooded = false;
		const tooMuch = () => {
			flooded = true;
			session.close();
		};
		const [out, err, { exitCode, reason }] = await Promise.all([
			beginning(session.stdout, tooMuch),
			beginning(session.stderr, tooMuch),
			session.ended
		]);
		const output = `${out}${err}`.slice(0, OUTPUT_BYTES);
		if (flooded) return failed(`${name} prints too much.`, output);
		if (reason === 'timeout') return failed(`${name} does not answer within ${timeoutMs / 1000} s.`, output);
		if (exitCode === 0) return { found: { ok: true, text: `${name} ends with exit code 0.` }, exitCode, output };
		const line = firstLine(err) || firstLine(out);
		return failed(`${name} ends with exit code ${exitCode}${line ? `: ${line}` : ''}.`, output, exitCode);
	} catch (error) {
		const code = (error as { code?: string }).code;
		if (code === 'command-not-found') return failed(`${name} is not there inside of the container.`);
		// The process has just ended, or too many commands run in its container at the moment.
		if (code === 'service-not-running' || code === 'too-many-sessions') return null;
		return failed(`${name} could not be run.`);
	}
}

async function beginning(stream: Readable, tooMuch: () => void): Promise<string> {
	const kept: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		if (size < OUTPUT_BYTES) kept.push(chunk.subarray(0, OUTPUT_BYTES - size));
		size += chunk.length;
		if (size > OUTPUT_MOST) tooMuch();
	}
	return Buffer.concat(kept).toString('utf8');
}

function firstLine(text: string): string {
	const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
	return showPlain(line).trim().slice(0, LINE).replace(/\.$/, '');
}
