/**
 * Git repositories as sources: version tags and a branch are fetched shallowly into one bare
 * repository and read without a working tree. The content is untrusted; `pup-tree.ts` checks what a
 * pup may contain.
 */
import { basename } from 'node:path';
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import { createKeyedQueue, monotonicMs } from '../../concurrency/index.ts';
import { gitVerbs, type Host } from '../../host/index.ts';
import type { Outbound } from '../../outbound/types.ts';
import type { ListedVersion, ReaderInput, ReadProgress, SourceListing, SourceReader } from '../types.ts';
import { tooSlow } from './failures.ts';
import { listRefs, partsOfLocation, type ReadableRef, type TreeFacts } from './listing.ts';
import { readGitLocation } from './location.ts';
import { createObjects, DamagedCopy } from './objects.ts';
import { readPupTrees, TREE_RULES } from './pup-tree.ts';
import { createRemote, type GitLimits, type Run } from './remote.ts';

const LIMITS: GitLimits = { maxBytes: 256 * 1024 * 1024, totalMs: 600_000, idleMs: 60_000, tags: 2000, versions: 200 };

/** Most facts kept about trees of one source. */
const MAX_FACTS = 5000;

export interface GitReaderDeps {
	host: Host;
	outbound: Outbound;
	log: Logger;
	/** Returns the current time, milliseconds. */
	now?: () => number;
	limits?: Partial<GitLimits>;
}

