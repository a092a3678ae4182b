/** Containers of single processes, by the OCI runtime; conmon monitors each long-running one. */
import { constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError, messageOf } from '../../../contract/errors.ts';
import { terminalSize } from '../../../contract/terminal-size.ts';
import { runtimeWords } from '../command-words.ts';
import { containerId, processName } from '../confine.ts';
import { ociConfigSchema, type OciConfig } from '../oci-schema.ts';
import { identify, killProcess, type ProcessIdentity } from '../process-identity.ts';
import {
	containerFolder,
	exitFolder,
	foregroundRuntime,
	logFile,
	ociName,
	ociProgramPath,
	ociStateFolder,
	requireProgram
} from '../programs.ts';
import { settleAll } from '../../settle-all.ts';
import type { Launched } from '../spawn.ts';
import { streamVerb } from '../channel.ts';
import { verb, type VerbContext } from '../verb.ts';
import { enterGroup, expectMoves, killGroup } from './cgroup.ts';
import { endOpenLines, logLimitsIn, openLog, openLogFolder, retireLog } from './logs.ts';
import { attachRequest, beginKeeper, type Keeper } from './attaching.ts';
import { partsMade } from './parts.ts';
import { OWNER_MARK } from './sandbox.ts';
import { runSession, sessionMessage } from './session.ts';
import { keepRecord, recordText } from './state.ts';
import { checkConfig } from './config-check.ts';
import { withDevices } from './devices.ts';
import { handedDown, keepLimits, limitProcess, needPossible, processLimits } from './process-limits.ts';

/** The OCI runtime to use. */
export const runtimeProgram = v.picklist(['runc', 'crun', 'crun-private']);

/** A process that conmon monitors. */
export interface CreatedProcess {
	process: ProcessIdentity;
	monitor: ProcessIdentity | null;
}

/**
 * Creates the container of one process and its monitor; the program itself waits for
 * `container.start`. The container's group and root may still be under construction: this waits for
 * them before it reads or starts anything there.
 */
export const containerCreate = verb(
	'container.create',
	v.object({
		id: containerId,
		process: processName,
		runtime: runtimeProgram,
		config: ociConfigSchema,
		/** Size at which the log is rotated unless another is configured, bytes. */
		logBytes: v.pipe(v.number(), v.integer(), v.minValue(65_536)),
		/** Whether standard input is open; otherwise it is empty. */
		stdin: v.boolean(),
		/** Limits in addition to the usual ones. */
		limits: processLimits,
		/** Attaches to the streams from the start; null: nobody is attached. */
		attach: v.nullable(attachRequest)
	}),
	async (args, context): Promise<CreatedProcess> => {
		const bundle = join(containerFolder(context.paths, args.id), args.process);
		const name = ociName(args.id, args.process);
		const log = logFile(context.paths, args.id, args.process);
		const exits = exitFolder(context.paths);
		// The runtime will move the new process between groups.
		void expectMoves();
		const checked = partsMade(args.id).then(() => checkConfig(args.id, args.config, context));
		// It is awaited below; until then a rejection must not be reported as unhandled.
		checked.catch(() => {});
		const conmon = requireProgram('conmon');
		const program = ociProgramPath(args.runtime, context.paths);
		const lowered = handedDown(args.limits, args.config.process.rlimits !== undefined);
		mkdirSync(exits, { recursive: true, mode: 0o700 });
		rmSync(join(exits, name), { force: true });
		mkdirSync(ociStateFolder(context.paths), { recursive: true, mode: 0o711 });
		mkdirSync(join(context.paths.run, 'attach'), { recursive: true, mode: 0o700 });
		const [logBytes] = await settleAll([prepareLog(log, args.logBytes, context), needPossible(args.limits)]);
		// Limits that the runtime may not set inside are inherited from the monitor. Lowering a
		// limit is always allowed.
		const [starter = conmon, ...before] = lowered.length > 0 ? [...lowered, conmon] : [];
		// conmon opens its log and waits for a byte before it begins, so it starts in parallel.
		const launching = context.launch(
			starter,
			[
				...before,
				...['--api-version', '1', '--sync', '-c', name, '-u', name, '-n', name],
				...['-r', program, '--runtime-arg', '--root', '--runtime-arg', ociStateFolder(context.paths)],
				...['-b', bundle, '-p', join(bundle, 'pid')],
				...['-l', `k8s-file:${log}`, '--log-size-max', String(logBytes), '--no-sync-log'],
				...['--exit-dir', exits, '--socket-dir-path', join(context.paths.run, 'attach'), '--full-attach'],
				...(args.stdin ? ['--stdin'] : []),
				// A terminal's input is the terminal itself: closing it would hang up.
				...(args.config.process.terminal ? ['--terminal', '--leave-stdin-open'] : [])
			],
			{
				env: {
					// The runtime runs for milliseconds: garbage collection costs more than it
					// frees.
					GOGC: 'off',
					_OCI_STARTPIPE: '3',
					_OCI_SYNCPIPE: '4',
					[OWNER_MARK]: `${context.names.instance}/${args.id}`
				},
				pipes: ['reads', 'writes'],
				cwd: '/'
			}
		);
		// Read its answer from the start: it may end before it begins its work.
		const answering = launching.then((begun) => createdPid(begun, context.signal));
		answering.catch(() => {});
		let keeper: Keeper | null = null;
		try {
			const [monitor] = await settleAll([
				launching,
				endOpenLines(log),
				checked.then(async () => {
					await writeBundle(bundle, withDevices(args.id, args.config, context));
					await keepLimits(bundle, args.limits);
				})
			]);
			await enterGroup(monitor.pid, join(context.names.cgroup, 'monitors'), []);
			context.signal?.throwIfAborted();
			monitor.pipes[0]!.write('\n');
			const attach = args.attach && { ...args.attach, comesUp: true };
			keeper = attach && (await beginKeeper(args.id, args.process, attach, context));
			const answer = await answering;
			const process = answer.pid > 0 ? identify(answer.pid) : null;
			if (!process) {
				const words = answer.message || (await lastWords(bundle)) || 'it ended at once';
				throw startFailure(words);
			}
			await settleAll([openStreams(process.pid), limitProcess(process.pid, args.limits, context), keeper?.ready]);
			// With `--sync` conmon does not fork: the started process is the monitor itself.
			return { process, monitor: identify(monitor.pid) };
		} catch (error) {
			// conmon is in no group of the container, and a closed pipe would make it begin.
			await launching.then(({ pid }) => killProcess(pid)).catch(() => {});
			keeper?.end();
			throw error;
		} finally {
			await launching.then((begun) => begun.release()).catch(() => {});
		}
	}
);

