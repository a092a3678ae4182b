/**
 * Writes the files of a version from a repository. git itself never creates a working tree, so its
 * filters and attributes have no effect.
 */
import { bytes as sizeText } from '../../../contract/bytes.ts';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, symlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { linkStaysInside } from '../../files/index.ts';
import { confine, plainPath } from '../confine.ts';
import { verb } from '../verb.ts';
import { objectContents, objectHeads } from './objects.ts';

/** Path below the target: no empty, `.`, `..` or `.git` parts, no control characters. */
const treePath = v.pipe(
	v.string(),
	v.maxLength(4000),
	v.check(
		(path) =>
			// eslint-disable-next-line no-control-regex
			!/[\u0000-\u001f\u007f]/.test(path) && !path.split('/').some((part) => /^(?:\.{0,2}|\.git)$/i.test(part)),
		'not a path inside a tree'
	)
);

const entry = v.variant('kind', [
	v.object({
		kind: v.literal('file'),
		path: treePath,
		id: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not an object id')),
		executable: v.boolean()
	}),
	v.object({ kind: v.literal('link'), path: treePath, target: v.pipe(v.string(), v.minLength(1), v.maxLength(4095)) })
]);

/** A file or link to write. */
export type CheckoutEntry = v.InferOutput<typeof entry>;

/** Progress is reported after this many bytes. */
const REPORT_EVERY = 1024 * 1024;

/**
 * Writes files (0644 or 0755) and links into an empty folder. Lines: bytes written so far, decimal.
 * @throws BoxError 422 `too-large`; `git-objects` when a file is not in the repository; the
 *   caller must then remove what was written
 */
export const gitCheckout = verb(
	'git.checkout',
	v.object({
		folder: plainPath,
		target: plainPath,
		entries: v.pipe(v.array(entry), v.maxLength(20_000)),
		maxBytes: v.pipe(v.number(), v.minValue(0))
	}),
	async ({ folder, target, entries, maxBytes }, context): Promise<{ bytes: number }> => {
		const repository = join(await confine(context.paths, folder, ['data']), 'repo.git');
		const root = await confine(context.paths, target, ['data']);
		const found = await lstat(root);
		if (!found.isDirectory() || (await readdir(root)).length > 0) {
			throw new BoxError({ code: 'invalid-host-call', status: 500, message: 'The folder to write to is not empty.' });
		}

		const files = entries.filter((one) => one.kind === 'file');
		const heads = await objectHeads(
			context,
			repository,
			files.map(({ id }) => id)
		);
		if (heads.some(({ type }) => type !== 'blob')) throw refused('A file of it is not in the copy of the source.');
		const total = heads.reduce((sum, { size }) => sum + size, 0);
		if (total > maxBytes) {
			throw new BoxError({
				code: 'too-large',
				status: 422,
				message: `Its files have more than ${sizeText(maxBytes)}.`
			});
		}

		const folders = new Set<string>(['.']);
		const createFolder = async (path: string): Promise<void> => {
			if (folders.has(path)) return;
			await createFolder(dirname(path));
			await mkdir(join(root, path), { mode: 0o755 });
			folders.add(path);
		};
		for (const { path } of entries) await createFolder(dirname(path));

		let at = 0;
		let bytes = 0;
		let reported = 0;
		let file: FileHandle | null = null;
		try {
			await objectContents(
				context,
				repository,
				files.map(({ id }) => id),
				{
					begin: async () => {
						const { path, executable } = files[at]!;
						const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
						file = await open(join(root, path), flags, 0o600);
						// With open(2) the umask would remove bits.
						await file.chmod(executable ? 0o755 : 0o644);
					},
					piece: async (piece) => {
						await file!.writeFile(piece);
						bytes += piece.length;
						if (bytes - reported >= REPORT_EVERY) context.onLine(String((reported = bytes)));
					},
					end: async () => {
						at += 1;
						await file!.close();
						file = null;
					}
				}
			);
		} finally {
			await (file as FileHandle | null)?.close();
		}
		// Links come last, so that nothing is ever written through one.
		for (const one of entries) {
			if (one.kind !== 'link') continue;
			if (!linkStaysInside(one.path, one.target)) throw refused(`“${one.path}” is a link that leads out.`);
			await symlink(one.target, join(root, one.path));
		}
		return { bytes };
	}
);

function refused(message: string): BoxError {
	return new BoxError({ code: 'git-objects', status: 500, message });
}
