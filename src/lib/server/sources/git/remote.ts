/** Calls git for a remote repository: lists its refs and fetches them. */
import type { Logger } from 'pino';
import { BoxError } from '../../../contract/errors.ts';
import { showPlain } from '../../../contract/hidden-characters.ts';
import { gitVerbs, type Host } from '../../host/index.ts';
import type { Outbound } from '../../outbound/types.ts';
import { badSource } from '../pup-index.ts';
import type { ReaderInput, ReadProgress } from '../types.ts';
import { copyIsDamaged, gitFailure } from './failures.ts';
import type { GitLocation } from './location.ts';
import { DamagedCopy } from './objects.ts';
import { newestTags, versionOfTag } from './tags.ts';

export interface GitLimits {
	/** Most bytes of a source: received in one read, and stored in its copy on disk. */
	maxBytes: number;
	/** Longest time of one read, milliseconds. */
	totalMs: number;
	/** Longest time without a byte, milliseconds. */
	idleMs: number;
	/** Most tags of any kind. A repository with more is no source of pups. */
	tags: number;
	/** Most versions that are read, newest first. The largest known source has about forty. */
	versions: number;
}

/**
 * Most bytes of the list of refs. 2000 tags have about 200 kB, but old servers send all branches
 * too.
 */
const MAX_REFS_BYTES = 16 * 1024 * 1024;
/** The ref of the source's branch in our copy. */
const BRANCH_REF = 'refs/dogebox/branch';
/** A ref to fetch. */
export interface Wanted {
	/** Its name in the remote repository. */
	from: string;
	/** Its name in our copy. */
	to: string;
	/** The object id that the remote repository reports for it. */
	id: string;
	origin: string;
}

/** One read of a source. */
export interface Run {
	input: ReaderInput;
	location: GitLocation;
	progress: ReadProgress;
	signal: AbortSignal;
	/** On the given clock, milliseconds. */
	deadline: number;
}

export interface RemoteDeps {
	host: Host;
	outbound: Outbound;
	log: Logger;
	/** Returns the current time, milliseconds. */
	now: () => number;
	limits: GitLimits;
}

export interface Remote {
	/** The refs to read: the branch first, then tags, newest first. */
	wantedRefs(run: Run): Promise<Wanted[]>;
	/** Fetches refs into the copy. */
	fetchRefs(run: Run, refs: readonly Wanted[]): Promise<void>;
}

export function createRemote({ host, outbound, log, now, limits }: RemoteDeps): Remote {
	async function wantedRefs(run: Run): Promise<Wanted[]> {
		const { location } = run;
		const tags = await ask(run, { what: 'tags' });
		if (tags.count > limits.tags) {
			throw new BoxError({
				code: 'too-many-tags',
				status: 422,
				message: `This repository has ${tags.count} tags; a source may have ${limits.tags}.`
			});
		}
		const wanted = newestTags(tags.refs, limits.versions).map(({ ref, id }): Wanted => ({
			from: ref,
			to: ref,
			id,
			origin: `tag ${versionOfTag(ref)}`
		}));
		if (location.branch === null && wanted.length > 0) return wanted;
		const { refs, head } = await ask(run, { what: 'branch', branch: location.branch });
		const found = refs[0];
		if (!found) {
			const name = location.branch?.slice('refs/heads/'.length);
			throw noBranch(location, name, (await ask(run, { what: 'branches' })).refs);
		}
		const ref = location.branch ?? head;
		const origin = `branch ${ref?.replace('refs/heads/', '') ?? 'HEAD'}`;
		return [{ from: found.ref, to: BRANCH_REF, id: found.id, origin }, ...wanted];
	}

	async function ask(run: Run, about: { what: 'tags' | 'branches' } | { what: 'branch'; branch: string | null }) {
		const { folder } = run.input;
		return over(run, MAX_REFS_BYTES, (remote) =>
			host.call(gitVerbs.gitAsk, { folder, remote, about, maxBytes: MAX_REFS_BYTES }, { signal: run.signal })
		);
	}

	async function fetchRefs(run: Run, refs: readonly Wanted[]): Promise<void> {
		const { folder } = run.input;
		await over(run, limits.maxBytes, (remote) =>
			host.call(
				gitVerbs.gitFetch,
				{ folder, remote, refs: refs.map(({ from, to }) => ({ from, to })), maxBytes: limits.maxBytes },
				{ signal: run.signal, onLine: (line) => reportProgress(line, run.progress) }
			)
		);
	}

	/** Calls git through the outbound module's proxy, and explains a failure. */
	async function over<T extends gitVerbs.GitOutcome>(
		run: Run,
		maxBytes: number,
		call: (remote: gitVerbs.GitRemote) => Promise<T>
	): Promise<T> {
		const { location, input, deadline } = run;
		const left = Math.max(1, deadline - now());
		const { idleMs } = limits;
		const proxy =
			location.hostPort === null
				? null
				: await outbound.proxy({ allow: [location.hostPort], maxBytes, idleMs, totalMs: left });
		try {
			const outcome = await call({
				address: location.address,
				credentials: location.hostPort === null ? null : input.credentials,
				proxy: proxy?.url ?? null,
				// Longer than the proxy's timeout, because the proxy explains better what happened.
				slow: { bytes: 1, seconds: Math.ceil(idleMs / 1000) + 5 },
				timeoutMs: left
			});
			if (outcome.ok) return outcome;
			const refusal = proxy?.refusal() ?? null;
			log.debug({ source: input.id, words: outcome.words, ended: outcome.ended, refusal }, 'git cannot read a source');
			if (refusal === null && copyIsDamaged(outcome.words)) throw new DamagedCopy(outcome.words);
			throw gitFailure(outcome, { location, account: input.credentials !== null, refusal, maxBytes });
		} finally {
			await proxy?.close();
		}
	}

	return { wantedRefs, fetchRefs };
}

/**
 * @param name of the requested branch; undefined for the repository's default branch
 * @param refs its branches
 */
function noBranch(location: GitLocation, name: string | undefined, refs: readonly { ref: string }[]): BoxError {
	const names = refs.map(({ ref }) => ref.replace('refs/heads/', ''));
	if (names.length === 0) {
		return badSource('There is neither a version tag nor a branch: the repository is empty, or none.');
	}
	const best = names.find((one) => one === 'main' || one === 'master') ?? names[0]!;
	const list = names.slice(0, 5).map((one) => showPlain(`“${one}”`, '·'));
	const more = names.length > list.length ? ` and ${names.length - list.length} more` : '';
	return badSource(
		`${
			name === undefined
				? 'This repository names a main branch (HEAD) that it does not have, and has no version tag'
				: `This repository has no branch “${name}”`
		}. Its branches: ${list.join(', ')}${more}.`,
		`Add the branch to the address: ${location.address}#${showPlain(best, '·')}`
	);
}

/**
 * Parses `Receiving objects: 45% (9/20), 1.2 MiB | …` and `Resolving deltas: …`; see git's
 * progress.c.
 */
function reportProgress(line: string, progress: ReadProgress): void {
	const [, what, percent] = /(Receiving objects|Resolving deltas):\s+(\d{1,3})%/.exec(line) ?? [];
	if (what === undefined) return;
	const part = Number(percent) / 100;
	progress(what === 'Receiving objects' ? 0.1 + 0.6 * part : 0.7 + 0.05 * part, 'receiving');
}
