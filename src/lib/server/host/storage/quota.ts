/**
 * Storage limits that the filesystem enforces: a pup's folders are a project (ext4, xfs and f2fs,
 * mounted with `prjquota`), and what anybody creates in them belongs to it. If the filesystem has
 * no projects, or `setquota` is not installed, nothing here has an effect, and dogeboxd measures
 * the usage.
 */
import { lstat, realpath } from 'node:fs/promises';
import * as v from 'valibot';
import { mountOf, readMounts } from '../../mountinfo.ts';
import { containerFolder, findProgram } from '../programs.ts';
import type { HostPaths } from '../types.ts';
import type { VerbContext } from '../verb.ts';

const TYPES = ['ext4', 'xfs', 'f2fs'];
/** Programs that set and read quotas: Debian's packages `quota` and `e2fsprogs`. */
const QUOTA_PROGRAMS = ['setquota', 'repquota', 'chattr', 'lsattr'] as const;
/** Milliseconds: a folder of an earlier version may hold millions of files. */
const LONG = 30 * 60_000;
/** Columns `Project,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,…,FileUsed` of `-O csv`. */
const COLUMNS = { project: 0, blocks: 3, files: 7 } as const;

const amount = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 52)));
/** Limits of a pup's data; null for no limit. */
export const storageLimits = v.object({
	bytes: amount,
	/** Number of files and folders. */
	files: amount
});
export type StorageLimits = v.InferOutput<typeof storageLimits>;

/**
 * Number of a pup's project, computed from its id so that it need not be stored. It has 30 bits and
 * is above the numbers that people assign in `/etc/projid`. If two pups ever got the same number,
 * they would share their limit.
 */
export const projectOf = (pupId: string): number => (Number.parseInt(pupId.slice(0, 8), 16) % 2 ** 30) + 2 ** 30;

/** Whether a filesystem counts projects and enforces their limits. */
export const countsProjects = ({ type, superOptions }: { type: string; superOptions: readonly string[] }): boolean =>
	TYPES.includes(type) && superOptions.includes('prjquota');

/**
 * Mount point of the filesystem with pups' data, if it enforces limits and the programs are
 * installed; otherwise null.
 */
async function quotaMount(paths: HostPaths): Promise<string | null> {
	const mount = mountOf(await readMounts(), await realpath(paths.storage).catch(() => paths.storage));
	if (mount === null || !countsProjects(mount)) return null;
	const programs = QUOTA_PROGRAMS.map(findProgram);
	return programs.includes(null) ? null : mount.target;
}

/** Whether a folder belongs to a project and passes it on to new entries. */
async function isIn(project: number, folder: string, { spawn }: VerbContext): Promise<boolean> {
	const { stdout } = await spawn('lsattr', ['-d', '-p', '--', folder], { allow: [1] });
	const [number, flags = ''] = stdout.trim().split(/\s+/);
	return Number(number) === project && flags.includes('P');
}

/**
 * Assigns folders of a pup, with their contents, to its project. Refused while the pup has a
 * container: chattr uses paths, which the pup could change meanwhile.
 * @returns whether they belong to it; false also when the filesystem has no projects
 */
export async function giveProject(pupId: string, folders: readonly string[], context: VerbContext): Promise<boolean> {
	if ((await quotaMount(context.paths)) === null) return false;
	const project = projectOf(pupId);
	for (const folder of folders) {
		if (await isIn(project, folder, context)) continue;
		if (await lstat(containerFolder(context.paths, pupId)).catch(() => null)) return false;
		const args = ['-R', '-p', String(project), '+P', '--', folder];
		// 1: an entry does not support the attribute (a link, a socket).
		await context.spawn('chattr', args, { allow: [1], timeoutMs: LONG });
		if (!(await isIn(project, folder, context))) return false;
	}
	return true;
}

/**
 * Makes the filesystem enforce the limits of a pup; they take effect at once.
 * @param folder a folder of the pup, which has its project if there are projects
 * @returns whether the filesystem enforces them
 */
export async function setProjectLimits(
	pupId: string,
	folder: string,
	{ bytes, files }: StorageLimits,
	context: VerbContext
): Promise<boolean> {
	const mount = await quotaMount(context.paths);
	const project = projectOf(pupId);
	if (mount === null || !(await isIn(project, folder, context))) return false;
	const blocks = bytes === null ? 0 : Math.ceil(bytes / 1024);
	const args = ['-P', String(project), '0', String(blocks), '0', String(files ?? 0), mount];
	await context.spawn('setquota', args, { signal: context.signal });
	return true;
}

/** Reads the filesystem's usage counters of a pup; null when it does not count. */
export async function readProject(
	pupId: string,
	folder: string,
	context: VerbContext
): Promise<{ bytes: number; files: number } | null> {
	const mount = await quotaMount(context.paths);
	const project = projectOf(pupId);
	if (mount === null || !(await isIn(project, folder, context))) return null;
	const { stdout } = await context.spawn('repquota', ['-P', '-n', '-O', 'csv', mount], { signal: context.signal });
	const row = stdout.split('\n').map((line) => line.split(','));
	const own = row.find((columns) => columns[COLUMNS.project] === `#${project}`);
	if (!own) return { bytes: 0, files: 0 };
	return { bytes: Number(own[COLUMNS.blocks]) * 1024, files: Number(own[COLUMNS.files]) };
}

/** Removes a pup's limits after the pup is removed. */
export async function forgetProject(pupId: string, context: VerbContext): Promise<void> {
	const mount = await quotaMount(context.paths);
	if (mount !== null) await context.spawn('setquota', ['-P', String(projectOf(pupId)), '0', '0', '0', '0', mount]);
}

/** Whether the filesystem could enforce limits and only the quota programs are missing. */
export async function areQuotaProgramsMissing(paths: HostPaths): Promise<boolean> {
	const mount = mountOf(await readMounts(), await realpath(paths.storage).catch(() => paths.data));
	return mount !== null && countsProjects(mount) && (await quotaMount(paths)) === null;
}
