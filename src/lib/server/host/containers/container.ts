/** Containers of single processes, through the OCI runtime; conmon owns each long-running one. */
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { terminalSize } from '../../../contract/exec.ts';
import { containerId, isWithin, processName } from '../confine.ts';
import { ociConfigSchema, type OciConfig } from '../oci-schema.ts';
import { mappedFolder, RANGE_SIZE, removeMountPoints } from '../ids/index.ts';
import { openFilesLimit } from '../limits.ts';
import { identify, killProcess, type ProcessIdentity } from '../process-identity.ts';
import {
	containerFolder,
	exitFolder,
	findProgram,
	logFile,
	ociName,
	ociProgramPath,
	ociStateFolder,
	parseOciName,
	requireProgram
} from '../programs.ts';
import type { Launched } from '../spawn.ts';
import { streamVerb } from '../channel.ts';
import { verb, type VerbContext } from '../verb.ts';
import { enterGroup, isOfContainer, killGroup, removeGroup } from './cgroup.ts';
import { endOpenLines, openLog, openLogFolder } from './logs.ts';
import { mountSource } from './mount-source.ts';
import { unmountBelow } from './overlay.ts';
import { OWNER_MARK } from './sandbox.ts';
import { runSession, sessionMessage } from './session.ts';

/** The OCI runtime to use. */
export const runtimeProgram = v.picklist(['runc', 'crun', 'crun-private']);

/** A process that conmon watches. */
export interface CreatedProcess {
	process: ProcessIdentity;
	monitor: ProcessIdentity | null;
}

/**
 * Creates the container of one process and its monitor; the program itself waits for
 * `container.start`.
 */
export const containerCreate = verb(
	'container.create',
	v.object({
		id: containerId,
		process: processName,
		runtime: runtimeProgram,
		config: ociConfigSchema,
		/** Size at which the log begins anew, bytes. */
		logBytes: v.pipe(v.number(), v.integer(), v.minValue(65_536))
	}),
	async (args, context): Promise<CreatedProcess> => {
		const bundle = join(containerFolder(context.paths, args.id), args.process);
		const name = ociName(args.id, args.process);
		const log = logFile(context.paths, args.id, args.process);
		const exits = exitFolder(context.paths);
		// Beside the check, what only looks; nothing is written before it.
		const [conmon, program, openFiles] = await Promise.all([
			requireProgram('conmon'),
			ociProgramPath(args.runtime, context.paths),
			openFilesLimit(),
			checkConfig(args.id, args.config, context)
		]);
		await Promise.all([
			writeBundle(bundle, args.config),
			prepareLog(log, args.logBytes, context),
			mkdir(exits, { recursive: true, mode: 0o700 }).then(() => rm(join(exits, name), { force: true })),
			mkdir(ociStateFolder(context.paths), { recursive: true, mode: 0o711 }),
			mkdir(join(context.paths.run, 'attach'), { recursive: true, mode: 0o700 })
		]);
		// Limits that the runtime may not set inside are handed down from its monitor: lowering
		// them is always allowed.
		const lowered = args.config.process.rlimits ? [] : ['prlimit', `--nofile=${openFiles}`, '--core=0'];
		const [starter = conmon, ...before] = lowered.length > 0 ? [...lowered, conmon] : [];
		const monitor = await context.launch(
			starter,
			[
				...before,
				...['--api-version', '1', '--sync', '-c', name, '-u', name, '-n', name],
				...['-r', program, '--runtime-arg', '--root', '--runtime-arg', ociStateFolder(context.paths)],
				...['-b', bundle, '-p', join(bundle, 'pid'), '-P', join(bundle, 'monitor')],
				...['-l', `k8s-file:${log}`, '--log-size-max', String(args.logBytes), '--no-sync-log'],
				...['--exit-dir', exits, '--socket-dir-path', join(context.paths.run, 'attach'), '--full-attach']
			],
			{
				env: {
					// The runtime lives for milliseconds: collecting garbage costs more than it
					// frees.
					GOGC: 'off',
					_OCI_STARTPIPE: '3',
					_OCI_SYNCPIPE: '4',
					[OWNER_MARK]: `${context.names.instance}/${args.id}`
				},
				pipes: 2,
				cwd: '/'
			}
		);
		try {
			await enterGroup(monitor.pid, join(context.names.cgroup, 'monitors'), []);
			const answer = await createdPid(monitor, context.signal);
			const process = answer.pid > 0 ? identify(answer.pid) : null;
			if (!process) {
				const words = answer.message || (await lastWords(bundle)) || 'it ended at once';
				throw startFailure(words);
			}
			await openStreams(process.pid);
			const pid = Number(await readFile(join(bundle, 'monitor'), 'utf8').catch(() => '0'));
			return { process, monitor: pid > 0 ? identify(pid) : null };
		} finally {
			monitor.release();
		}
	}
);