/** Creates the reader of git repositories. Reads of the same source run one at a time. */
export function createGitReader(deps: GitReaderDeps): SourceReader {
	const { host, outbound, log } = deps;
	const now = deps.now ?? monotonicMs;
	const limits = { ...LIMITS, ...deps.limits };
	const facts = new Map<string, Map<string, TreeFacts>>();
	const reading = createKeyedQueue();
	const { wantedRefs, fetchRefs } = createRemote({ host, outbound, log, now, limits });

	async function readOnce(run: Run): Promise<SourceListing> {
		const { input, location, progress, signal } = run;
		const { folder } = input;
		const wanted = await wantedRefs(run);
		const have = new Map((await host.call(gitVerbs.gitRefs, { folder }, { signal })).map((ref) => [ref.ref, ref]));
		const changed = wanted.filter(({ to, id }) => have.get(to)?.id !== id);
		progress(0.1, 'asked what is new');
		if (changed.length > 0) await fetchRefs(run, changed);
		const keep = new Set(wanted.map(({ to }) => to));
		const gone = [...have.keys()].filter((ref) => !keep.has(ref) && gitVerbs.REF_NAME.test(ref));
		await host.call(gitVerbs.gitForget, { folder, refs: gone, maxBytes: limits.maxBytes }, { signal });

		progress(0.75, 'reading');
		const here = new Map((await host.call(gitVerbs.gitRefs, { folder }, { signal })).map((ref) => [ref.ref, ref]));
		const refs: ReadableRef[] = [];
		for (const { to, origin } of wanted) {
			const ref = here.get(to);
			if (!ref) throw new DamagedCopy(`${to} was fetched and is not there`);
			if (ref.commit !== '') refs.unshift({ origin, commit: ref.commit, tree: ref.tree, time: ref.time });
		}
		let known = facts.get(folder);
		if (!known || known.size > MAX_FACTS) facts.set(folder, (known = new Map()));
		return listRefs(refs, {
			objects: createObjects(host, folder, signal),
			facts: known,
			progress: (fraction) => progress(0.75 + 0.25 * fraction, 'reading'),
			fallbackName: basename(location.address).replace(/\.git$/, '') || 'Pups'
		});
	}

	async function read(input: ReaderInput, progress: ReadProgress, signal: AbortSignal): Promise<SourceListing> {
		signal.throwIfAborted();
		const location = readGitLocation(input.location);
		const { folder } = input;
		const timeout = new AbortController();
		const timer = setTimeout(() => timeout.abort(tooSlow(location)), limits.totalMs);
		let far = 0;
		const run: Run = {
			input,
			location,
			// A second attempt after a damaged copy starts at zero, so progress never goes back.
			progress: (fraction, note) => progress((far = Math.max(far, Math.min(1, fraction))), note),
			signal: AbortSignal.any([signal, timeout.signal]),
			deadline: now() + limits.totalMs
		};
		try {
			run.progress(0, 'asking what is new');
			await host.call(gitVerbs.gitOpen, { folder, recreate: false }, { signal: run.signal });
			try {
				return await readOnce(run);
			} catch (error) {
				if (!isDamage(error)) throw error;
				// The folder is only a copy, so removing it costs the owner nothing but time.
				log.warn({ source: input.id, reason: String(error) }, 'the copy of a source is damaged and is fetched again');
				facts.delete(folder);
				await host.call(gitVerbs.gitOpen, { folder, recreate: true }, { signal: run.signal });
				return await readOnce(run);
			}
		} catch (error) {
			if (error instanceof DamagedCopy) {
				throw new BoxError({
					code: 'git-failed',
					status: 502,
					message: `“${location.shown}” sends a repository that is not complete.`,
					hint: 'Try again later.',
					cause: error
				});
			}
			throw error;
		} finally {
			clearTimeout(timer);
		}
	}

	/**
	 * The whole tree of a listed version.
	 * @throws BoxError 422 where the copy no longer has it, or where it may not be installed
	 */
	async function treeOf(input: ReaderInput, version: ListedVersion, signal: AbortSignal) {
		const objects = createObjects(host, input.folder, signal);
		const tree = (await readPupTrees(objects, [version.identity], TREE_RULES)).get(version.identity)!;
		if (tree.problem !== null) {
			throw new BoxError({ code: 'pup-unusable', status: 422, message: tree.problem });
		}
		return tree;
	}

	return {
		async read(input, progress, signal) {
			return reading(input.folder, () => read(input, progress, signal), signal);
		},

		async file(input, version, path, maxBytes) {
			const parts = safeParts(path);
			if (parts === null) return null;
			const objects = createObjects(host, input.folder, new AbortController().signal);
			let id = version.identity;
			let kind = 'folder';
			try {
				for (const part of parts) {
					if (kind !== 'folder') return null;
					await objects.load([id], TREE_RULES.fileBytes);
					const item = objects.tree(id)?.find(({ name }) => name === part);
					if (!item) return null;
					({ id, kind } = item);
				}
				if (kind !== 'file' && kind !== 'executable') return null;
				await objects.load([id], Math.min(maxBytes, TREE_RULES.fileBytes));
				return objects.bytes(id);
			} catch (error) {
				if (isDamage(error)) return null;
				throw error;
			}
		},

		async checkout(input, version, target, progress, signal) {
			try {
				const { files, links } = await treeOf(input, version, signal);
				const total = Math.max(
					1,
					files.reduce((sum, { size }) => sum + size, 0)
				);
				const entries = files.map(({ kind, path, id }): gitVerbs.CheckoutEntry =>
					kind === 'link'
						? { kind, path, target: links.get(path)! }
						: { kind: 'file', path, id, executable: kind === 'executable' }
				);
				const onLine = (line: string) => progress(Math.min(1, Number(line) / total), 'writing');
				const args = { folder: input.folder, target, entries, maxBytes: TREE_RULES.bytes };
				await host.call(gitVerbs.gitCheckout, args, { signal, onLine });
				progress(1, 'written');
				return target;
			} catch (error) {
				if (!isDamage(error)) throw error;
				throw new BoxError({
					code: 'content-changed',
					status: 422,
					message: 'This version is no longer in the copy of its source.',
					hint: 'Refresh the source, then try again.',
					cause: error
				});
			}
		}
	};
}

/** Whether an error means that the copy on disk is damaged or incomplete. */
function isDamage(error: unknown): boolean {
	return error instanceof DamagedCopy || (isBoxError(error) && error.code === 'git-objects');
}

function safeParts(path: string): string[] | null {
	try {
		const parts = partsOfLocation(path);
		return parts.length > 0 ? parts : null;
	} catch {
		return null;
	}
}
