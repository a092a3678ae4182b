/** Finds pups in the offers of sources, and provides their files as they were listed and signed. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError, notFound } from '../../contract/errors.ts';
import { hashTree, readInside } from '../files/index.ts';
import type { Contents } from './contents.ts';
import { checkNixFile, MAX_NIX_BYTES } from './integrity.ts';
import { createReadmes } from './readmes.ts';
import { isLocal, type SourceRow, type SourceRows } from './rows.ts';
import { SUMS_FILES } from './signatures.ts';
import type { FoundPup, JudgedVersion, ReaderInput, SourceReader, Sources } from './types.ts';
import { compareVersions, isPreview, problemOf } from './versions.ts';

export interface OfferedParts {
	rows: SourceRows;
	contents: Contents;
	readerOf(kind: SourceRow['kind']): SourceReader;
	inputOf(row: SourceRow): ReaderInput;
	/** Reads a source again. */
	refresh(row: SourceRow): Promise<void>;
}

/** Queries of the pups of all sources. */
export function createOffered(
	parts: OfferedParts
): Pick<Sources, 'offers' | 'offer' | 'readme' | 'notes' | 'newest' | 'hasLogo' | 'logo' | 'find' | 'checkout'> {
	const { rows, contents } = parts;
	const readmes = createReadmes();

	function versionOf(sourceId: string, name: string, version: string | undefined) {
		const row = rows.known(sourceId);
		const pup = contents.get(sourceId)?.offers.find((one) => one.name === name);
		const found = version === undefined ? pup?.shown : pup?.versions.find((one) => one.version === version);
		if (!pup || !found) throw notFound('pup', version === undefined ? name : `${name} ${version}`);
		return { row, pup, found };
	}

	function usable(sourceId: string, name: string, version: string | undefined) {
		const { row, pup, found } = versionOf(sourceId, name, version);
		const problem = problemOf(found);
		if (problem !== null) {
			throw new BoxError({
				code: 'pup-unusable',
				status: 422,
				message: `${name} ${found.version} cannot be installed: ${problem}`,
				hint: 'The maker of this pup has to fix it; another version may do.'
			});
		}
		return { row, pup, found };
	}

	function find(sourceId: string, name: string, version?: string): FoundPup {
		const { row, found } = usable(sourceId, name, version);
		const local = isLocal(row);
		const { manifest, sourcePath, warnings, origin, treeHash, identity, signature } = found;
		return {
			sourceId,
			name,
			version: found.version,
			manifest,
			sourcePath,
			warnings,
			origin,
			treeHash,
			identity,
			signature,
			folder: local ? join(row.location, sourcePath) : null
		};
	}

	async function checkout(...[sourceId, name, version, progress, signal]: Parameters<Sources['checkout']>) {
		const row = rows.known(sourceId);
		const local = isLocal(row);
		// A folder may have changed since it was last read.
		if (local) await parts.refresh(row);
		const { found } = usable(sourceId, name, version);
		const target = join(contents.checkoutFolder(sourceId), randomBytes(8).toString('hex'));
		mkdirSync(target, { recursive: true, mode: 0o700 });
		const done = () => rm(target, { recursive: true, force: true });
		try {
			const folder = await parts.readerOf(row.kind).checkout(parts.inputOf(row), found, target, progress, signal);
			const treeHash = await hashTree(folder, { signal });
			if (found.signedHash !== null && found.signedHash !== (await signedPart(folder, found, treeHash, signal))) {
				throw refused('signature-failed', `The files of ${name} ${version} are not those that were signed.`);
			}
			const { nixFile } = found.manifest.container.build;
			const nix = nixFile === null ? null : await readInside(folder, nixFile, MAX_NIX_BYTES).catch(() => null);
			const changed = found.treeHash !== null && found.treeHash !== treeHash;
			if (changed || (!local && checkNixFile(found.manifest, nix) !== null)) {
				throw refused('content-changed', `The files of ${name} ${version} are not those that its source listed.`);
			}
			return { folder, treeHash, done };
		} catch (error) {
			await done();
			throw error;
		}
	}

	const placeOf = (row: SourceRow, version: JudgedVersion) => ({
		edition: `${row.id} ${row.lastSeenAt}`,
		reader: parts.readerOf(row.kind),
		// The account may be unreadable, but the page is shown all the same.
		input: () => parts.inputOf(row),
		version
	});

	return {
		offers: () => rows.all().flatMap((row) => contents.get(row.id)?.offers ?? []),
		offer(sourceId, name, wanted) {
			const { pup, found } = versionOf(sourceId, name, wanted);
			return { pup, version: found };
		},
		async readme(sourceId, name, version) {
			const { row, found } = versionOf(sourceId, name, version);
			return readmes.get(placeOf(row, found));
		},
		async notes(sourceId, name, from, to) {
			const { row, found } = versionOf(sourceId, name, to);
			const [newer, older] = compareVersions(from, to) > 0 ? [to, from] : [from, to];
			return readmes.notes(
				placeOf(row, found),
				`${from} ${to}`,
				(version) => compareVersions(version, newer) >= 0 && compareVersions(version, older) < 0
			);
		},
		newest(sourceId, name, preview) {
			const pup = contents.get(sourceId)?.offers.find((one) => one.name === name);
			const may = (one: JudgedVersion) => problemOf(one) === null && (preview || !isPreview(one.version));
			return pup?.versions.find(may)?.version ?? null;
		},
		hasLogo: (sourceId, name) => contents.get(sourceId)?.logos.has(name) ?? false,
		logo: (sourceId, name) => Promise.resolve(contents.get(sourceId)?.logos.get(name) ?? null),
		find,
		checkout
	};
}

/** Hash of the signed part: the tree, but without the list itself at the root of a source. */
async function signedPart(
	folder: string,
	{ sourcePath }: { sourcePath: string },
	treeHash: string,
	signal: AbortSignal
): Promise<string> {
	return sourcePath === '' ? hashTree(folder, { signal, leaveOut: SUMS_FILES }) : treeHash;
}

function refused(code: string, message: string): BoxError {
	return new BoxError({
		code,
		status: 422,
		message,
		hint: 'Refresh the source. If it stays so, ask its maker before you install this.'
	});
}
