/** Publishes a repository of pups: creates a tag that boxes read as a version (docs/sources.md). */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unpackArchive } from '../../../lib/server/files/index.ts';
import { readJson, readOwn, readSums, SUMS_FILES, UNPACKING, versionOfTag } from '../../../lib/server/sources/index.ts';
import { checkFolder, folderAt } from '../check-folder.ts';
import { quoted, unfit, wrongUse } from '../refusals.ts';
import { countOf, type FolderReport } from '../report.ts';
import { NotFit } from '../pack/pack.ts';
import { createGit, type Git } from './git.ts';
import { chooseTag, needClean, newestTag, readTags, staleSums, tagTaken, twoContents, type RemoteTag } from './tag.ts';

export interface PublishOptions {
	/** Root of the repository. */
	folder: string;
	/** Folder that relative paths are resolved against. */
	from: string;
	/** Name of the remote. */
	remote: string;
	/** `v1.2.0`; if absent, from the version of the only pup. */
	tag?: string | undefined;
	env: Readonly<Record<string, string | undefined>>;
	canAsk: boolean;
	/** Whether to create and push the tag; if false, only returns what would be done. */
	go: boolean;
}

export interface PublishReport {
	/** Root of the repository. */
	folder: string;
	remote: string;
	/** URL that the remote is pushed to, without an account in it. */
	url: string;
	tag: string;
	commit: string;
	/** What the tag offers or will offer. */
	pups: { name: string; version: string; location: string; treeHash: string | null }[];
	/** Whether it is signed with `dogebox.sums`. */
	signed: boolean;
	warnings: string[];
	/** Whether the tag exists already with this content, so that there is nothing to do. */
	already: boolean;
	/** Whether the tag was created and pushed. */
	done: boolean;
}

/**
 * Checks the committed files, then creates and pushes their tag.
 * @throws BoxError; {@link NotFit} for pups with errors
 */
