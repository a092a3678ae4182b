/**
 * Git operations of the box: one bare repository per source, fetched shallowly, read by object,
 * never checked out by git itself. Only ids and full ref names are passed to git, addresses come
 * after `--`, and secrets are passed in the environment.
 */
import { chmod, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { createHash, type Hash } from 'node:crypto';
import * as v from 'valibot';
import { plainPath } from '../confine.ts';
import { requireProgram } from '../programs.ts';
import { verb } from '../verb.ts';
import { objectContents, objectHeads, type ObjectHead } from './objects.ts';
import { fits, readRefs, REF_NAME, refName, repositoryOf, tidy, type RemoteRef } from './refs.ts';
import { packedSize, runGit, type GitEnd, type GitOptions } from './run.ts';

/** Id of an object; repositories with SHA-256 ids are not supported. */
const objectId = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not an object id'));
const objectIds = v.pipe(v.array(objectId), v.maxLength(200_000));
/** Folder of a source in the data folder; its repository is `repo.git` there. */
const folderOf = plainPath;

/** The origin of a repository. */
const remote = v.object({
	/** `http(s)://…` without credentials, or the absolute path of a folder. */
	address: v.pipe(v.string(), v.maxLength(4096), v.check(isAddress, 'not the address of a repository')),
	credentials: v.nullable(v.object({ username: v.string(), password: v.string() })),
	/** Forward proxy for http(s), with its password; null for none. */
	proxy: v.nullable(v.pipe(v.string(), v.url())),
	/** A transfer slower than this many bytes per second for this many seconds is aborted. */
	slow: v.object({ bytes: v.pipe(v.number(), v.integer()), seconds: v.pipe(v.number(), v.integer()) }),
	timeoutMs: v.pipe(v.number(), v.minValue(1))
});

/** {@link remote} as a type. */
export type GitRemote = v.InferOutput<typeof remote>;

function isAddress(text: string): boolean {
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u0020\u007f]/.test(text) && !text.startsWith('/')) return false;
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u001f\u007f]/.test(text)) return false;
	if (isAbsolute(text)) return true;
	if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
	const { username, password } = new URL(text);
	return username === '' && password === '';
}

/** Result of a network operation, with git's message if it failed. */
export interface GitOutcome {
	ok: boolean;
	words: string;
	ended: GitEnd['ended'];
}

const outcome = ({ exitCode, words, ended }: GitEnd): GitOutcome => ({
	ok: exitCode === 0 && ended === null,
	words,
	ended
});

/**
 * Opens the repository of a source: creates it if missing, and removes leftovers of a killed git.
 * @returns whether it was newly created
 */
export const gitOpen = verb(
	'git.open',
	v.object({ folder: folderOf, recreate: v.boolean() }),
	async ({ folder, recreate }, context): Promise<{ made: boolean }> => {
		requireProgram('git');
		const repository = await repositoryOf(folder, context);
		await mkdir(folder, { recursive: true, mode: 0o700 });
		if (recreate) await rm(repository, { recursive: true, force: true });
		if (await hasRepository(repository)) {
			await tidy(repository);
			return { made: false };
		}
		await rm(repository, { recursive: true, force: true });
		await context.spawn('git', ['init', '--quiet', '--bare', '--template=', repository], {
			env: { HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_DEFAULT_HASH: 'sha1' },
			signal: context.signal
		});
		await chmod(repository, 0o700);
		return { made: true };
	}
);

async function hasRepository(repository: string): Promise<boolean> {
	for (const name of ['HEAD', 'config', 'objects', 'refs']) {
		const entry = await lstat(join(repository, name)).catch(() => null);
		if (entry === null || entry.isSymbolicLink() || (entry.isFile() && entry.size === 0)) return false;
	}
	return true;
}

/** Options, configuration and protocols for one remote. */
async function reach(from: GitRemote, repository: string): Promise<GitOptions> {
	if (isAbsolute(from.address)) {
		// The repository may belong to another user: git then requires this setting, and for the
		// programs that it starts it reads the setting only from a file.
		const trusted = `${repository}.trusted`;
		const safe = [from.address, `${from.address}/.git`].map((path) => `\tdirectory = ${quoted(path)}\n`).join('');
		await writeFile(trusted, `[safe]\n${safe}`, { mode: 0o600 });
		return { repository, protocols: ['file'], trusted };
	}
	const secret = from.credentials && Buffer.from(`${from.credentials.username}:${from.credentials.password}`);
	return {
		repository,
		// An https remote stays encrypted, whatever a server requests.
		protocols: from.address.startsWith('https:') ? ['https'] : ['http', 'https'],
		config: [
			['http.proxy', from.proxy ?? ''],
			['http.proxyAuthMethod', 'basic'],
			// git would send the header to any host that the server redirects to.
			['http.followRedirects', secret ? 'false' : 'initial'],
			['http.lowSpeedLimit', String(from.slow.bytes)],
			['http.lowSpeedTime', String(from.slow.seconds)],
			...(secret ? [['http.extraHeader', `Authorization: Basic ${secret.toString('base64')}`] as const] : [])
		]
	};
}

/** Quotes a value according to git-config(1), “Syntax”. */
const quoted = (text: string) => `"${text.replace(/[\\"]/g, (c) => `\\${c}`)}"`;

/**
 * Lists a repository's tags, all its branches, or a single one (`branch: null`: its default, HEAD).
 * Refs with names that we would not pass to git are omitted; `count` includes them.
 */
