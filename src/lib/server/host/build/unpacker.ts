/**
 * Unpacks untrusted archives with a separate program (`src/unpack/main.ts`), as the mapped root in
 * its own namespaces. Its output is trusted as little as the archives.
 */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { showPlain } from '../../../contract/hidden-characters.ts';
import type { UnpackOptions } from '../../files/index.ts';
import { createOwnGroup, type OwnGroup } from '../own-group.ts';
import { requireProgram } from '../programs.ts';
import { systemCalls } from '../system-calls.ts';
import type { Launched } from '../spawn.ts';
import type { VerbContext } from '../verb.ts';
import { endLaunched, killGroup } from './confined.ts';
import { NOT_MADE, SPENT, TREE_INSIDE, UNPACK_CALLS, UNPACK_SCRIPT } from './unpack-script.ts';

/** How to unpack one archive: the options that can be encoded as JSON. */
export type Unpacking = Omit<UnpackOptions, 'onEntry' | 'onRead' | 'decompress' | 'signal'>;

/** Flags of node. A layer may have a million names, which all stay in memory. */
const FLAGS = ['--max-old-space-size=512'];
/** Resource limits of the unpacker and the programs it runs. */
export const UNPACK_BOUNDS = {
	/** Twice node's heap, since xz, buffers and files being written take memory too. */
	memoryBytes: 1024 ** 3,
	/** Processes and threads; node has a dozen. */
	pids: 64,
	/** Per process: the limit on hosts whose cgroups do not count memory. */
	dataBytes: 2 * 1024 ** 3,
	/** Processor time of each process. */
	seconds: 3600
};
/** Milliseconds between two checks of the group's limits. */
const POLL_MS = 500;
/** Maximum number of characters of a line, and of the final error output. */
const [MOST_LINE, MOST_WORDS] = [4096, 2000];
/** Maximum number of lines per archive: each percent, its end, an error. */
const LINES_EACH = 102;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const words = v.pipe(
	v.string(),
	v.maxLength(1000),
	v.transform((text) => showPlain(text))
);

/** A line of the unpacker's output. */
const answer = v.union([
	v.strictObject({ percent: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)) }),
	/** The archive is done; `skipped`: devices, FIFOs and sockets, which are skipped. */
	v.strictObject({ entries: count, skipped: count }),
	v.strictObject({
		error: v.picklist(['bad-archive', 'unsupported-archive', 'archive-too-large', 'wrong-hash']),
		message: words,
		hint: v.optional(words)
	}),
	/** A system error code: `ENOSPC`. */
	v.strictObject({ failed: v.pipe(v.string(), v.regex(/^E[A-Z0-9]{1,20}$/)) })
]);

type UnpackerLine = v.InferOutput<typeof answer>;

/** The contents of an archive. */
export interface UnpackedArchive {
	entries: number;
	/** Number of skipped entries. */
	skipped: number;
}

export interface UnpackListener {
	/** Progress of the current archive; not reported when a program unpacks it. */
	onPercent?: (percent: number) => void;
	onDone?: (archive: UnpackedArchive) => void;
}

/**
 * Unpacks archives into a folder, one after the other, in one process. `unpackArchive` of the files
 * module says what happens to each entry. Ids are in the mapped range. When it returns or throws,
 * all its processes have ended.
 * @param tree absolute folder, owned by the mapped root; nobody else may write to it. After an
 *   error its contents are partial and must be removed
 * @param archives paths that root can open
 * @param bounds for tests
 * @throws BoxError 422 `bad-archive`, `unsupported-archive`, `archive-too-large`, `wrong-hash`;
 *   500 `sandbox-failed`, `unpacker-failed`; 503 `program-missing`; a system error with its `code`
 *   (ENOSPC …); the signal's reason
 */
export async function unpackConfined(
	context: VerbContext,
	tree: string,
	archives: readonly { path: string; how: Unpacking }[],
	listener: UnpackListener = {},
	bounds = UNPACK_BOUNDS
): Promise<void> {
	const { signal, unpacker } = context;
	const calls = systemCalls();
	if (unpacker === undefined || !calls) throw sandboxFailed('not on this system');
	signal?.throwIfAborted();
	const group = await createOwnGroup(context.names, bounds);
	try {
		const numbers = [bounds.seconds, bounds.dataBytes, group.entries.length, archives.length];
		const running = await context.launch(
			requireProgram('perl'),
			[
				...['-e', UNPACK_SCRIPT, ...UNPACK_CALLS.map((name) => String(calls[name]))],
				...[String(context.names.idBase), tree, process.execPath, unpacker, ...numbers.map(String)],
				...[...group.entries, ...archives.map(({ path }) => path), ...FLAGS]
			],
			{ cwd: '/' }
		);
		await readToEnd(running, archives, listener, group, signal);
	} finally {
		await group.remove();
	}
}

