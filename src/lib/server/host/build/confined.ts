/**
 * Runs a program as the mapped root: root in namespaces of its own, nobody on the host. For what
 * builds images outside a container.
 */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BoxError } from '../../../contract/errors.ts';
import type { Launched } from '../spawn.ts';
import type { VerbContext } from '../verb.ts';

/**
 * Where a confined program finds the one folder it is given; the host's own /mnt is hidden from it.
 */
export const CONFINED_FOLDER = '/mnt';

/**
 * Perl that shows its first argument, a folder, in a mount namespace of its own, where every folder
 * above it may be closed to others, and becomes the program that follows.
 */
const SHOW_FOLDER = `
exit 1 if system { 'mount' } 'mount', '--bind', '--', shift, '${CONFINED_FOLDER}';
exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n";
`;

export interface ConfinedOptions {
	/** Folder that the program works in, shown to it as {@link CONFINED_FOLDER}. */
	folder: string;
	/** Environment beside PATH. */
	env: Record<string, string>;
	/** Lines of stdout and stderr, as they come. */
	onLine?: (line: string) => void;
	/** Milliseconds after which it is ended. */
	timeoutMs: number;
}

export interface ConfinedResult {
	exitCode: number;
	/** Lines of stdout. */
	stdout: string[];
	/** The last lines of both, for a message. */
	tail: string[];
}

/** Lines of stdout kept. */
const MAX_LINES = 20_000;
const TAIL_LINES = 30;

/**
 * User, mount, pid, ipc and uts namespaces of its own, so files it makes belong to the mapped
 * range, it mounts nothing on the host, and everything it started ends with it; it also ends when
 * dogeboxd does, however that ends. It does have the host's network: it downloads.
 * @throws the signal's reason when cancelled (nothing of it runs any more then), BoxError
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
		// The death signal is set after the change of user, which would clear it, and before the
		// new pid namespace, whose first process it then ends through --kill-child.
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
		// The pipes close when the last process of its pid namespace is gone.
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

/** `cat` answers only once its namespace exists. */
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

/**
 * Ends a launched program and all that it started in its group; nothing where it ended by itself.
 */
export function endLaunched(process: Launched): void {
	killGroup(process.pid);
	process.release();
}

/** A launched program leads a process group of its own (it was started detached). */
export function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It is gone already.
	}
}
