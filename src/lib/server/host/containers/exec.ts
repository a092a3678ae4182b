/** Commands in the container of a running service, each in its own cgroup. */
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { terminalSize } from '../../../contract/terminal-size.ts';
import { fileVersion } from '../../files/index.ts';
import { hostCgroups, type CgroupLayout } from '../cgroups.ts';
import { streamVerb } from '../channel.ts';
import { containerId, processName } from '../confine.ts';
import { hitsBelow, type GroupHits } from '../group-hits.ts';
import { insideId, ociConfigSchema, ociText, type OciConfig } from '../oci-schema.ts';
import { containerFolder, findProgram, foregroundRuntime, ociName, ociStateFolder } from '../programs.ts';
import type { TerminalSize } from '../terminal.ts';
import type { OciProgram } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { expectMoves, killGroup, removeGroup } from './cgroup.ts';
import { runtimeWords } from '../command-words.ts';
import { readText } from '../read-small.ts';
import { runtimeProgram } from './creation.ts';
import { entering, entersItself, leaveBehind, whyNotEntered } from './entering.ts';
import { OWNER_MARK } from './sandbox.ts';
import { handedToCommand } from './process-limits.ts';
import { runSession, sessionMessage } from './session.ts';

/** Name of a session; no other folder in a bundle starts like this. */
const sessionName = v.pipe(v.string(), v.regex(/^exec-[0-9a-f]{16}$/, 'not the name of a session'));

/**
 * State files that runc and crun keep of a container (runc, libcontainer/factory_linux.go; crun,
 * src/libcrun/status.c). A container may belong to the previously used runtime.
 */
const RUNC_STATE = 'state.json';
const CRUN_STATE = 'status';

/** Search path for programs in a service that does not set one. */
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A command in the container of a service. */
export const command = v.object({
	id: containerId,
	process: processName,
	runtime: runtimeProgram,
	argv: v.pipe(v.array(ociText), v.minLength(1), v.maxLength(1000)),
	cwd: v.nullable(v.pipe(ociText, v.startsWith('/'))),
	env: v.record(v.pipe(ociText, v.regex(/^[^=]+$/)), ociText),
	user: v.nullable(v.object({ uid: insideId, gid: insideId })),
	/** Null: three pipes. */
	terminal: v.nullable(terminalSize)
});

/**
 * Runs a command in the container of a service. Folder and user default to the service's, and the
 * rights are the service's; the environment is added to the service's. All processes of the session
 * end with it.
 * @throws BoxError 409 `service-not-running`, `runtime-removed`, 422 `command-not-found`,
 *   `command-not-executable`, `no-such-folder`, 500 `exec-failed`
 */
export const containerExec = streamVerb(
	'container.exec',
	v.object({ ...command.entries, session: sessionName }),
	sessionMessage,
	async (args, context, channel): Promise<{ exitCode: number; hits?: GroupHits }> => {
		const { id, process: service, session } = args;
		const bundle = join(containerFolder(context.paths, id), service);
		const own = serviceProcess(bundle, service);
		const folder = join(bundle, session);
		const group = `${id}/${service}/${session}`;
		const layout = await hostCgroups();
		const state = ociStateFolder(context.paths);
		const made = runtimeOf(join(state, ociName(id, service)), args.runtime, service);
		const process = commandProcess(own, args);
		const entered = entering({ process, made, bundle, folder, group, layout }, context);
		if (entered) {
			try {
				const ended = await runSession(
					{
						...entered,
						failure: (words) => execFailure(words, service, args.argv[0]!),
						notLaunched: (error) => notEntered(error, service, args.argv[0]!)
					},
					context,
					channel
				);
				return { ...ended, hits: hitsBelow(layout!, join(context.names.cgroup, group)) };
			} finally {
				leaveBehind(group, folder, layout!, context);
			}
		}
		// The kernel's wait before moving a process overlaps with the work below.
		void expectMoves();
		const { program: runtime, crun } = foregroundRuntime(made, args.terminal === null, context.paths);
		// As for the service itself: limits that the runtime may not set inside are inherited.
		const lowered = handedToCommand(bundle, own.rlimits !== undefined);
		const [program = runtime, ...before] = lowered.length > 0 ? [...lowered, runtime] : [];
		try {
			await mkdir(folder, { mode: 0o700 });
			// In a file: the environment may hold passwords, and every account on the host can read
			// arguments.
			await writeFile(join(folder, 'process.json'), JSON.stringify(process), { mode: 0o600 });
			const cgroup = layout ? await createGroup(layout, join(context.names.cgroup, group), made, session) : [];
			const ended = await runSession(
				{
					program,
					args: [
						...before,
						...['--root', state, 'exec', ...cgroup],
						...['--process', join(folder, 'process.json'), '--pid-file', join(folder, 'pid')],
						...(args.terminal ? ['--tty'] : []),
						ociName(id, service)
					],
					env: { [OWNER_MARK]: `${context.names.instance}/${id}` },
					terminal: args.terminal,
					crun,
					pidFile: join(folder, 'pid'),
					killAll: () => killGroup(group, context),
					failure: (words) => execFailure(words, service, args.argv[0]!)
				},
				context,
				channel
			);
			// Before the removal of its group, which holds the counters.
			return layout ? { ...ended, hits: hitsBelow(layout, join(context.names.cgroup, group)) } : ended;
		} finally {
			// No process is left. The caller gets the status without waiting for the cleanup. What
			// cannot be removed goes with the container.
			void Promise.allSettled([removeGroup(group, context), rm(folder, { recursive: true, force: true })]);
		}
	}
);

