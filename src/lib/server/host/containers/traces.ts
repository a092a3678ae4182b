/** What there is of containers on this host, whole or half made, and how it goes. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { containerId, processName } from '../confine.ts';
import { mappedFolder, removeMountPoints } from '../ids/index.ts';
import { killProcess } from '../process-identity.ts';
import { containerFolder, exitFolder, ociName, ociStateFolder, parseOciName } from '../programs.ts';
import { settleAll } from '../../settle-all.ts';
import { verb, type VerbContext } from '../verb.ts';
import { removeAttachSocket } from './attaching.ts';
import { killGroup, removeGroup } from './cgroup.ts';
import { unmountBelow } from './overlay.ts';
import { OWNER_MARK } from './sandbox.ts';

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
		await removeAttachSocket(context.paths, args.id, args.process);
		await removeGroup(`${args.id}/${args.process}`, context);
		await rm(join(exitFolder(context.paths), ociName(args.id, args.process)), { force: true });
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
		const states = [ociStateFolder(context.paths), join(context.paths.run, 'attach'), exitFolder(context.paths)];
		await settleAll([
			(async () => {
				for (const process of await readdir(folder).catch(() => []))
					await removeAttachSocket(context.paths, id, process);
				await unmountBelow([folder, mappedFolder(context.paths, id)], context);
				await removeMountPoints(context.paths, id);
			})(),
			...states.map(async (parent) => {
				const entries = await readdir(parent).catch(() => []);
				for (const entry of entries)
					if (parseOciName(entry)?.id === id) await rm(join(parent, entry), { recursive: true, force: true });
			}),
			removeGroup(id, context)
		]);
		await moveAway(folder);
		return null;
	}
);

/** Folders that are on their way out; no container is called so. */
const GONE = '.gone-';

/**
 * Takes the folder of a container out of the way at once; what lies in it goes beside what comes
 * next, and so does what an agent left that was ended meanwhile.
 */
async function moveAway(folder: string): Promise<void> {
	const parent = dirname(folder);
	try {
		await rename(folder, join(parent, GONE + randomBytes(8).toString('hex')));
	} catch (error) {
		// It went before; what an agent left that was ended then goes now.
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
	void readdir(parent)
		.then((names) => names.filter((name) => name.startsWith(GONE)))
		.then((gone) => settleAll(gone.map((name) => rm(join(parent, name), { recursive: true, force: true }))))
		// The next one that goes takes it along.
		.catch(() => {});
}