/**
 * Lets every user of a created container open its standard output and error by name
 * (`/dev/stdout`): the pipes are its monitor's, and a pipe that is opened anew is asked for its
 * mode. Write alone: what was written is read by the monitor.
 */
async function openStreams(pid: number): Promise<void> {
	for (const fd of [1, 2]) {
		const path = `/proc/${pid}/fd/${fd}`;
		const leads = await readlink(path).catch(() => '');
		if (leads.startsWith('pipe:')) await chmod(path, 0o622).catch(() => {});
	}
}

/** Lets the program of a created container run. */
export const containerStart = verb(
	'container.start',
	v.object({ id: containerId, process: processName, runtime: runtimeProgram }),
	async (args, context): Promise<null> => {
		const name = ociName(args.id, args.process);
		const state = ociStateFolder(context.paths);
		if (args.runtime === 'runc' && (await letRun(join(state, name, 'exec.fifo')))) return null;
		const program = await ociProgramPath(args.runtime, context.paths);
		try {
			await context.spawn(program, ['--root', state, 'start', name]);
		} catch (error) {
			throw new BoxError({
				code: 'container-start-failed',
				status: 500,
				message: `The container did not start: ${runtimeWords(error instanceof Error ? error.message : String(error))}`,
				cause: error
			});
		}
		return null;
	}
);

/**
 * Time for a created container to come to its gate, milliseconds; it usually stands there already.
 * Long, for a busy host.
 */
const GATE_MS = 5000;

/**
 * What `runc start` does to a container without hooks: its init waits to write one byte into a fifo
 * and goes on when somebody reads it; then the fifo is removed, by which runc tells a running
 * container from a created one (runc, libcontainer/container_linux.go, `exec`). Done here it takes
 * less than a millisecond instead of the twenty of a program's start.
 * @returns false when nothing came: runc itself then starts it, or says why it cannot
 */
