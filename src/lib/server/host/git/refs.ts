/** The refs and the size of a source's repository. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { confine, plainPath } from '../confine.ts';
import { verb, type VerbContext } from '../verb.ts';
import { broken } from './objects.ts';
import { packedSize, runGit } from './run.ts';

/** Full name of a ref; stricter than git-check-ref-format(1). */
export const REF_NAME =
	/^(?:HEAD|refs\/(?:tags|heads|dogebox)\/(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)|\/\.|\.\/|[./]$))[A-Za-z0-9_][A-Za-z0-9_.+@/-]{0,250})$/;
export const refName = v.pipe(v.string(), v.regex(REF_NAME, 'not the name of a ref'));

/** One ref of a repository. */
export interface RemoteRef {
	ref: string;
	id: string;
}

/** A ref in the local repository, with the commit it points to. */
export interface FetchedRef extends RemoteRef {
	/** Empty for a tag on something other than a commit. */
	commit: string;
	tree: string;
	/** Commit time, seconds since the epoch. */
	time: number;
}

/** Fields of git-for-each-ref(1); those with `*` are of the object behind an annotated tag. */
const FIELDS = ['refname', 'objectname', 'objecttype', 'tree', 'committerdate:unix'];
const FORMAT = [...FIELDS, ...FIELDS.slice(1).map((field) => `*${field}`)].map((field) => `%(${field})`).join('%09');

/**
 * Returns the path of the repository in a source's folder.
 * @throws BoxError `invalid-host-call` when the folder is elsewhere
 */
export async function repositoryOf(folder: string, context: VerbContext): Promise<string> {
	return join(await confine(context.paths, folder, ['data']), 'repo.git');
}

/**
 * Removes locks and partial packs. The caller must ensure that no git of ours runs in the
 * repository; each one dies with dogeboxd.
 */
export async function tidy(repository: string): Promise<void> {
	const stale = /\.lock$|^shallow_|^gc\.pid$|^FETCH_HEAD$/;
	await clear(repository, stale, 0);
	await clear(join(repository, 'refs'), /\.lock$/, 12);
	await clear(join(repository, 'objects'), /^tmp_|\.lock$/, 0);
	await clear(join(repository, 'objects', 'info'), /\.lock$|^tmp_/, 0);
	await clear(join(repository, 'objects', 'pack'), /^tmp_|^\.tmp-|\.keep$|\.lock$/, 0);
}

async function clear(folder: string, stale: RegExp, depth: number): Promise<void> {
	for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
		const path = join(folder, entry.name);
		if (stale.test(entry.name) && !entry.isDirectory()) await rm(path, { force: true });
		else if (entry.isDirectory() && depth > 0) await clear(path, stale, depth - 1);
	}
}

/** Returns all refs. @throws BoxError `git-objects` when the repository is damaged */
export async function readRefs(repository: string, context: VerbContext): Promise<FetchedRef[]> {
	const end = await runGit(context, ['for-each-ref', `--format=${FORMAT}`], {
		repository,
		timeoutMs: 60_000,
		maxOutput: 4 * 1024 * 1024
	});
	if (end.exitCode !== 0) throw broken(end.words);
	const lines = end.stdout.split('\n').filter(Boolean);
	return lines.map((line) => {
		const [ref = '', id = '', type, tree = '', time, commit = '', peeledType, peeledTree = '', peeledTime] =
			line.split('\t');
		if (type === 'commit') return { ref, id, commit: id, tree, time: Number(time) };
		if (peeledType === 'commit') return { ref, id, commit, tree: peeledTree, time: Number(peeledTime) };
		return { ref, id, commit: '', tree: '', time: 0 };
	});
}

/** {@link readRefs} as a verb. */
export const gitRefs = verb(
	'git.refs',
	v.object({ folder: plainPath }),
	async ({ folder }, context): Promise<FetchedRef[]> => readRefs(await repositoryOf(folder, context), context)
);

async function changeRefs(repository: string, lines: readonly string[], context: VerbContext): Promise<void> {
	if (lines.length === 0) return;
	const input = lines.map((line) => `${line}\n`).join('');
	await runGit(context, ['update-ref', '--stdin'], { repository, input, timeoutMs: 60_000 });
}

/** Repacks the objects that refs reach, and deletes all others. */
async function packAnew(repository: string, context: VerbContext): Promise<void> {
	await runGit(context, ['gc', '--quiet', '--prune=now'], { repository, timeoutMs: 300_000 });
	await tidy(repository);
}

/**
 * Whether a repository is small enough after a fetch, not counting unreachable objects. If not,
 * restores its refs.
 * @param before its refs before the fetch
 */
export async function fits(
	repository: string,
	maxBytes: number,
	before: readonly RemoteRef[],
	context: VerbContext
): Promise<boolean> {
	if ((await packedSize(repository)) <= maxBytes) return true;
	const usage = await runGit(context, ['rev-list', '--disk-usage', '--objects', '--all'], {
		repository,
		timeoutMs: 300_000
	});
	if (usage.exitCode === 0 && Number(usage.stdout) <= maxBytes) return true;
	const known = new Set(before.map(({ ref }) => ref));
	const fresh = (await readRefs(repository, context)).filter(({ ref }) => !known.has(ref));
	await changeRefs(
		repository,
		[...fresh.map(({ ref }) => `delete ${ref}`), ...before.map(({ ref, id }) => `update ${ref} ${id}`)],
		context
	);
	await packAnew(repository, context);
	return false;
}

/** Number of packs above which a repository is repacked. */
const MAX_PACKS = 20;

/** Deletes refs, and repacks the rest after many fetches. */
export const gitForget = verb(
	'git.forget',
	v.object({ folder: plainPath, refs: v.pipe(v.array(refName), v.maxLength(10_000)), maxBytes: v.number() }),
	async ({ folder, refs, maxBytes }, context): Promise<null> => {
		const repository = await repositoryOf(folder, context);
		await changeRefs(
			repository,
			refs.map((ref) => `delete ${ref}`),
			context
		);
		const names = await readdir(join(repository, 'objects', 'pack')).catch(() => []);
		const packs = names.filter((name) => name.endsWith('.pack')).length;
		if (packs > MAX_PACKS || (packs > 1 && (await packedSize(repository)) > maxBytes / 2)) {
			await packAnew(repository, context);
		}
		return null;
	}
);