async function readToEnd(
	running: Launched,
	archives: readonly { how: Unpacking }[],
	listener: UnpackListener,
	group: OwnGroup,
	signal: AbortSignal | undefined
): Promise<void> {
	const kill = () => killGroup(running.pid);
	signal?.addEventListener('abort', kill, { once: true });
	if (signal?.aborted) kill();
	// A program that was refused a new process may run forever.
	const watch = setInterval(() => {
		const { oomKills, pidsRefused } = group.hits();
		if (oomKills + pidsRefused > 0) kill();
	}, POLL_MS);
	running.stdin.on('error', () => {});
	running.stdin.end(`${JSON.stringify({ tree: TREE_INSIDE, archives: archives.map(({ how }) => how) })}\n`);
	const [said, lastWords] = [readAnswers(running.stdout, archives.length, listener, kill), readTail(running.stderr)];
	try {
		const exitCode = await running.exited;
		// Pipes close when the last process with an open end has ended.
		const [{ done, failure }, tail] = await Promise.all([said, lastWords]);
		signal?.throwIfAborted();
		const failed = failure !== null || exitCode !== 0 || done < archives.length;
		if (failed) refuseTooMuch(group, exitCode, tail);
		if (failure) throw failure as Error;
		if (exitCode === NOT_MADE) throw sandboxFailed(tail);
		if (failed) throw unpackerFailed(`it ended with status ${exitCode}`, tail);
	} finally {
		clearInterval(watch);
		signal?.removeEventListener('abort', kill);
		endLaunched(running);
	}
}

/**
 * Checks the limits first, since they cause other errors: xz killed for memory reports bad data.
 * @throws BoxError `unpacker-failed` when a limit was reached
 */
function refuseTooMuch(group: OwnGroup, exitCode: number, tail: string): void {
	const { oomKills, pidsRefused } = group.hits();
	if (oomKills > 0) throw unpackerFailed('it took more memory than it may', tail);
	if (pidsRefused > 0) throw unpackerFailed('it started more processes than it may', tail);
	if (exitCode === SPENT) throw unpackerFailed('it took more time of processors than it may', tail);
}

interface Said {
	/** Number of unpacked archives. */
	done: number;
	failure: unknown;
}

/**
 * Reads the output to its end, even after invalid lines: the folder must not be touched before.
 * @param stop ends the unpacker
 */
async function readAnswers(
	stream: Readable,
	archives: number,
	listener: UnpackListener,
	stop: () => void
): Promise<Said> {
	const said: Said = { done: 0, failure: null };
	let rest = '';
	let lines = 0;
	const take = (line: string) => {
		if (line.length > MOST_LINE || ++lines > LINES_EACH * archives) throw unpackerFailed('it said too much');
		const answered = answerIn(line);
		if ('percent' in answered) listener.onPercent?.(answered.percent);
		else if ('entries' in answered) {
			if (++said.done > archives) throw unpackerFailed('it said too much');
			listener.onDone?.(answered);
		} else throw errorOf(answered);
	};
	stream.setEncoding('utf8');
	stream.on('data', (chunk: string) => {
		if (said.failure !== null) return;
		const whole = (rest + chunk).split('\n');
		rest = whole.pop() ?? '';
		try {
			whole.forEach(take);
			if (rest.length > MOST_LINE) throw unpackerFailed('it said too much');
		} catch (error) {
			said.failure = error;
			stop();
		}
	});
	await finished(stream).catch(() => {});
	return said;
}

/** @throws BoxError `unpacker-failed` for an invalid line */
function answerIn(line: string): UnpackerLine {
	try {
		return v.parse(answer, JSON.parse(line));
	} catch {
		throw unpackerFailed('what it said has no meaning');
	}
}

function errorOf(said: Extract<UnpackerLine, { error: string } | { failed: string }>): Error {
	if ('failed' in said) {
		const error = new Error(`The archive could not be unpacked: ${said.failed}.`);
		return Object.assign(error, { code: said.failed });
	}
	const { error: code, message, hint } = said;
	return new BoxError({ code, status: 422, message, ...(hint !== undefined && { hint }) });
}

/** Returns the end of a stream, made safe to display. */
async function readTail(stream: Readable): Promise<string> {
	let tail = '';
	stream.setEncoding('utf8');
	stream.on('data', (chunk: string) => (tail = (tail + chunk).slice(-MOST_WORDS)));
	await finished(stream).catch(() => {});
	return showPlain(tail.trim(), ' ').slice(0, 300);
}

function sandboxFailed(why: string): BoxError {
	return new BoxError({
		code: 'sandbox-failed',
		status: 500,
		message: `The sandbox for unpacking archives could not be created: ${why}`,
		hint: 'Namespaces must be allowed on this host (sysctl user.max_user_namespaces).'
	});
}

function unpackerFailed(why: string, words = ''): BoxError {
	return new BoxError({
		code: 'unpacker-failed',
		status: 500,
		message: `The archive was not unpacked. The program that unpacks it failed: ${why}.`,
		hint: 'Try again. If it fails again, the archive is too large for this host, or malicious.',
		...(words && { cause: new Error(words) })
	});
}
