/** Commands in a NixOS container: each is a unit of its systemd, so its processes end together. */
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { terminalSize } from '../../../contract/terminal-size.ts';
import { hostCgroups } from '../cgroups.ts';
import { streamVerb } from '../channel.ts';
import { processName } from '../confine.ts';
import { runSession, sessionMessage } from '../containers/index.ts';
import { insideId, ociText } from '../oci-schema.ts';
import { verb, type VerbContext } from '../verb.ts';
import { needOurs, options, unit } from './containers.ts';
import { name } from './schemas.ts';

/** Name of a command's unit. */
const sessionName = v.pipe(v.string(), v.regex(/^exec-[0-9a-f]{16}$/, 'not the name of a session'));

/** Exit statuses of systemd itself (systemd.exec(5), “Process Exit Codes”). */
const [CHDIR, EXEC] = [200, 203];
/** Base of the exit status for a signal: 128 + N. */
const SIGNALLED = 128;
/** Exit status of a command that ended with its container: SIGKILL. */
const KILLED = SIGNALLED + 9;
/** Milliseconds between two checks whether the command runs. */
const POLL_MS = 10;

/** Commands have the same restrictions as the pup's services (nix/pup-container.nix). */
const RIGHTS = [
	...['NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'PrivateTmp=yes'],
	...['ProtectSystem=strict', 'ReadWritePaths=/storage', 'ProtectHome=yes', 'RestrictSUIDSGID=yes'],
	'RestrictNamespaces=yes',
	// Processes that it leaves behind are killed with it.
	...['KillSignal=SIGKILL', 'EnvironmentFile=-/storage/.dbx/config.env']
];

/**
 * Runs a command beside a service. Every process that it started ends with it.
 * @throws BoxError 409 `service-not-running`, 422 `command-not-found`, `no-such-folder`, 500
 *   `exec-failed`
 */
export const nixosExec = streamVerb(
	'nixos.exec',
	v.strictObject({
		name,
		service: processName,
		session: sessionName,
		argv: v.pipe(v.array(ociText), v.minLength(1), v.maxLength(1000)),
		cwd: v.pipe(ociText, v.startsWith('/')),
		/** Its whole environment, except the owner's settings. */
		env: v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/)), ociText),
		user: v.strictObject({ uid: insideId, gid: insideId }),
		/** Whether the container has devices; a command sees them too. */
		devices: v.boolean(),
		terminal: v.nullable(terminalSize)
	}),
	sessionMessage,
	async (args, context, channel): Promise<{ exitCode: number }> => {
		await needOurs(args.name, context);
		const program = await programInside(args.argv[0]!, args, context);
		const own = `${args.session}.service`;
		const folder = await mkdtemp(join(context.paths.run, 'nixos-exec-'));
		const inside = (words: string[]) =>
			context.spawn('systemctl', [`--machine=${args.name}`, ...words], { timeoutMs: options(context).timeoutMs ?? 0 });
		const polling = new AbortController();
		try {
			const pidFile = join(folder, 'pid');
			void writePid({ ...args, own, pidFile }, polling.signal);
			return await runSession(
				{
					program: args.terminal ? 'perl' : 'systemd-run',
					args: [
						...(args.terminal ? leaveTerminal(args.user, context) : []),
						...runArguments({ ...args, argv: [program, ...args.argv.slice(1)] }, own)
					],
					// Not in its arguments, which everybody on the host can read.
					env: args.env,
					terminal: args.terminal,
					// Pipes that can be opened by name, as with the other runtimes.
					crun: args.terminal ? null : { before: '', task: 'opened' },
					pidFile,
					killAll: async () => void (await inside(['kill', '--kill-who=all', '--signal=KILL', own]).catch(() => {})),
					failure: (words) => failure(words, args),
					endOf: async (status) => {
						const shown = await inside(['show', `--property=${END.join(',')}`, own]).catch(() => null);
						// The container has stopped, so its systemd does not answer.
						if (!shown) return KILLED;
						// systemd keeps nothing of a unit that succeeded.
						return endOf(shown.stdout) ?? (status === 0 ? 0 : null);
					}
				},
				context,
				channel
			);
		} finally {
			polling.abort();
			await inside(['reset-failed', own]).catch(() => {});
			await rm(folder, { recursive: true, force: true });
		}
	}
);

type Args = {
	name: string;
	service: string;
	argv: string[];
	cwd: string;
	env: Record<string, string>;
	user: { uid: number; gid: number };
	devices: boolean;
};

/**
 * Arguments of Perl that becomes systemd-run with a terminal that it does not control. So the inner
 * systemd can give the terminal to the command, whose user must own it by then. systemd-run's own
 * `--pty` fails with `--machine` up to 252. TIOCNOTTY of ioctl_tty(2) also sends SIGHUP.
 */
function leaveTerminal({ uid, gid }: Args['user'], { names }: VerbContext): string[] {
	const script = `$SIG{HUP} = 'IGNORE'; chown(shift, shift, *STDIN); ioctl(STDIN, 0x5422, 0); exec { $ARGV[0] } @ARGV or die;`;
	return ['-e', script, String(names.idBase + uid), String(names.idBase + gid), 'systemd-run'];
}