export const gitAsk = verb(
	'git.ask',
	v.object({
		folder: folderOf,
		remote,
		about: v.variant('what', [
			v.object({ what: v.literal('tags') }),
			v.object({ what: v.literal('branches') }),
			v.object({ what: v.literal('branch'), branch: v.nullable(refName) })
		]),
		maxBytes: v.number()
	}),
	async (
		{ folder, remote: from, about, maxBytes },
		context
	): Promise<GitOutcome & { refs: RemoteRef[]; count: number; head: string | null }> => {
		const repository = await repositoryOf(folder, context);
		const what =
			about.what === 'tags'
				? ['--tags', '--refs', '--', from.address]
				: about.what === 'branches'
					? ['--heads', '--', from.address]
					: about.branch === null
						? ['--symref', '--', from.address, 'HEAD']
						: ['--heads', '--', from.address, about.branch];
		const end = await runGit(context, ['ls-remote', '--quiet', ...what], {
			...(await reach(from, repository)),
			timeoutMs: from.timeoutMs,
			maxOutput: maxBytes
		});
		const refs: RemoteRef[] = [];
		let count = 0;
		let head: string | null = null;
		for (const line of end.stdout.split('\n')) {
			const [left = '', ref = ''] = line.split('\t');
			if (ref === 'HEAD' && left.startsWith('ref: ')) head = left.slice(5);
			else if (ref !== '') {
				count += 1;
				if (/^[0-9a-f]{40}$/.test(left) && REF_NAME.test(ref)) refs.push({ ref, id: left });
			}
		}
		// `ls-remote` matches the ends of names: `refs/heads/a` also finds
		// `refs/heads/b/refs/heads/a`.
		const wanted = about.what !== 'branch' ? refs : refs.filter(({ ref }) => ref === (about.branch ?? 'HEAD'));
		return { ...outcome(end), refs: wanted, count, head: head !== null && REF_NAME.test(head) ? head : null };
	}
);

/**
 * Fetches the newest commit of each ref, without history, submodules or other tags. Lines: git's
 * progress (`Receiving objects: 45% …`).
 */
export const gitFetch = verb(
	'git.fetch',
	v.object({
		folder: folderOf,
		remote,
		refs: v.pipe(v.array(v.object({ from: refName, to: refName })), v.minLength(1), v.maxLength(5000)),
		maxBytes: v.number()
	}),
	async ({ folder, remote: from, refs, maxBytes }, context): Promise<GitOutcome> => {
		const repository = await repositoryOf(folder, context);
		let whole = false;
		try {
			const before = await readRefs(repository, context);
			const end = await runGit(
				context,
				[
					...['fetch', '--depth=1', '--no-tags', '--force', '--no-recurse-submodules', '--no-auto-maintenance'],
					...[
						'--no-write-fetch-head',
						'--no-show-forced-updates',
						'--update-shallow',
						'--progress',
						'--stdin',
						'--',
						from.address
					]
				],
				{
					...(await reach(from, repository)),
					input: refs.map((ref) => `+${ref.from}:${ref.to}\n`).join(''),
					timeoutMs: from.timeoutMs,
					// Obsolete objects can be removed only after the new ones have arrived.
					maxSize: (await packedSize(repository)) + maxBytes,
					onLine: context.onLine
				}
			);
			whole = end.exitCode === 0 && end.ended === null;
			if (whole && !(await fits(repository, maxBytes, before, context)))
				return { ok: false, words: end.words, ended: 'size' };
			return outcome(end);
		} finally {
			if (!whole) await tidy(repository);
		}
	}
);

/** An object with its content. */
export interface ReadObject extends ObjectHead {
	/** Base64; null when it is larger than requested, or follows in the next call. */
	content: string | null;
}

/** Maximum bytes of contents per answer; the caller asks again for the rest. */
const ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * Reads objects: type and size of all, contents of those up to `maxBytes` each. Returns at least
 * the first that fits.
 */
export const gitRead = verb(
	'git.read',
	v.object({
		folder: folderOf,
		ids: objectIds,
		maxBytes: v.pipe(v.number(), v.integer(), v.maxValue(64 * 1024 * 1024))
	}),
	async ({ folder, ids, maxBytes }, context): Promise<ReadObject[]> => {
		const repository = await repositoryOf(folder, context);
		const objects: ReadObject[] = (await objectHeads(context, repository, ids)).map((head) => ({
			...head,
			content: null
		}));
		let sum = 0;
		const wanted = objects.filter(({ type, size }) => {
			if (type === 'missing' || size > maxBytes || maxBytes === 0 || (sum > 0 && sum + size > ANSWER_BYTES))
				return false;
			sum += Math.max(size, 1);
			return true;
		});
		let at = 0;
		let pieces: Buffer[] = [];
		await objectContents(
			context,
			repository,
			wanted.map(({ id }) => id),
			{
				begin: () => void (pieces = []),
				piece: (bytes) => void pieces.push(bytes),
				end: () => void (wanted[at++]!.content = Buffer.concat(pieces).toString('base64'))
			}
		);
		return objects;
	}
);

/**
 * SHA-256 of the contents of objects, lower-case hex, in the requested order. Contents are
 * streamed, not held in memory.
 */
export const gitHash = verb(
	'git.hash',
	v.object({ folder: folderOf, ids: objectIds }),
	async ({ folder, ids }, context): Promise<string[]> => {
		const hashes: string[] = [];
		let hash: Hash;
		await objectContents(context, await repositoryOf(folder, context), ids, {
			begin: () => void (hash = createHash('sha256')),
			piece: (bytes) => void hash.update(bytes),
			end: () => void hashes.push(hash.digest('hex'))
		});
		return hashes;
	}
);