export async function publish(options: PublishOptions): Promise<PublishReport> {
	const folder = await folderAt(resolve(options.from, options.folder));
	const git = createGit(folder, options.env, options.canAsk);
	await needRoot(git, folder);
	needClean(await git('status', '--porcelain', '-z', '--untracked-files=normal'));
	const commit = await git.maybe('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
	if (commit === null) throw wrongUse('no-commit', 'Nothing is committed yet.', 'git add . && git commit');
	const url = await urlOf(git, options.remote);
	const checked = await checkCommitted(git, commit);
	const tags = readTags(await git('ls-remote', '--tags', '--', options.remote));
	const newest = newestTag(tags);
	const tag = chooseTag(options.tag, checked.report.pups, newest);
	const already = await isPublished(git, tag, commit, tags);
	if (!already) await needNewContents(git, checked.report, tag);
	const report: PublishReport = {
		...{ folder, remote: options.remote, url, tag, commit, already, done: false },
		pups: checked.report.pups.map(({ name, version, location, treeHash }) => ({
			...{ name: name!, version: version!, location, treeHash }
		})),
		signed: checked.signed,
		warnings: [...checked.report.warnings, ...checked.report.pups.flatMap(({ warnings }) => warnings)]
	};
	if (already || !options.go) return report;
	await tagAndPush(git, report);
	return { ...report, done: true };
}

/** Requires the root of a repository, because that is what a box reads. */
async function needRoot(git: Git, folder: string): Promise<void> {
	const top = await git.maybe('rev-parse', '--show-toplevel');
	if (top === null || top === '') {
		throw wrongUse('no-repository', `${folder} is not in a git repository.`, 'git init, commit, and add a remote.');
	}
	if (realpathSync(top) === folder) return;
	throw wrongUse(
		'not-root',
		`${folder} is not the root of its repository.`,
		`A box reads dogebox.json or manifest.json at the root: dbx pup publish ${top}`
	);
}

async function urlOf(git: Git, remote: string): Promise<string> {
	const all = (await git('remote')).split('\n').filter(Boolean);
	if (!all.includes(remote)) {
		throw wrongUse(
			'no-remote',
			`The repository has no remote ${quoted(remote)}.`,
			all.length === 0 ? 'git remote add origin https://…' : `It has: ${all.join(', ')}. Choose one with --remote.`
		);
	}
	return (await git('remote', 'get-url', '--push', '--', remote)).replace(/\/\/[^/@]*@/, '//');
}

/**
 * Checks the files as git stores them, because boxes get those: without ignored files, and without
 * the changes that attributes would make on checkout.
 */
async function checkCommitted(git: Git, commit: string): Promise<{ report: FolderReport; signed: boolean }> {
	const work = mkdtempSync(join(tmpdir(), 'dbx-publish-'));
	try {
		const copy = join(work, 'copy.git');
		const common = await git('rev-parse', '--path-format=absolute', '--git-common-dir');
		await git('init', '--quiet', '--bare', '--template=', copy);
		mkdirSync(join(copy, 'objects/info'), { recursive: true });
		writeFileSync(join(copy, 'objects/info/alternates'), `${join(common, 'objects')}\n`);
		mkdirSync(join(copy, 'info'), { recursive: true });
		writeFileSync(
			join(copy, 'info/attributes'),
			'* -text -eol -ident -filter -working-tree-encoding -export-ignore -export-subst\n'
		);
		await needNoSubmodules(git, commit);
		const tar = join(work, 'tree.tar');
		await git(`--git-dir=${copy}`, '-c', 'tar.umask=0022', 'archive', '--format=tar', `--output=${tar}`, commit);
		const tree = join(work, 'tree');
		mkdirSync(tree);
		await unpackArchive(tar, tree, UNPACKING);
		const report = await checkFolder(tree, tree);
		if (report.pups.length === 0 && report.errors.length === 0) {
			report.errors.push({ path: 'dogebox.json', message: 'It lists no pups.' });
		}
		if (countOf(report).errors > 0) throw new NotFit({ ...report, folder: 'what is committed' });
		return { report, signed: await checkSums(tree, report) };
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

async function needNoSubmodules(git: Git, commit: string): Promise<void> {
	const tree = await git('ls-tree', '-r', '-z', '--full-tree', commit);
	const [, module] = /(?:^|\0)160000 [^\t\0]*\t([^\0]+)/.exec(tree) ?? [];
	if (module) {
		throw unfit(
			'submodule',
			`${quoted(module)} is a submodule, which boxes do not fetch.`,
			'Commit its files instead.'
		);
	}
}

/** Checks that a signed list names the committed files. @returns whether there is one */
async function checkSums(tree: string, { pups }: FolderReport): Promise<boolean> {
	const [sums, signature] = await Promise.all(SUMS_FILES.map((name) => readOwn(tree, name)));
	if (!sums && !signature) return false;
	if (!sums || !signature) {
		throw unfit(
			'stale-sums',
			'Only one of dogebox.sums and dogebox.sums.minisig is committed.',
			'Commit both or neither.'
		);
	}
	const hashes = readSums(sums.toString('utf8'));
	const wrong = pups.find(({ location, treeHash }) => hashes.get(location) !== treeHash);
	if (wrong) throw staleSums(wrong.location);
	return true;
}

const treeOf = (git: Git, commit: string) => git.maybe('rev-parse', '--verify', '--quiet', `${commit}^{tree}`);

/**
 * Whether the tag is published with this content.
 * @throws BoxError 409 `tag-taken` when it exists with other content, here or in the remote
 */
async function isPublished(git: Git, tag: string, commit: string, tags: readonly RemoteTag[]): Promise<boolean> {
	const same = async (other: string) => other === commit || (await treeOf(git, other)) === (await treeOf(git, commit));
	const there = tags.find(({ name }) => name === tag);
	if (there) {
		if (await same(there.commit)) return true;
		throw tagTaken(tag, 'published');
	}
	const here = await git.maybe('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`);
	if (here !== null && !(await same(here))) throw tagTaken(tag, 'made here');
	return false;
}

/** Requires that no version of a pup has different contents at two tags. */
async function needNewContents(git: Git, { pups }: FolderReport, tag: string): Promise<void> {
	const names = (await git('tag', '--list', 'v*'))
		.split('\n')
		.filter((one) => versionOfTag(`refs/tags/${one}`) !== null);
	for (const other of names) {
		if (other === tag) continue;
		for (const { location, name, version } of pups) {
			const path = location === '.' ? '' : location;
			const text = await git.maybe('cat-file', 'blob', `refs/tags/${other}:${path ? `${path}/` : ''}manifest.json`);
			const meta = text === null ? {} : metaIn(text);
			if (meta.name !== name || meta.version !== version) continue;
			const trees = [`refs/tags/${other}:${path}`, `HEAD:${path}`].map((ref) =>
				git('rev-parse', '--verify', '--quiet', ref)
			);
			const [before, now] = await Promise.all(trees);
			if (before !== now) throw twoContents(name!, version!, other);
		}
	}
}

function metaIn(text: string): { name?: unknown; version?: unknown } {
	const { value } = readJson(text);
	return ((value as { meta?: object } | null)?.meta ?? {}) as { name?: unknown; version?: unknown };
}

async function tagAndPush(git: Git, { tag, remote, commit, pups }: PublishReport): Promise<void> {
	const message = pups.length === 1 ? `${pups[0]!.name} ${pups[0]!.version}` : tag;
	const here = await git.maybe('rev-parse', '--verify', '--quiet', `refs/tags/${tag}`);
	if (here === null) await git('tag', '-a', '-m', message, '--', tag, commit);
	try {
		await git('push', '--quiet', '--', remote, `refs/tags/${tag}:refs/tags/${tag}`);
	} catch (error) {
		// Restores the previous state, so that the maker can try again.
		if (here === null) await git.maybe('tag', '-d', '--', tag);
		throw error;
	}
}
