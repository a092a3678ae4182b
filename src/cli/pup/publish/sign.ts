/** Signs the pups of a folder or repository: `dogebox.sums` (docs/sources.md, “Signatures”). */
import { join, resolve } from 'node:path';
import { hashTree, writeFileAtomic } from '../../../lib/server/files/index.ts';
import { SUMS_FILES } from '../../../lib/server/sources/index.ts';
import { checkFolder } from '../check-folder.ts';
import { publicLine, signMinisign, type SecretKey } from '../minisign-secret.ts';
import { NotFit } from '../pack/pack.ts';
import { unfit } from '../refusals.ts';
import { countOf } from '../report.ts';
import { createGit } from './git.ts';

export interface SignReport {
	/** Absolute path. */
	folder: string;
	publicKey: string;
	pups: { location: string; treeHash: string }[];
}

/**
 * Writes the list of hashes and its signature.
 * @param folder root of the source
 * @throws BoxError; {@link NotFit} for pups with errors
 */
export async function signFolder(
	folder: string,
	key: SecretKey,
	around: { from: string; env: Readonly<Record<string, string | undefined>> }
): Promise<SignReport> {
	const report = await checkFolder(resolve(around.from, folder), around.from);
	if (countOf(report).errors > 0) throw new NotFit(report);
	if (report.pups.some(({ treeHash }) => treeHash === null)) {
		throw unfit('on-web', 'This is the folder of a source on the web.', 'Sign it with: dbx pup pack --key FILE');
	}
	const base = report.folder;
	const ignored = await ignoredByGit(base, around.env);
	const pups = await Promise.all(
		report.pups.map(async ({ location }) => ({
			location,
			treeHash: await hashTree(location === '.' ? base : join(base, location), {
				leaveOut: location === '.' ? SUMS_FILES : [],
				ignored: (path) => ignored(location === '.' ? path : join(location, path))
			})
		}))
	);
	const text = pups.map(({ treeHash, location }) => `${treeHash}  ${location}\n`).join('');
	const [sums, signature] = SUMS_FILES;
	writeFileAtomic(join(base, sums), text, { mode: 0o644 });
	const signed = signMinisign(Buffer.from(text), key, `file:${sums}\thashed`);
	writeFileAtomic(join(base, signature), signed, { mode: 0o644 });
	return { folder: base, publicKey: publicLine(key), pups };
}

/**
 * Returns whether git ignores a path, which is then not part of a version. Outside a repository
 * nothing is ignored.
 */
async function ignoredByGit(
	base: string,
	env: Readonly<Record<string, string | undefined>>
): Promise<(path: string) => boolean> {
	const git = createGit(base, env, false);
	const list = await git.maybe('ls-files', '-z', '--cached', '--others', '--exclude-standard').catch(() => null);
	if (list === null) return () => false;
	const kept = new Set<string>();
	for (const file of list.split('\0')) {
		for (let path = file; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) kept.add(path);
	}
	return (path) => !kept.has(path);
}
