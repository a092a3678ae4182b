/** Commands whose output is recorded on the disk, and which outlive agent and dogeboxd. */
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { controllerFolder, hostCgroups } from '../cgroups.ts';
import { containerId, processName } from '../confine.ts';
import { isAlive, killProcess, type ProcessIdentity } from '../process-identity.ts';
import { containerFolder, foregroundRuntime, ociName, ociStateFolder } from '../programs.ts';
import { removeTree } from '../remove-tree.ts';
import type { Launched } from '../spawn.ts';
import { systemCalls } from '../system-calls.ts';
import type { HostPaths, OciProgram } from '../types.ts';
import { settleAll } from '../../settle-all.ts';
import { verb, type VerbContext } from '../verb.ts';
import { enterGroup, expectMoves, killGroup, removeGroup } from './cgroup.ts';
import { command, commandProcess, execFailure, createGroup, runtimeOf, serviceProcess } from './exec.ts';
import { openLogFolder } from './logs.ts';
import { handedToCommand } from './process-limits.ts';
import { OWNER_MARK } from './sandbox.ts';
import { bootId } from '../../boot-id.ts';

const execId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'not the id of a command'));
const amount = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Folder of a container's records. dogeboxd's group may read it, like the logs. */
export const recordsFolder = (paths: HostPaths, id: string) => join(paths.logs, id, 'execs');
/** Path of a recorder's socket while its command runs. dogeboxd's group may connect. */
export const recorderSocket = (paths: HostPaths, exec: string) => join(paths.run, 'execs', exec);

/** What is written about a command before it runs; the file `info` of its record. */
export const recordInfo = v.object({
	service: processName,
	/** {@link bootId} */
	boot: v.string(),
	/** Whether standard input stays open until the caller ends it. */
	stdin: v.boolean(),
	terminal: v.boolean(),
	/** Opaque data of the caller, returned with the record. */
	about: v.pipe(v.string(), v.maxLength(64 * 1024))
});

const groupName = (exec: string) => `record-${exec}`;

/**
 * Runs a command in the container of a service, like `container.exec`, and records it.
 * @returns when the command runs
 * @throws BoxError like `container.exec`; 409 `exec-exists`
 */
