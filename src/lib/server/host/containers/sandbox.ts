/** The sandbox: one idle process that owns a container's user, network and IPC namespaces. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { containerId } from '../confine.ts';
import { identify, killProcess, signalProcess, type ProcessIdentity } from '../process-identity.ts';
import { containerRange, RANGE_SIZE, rangeBase } from '../ids/index.ts';
import { findProgram } from '../programs.ts';
import type { Launched } from '../spawn.ts';
import { verb } from '../verb.ts';
import { enterGroup, isOfContainer, PAUSE } from './cgroup.ts';

/**
 * Environment variable that marks our helper processes, so they can be found even when no file
 * names them any more.
 */
export const OWNER_MARK = 'DOGEBOX_CONTAINER';

/** A sandbox process after its creation. */
export interface CreatedSandbox extends ProcessIdentity {
	/** First host id of its range. */
	idBase: number;
}

/**
 * Creates the sandbox process. Its namespaces are mapped and can be joined when this returns.
 *
 * The first id of the container's range creates them, not root. So the kernel's limits per creator
 * of a user namespace (inotify, namespaces, signals, message queues) are counted per container and
 * do not use up root's. CAP_SYS_ADMIN is kept for hosts that require it to create user namespaces;
 * it applies to the host until `unshare`, and only to the new namespace afterwards.
 */
export const sandboxCreate = verb(
	'sandbox.create',
	v.object({ id: containerId, range: containerRange }),
	async ({ id, range }, context): Promise<CreatedSandbox> => {
		const catatonit = findProgram('catatonit');
		const idBase = await rangeBase(range, context.names);
		const idle = catatonit ? [catatonit, '-P'] : ['sleep', 'infinity'];
		const [program = '', ...args] = idle;
		const pause = await context.launch('', [String(idBase), program, ...args], {
			env: { [OWNER_MARK]: `${context.names.instance}/${id}` },
			cwd: '/',
			task: 'sandbox'
		});
		try {
			const group = join(context.names.cgroup, id, PAUSE);
			const map = `0 ${idBase} ${RANGE_SIZE}\n`;
			// The kernel waits before it moves a process: the namespaces are created meanwhile.
			await Promise.all([
				enterGroup(pause.pid, group, ['pids']),
				firstLine(pause).then(() =>
					Promise.all([writeFile(`/proc/${pause.pid}/uid_map`, map), writeFile(`/proc/${pause.pid}/gid_map`, map)])
				)
			]);
			// A kernel without that controller: any other one identifies the container as well.
			if (!isOfContainer(pause.pid, id, context)) await enterGroup(pause.pid, group, ['cpu', 'memory', 'freezer']);
			const identity = identify(pause.pid);
			if (!identity) throw new BoxError({ code: 'sandbox-failed', status: 500, message: 'The sandbox ended at once.' });
			await new Promise<void>((resolve) => pause.stdin.end('go\n', () => resolve()));
			return { ...identity, idBase };
		} catch (error) {
			killProcess(pause.pid);
			throw error;
		} finally {
			pause.release();
		}
	}
);

/**
 * Kills exactly this process of a container or its sandbox; one that is gone is no error.
 * @returns whether a process was killed
 */
export const processKill = verb(
	'process.kill',
	v.object({
		id: containerId,
		pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
		ticks: v.number()
	}),
	async ({ id, pid, ticks }, context): Promise<boolean> =>
		isOfContainer(pid, id, context) && signalProcess({ pid, ticks }, 'SIGKILL')
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
