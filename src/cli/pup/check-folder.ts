/** Checks the folder of a pup or of a source, with the same functions by which the box reads it. */
import { createHash } from 'node:crypto';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { BoxError, isBoxError } from '../../lib/contract/errors.ts';
import { confine, isInside, NotPlainError, openInside } from '../../lib/server/files/index.ts';
import {
	isWebEntry,
	MAX_ENTRIES,
	MAX_INDEX_BYTES,
	MAX_JSON_BYTES,
	MAX_PUPS,
	readJson,
	readOwn,
	readSourceIndex,
	readWebEntry,
	reasonOf
} from '../../lib/server/sources/index.ts';
import { checkManifestJson, checkPup, emptyReport } from './check-pup.ts';
import { positionIn, positionOfText } from './positions.ts';
import { unfit } from './refusals.ts';
import type { FolderReport, PupReport } from './report.ts';

/** Most subfolders that are searched for unlisted pups. */
const MAX_SUBFOLDERS = 200;

/**
 * Checks a folder.
 * @param folder of a pup, or one with a `dogebox.json`
 * @param from folder that a relative path is resolved against
 * @throws BoxError 400 `no-folder` when the folder does not exist or cannot be read
 */
export async function checkFolder(folder: string, from: string): Promise<FolderReport> {
	const base = await folderAt(resolve(from, folder));
	const report: FolderReport = { folder: base, source: null, errors: [], warnings: [], pups: [] };
	const wrong = (path: string, message: string) => report.errors.push({ path, message });
	let index: Buffer | undefined;
	try {
		index = await readOwn(base, 'dogebox.json', MAX_INDEX_BYTES);
		if (index !== undefined) await checkSource(base, index, report);
		else if (await isThere(base, 'manifest.json')) report.pups.push(await checkPup(base, ''));
		else wrong('manifest.json', `It is not there, and neither is dogebox.json.${await pupsBelow(base)}`);
	} catch (error) {
		wrong('dogebox.json', reasonOf(error));
	}
	return report;
}

/** Returns the real path of a readable folder. @throws BoxError 400 `no-folder` */
export async function folderAt(asked: string): Promise<string> {
	const refuse = (message: string, hint?: string) =>
		new BoxError({ code: 'no-folder', status: 400, message, ...(hint && { hint }) });
	try {
		const base = await realpath(asked);
		const kind = await stat(base);
		if (kind.isFile()) throw refuse(`${asked} is a file.`, 'Give the folder that contains it.');
		if (!kind.isDirectory()) throw refuse(`${asked} is not a folder.`);
		// Checks that the folder can be read.
		await (await opendir(base)).close();
		return base;
	} catch (error) {
		if (isBoxError(error)) throw error;
		switch ((error as NodeJS.ErrnoException).code) {
			case 'ENOENT':
				throw refuse(`There is no folder ${asked}.`);
			case 'ENOTDIR':
				throw refuse(`There is no folder ${asked}: a part of this path is a file.`);
			case 'EACCES':
			case 'EPERM':
				throw refuse(`You may not read ${asked}, or a folder above it.`, 'Its owner can allow it: chmod -R a+rX');
			case 'ELOOP':
				throw refuse(`The links of ${asked} form a loop.`);
			default:
				throw refuse(`${asked}: ${reasonOf(error)}.`);
		}
	}
}

/**
 * Whether a file exists. Also true for an unreadable one: the error is reported where it is read.
 */
async function isThere(folder: string, name: string): Promise<boolean> {
	return readOwn(folder, name).then(
		(bytes) => bytes !== undefined,
		() => true
	);
}

/** Returns a sentence about pups one level below. */
async function pupsBelow(base: string): Promise<string> {
	const found: string[] = [];
	let scanned = 0;
	for await (const entry of await opendir(base)) {
		if (!entry.isDirectory() || (scanned += 1) > MAX_SUBFOLDERS) continue;
		if (await isThere(join(base, entry.name), 'manifest.json')) found.push(entry.name);
	}
	if (found.length === 0) return '';
	const names = found.sort().slice(0, 5).join(', ');
	return ` There are pups below it: ${names}. Check one of them, or write a dogebox.json that lists them.`;
}