/**
 * Lets every user of a created container open its standard streams by name (`/dev/stdout`). The
 * pipes belong to the monitor, and opening one by name checks its mode. Each pipe is opened in one
 * direction only, because the other end is the monitor's.
 */
async function openStreams(pid: number): Promise<void> {
	for (const [fd, mode] of [
		[0, 0o644],
		[1, 0o622],
		[2, 0o622]
	] as const) {
		const path = `/proc/${pid}/fd/${fd}`;
		const leads = await readlink(path).catch(() => '');
		if (leads.startsWith('pipe:')) await chmod(path, mode).catch(() => {});
	}
}

/** Starts the program of a created container and writes the record of it. */
export const containerStart = verb(
	'container.start',
	v.object({
		id: containerId,
		process: processName,
		runtime: runtimeProgram,
		/** Written as soon as the program runs; null: the caller writes it. */
		record: v.nullable(recordText)
	}),
	async (args, context): Promise<null> => {
		await letRun(args, context);
		if (args.record !== null) await keepRecord(args.id, args.record, context);
		return null;
	}
);

async function letRun(
	args: { id: string; process: string; runtime: v.InferOutput<typeof runtimeProgram> },
	context: VerbContext
): Promise<void> {
	const name = ociName(args.id, args.process);
	const state = ociStateFolder(context.paths);
	const gate = join(state, name, 'exec.fifo');
	if (await (args.runtime === 'runc' ? letRuncRun(gate) : letCrunRun(gate))) return;
	const program = ociProgramPath(args.runtime, context.paths);
	try {
		await context.spawn(program, ['--root', state, 'start', name]);
	} catch (error) {
		throw new BoxError({
			code: 'container-start-failed',
			status: 500,
			message: `The container did not start: ${runtimeWords(messageOf(error))}`,
			cause: error
		});
	}
}

/**
 * Timeout for a created container to reach its start gate, milliseconds. Usually it is already
 * there; the timeout is long for a busy host.
 */
const GATE_MS = 5000;

/**
 * Does what `runc start` does to a container without hooks. Its init process waits to write one
 * byte into a fifo and continues when somebody reads it. Then the fifo is removed; its absence
 * marks a running container to runc (runc, libcontainer/container_linux.go, `exec`). Here this
 * takes less than a millisecond; starting runc takes twenty.
 * @returns false when nothing was read: runc itself then starts it, or says why it cannot
 */
