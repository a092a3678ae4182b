/** The sandbox of a container: one idle process that owns its user, network and IPC namespaces. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { containerId } from '../confine.ts';
import { identify, isAlive, canTake, signalProcess, type ProcessIdentity } from '../process-identity.ts';
import { findProgram } from '../programs.ts';
import type { Launched } from '../spawn.ts';
import { verb } from '../verb.ts';
import { enterGroup } from './cgroup.ts';

/** Environment variable by which our own helper processes can be told, also when no file names them any more. */
export const OWNER_MARK = 'DOGEBOX_CONTAINER';

/**
 * What the idle process does before it idles; a constant, nothing is ever put into it. It tells that its namespaces exist, waits until
 * they are mapped (only the host may do that), then gives up identity, every capability and the chance of new ones.
 * 65534 is “nobody” inside the mapped range: no service can be that user's namespace's root and no file belongs to it.
 */
const PAUSE_SCRIPT =
	'echo ready; read -r go; exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs "$@"';

/** Makes the sandbox process. Its namespaces are mapped and can be joined when this returns. */
export const sandboxCreate = verb(
	'sandbox.create',
	v.object({ id: containerId }),
	async ({ id }, context): Promise<ProcessIdentity> => {
		const catatonit = await findProgram('catatonit');
		const idle = catatonit ? [catatonit, '-P'] : ['sleep', 'infinity'];
		const args = ['--user', '--net', '--ipc', '--keep-caps', 'sh', '-c', PAUSE_SCRIPT, 'pause', ...idle];
		const pause = await context.launch('unshare', args, {
			env: { [OWNER_MARK]: `${context.names.instance}/${id}` },
			cwd: '/'
		});
		try {
			await firstLine(pause);
			const map = `0 ${context.names.idBase} 65536\n`;
			await Promise.all([writeFile(`/proc/${pause.pid}/uid_map`, map), writeFile(`/proc/${pause.pid}/gid_map`, map)]);
			await enterGroup(pause.pid, join(context.names.cgroup, id, 'pause'), ['pids']);
			const identity = identify(pause.pid);
			if (!identity) throw new BoxError({ code: 'sandbox-failed', status: 500, message: 'The sandbox ended at once.' });
			await new Promise<void>((resolve) => pause.stdin.end('go\n', () => resolve()));
			return identity;
		} catch (error) {
			try {
				process.kill(pause.pid, 'SIGKILL');
			} catch {
				// It is gone already.
			}
			throw error;
		} finally {
			pause.release();
		}
	}
);

/** SIGTERM, and how long a process that was only just begun may take until it is able to get it, milliseconds. */
const SIGTERM = 15;
const PROVISION_MS = 1000;

/**
 * Signals one very process of a container or its sandbox; gone already is no error. SIGTERM waits until a process that was only
 * just begun listens to it, for as long as that may take.
 * @returns whether it was sent
 */
export const processSignal = verb(
	'process.signal',
	v.object({
		id: containerId,
		pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
		ticks: v.number(),
		signal: v.picklist(['SIGTERM', 'SIGKILL'])
	}),
	async ({ pid, ticks, signal }): Promise<boolean> => {
		const deadline = Date.now() + PROVISION_MS;
		// Twice in a row: at the moment of exec(2) the new program is seen with the old one's provision.
		for (
			let seen = 0;
			signal === 'SIGTERM' && seen < 2 && isAlive({ pid, ticks }) && Date.now() < deadline;
			await wait(3)
		) {
			seen = canTake(pid, SIGTERM) ? seen + 1 : 0;
		}
		return signalProcess({ pid, ticks }, signal);
	}
);

function firstLine(pause: Launched): Promise<void> {
	return new Promise((resolve, reject) => {
		let words = '';
		pause.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(0, 500)));
		pause.stdout.once('data', () => resolve());
		void pause.exited.then((code) =>
			reject(
				new BoxError({
					code: 'sandbox-failed',
					status: 500,
					message: `The sandbox could not be made: ${words.trim() || `exit status ${code}`}`,
					hint: 'User namespaces must be allowed on this host (sysctl user.max_user_namespaces).'
				})
			)
		);
	});
}