/** Arguments of `systemd-run` (systemd-run(1)). */
export function runArguments({ name, service, argv, cwd, env, user, devices }: Args, own: string): string[] {
	const seen = `PrivateDevices=${devices ? 'no' : 'yes'}`;
	const properties = [...RIGHTS, seen, `JoinsNamespaceOf=pup-${service}.service`];
	return [
		...[`--machine=${name}`, '--quiet', '--wait', '--pipe', '--service-type=exec'],
		...[`--unit=${own}`, `--uid=${user.uid}`, `--gid=${user.gid}`, `--working-directory=${cwd}`],
		...properties.map((property) => `--property=${property}`),
		...Object.keys(env).map((key) => `--setenv=${key}`),
		'--',
		// The manager expands variables in all words but the program's path, as in ExecStart=
		// (systemd.service(5)): `$$` is a dollar. `--expand-environment=no` came with 254.
		...argv.slice(0, 1),
		...argv.slice(1).map((word) => word.replaceAll('$', () => '$$'))
	];
}

const END = ['ExecMainCode', 'ExecMainStatus', 'ActiveEnterTimestampMonotonic'];
/** CLD_EXITED of sigaction(2). */
const EXITED = '1';

/**
 * Parses the end of a command's unit from `systemctl show`.
 * @returns exit status; null: it never ran
 */
export function endOf(shown: string): number | null {
	const of = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(shown)?.[1] ?? '';
	const status = Number(of('ExecMainStatus'));
	if (of('ActiveEnterTimestampMonotonic') === '0' && [CHDIR, EXEC].includes(status)) return null;
	if (of('ExecMainCode') === '0') return null;
	return of('ExecMainCode') === EXITED ? status : SIGNALLED + status;
}

/**
 * Finds a command's program inside the container, because systemd does not search PATH.
 * @throws BoxError 409 `service-not-running`, 422 `command-not-found`
 */
async function programInside(
	program: string,
	{ name, service, cwd, env }: Args,
	context: VerbContext
): Promise<string> {
	const show = ['show', '--property=Leader', '--value', name];
	const leader = await context.spawn('machinectl', show, options(context)).catch(() => null);
	if (!leader || !/^\d+$/.test(leader.stdout)) throw notRunning(service);
	const candidates = program.includes('/')
		? [posix.resolve(cwd, program)]
		: (env['PATH'] ?? '').split(':').map((folder) => posix.join('/', folder, program));
	const found = candidates.find((place) => isThere(join('/proc', leader.stdout, 'root', place)));
	if (found !== undefined) return found;
	throw refused('command-not-found', `There is no program “${program.slice(0, 200)}” in it.`);
}

/** Does not follow links: an absolute one would lead to a file of the host. */
function isThere(path: string): boolean {
	try {
		lstatSync(path);
		return true;
	} catch {
		return false;
	}
}

const refused = (code: string, message: string) => new BoxError({ code, status: 422, message });

function notRunning(service: string): BoxError {
	const message = `The service “${service}” does not run.`;
	return new BoxError({ code: 'service-not-running', status: 409, message, hint: 'Start it first.' });
}

/** Derives the error from the output of systemd-run, which may be its exit status alone. */
function failure(words: string, { argv, service }: Args): BoxError {
	if (words.endsWith(`exit status ${CHDIR}`)) {
		return refused('no-such-folder', 'The command’s working folder does not exist, or the command may not enter it.');
	}
	if (words.endsWith(`exit status ${EXEC}`)) {
		return refused('command-not-executable', `“${(argv[0] ?? '').slice(0, 200)}” cannot be run.`);
	}
	if (/No machine|connect to bus/i.test(words)) return notRunning(service);
	return new BoxError({ code: 'exec-failed', status: 500, message: `The command did not start: ${words}` });
}

/**
 * Writes the process id of the command to a file as soon as it runs its own program instead of
 * systemd's.
 */
async function writePid(of: { name: string; own: string; pidFile: string }, signal: AbortSignal): Promise<void> {
	const roots = (await hostCgroups())?.roots ?? [];
	for (; !signal.aborted; await new Promise((resolve) => setTimeout(resolve, POLL_MS))) {
		const pid = roots.map((root) => firstProcess(root, of)).find((found) => found !== null) ?? null;
		if (pid === null) continue;
		await writeFile(of.pidFile, String(pid)).catch(() => {});
		return;
	}
}

function firstProcess(root: string, { name, own }: { name: string; own: string }): number | null {
	const slice = groupOf(root, name);
	for (const below of ['payload/system.slice', 'system.slice']) {
		try {
			const [pid] = readFileSync(join(slice, below, own, 'cgroup.procs'), 'latin1')
				.split('\n')
				.map(Number);
			if (pid && !/^systemd(?:-executor)?(?: \(deleted\))?$/.test(basename(readlinkSync(`/proc/${pid}/exe`))))
				return pid;
		} catch {
			// The file does not exist, or not any more.
		}
	}
	return null;
}

/** Folder of a container's unit in a cgroup hierarchy. */
function groupOf(root: string, named: string): string {
	return join(root, 'machine.slice', unit(named));
}

/** Ends commands that an earlier dogeboxd process left in a container. */
export const nixosEndSessions = verb(
	'nixos.end-sessions',
	v.strictObject({ name }),
	async ({ name }, context: VerbContext): Promise<null> => {
		await needOurs(name, context);
		const args = [`--machine=${name}`, 'kill', '--kill-who=all', '--signal=KILL', 'exec-*.service'];
		await context.spawn('systemctl', args, options(context)).catch(() => {});
		return null;
	}
);