async function letRuncRun(fifo: string): Promise<boolean> {
	// Without blocking in open(2): the writer may never come.
	const gate = await open(fifo, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(() => null);
	if (gate === null) return false;
	try {
		const byte = Buffer.alloc(1);
		for (const until = performance.now() + GATE_MS; performance.now() < until; await wait(1)) {
			// An empty read is end of file before the init has opened the fifo, EAGAIN after.
			const count = await gate.read(byte, 0, 1, null).then(
				({ bytesRead }) => bytesRead,
				() => 0
			);
			if (count === 0) continue;
			await rm(fifo, { force: true });
			return true;
		}
		return false;
	} finally {
		await gate.close();
	}
}

/**
 * Does what `crun start` does to a container without hooks: its init process waits to read one byte
 * from a fifo (crun, src/libcrun/status.c, `libcrun_status_write_exec_fifo`).
 * @returns false when no process waits there: crun itself then says why it cannot
 */
async function letCrunRun(fifo: string): Promise<boolean> {
	const gate = await open(fifo, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(() => null);
	if (gate === null) return false;
	try {
		// If the init process has ended meanwhile, crun reports the reason.
		const wrote = await gate.write('1').then(
			() => true,
			() => false
		);
		if (wrote) await rm(fifo, { force: true });
		return wrote;
	} finally {
		await gate.close();
	}
}

/**
 * Runs a container in the foreground until it ends; the caller handles its streams and removes its
 * remains.
 * @throws BoxError 500 `container-start-failed` with the runtime's message
 */
export const containerRun = streamVerb(
	'container.run',
	v.object({
		id: containerId,
		process: processName,
		runtime: runtimeProgram,
		config: ociConfigSchema,
		/** Null: three pipes. */
		terminal: v.nullable(terminalSize)
	}),
	sessionMessage,
	async (args, context, channel): Promise<{ exitCode: number }> => {
		await checkConfig(args.id, args.config, context);
		const bundle = join(containerFolder(context.paths, args.id), args.process);
		const runtime = foregroundRuntime(args.runtime, args.terminal === null, context.paths);
		await writeBundle(bundle, args.config);
		const state = ociStateFolder(context.paths);
		await mkdir(state, { recursive: true, mode: 0o711 });
		const pidFile = join(bundle, 'pid');
		return runSession(
			{
				...runtime,
				args: ['--root', state, 'run', '--bundle', bundle, '--pid-file', pidFile, ociName(args.id, args.process)],
				env: { [OWNER_MARK]: `${context.names.instance}/${args.id}` },
				terminal: args.terminal,
				pidFile,
				killAll: () => killGroup(args.id, context),
				failure: startFailure
			},
			context,
			channel
		);
	}
);

/** Writes the bundle synchronously: the folder is in memory, so a call takes microseconds. */
async function writeBundle(bundle: string, config: OciConfig): Promise<void> {
	mkdirSync(dirname(bundle), { recursive: true, mode: 0o711 });
	if (existsSync(bundle)) await rm(bundle, { recursive: true, force: true });
	mkdirSync(bundle, { mode: 0o700 });
	// The environment may hold passwords.
	writeFileSync(join(bundle, 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

/**
 * Rotates a log that is already full, because conmon counts only its own output.
 * @returns size at which the log is rotated, bytes
 */
async function prepareLog(log: string, bytes: number, context: VerbContext): Promise<number> {
	await openLogFolder(dirname(log), context);
	const maxBytes = (await logLimitsIn(dirname(log)))?.fileBytes ?? bytes;
	const size = await stat(log).then(
		(found) => found.size,
		() => 0
	);
	if (size >= maxBytes) await retireLog(log);
	await openLog(log, context);
	return maxBytes;
}

/** Reads conmon's line about the result of the creation. Format: conmon(8), “_OCI_SYNCPIPE”. */
function createdPid(monitor: Launched, signal: AbortSignal | undefined): Promise<{ pid: number; message: string }> {
	const [, sync] = monitor.pipes;
	return new Promise((resolve, reject) => {
		let text = '';
		let words = '';
		const done = () => {
			signal?.removeEventListener('abort', abort);
			const line = text.split('\n')[0] ?? '';
			try {
				const answer = JSON.parse(line) as { data?: unknown; message?: unknown };
				resolve({ pid: Number(answer.data), message: typeof answer.message === 'string' ? answer.message : words });
			} catch {
				resolve({ pid: -1, message: words || line });
			}
		};
		const abort = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('cancelled'));
		signal?.addEventListener('abort', abort, { once: true });
		if (signal?.aborted) return abort();
		monitor.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
		sync!.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			if (text.includes('\n')) done();
		});
		sync!.once('end', done);
	});
}

function startFailure(words: string): BoxError {
	const message = `The container did not start: ${runtimeWords(words)}`;
	return new BoxError({ code: 'container-start-failed', status: 500, message });
}

/** Reads the runtime's own error output of a failed create, when conmon reported none. */
async function lastWords(bundle: string): Promise<string> {
	return (await readFile(join(bundle, 'stderr'), 'utf8').catch(() => '')).trim();
}
