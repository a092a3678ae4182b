/**
 * Checks the folder of a pup, or of a source, with the very functions by which the box reads it.
 */
import { constants } from 'node:fs';
import { lstat, open, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { BoxError, isBoxError } from '../lib/contract/errors.ts';
import { buildKinds, parseManifest, type Manifest } from '../lib/contract/manifest.ts';
import { confine, hashTree, isInside } from '../lib/server/files/index.ts';
import { splitCommand } from '../lib/contract/command.ts';
import { checkNixFile, findLogo, readJsonText, readSourceIndex, SUMS_FILES } from '../lib/server/sources/index.ts';
import type { Fault, FolderReport, PupReport } from './report.ts';

/** Bytes of `manifest.json` and `dogebox.json`, as the box limits them. */
const MAX_JSON_BYTES = 1024 * 1024;
const MAX_NIX_BYTES = 4 * 1024 * 1024;

/**
 * Checks a folder.
 * @param folder a pup's, or one with a `dogebox.json`
 * @param from folder that a relative path counts from
 * @throws BoxError 400 `no-folder` when there is no such folder
 */
export async function checkFolder(folder: string, from: string): Promise<FolderReport> {
	const asked = resolve(from, folder);
	const base = await realpath(asked).catch(() => null);
	if (base === null || !(await lstat(base)).isDirectory()) {
		throw new BoxError({ code: 'no-folder', status: 400, message: `There is no folder ${asked}.` });
	}
	const report: FolderReport = { folder: base, source: null, errors: [], pups: [] };
	try {
		const index = await textOf(base, 'dogebox.json');
		if (index !== null) await checkSource(base, index, report);
		else if ((await kindOf(join(base, 'manifest.json'))) !== null) report.pups.push(await checkPup(base, ''));
		else report.errors.push({ path: 'manifest.json', message: 'It is not there, and neither is dogebox.json.' });
	} catch (error) {
		if (!isBoxError(error)) throw error;
		report.errors.push({ path: 'dogebox.json', message: error.message });
	}
	return report;
}

async function checkSource(base: string, index: string, report: FolderReport): Promise<void> {
	const { name, entries } = readSourceIndex(readJsonText(index, 'dogebox.json'));
	report.source = name;
	const names = new Map<string, string>();
	for (const [i, { location }] of entries.entries()) {
		const wrong = (message: string) => report.errors.push({ path: `dogebox.json: pups.${i}`, message });
		if (location === null) {
			wrong('missing field: location in pups');
			continue;
		}
		try {
			const folder = confine(base, location);
			const real = await realpath(folder).catch(() => null);
			if (real === null) wrong(`There is no folder ${location}.`);
			else if (!isInside(base, real)) wrong(`${location} leads out of the folder.`);
			else {
				const pup = await checkPup(real, relative(base, folder));
				const other = pup.name === null ? undefined : names.get(pup.name);
				if (other !== undefined) wrong(`another pup of this source is called “${pup.name}” too: ${other}`);
				if (pup.name !== null) names.set(pup.name, location);
				report.pups.push(pup);
			}
		} catch (error) {
			if (!isBoxError(error)) throw error;
			wrong(error.message);
		}
	}
}

async function checkPup(folder: string, location: string): Promise<PupReport> {
	const report: PupReport = {
		location: location || '.',
		name: null,
		version: null,
		builds: [],
		errors: [],
		warnings: [],
		treeHash: null
	};
	const wrong = (path: string, message: string) => report.errors.push({ path, message });
	try {
		const text = await textOf(folder, 'manifest.json');
		if (text === null) throw new BoxError({ code: 'bad-source', status: 422, message: 'there is no manifest.json' });
		const { manifest, warnings } = parseManifest(readJsonText(text, 'manifest.json'), {
			where: join(location, 'manifest.json')
		});
		report.name = manifest.meta.name;
		report.version = manifest.meta.version;
		report.builds = buildKinds(manifest);
		report.warnings.push(...warnings);
		report.errors.push(...(await checkFiles(folder, manifest)));
		report.warnings.push(...(await doubtsOf(folder, manifest)));
	} catch (error) {
		if (!isBoxError(error)) throw error;
		const fields = Object.entries(error.fields ?? {});
		if (fields.length === 0) wrong('manifest.json', error.message);
		for (const [path, message] of fields) wrong(path, message);
	}
	try {
		// A pup at the root of its source lies beside the list that is signed, which cannot hold
		// its own hash (docs/sources.md).
		report.treeHash = await hashTree(folder, { leaveOut: location === '' ? SUMS_FILES : [] });
	} catch (error) {
		if (!isBoxError(error)) throw error;
		wrong('files', error.message);
	}
	return report;
}

/** What the manifest names and the box needs must be there. */
async function checkFiles(folder: string, manifest: Manifest): Promise<Fault[]> {
	const faults: Fault[] = [];
	const { nixFile, debian, image } = manifest.container.build;
	if (nixFile !== null) {
		const bytes = await bytesOf(folder, nixFile);
		const wrong = checkNixFile(manifest, bytes);
		const path = `container.build.${bytes === null ? 'nixFile' : 'nixFileSha256'}`;
		if (wrong !== null) faults.push({ path, message: wrong });
	}
	if (image !== null && !image.includes('@') && (await kindInside(folder, image)) === null) {
		faults.push({ path: 'container.build.image', message: `There is no ${image} in the pup’s folder.` });
	}
	// With nix the command is looked for in what pup.nix makes, of which the folder tells nothing.
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

/** What works, but not as its maker will want it. */
async function doubtsOf(folder: string, manifest: Manifest): Promise<string[]> {
	const doubts: string[] = [];
	const { logoPath } = manifest.meta;
	if (logoPath === null) doubts.push('It has no logo (meta.logoPath); the store shows its first letter.');
	else if ((await findLogo(folder, manifest)) === null) {
		doubts.push(`Its logo ${logoPath} is not there or is not a picture.`);
	}
	if ((await kindInside(folder, 'README.md')) === null) doubts.push('It has no README.md for its page in the store.');
	if (manifest.container.build.debian === null && manifest.container.build.image === null) return doubts;
	for (const { name, command } of manifest.container.services) {
		let words: string[] = [];
		try {
			words = splitCommand(command.exec).slice(1);
		} catch {
			// Told as an error above.
		}
		for (const word of words) {
			const path = inPup(word);
			if (path && (await kindInside(folder, path)) === null) {
				doubts.push(`The service “${name}” is given ${word}, which is not in the pup’s folder.`);
			}
		}
	}
	return doubts;
}

/** The path inside the pup's folder of a path inside its container; null for one elsewhere. */
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

/** What lies at a path of the pup; null for nothing, and for what leads out of it. */
async function kindInside(folder: string, path: string): Promise<Kind | null> {
	try {
		const real = await realpath(confine(folder, path));
		return isInside(folder, real) || real === folder ? await kindOf(real) : null;
	} catch {
		return null;
	}
}

async function bytesOf(folder: string, path: string): Promise<Buffer | null> {
	try {
		const real = await realpath(confine(folder, path));
		if (!isInside(folder, real) || (await stat(real)).size > MAX_NIX_BYTES) return null;
		return await readPlain(real);
	} catch {
		return null;
	}
}

/**
 * @returns null when it is not there
 * @throws BoxError 422 `bad-source` for a link, no plain file, or one too large
 */
async function textOf(folder: string, name: string): Promise<string | null> {
	const refuse = (why: string) => new BoxError({ code: 'bad-source', status: 422, message: `${name} ${why}` });
	const file = join(folder, name);
	const found = await lstat(file).catch(() => null);
	if (found === null) return null;
	if (found.isSymbolicLink()) throw refuse('is a link, which is not followed');
	if (!found.isFile()) throw refuse('is not a file');
	if (found.size > MAX_JSON_BYTES) throw refuse(`is larger than ${MAX_JSON_BYTES} bytes`);
	return (await readPlain(file)).toString('utf8');
}

async function readPlain(file: string): Promise<Buffer> {
	const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		return await handle.readFile();
	} finally {
		await handle.close();
	}
}
