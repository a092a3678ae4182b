/** What exists of containers on this host, complete or partial, and its removal. */
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
 * Ends a process and removes the rest of its container: the runtime's state, its bundle, its group,
 * its exit status. Its log stays.
 */
export const containerForget = verb(
	'container.forget',
	v.object({ id: containerId, process: processName }),
	async (args, context): Promise<null> => {
		await killGroup(`${args.id}/${args.process}`, context);
		// Besides the group, `runc delete` removes only the state folder. Removing that directly
		// needs neither a complete state nor a process.
		await rm(join(ociStateFolder(context.paths), ociName(args.id, args.process)), { recursive: true, force: true });
		await rm(join(containerFolder(context.paths, args.id), args.process), { recursive: true, force: true });
		await rm(join(context.paths.run, 'attach', ociName(args.id, args.process)), { recursive: true, force: true });
		await removeAttachSocket(context.paths, args.id, args.process);
		await removeGroup(`${args.id}/${args.process}`, context);
		await rm(join(exitFolder(context.paths), ociName(args.id, args.process)), { force: true });
		return null;
	}
);

/** Ids of containers with anything in the run folder. */
export const containerTraces = verb('container.traces', v.object({}), async (_args, context): Promise<string[]> => {
	const found = new Set(await readdir(join(context.paths.run, 'containers')).catch(() => []));
	for (const entry of await readdir(ociStateFolder(context.paths)).catch(() => []))
		found.add(parseOciName(entry)?.id ?? '');
	return [...found].filter((name) => v.is(containerId, name));
});

/**
 * Ids of containers that still have a helper process (sandbox, monitor, runtime), including those
 * that no file names any more.
 */
export const containerStrays = verb('container.strays', v.object({}), async (_args, context): Promise<string[]> => {
	return [...new Set((await markedProcesses(context)).map((found) => found.id))].filter((id) => v.is(containerId, id));
});

/**
 * Finds processes that have our mark in their environment. Programs inside containers do not,
 * because their environment is built from scratch.
 */
async function markedProcesses(context: VerbContext): Promise<{ pid: number; id: string }[]> {
	const mark = `${OWNER_MARK}=${context.names.instance}/`;
	const found: { pid: number; id: string }[] = [];
	for (const entry of await readdir('/proc')) {
		if (!/^[0-9]+$/.test(entry)) continue;
		// The process may end meanwhile.
		const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
		const own = environment.split('\0').find((variable) => variable.startsWith(mark));
		if (own !== undefined && Number(entry) !== process.pid)
			found.push({ pid: Number(entry), id: own.slice(mark.length) });
	}
	return found;
}

/**
 * Removes everything of a container, complete or partial: processes, mounts, the runtime's state,
 * groups, folders. Logs stay. Nothing to remove is no error. `strays`: also kills helper processes
 * that are in no group (after a crash or a failed start).
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

/** Prefix of folders that are being removed; no container has such a name. */
const GONE = '.gone-';

/**
 * Renames a container's folder at once and removes it in the background, together with what an
 * agent left that was ended meanwhile.
 */
async function moveAway(folder: string): Promise<void> {
	const parent = dirname(folder);
	try {
		await rename(folder, join(parent, GONE + randomBytes(8).toString('hex')));
	} catch (error) {
		// The folder is already gone; remove what an ended agent left.
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
	void readdir(parent)
		.then((names) => names.filter((name) => name.startsWith(GONE)))
		.then((gone) => settleAll(gone.map((name) => rm(join(parent, name), { recursive: true, force: true }))))
		// The next removal includes these.
		.catch(() => {});
}