/**
 * {@link expectMoves} as a verb.
 * @param args.command the runtime whose container gets a command next; null: a new container
 * @returns whether a process will be moved; commands that enter directly need no announcement
 */
export const cgroupExpect = verb(
	'cgroup.expect',
	v.object({ command: v.nullable(runtimeProgram) }),
	async ({ command: program }): Promise<boolean> => {
		// The moves would delay the creation of the command's groups.
		const moves = program === null || !entersItself(program, await hostCgroups());
		if (moves) await expectMoves();
		return moves;
	}
);

/** Ends the sessions that an earlier dogeboxd process left in a container. */
export const containerEndSessions = verb(
	'container.end-sessions',
	v.object({ id: containerId, process: processName }),
	async ({ id, process: service }, context): Promise<null> => {
		await endSessions(id, service, context);
		return null;
	}
);

type SessionContext = Pick<VerbContext, 'paths' | 'names'>;

async function endSessions(id: string, service: string, context: SessionContext): Promise<void> {
	const bundle = join(containerFolder(context.paths, id), service);
	for (const name of await readdir(bundle).catch(() => [])) {
		if (!v.is(sessionName, name)) continue;
		await killGroup(`${id}/${service}/${name}`, context);
		await removeGroup(`${id}/${service}/${name}`, context);
		await rm(join(bundle, name), { recursive: true, force: true });
	}
}

/**
 * Ends the sessions of all containers. At its start an agent ends those that a killed agent left:
 * nobody reads them any more.
 */
export async function endAllSessions(context: SessionContext): Promise<void> {
	const containers = join(context.paths.run, 'containers');
	for (const id of await readdir(containers).catch(() => [])) {
		if (!v.is(containerId, id)) continue;
		for (const service of await readdir(join(containers, id)).catch(() => [])) {
			if (v.is(processName, service)) await endSessions(id, service, context);
		}
	}
}

type Process = OciConfig['process'];

const withProcess = v.object({ process: ociConfigSchema.entries.process });

/** Maximum number of services whose configuration is cached. */
const MOST_KEPT = 32;
const kept = new Map<string, { of: string; process: Process }>();

/**
 * Returns how the service itself was started: its rights, user, folder and environment. The cached
 * value is used as long as the file is unchanged.
 */
export function serviceProcess(bundle: string, service: string): Process {
	const file = join(bundle, 'config.json');
	const is = statSync(file, { bigint: true, throwIfNoEntry: false });
	const known = kept.get(file);
	kept.delete(file);
	if (!is) throw notRunning(service);
	const of = fileVersion(is);
	const process = known?.of === of ? known.process : readProcess(file, service);
	kept.set(file, { of, process });
	if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
	return process;
}

function readProcess(file: string, service: string): Process {
	const text = readText(file);
	if (text === null) throw notRunning(service);
	return v.parse(withProcess, JSON.parse(text)).process;
}

/** dockerd's value for any terminal; clients that know better override it. */
const TERM = 'TERM=xterm';

export function commandProcess(
	service: Process,
	args: {
		argv: string[];
		cwd: string | null;
		env: Record<string, string>;
		user: { uid: number; gid: number } | null;
		terminal: TerminalSize | null;
	}
): Process {
	const named = new Map(service.env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry]));
	if (!named.has('PATH')) named.set('PATH', DEFAULT_PATH);
	// The TERM of the service's own terminal is meaningless to a command without one.
	if (!args.terminal && service.terminal && named.get('TERM') === TERM) named.delete('TERM');
	if (args.terminal && !named.has('TERM')) named.set('TERM', TERM);
	for (const [name, value] of Object.entries(args.env)) named.set(name, `${name}=${value}`);
	// The command's terminal has its own size.
	const { consoleSize: _, ...own } = service;
	return {
		...own,
		terminal: args.terminal !== null,
		...(args.terminal && { consoleSize: { height: args.terminal.rows, width: args.terminal.cols } }),
		args: args.argv,
		cwd: args.cwd ?? service.cwd,
		env: [...named.values()],
		user: { ...own.user, ...args.user }
	};
}

