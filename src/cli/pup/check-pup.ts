/** Checks one pup: its manifest, the files that the manifest names, and all of its files. */
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { splitCommand } from '../../lib/contract/command.ts';
import { isBoxError } from '../../lib/contract/errors.ts';
import { checkFlakeLock, MAX_LOCK_BYTES } from '../../lib/contract/flake-lock.ts';
import { manifestFields } from '../../lib/contract/manifest-errors.ts';
import { buildKinds, inspectManifest, type Manifest } from '../../lib/contract/manifest.ts';
import { confine, hashTree, isInside, readInside } from '../../lib/server/files/index.ts';
import {
	checkNixFile,
	findLogo,
	isLfsPointer,
	LFS_EXPLAINED,
	MAX_NIX_BYTES,
	readJson,
	readOwn,
	reasonOf,
	SUMS_FILES
} from '../../lib/server/sources/index.ts';
import { positionIn, positionOfText } from './positions.ts';
import type { Fault, PupReport } from './report.ts';

/** Creates a report for the pup at a location, without results yet. */
export function emptyReport(location: string): PupReport {
	return {
		location: location || '.',
		name: null,
		version: null,
		builds: [],
		errors: [],
		warnings: [],
		notes: [],
		treeHash: null
	};
}

/**
 * Reports everything that is wrong or doubtful in a manifest.
 * @returns the manifest as far as it can be read, so that the files that it names can be checked;
 * null when it is too damaged
 */
export function checkManifestJson(json: unknown, report: PupReport): Manifest | null {
	const { manifest, wrongs, warnings, json: read } = inspectManifest(json);
	for (const [path, message] of Object.entries(manifestFields(wrongs, read))) report.errors.push({ path, message });
	report.warnings.push(...warnings);
	if (manifest !== null && wrongs.length === 0) {
		report.name = manifest.meta.name;
		report.version = manifest.meta.version;
		report.builds = buildKinds(manifest);
	}
	return manifest;
}

/**
 * @param folder absolute real path
 * @param location of the pup in its source; empty for the root
 */
export async function checkPup(folder: string, location: string): Promise<PupReport> {
	const report = emptyReport(location);
	const wrong = (path: string, message: string) => report.errors.push({ path, message });
	try {
		const bytes = await readOwn(folder, 'manifest.json');
		if (bytes === undefined) wrong('manifest.json', 'There is no manifest.json.');
		else if (isLfsPointer(bytes)) wrong('manifest.json', `It is kept in Git LFS. ${LFS_EXPLAINED}`);
		else await checkManifestFile(folder, bytes, report);
	} catch (error) {
		wrong('manifest.json', reasonOf(error));
	}
	try {
		// A pup at the root of its source is beside the signed list, which cannot contain its own
		// hash (docs/sources.md).
		report.treeHash = await hashTree(folder, { leaveOut: location === '' ? SUMS_FILES : [] });
	} catch (error) {
		wrong('files', reasonOf(error));
	}
	return report;
}

async function checkManifestFile(folder: string, bytes: Buffer, report: PupReport): Promise<void> {
	const file = join(report.location, 'manifest.json');
	const json = readJson(bytes);
	report.errors.push(
		...json.faults.map(({ place, message }) => ({
			path: `manifest.json, ${place}`,
			message,
			...positionOfText(place, file)
		}))
	);
	report.warnings.push(...json.warnings);
	if (json.value === undefined) return;
	const manifest = checkManifestJson(json.value, report);
	if (manifest !== null) await checkNamed(folder, manifest, report);
	const text = bytes.toString('utf8');
	for (const fault of report.errors) fault.at ??= positionIn(text, fault.path, file);
}

/** Checks the files that the manifest names. */
async function checkNamed(folder: string, manifest: Manifest, report: PupReport): Promise<void> {
	// At a wrong place in the manifest, the value is a guess, so its files are not reported.
	const known = new Set(report.errors.map(({ path }) => path));
	report.errors.push(...(await checkFiles(folder, manifest)).filter(({ path }) => !known.has(path)));
	report.warnings.push(...(await doubtsOf(folder, manifest)));
	report.notes.push(...(await notesOf(folder, manifest)));
}