export const recordStart = verb(
	'record.start',
	v.object({
		...command.entries,
		exec: execId,
		/** Init process of the service: when it is gone, so is the container. */
		main: v.object({ pid: amount, ticks: v.number() }),
		/** Bytes of the record that are kept. */
		keepBytes: v.pipe(amount, v.minValue(65_536), v.maxValue(2 ** 40)),
		timeoutMs: v.nullable(v.pipe(amount, v.maxValue(2 ** 45))),
		stdin: v.boolean(),
		about: recordInfo.entries.about
	}),
	async (args, context): Promise<null> => {
		const { id, process: service, exec } = args;
		const { paths } = context;
		void expectMoves();
		const record = join(recordsFolder(paths, id), exec);
		const bundle = join(containerFolder(paths, id), service);
		const own = serviceProcess(bundle, service);
		if (await lstat(record).catch(() => null)) {
			throw new BoxError({ code: 'exec-exists', status: 409, message: 'There is already a command with this id.' });
		}
		const folder = join(bundle, groupName(exec));
		try {
			const [place] = await settleAll([
				createPlace(args, context),
				openRecord(args, record, context),
				// In a file: the environment may hold passwords.
				mkdir(folder, { mode: 0o700 }).then(() =>
					writeFile(join(folder, 'process.json'), JSON.stringify(commandProcess(own, args)), { mode: 0o600 })
				)
			]);
			const lowered = handedToCommand(bundle, own.rlimits !== undefined);
			const recorder = await launchRecorder(args, lowered, { record, folder, ...place }, context);
			try {
				const said = await firstWords(recorder, context.signal);
				if (said !== 'begun\n') throw execFailure(said.replace(/^failed\n/, ''), service, args.argv[0]!);
			} finally {
				recorder.release();
			}
		} catch (error) {
			await endAll(id, service, exec, context);
			await rm(record, { recursive: true, force: true });
			throw error;
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
		return null;
	}
);

type StartArgs = v.InferOutput<(typeof recordStart)['args']>;

async function openRecord(args: StartArgs, record: string, context: VerbContext): Promise<void> {
	const { logs } = context.paths;
	const { process: service, stdin, about, terminal } = args;
	for (const path of [join(logs, args.id), recordsFolder(context.paths, args.id), record]) {
		await openLogFolder(path, context);
	}
	const info = { service, boot: bootId(), stdin, terminal: terminal !== null, about };
	await writeFile(join(record, 'info'), JSON.stringify(info), { mode: 0o640 });
}

interface Place {
	/** The runtime that created the container. */
	made: OciProgram;
	/** Arguments with which the runtime puts the command into its group. */
	cgroup: string[];
	/** Folders of that group in each hierarchy; the first one is used to find its processes. */
	groups: string[];
}

async function createPlace({ id, process: service, exec, runtime }: StartArgs, context: VerbContext): Promise<Place> {
	const made = runtimeOf(join(ociStateFolder(context.paths), ociName(id, service)), runtime, service);
	const layout = await hostCgroups();
	if (!layout) return { made, cgroup: [], groups: [] };
	const group = join(context.names.cgroup, id, service, groupName(exec));
	const cgroup = await createGroup(layout, group, made, groupName(exec));
	const first = controllerFolder(layout, 'pids', group);
	const all = [...(first === null ? [] : [first]), ...layout.roots.map((root) => join(root, group))];
	return { made, cgroup, groups: [...new Set(all)] };
}

async function launchRecorder(
	args: StartArgs,
	/** Command prefix that lowers limits. */
	lowered: readonly string[],
	{ record, folder, made, cgroup, groups }: Place & { record: string; folder: string },
	context: VerbContext
): Promise<Launched> {
	const { paths, names } = context;
	const { id, process: service, exec } = args;
	const { RECORDER_CALLS, recorderScript } = await import('./recorder-script.ts');
	const calls = systemCalls();
	if (!calls) {
		const message = `It is not known how to record a command on ${process.arch}.`;
		throw new BoxError({ code: 'exec-failed', status: 500, message });
	}
	const state = ociStateFolder(paths);
	const { program, crun } = foregroundRuntime(made, true, paths);
	const socket = recorderSocket(paths, exec);
	const pidFile = join(folder, 'pid');
	const size = args.terminal ?? { cols: 0, rows: 0 };
	const recorder = await context.launch(
		'perl',
		[
			...[
				'-e',
				recorderScript(crun?.before ?? ''),
				...RECORDER_CALLS.map((name) => String(calls[name])),
				record,
				socket,
				String(args.keepBytes)
			],
			...[String(args.timeoutMs ?? 0), args.stdin ? '1' : '0', String(size.cols), String(size.rows)],
			...[String(args.main.pid), String(args.main.ticks), `${socket}.tty`, pidFile],
			groups.join(':'),
			...[...lowered, program, '--root', state, 'exec', ...cgroup, '--process', join(folder, 'process.json')],
			...['--pid-file', pidFile, '--detach'],
			...(args.terminal ? ['--tty', '--console-socket', `${socket}.tty`] : []),
			ociName(id, service)
		],
		{ env: { GOGC: 'off', [OWNER_MARK]: `${names.instance}/${id}` }, cwd: '/' }
	);
	await enterGroup(recorder.pid, join(names.cgroup, 'monitors'), []);
	return recorder;
}

/** Returns the recorder's output until it closes its output or writes `begun`. */
function firstWords(recorder: Launched, signal: AbortSignal | undefined): Promise<string> {
	return new Promise((resolve, reject) => {
		let words = '';
		const abort = () => {
			// Kill the process group, which includes the runtime.
			killProcess(-recorder.pid);
			reject(signal?.reason instanceof Error ? signal.reason : new Error('cancelled'));
		};
		signal?.addEventListener('abort', abort, { once: true });
		if (signal?.aborted) return abort();
		const hear = (chunk: Buffer) => {
			words = (words + chunk.toString()).slice(0, 8000);
			if (words === 'begun\n') resolve(words);
		};
		recorder.stdout.on('data', hear);
		recorder.stderr.on('data', hear);
		recorder.stdout.once('close', () => {
			signal?.removeEventListener('abort', abort);
			resolve(words);
		});
	});
}

/** Ends what a command left behind: its processes, its group, its socket. */
async function endAll(id: string, service: string, exec: string, context: VerbContext): Promise<void> {
	const group = `${id}/${service}/${groupName(exec)}`;
	await killGroup(group, context);
	await removeGroup(group, context);
	for (const path of [recorderSocket(context.paths, exec), `${recorderSocket(context.paths, exec)}.tty`]) {
		await rm(path, { force: true });
	}
}

async function infoOf(record: string): Promise<v.InferOutput<typeof recordInfo> | null> {
	const text = await readFile(join(record, 'info'), 'utf8').catch(() => '');
	try {
		const parsed = v.safeParse(recordInfo, JSON.parse(text));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

/** Returns the recorder process if it still runs. */
async function recorderOf(record: string): Promise<ProcessIdentity | null> {
	const text = await readFile(join(record, 'begun'), 'latin1').catch(() => '');
	const [pid = 0, ticks = 0] = text.trim().split(' ').map(Number);
	const identity = { pid, ticks };
	return pid > 1 && (await infoOf(record))?.boot === bootId() && isAlive(identity) ? identity : null;
}

/**
 * Writes the end of a command whose recorder is gone without having done so, because it was killed
 * or the host was switched off. Leaves commands alone that are being recorded or have an end.
 */
export const recordSettle = verb(
	'record.settle',
	v.object({
		id: containerId,
		exec: execId,
		/** Whether the command ended because its container ended. */
		ended: v.boolean()
	}),
	async ({ id, exec, ended }, context): Promise<null> => {
		const record = join(recordsFolder(context.paths, id), exec);
		const info = await infoOf(record);
		if (!info || (await lstat(join(record, 'end')).catch(() => null)) || (await recorderOf(record))) return null;
		await endAll(id, info.service, exec, context);
		await writeFile(join(record, 'end.new'), `137 ${ended ? 'container-ended' : 'lost'} ${Date.now()} -1\n`, {
			mode: 0o640
		});
		await rename(join(record, 'end.new'), join(record, 'end'));
		return null;
	}
);

/** Removes a record. Kills the command if it still runs. A missing record is no error. */
export const recordRemove = verb(
	'record.remove',
	v.object({ id: containerId, exec: execId }),
	async ({ id, exec }, context): Promise<null> => {
		const record = join(recordsFolder(context.paths, id), exec);
		const info = await infoOf(record);
		const recorder = await recorderOf(record);
		if (recorder) killProcess(recorder.pid);
		if (info) await endAll(id, info.service, exec, context);
		await removeTree(record, context);
		return null;
	}
);