/**
 * Creates a group below the service's own.
 * @returns the arguments with which the runtime puts the command into it
 */
export async function createGroup(
	layout: CgroupLayout,
	group: string,
	program: OciProgram,
	session: string
): Promise<string[]> {
	// On v1 one hierarchy suffices to find all processes; limits and counters stay the service's.
	const first = ['pids', 'memory', 'cpu'].find((name) => name in layout.v1);
	const roots =
		layout.kind === 'v2' || program !== 'runc' ? layout.roots : [layout.v1[first ?? ''] ?? layout.roots[0]!];
	await Promise.all(
		roots.map(async (root) => {
			await mkdir(join(root, group), { recursive: true });
			if (root === layout.v1['cpuset']) await takeCpus(join(root, group));
		})
	);
	return ['--cgroup', layout.kind !== 'v2' && program === 'runc' && first ? `${first}:${session}` : session];
}

/**
 * Initialises a group of the v1 cpuset controller, which accepts no process before its processors
 * and memory nodes are set.
 */
async function takeCpus(folder: string): Promise<void> {
	for (const file of ['cpuset.cpus', 'cpuset.mems']) {
		await writeFile(join(folder, file), await readFile(join(folder, '..', file)));
	}
}

/**
 * Returns the runtime that created a container. Only that one can manage it, and another one's
 * error would not be about the command.
 * @param folder the runtime's state of the container @param present the runtime in use now
 * @param find for tests
 * @throws BoxError 409 `runtime-removed`
 */
export function runtimeOf(folder: string, present: OciProgram, service: string, find = findProgram): OciProgram {
	const isCruns = present === 'runc' && existsSync(join(folder, CRUN_STATE));
	const made = existsSync(join(folder, RUNC_STATE)) ? 'runc' : isCruns ? 'crun' : present;
	const program = made === 'runc' ? made : 'crun';
	if (find(program) !== null) return made;
	throw new BoxError({
		code: 'runtime-removed',
		status: 409,
		message: `The service “${service}” was started with ${program}, which is no longer on this host.`,
		hint: `Restart the pup, or install ${program} again.`
	});
}

function notRunning(service: string): BoxError {
	return new BoxError({
		code: 'service-not-running',
		status: 409,
		message: `The service “${service}” does not run.`,
		hint: 'Start it first.'
	});
}

const input = (code: string, message: string) => new BoxError({ code, status: 422, message });
const noFolder = () =>
	input('no-such-folder', 'The command’s working folder does not exist, or the command may not enter it.');
const notFound = (program: string) =>
	input('command-not-found', `There is no program “${program.slice(0, 200)}” in it.`);
const notExecutable = (program: string) => input('command-not-executable', `“${program.slice(0, 200)}” cannot be run.`);
const failed = (why: string) =>
	new BoxError({ code: 'exec-failed', status: 500, message: `The command did not start: ${why}` });

/**
 * Errors for a service that ends meanwhile: its process is gone, its PID namespace accepts no new
 * process (fork(2)), or its groups are gone.
 */
const GONE = new Set(['gone ESRCH', 'fork ENOMEM', 'groups ENOENT', 'groups ENODEV']);

/** Explains why a command that was to enter the container directly did not run. */
function notEntered(error: unknown, service: string, program: string): unknown {
	const why = whyNotEntered(error);
	if (!why) return error;
	if (GONE.has(`${why.step} ${why.code}`)) return notRunning(service);
	if (why.step === 'cwd') return noFolder();
	if (why.step !== 'exec') return failed(`${why.step}: ${why.code}`);
	if (why.code === 'ENOENT' || why.code === 'ENOTDIR') return notFound(program);
	return why.code === 'EACCES' || why.code === 'ENOEXEC' || why.code === 'EPERM'
		? notExecutable(program)
		: failed(why.code);
}

/** Explains why a command did not run, from the message of runc or crun. */
export function execFailure(words: string, service: string, program: string): BoxError {
	const said = runtimeWords(words);
	if (
		/container .*(does not exist|not running|stopped)|cannot exec in a stopped|error opening file .*status/i.test(said)
	) {
		return notRunning(service);
	}
	if (/chdir|cwd/i.test(said)) return noFolder();
	if (/not found|no such file/i.test(said)) return notFound(program);
	if (/permission denied|exec format/i.test(said)) return notExecutable(program);
	return failed(said);
}