async function checkSource(base: string, index: Buffer, report: FolderReport): Promise<void> {
	const json = readJson(index);
	report.errors.push(
		...json.faults.map(({ place, message }) => ({
			path: `dogebox.json, ${place}`,
			message,
			...positionOfText(place, 'dogebox.json')
		}))
	);
	report.warnings.push(...json.warnings);
	if (json.value === undefined) return;
	const pups = (json.value as { pups?: unknown } | null)?.pups;
	const onWeb = Array.isArray(pups) && pups.some(isWebEntry);
	if (!onWeb && index.length > MAX_JSON_BYTES)
		throw unfit('too-large', `dogebox.json is larger than ${MAX_JSON_BYTES} bytes`);
	const { name, entries } = readSourceIndex(json.value, onWeb ? MAX_ENTRIES : MAX_PUPS);
	report.source = name;
	const names = new Map<string, string>();
	for (const [i, { location, entry }] of entries.entries()) {
		const at = positionIn(index.toString('utf8'), `pups.${i}`, 'dogebox.json');
		const wrong = (message: string) =>
			report.errors.push({ path: `dogebox.json: pups.${i}`, message, ...(at && { at }) });
		if (location === null) {
			wrong('missing field: location in pups');
			continue;
		}
		try {
			if (isWebEntry(entry)) {
				report.pups.push(await checkWebEntry(base, location, entry, wrong));
				continue;
			}
			const folder = confine(base, location);
			const real = await realpath(folder).catch((error: NodeJS.ErrnoException) => {
				if (error.code === 'ENOENT') return null;
				throw error;
			});
			if (real === null) wrong(`There is no folder ${location}.`);
			else if (!isInside(base, real)) wrong(`${location} leads out of the folder.`);
			else if (!(await stat(real)).isDirectory()) wrong(`${location} is not a folder.`);
			else {
				const pup = await checkPup(real, relative(base, folder));
				const other = pup.name === null ? undefined : names.get(pup.name);
				if (other !== undefined) wrong(`another pup of this source also has the name “${pup.name}”: ${other}`);
				if (pup.name !== null) names.set(pup.name, location);
				report.pups.push(pup);
			}
		} catch (error) {
			wrong(reasonOf(error));
		}
	}
}

/** Checks a version in the index of a web source, and its archive if that is in the folder. */
async function checkWebEntry(
	base: string,
	location: string,
	entry: { manifest?: unknown; sha256?: unknown },
	wrong: (message: string) => void
): Promise<PupReport> {
	const report = emptyReport(location);
	checkManifestJson(entry.manifest, report);
	try {
		readWebEntry(entry);
	} catch (error) {
		// Errors of the manifest are in the report of the pup.
		if (!isBoxError(error) || error.code !== 'bad-manifest') wrong(reasonOf(error));
	}
	const found = await hashOf(base, location);
	if (found === null) {
		report.notes.push('Its archive is not in this folder; its content was not checked.');
	} else if (typeof entry.sha256 === 'string' && found !== entry.sha256.toLowerCase()) {
		const message = `The SHA-256 of ${location} differs: found ${found}, wanted ${entry.sha256.slice(0, 80)}. `;
		report.errors.push({ path: 'sha256', message: `${message}If it is the right archive, write the found one.` });
	}
	return report;
}

/** Returns the SHA-256 of a file; null when the folder does not contain it. */
async function hashOf(base: string, location: string): Promise<string | null> {
	let file;
	try {
		file = await openInside(base, location);
	} catch (error) {
		if (error instanceof NotPlainError || isBoxError(error)) return null;
		throw error;
	}
	try {
		const hash = createHash('sha256');
		for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
		return hash.digest('hex');
	} finally {
		await file.close();
	}
}
