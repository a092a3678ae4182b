/**
 * Runs a program as the mapped root: root in its own namespaces, unprivileged on the host. Used for
 * building images outside a container.
 */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BoxError } from '../../../contract/errors.ts';
import type { Launched } from '../spawn.ts';
import type { VerbContext } from '../verb.ts';

/** Path at which a confined program sees its one folder; it hides the host's own /mnt. */
export const CONFINED_FOLDER = '/mnt';

/**
 * Perl that bind-mounts a folder, its first argument, in its own mount namespace, where closed
 * parent folders do not matter, and becomes the program that follows.
 */
const SHOW_FOLDER = `
exit 1 if system { 'mount' } 'mount', '--bind', '--', shift, '${CONFINED_FOLDER}';
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n";
`;

export interface ConfinedOptions {
	/** Working folder of the program, visible to it as {@link CONFINED_FOLDER}. */
	folder: string;
	/** Environment besides PATH. */
	env: Record<string, string>;
	/** Called with each line of stdout and stderr. */
	onLine?: (line: string) => void;
	/** Timeout, milliseconds. */
	timeoutMs: number;
}

export interface ConfinedResult {
	exitCode: number;
	/** Lines of stdout. */
	stdout: string[];
	/** The last lines of both streams, for a message. */
	tail: string[];
}

/** Maximum number of lines of stdout that are kept. */
const MAX_LINES = 20_000;
const TAIL_LINES = 30;

/**
 * Runs in its own user, mount, PID, IPC and UTS namespaces. So its files belong to the mapped
 * range, it mounts nothing on the host, and everything it started ends with it. It also ends when
 * dogeboxd ends, in any way. It does have the host's network, for downloads.
 * @throws the signal's reason when cancelled (all its processes have ended then), BoxError
 *   `host-command-timeout`
 */
export async function runConfined(
	context: VerbContext,
	program: string,
	args: readonly string[],
	options: ConfinedOptions
): Promise<ConfinedResult> {
	const { signal } = context;
	signal?.throwIfAborted();
	const holder = await context.launch('unshare', ['--user', 'cat'], { cwd: '/' });
	let running: Launched | undefined;
	try {
		await ready(holder);
		const map = `0 ${context.names.idBase} 65536\n`;
		await Promise.all(['uid_map', 'gid_map'].map((file) => writeFile(`/proc/${holder.pid}/${file}`, map)));
		// Set the death signal after the change of user, which would clear it, and before the new
		// PID namespace, whose init process it ends through --kill-child.
		running = await context.launch(
			'unshare',
			[
				...['--mount', '--propagation', 'private', 'perl', '-e', SHOW_FOLDER, options.folder],
				...['nsenter', `--user=/proc/${holder.pid}/ns/user`],
				...['--setuid', '0', '--setgid', '0', '--', 'setpriv', '--pdeathsig', 'KILL'],
				...['unshare', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--', program, ...args]
			],
			{ cwd: '/', env: { HOME: '/nonexistent', ...options.env } }
		);
		return await collect(running, options, signal);
	} finally {
		endLaunched(holder);
		if (running) endLaunched(running);
	}
}

async function collect(
	running: Launched,
	options: ConfinedOptions,
	signal: AbortSignal | undefined
): Promise<ConfinedResult> {
	running.stdin.end();
	const stdout: string[] = [];
	const tail: string[] = [];
	const read = (stream: Launched['stdout'], keep: boolean) => {
		const lines = createInterface({ input: stream, crlfDelay: Infinity });
		lines.on('line', (line) => {
			if (keep && stdout.length < MAX_LINES) stdout.push(line);
			tail.push(line);
			if (tail.length > TAIL_LINES) tail.shift();
			options.onLine?.(line);
		});
		return new Promise<void>((resolve) => lines.once('close', resolve));
	};
	const drained = Promise.all([read(running.stdout, true), read(running.stderr, false)]);
	let late = false;
	const kill = () => killGroup(running.pid);
	const timer = setTimeout(() => {
		late = true;
		kill();
	}, options.timeoutMs);
	signal?.addEventListener('abort', kill, { once: true });
	if (signal?.aborted) kill();
	try {
		const exitCode = await running.exited;
		// The pipes close when the last process of its PID namespace has ended.
		await drained;
		signal?.throwIfAborted();
		if (late)
			throw new BoxError({
				code: 'host-command-timeout',
				status: 500,
				message: 'A build step took too long and was ended.'
			});
		return { exitCode, stdout, tail };
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', kill);
	}
}

/** Waits for the namespace: `cat` answers only after it was created. */
function ready(holder: Launched): Promise<void> {
	return new Promise((resolve, reject) => {
		holder.stdout.once('data', () => resolve());
		void holder.exited.then(() =>
			reject(
				new BoxError({
					code: 'sandbox-failed',
					status: 500,
					message: 'No user namespace could be made for a build.',
					hint: 'User namespaces must be allowed on this host (sysctl user.max_user_namespaces).'
				})
			)
		);
		holder.stdin.write('\n');
	});
}

/** Ends a launched program and its process group. Does nothing if it has ended. */
export function endLaunched(process: Launched): void {
	killGroup(process.pid);
	process.release();
}

/** Kills a launched program's process group, which it leads (it was started detached). */
export function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// The group is already gone.
	}
}