/** Checks that files exist which the manifest names and the box needs. */
async function checkFiles(folder: string, manifest: Manifest): Promise<Fault[]> {
	const faults: Fault[] = [];
	const { nixFile, debian, image } = manifest.container.build;
	if (nixFile !== null) {
		const bytes = await readInside(folder, nixFile, MAX_NIX_BYTES).catch(() => null);
		const wrong = checkNixFile(manifest, bytes);
		const path = `container.build.${bytes === null ? 'nixFile' : 'nixFileSha256'}`;
		if (wrong !== null) faults.push({ path, message: wrong });
	}
	const { flake, type } = manifest.container.build;
	if (flake !== null || type === 'flake') {
		for (const name of ['flake.nix', 'flake.lock']) {
			const path = join(flake?.path ?? '', name);
			if ((await kindInside(folder, path)) !== null) continue;
			faults.push({ path: 'container.build.flake', message: `There is no ${path} in the pup’s folder.` });
		}
		const lock = join(flake?.path ?? '', 'flake.lock');
		const bytes = await readInside(folder, lock, MAX_LOCK_BYTES).catch(() => null);
		const wrong = bytes === null ? null : checkFlakeLock(lock, bytes.toString('utf8'));
		if (wrong !== null) faults.push({ path: 'container.build.flake', message: wrong });
	}
	if (image !== null && !image.includes('@') && (await kindInside(folder, image)) === null) {
		faults.push({ path: 'container.build.image', message: `There is no ${image} in the pup’s folder.` });
	}
	// With nix, the program is in the result of pup.nix, which the folder does not show.
	if (debian === null && image === null) return faults;
	for (const [i, { command }] of manifest.container.services.entries()) {
		const path = `container.services.${i}.command`;
		try {
			const fault = await faultOfProgram(folder, splitCommand(command.exec)[0]!);
			if (fault !== null) faults.push({ path: `${path}.exec`, message: fault });
		} catch (error) {
			if (!isBoxError(error)) throw error;
			faults.push({ path: `${path}.exec`, message: error.message });
		}
		const cwd = inPup(command.cwd.startsWith('/') ? command.cwd : `/pup/${command.cwd}`);
		if (cwd && (await kindInside(folder, cwd)) !== 'folder') {
			faults.push({ path: `${path}.cwd`, message: `There is no folder ${cwd} in the pup’s folder.` });
		}
	}
	return faults;
}

async function faultOfProgram(folder: string, program: string): Promise<string | null> {
	const path = inPup(program);
	if (path === null) return null;
	const kind = await kindInside(folder, path);
	if (kind === 'file') return `${path} is not executable: chmod +x ${path}`;
	return kind === 'program' ? null : `There is no file ${path} in the pup’s folder.`;
}

/** Returns notes on optional parts that are missing. */
async function notesOf(folder: string, manifest: Manifest): Promise<string[]> {
	const notes: string[] = [];
	if (manifest.meta.logoPath === null) notes.push('It has no logo (meta.logoPath); the store shows its first letter.');
	if ((await kindInside(folder, 'README.md')) === null) notes.push('It has no README.md for its page in the store.');
	return notes;
}

/** Returns doubts about what works, but probably not as intended. */
async function doubtsOf(folder: string, manifest: Manifest): Promise<string[]> {
	const doubts: string[] = [];
	const { logoPath } = manifest.meta;
	if (logoPath !== null && (await findLogo(folder, manifest)) === null) {
		doubts.push(`Its logo ${logoPath} is missing or is not a picture.`);
	}
	if (manifest.container.build.debian === null && manifest.container.build.image === null) return doubts;
	for (const { name, command } of manifest.container.services) {
		let words: string[] = [];
		try {
			words = splitCommand(command.exec).slice(1);
		} catch {
			// Reported as an error above.
		}
		for (const word of words) {
			const path = inPup(word);
			if (path && (await kindInside(folder, path)) === null) {
				doubts.push(`The service “${name}” has the argument ${word}, which is not in the pup’s folder.`);
			}
		}
	}
	return doubts;
}

/** Converts a path inside the container to one in the pup's folder; null for a path elsewhere. */
function inPup(path: string): string | null {
	return path.startsWith('/pup/') ? path.slice('/pup/'.length) : null;
}

type Kind = 'file' | 'program' | 'folder';

async function kindOf(path: string): Promise<Kind | null> {
	try {
		const found = await stat(path);
		if (found.isDirectory()) return 'folder';
		return found.isFile() ? ((found.mode & 0o111) !== 0 ? 'program' : 'file') : null;
	} catch {
		return null;
	}
}

/**
 * Returns what kind of file is at a path of the pup; null for none, and for a path that leads
 * outside.
 */
async function kindInside(folder: string, path: string): Promise<Kind | null> {
	try {
		const real = await realpath(confine(folder, path));
		return isInside(folder, real) || real === folder ? await kindOf(real) : null;
	} catch {
		return null;
	}
}