async function letRun(fifo: string): Promise<boolean> {
	// Not waited for in open(2): nobody may ever come.
	const gate = await open(fifo, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(() => null);
	if (gate === null) return false;
	try {
		const byte = Buffer.alloc(1);
		for (const until = Date.now() + GATE_MS; Date.now() < until; await wait(1)) {
			// Nothing yet is “end of file” before the init has opened the fifo, EAGAIN after that.
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
 * Ends a process and removes what is left of its container: the runtime's state, its bundle, its
 * group, its exit status. Its log stays.
 */
export const containerForget = verb(
	'container.forget',
	v.object({ id: containerId, process: processName }),
	async (args, context): Promise<null> => {
		await killGroup(`${args.id}/${args.process}`, context);
		// The state folder is all that `runc delete` removes beside the group, and this needs
		// neither a whole state nor a process.
		await rm(join(ociStateFolder(context.paths), ociName(args.id, args.process)), { recursive: true, force: true });
		await rm(join(containerFolder(context.paths, args.id), args.process), { recursive: true, force: true });
		await rm(join(context.paths.run, 'attach', ociName(args.id, args.process)), { recursive: true, force: true });
		await removeGroup(`${args.id}/${args.process}`, context);
		await rm(join(exitFolder(context.paths), ociName(args.id, args.process)), { force: true });
		return null;
	}
);

/**
 * Runs a container in the foreground to its end, its streams in the caller's hands. What it leaves
 * is the caller's to erase.
 * @throws BoxError 500 `container-start-failed` with the runtime's own words
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
		const program = await ociProgramPath(args.runtime, context.paths);
		await writeBundle(bundle, args.config);
		const state = ociStateFolder(context.paths);
		await mkdir(state, { recursive: true, mode: 0o711 });
		const pidFile = join(bundle, 'pid');
		return runSession(
			{
				program,
				args: ['--root', state, 'run', '--bundle', bundle, '--pid-file', pidFile, ociName(args.id, args.process)],
				env: { [OWNER_MARK]: `${context.names.instance}/${args.id}` },
				terminal: args.terminal,
				resizesBadly: args.runtime !== 'runc',
				pidFile,
				killAll: () => killGroup(args.id, context),
				failure: startFailure
			},
			context,
			channel
		);
	}
);

/**
 * Ids of containers for which any helper process of ours (sandbox, monitor, runtime) runs; also
 * those that no file names any more.
 */
export const containerStrays = verb('container.strays', v.object({}), async (_args, context): Promise<string[]> => {
	return [...new Set((await markedProcesses(context)).map((found) => found.id))].filter((id) => v.is(containerId, id));
});

/**
 * Processes that carry our mark in their environment. The programs inside containers do not: theirs
 * is made anew.
 */
async function markedProcesses(context: VerbContext): Promise<{ pid: number; id: string }[]> {
	const mark = `${OWNER_MARK}=${context.names.instance}/`;
	const found: { pid: number; id: string }[] = [];
	for (const entry of await readdir('/proc')) {
		if (!/^[0-9]+$/.test(entry)) continue;
		// It may end while it is looked at.
		const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
		const own = environment.split('\0').find((variable) => variable.startsWith(mark));
		if (own !== undefined && Number(entry) !== process.pid)
			found.push({ pid: Number(entry), id: own.slice(mark.length) });
	}
	return found;
}

/**
 * Takes away everything of a container, whole or half made: processes, mounts, the runtime's state,
 * groups, folders. Logs stay. Nothing there is no error. `strays`: also looks for helper processes
 * which no group holds (after a crash or a failed start).
 */
export const containerErase = verb(
	'container.erase',
	v.object({ id: containerId, strays: v.boolean() }),
	async ({ id, strays }, context): Promise<null> => {
		if (strays) {
			for (const stray of await markedProcesses(context)) if (stray.id === id) killProcess(stray.pid);
		}
		await killGroup(id, context);
		const folder = containerFolder(context.paths, id);
		await unmountBelow([folder, mappedFolder(context.paths, id)], context, true);
		await removeMountPoints(context.paths, id);
		for (const parent of [
			ociStateFolder(context.paths),
			join(context.paths.run, 'attach'),
			exitFolder(context.paths)
		]) {
			const entries = await readdir(parent).catch(() => []);
			for (const entry of entries)
				if (parseOciName(entry)?.id === id) await rm(join(parent, entry), { recursive: true, force: true });
		}
		await removeGroup(id, context);
		await rm(folder, { recursive: true, force: true });
		return null;
	}
);

/** Exit status that the monitor of a process left; null when it left none. */
export const containerExit = verb(
	'container.exit',
	v.object({ id: containerId, process: processName }),
	async (args, context): Promise<number | null> => {
		const file = join(exitFolder(context.paths), ociName(args.id, args.process));
		const text = (await readFile(file, 'utf8').catch(() => '')).trim();
		return /^\d+$/.test(text) ? Number(text) & 255 : null;
	}
);

/** The engine's record of a container as it was kept; null for none. */
export const containerRecordRead = verb(
	'container.record-read',
	v.object({ id: containerId }),
	async ({ id }, context): Promise<string | null> =>
		readFile(join(containerFolder(context.paths, id), 'state.json'), 'utf8').catch(() => null)
);

/** Keeps the engine's record of a container beside it; whole or not at all. */
export const containerRecordWrite = verb(
	'container.record',
	v.object({ id: containerId, text: v.pipe(v.string(), v.maxLength(1_000_000)) }),
	async ({ id, text }, context): Promise<null> => {
		const file = join(containerFolder(context.paths, id), 'state.json');
		// No fsync: the folder is gone after a power cut, as is what it tells of.
		await writeFile(`${file}.new`, text, { mode: 0o600 });
		await rename(`${file}.new`, file);
		return null;
	}
);

/** Names of containers of which anything is in the run folder. */
export const containerTraces = verb('container.traces', v.object({}), async (_args, context): Promise<string[]> => {
	const found = new Set(await readdir(join(context.paths.run, 'containers')).catch(() => []));
	for (const entry of await readdir(ociStateFolder(context.paths)).catch(() => []))
		found.add(parseOciName(entry)?.id ?? '');
	return [...found].filter((name) => v.is(containerId, name));
});

/**
 * What the schema cannot say: that paths are ours and that namespaces and ids are this instance's.
 */
async function checkConfig(id: string, config: OciConfig, context: VerbContext): Promise<void> {
	const folder = containerFolder(context.paths, id);
	const refuse = (what: string) => {
		throw new BoxError({ code: 'invalid-host-call', status: 500, message: `The host refused a container: ${what}` });
	};
	if (!isWithin(folder, config.root.path)) refuse(`its root is not in ${folder}`);
	if (!isWithin(join(context.names.cgroup, id), config.linux.cgroupsPath)) refuse('its control group is not its own');
	const base = await baseOfNamespace(config, context);
	for (const mapping of [...(config.linux.uidMappings ?? []), ...(config.linux.gidMappings ?? [])]) {
		if (mapping.hostID !== base) refuse('its ids are not the mapped range');
	}
	for (const { path } of config.linux.namespaces) {
		const pid = /^\/proc\/(\d+)\//.exec(path ?? '')?.[1];
		if (pid !== undefined && !isOfContainer(Number(pid), id, context)) refuse('it joins a process of somebody else');
	}
	const init = await findProgram('catatonit');
	for (const mount of config.mounts) {
		if (mount.type !== 'bind' || (mount.source === init && mount.options.includes('ro'))) continue;
		await mountSource(mount.source, context);
	}
}

/**
 * First host id of the user namespace that is joined, as the kernel has it; of a new one, that of
 * the range on the disk.
 */
async function baseOfNamespace(config: OciConfig, context: VerbContext): Promise<number | null> {
	const user = config.linux.namespaces.find((namespace) => namespace.type === 'user');
	if (user?.path === undefined) return context.names.idBase;
	const map = await readFile(join(dirname(dirname(user.path)), 'uid_map'), 'utf8').catch(() => '');
	const [inside, base, count] = map.trim().split(/\s+/).map(Number);
	return inside === 0 && base !== undefined && base >= context.names.idBase && count === RANGE_SIZE ? base : null;
}

async function writeBundle(bundle: string, config: OciConfig): Promise<void> {
	await mkdir(dirname(bundle), { recursive: true, mode: 0o711 });
	await rm(bundle, { recursive: true, force: true });
	await mkdir(bundle, { mode: 0o700 });
	// The environment may hold passwords.
	await writeFile(join(bundle, 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

/** conmon counts only what it writes itself, so a log that is already full begins anew here. */
async function prepareLog(log: string, maxBytes: number, context: VerbContext): Promise<void> {
	await openLogFolder(dirname(log), context);
	const size = await stat(log).then(
		(found) => found.size,
		() => 0
	);
	if (size > 0) await endOpenLines(log);
	if (size >= maxBytes) await rename(log, `${log}.1`);
	await openLog(log, context);
}

/**
 * Lets conmon begin and reads the one line in which it says how creating went. Format: conmon(8),
 * “_OCI_SYNCPIPE”.
 */
function createdPid(monitor: Launched, signal: AbortSignal | undefined): Promise<{ pid: number; message: string }> {
	const [start, sync] = monitor.pipes;
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
		start!.write('\n');
	});
}

function startFailure(words: string): BoxError {
	const message = `The container did not start: ${runtimeWords(words)}`;
	return new BoxError({ code: 'container-start-failed', status: 500, message });
}

/** The runtime's own log of a failed create, where conmon gave none. */
async function lastWords(bundle: string): Promise<string> {
	return (await readFile(join(bundle, 'stderr'), 'utf8').catch(() => '')).trim();
}

/** Takes the sentence out of the runtime's log format: `time="…" level=error msg="…"`. */
export function runtimeWords(text: string): string {
	const messages = [...text.matchAll(/msg="((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!.replace(/\\(.)/g, '$1'));
	return (messages.at(-1) ?? text).trim().slice(0, 600);
}
