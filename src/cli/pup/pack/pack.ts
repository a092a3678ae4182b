/** Packs pups into the folder of a web source (docs/sources.md, “On the web”). */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { bytes as sizeText } from '../../../lib/contract/bytes.ts';
import { isInside, readInside, readPlain, unpackArchive } from '../../../lib/server/files/index.ts';
import {
	checkMinisign,
	findLogo,
	MAX_ARCHIVE_BYTES,
	MAX_ENTRIES,
	MAX_INDEX_BYTES,
	MAX_JSON_BYTES,
	README_NAMES,
	readJson,
	readManifest,
	readOwn,
	readMinisignKey,
	readWebIndex,
	UNPACKING
} from '../../../lib/server/sources/index.ts';
import { checkFolder, folderAt } from '../check-folder.ts';
import { checkPup } from '../check-pup.ts';
import { publicLine, signMinisign, type SecretKey } from '../minisign-secret.ts';
import { unfit, wrongUse } from '../refusals.ts';
import { countOf, type FolderReport, type PupReport } from '../report.ts';
import { writeArchive } from './archive.ts';
import { readIgnored } from './ignored.ts';
import {
	addVersion,
	indexText,
	indexTime,
	needVersion,
	readBase,
	slug,
	stemOf,
	type Outcome,
	type PackedVersion,
	type PublishedFile,
	type WebIndex
} from './index-file.ts';
import { closeOut, openOut, publishBytes, publishFile, publishIndex, type OutFolder } from './out-folder.ts';

export interface PackOptions {
	/** Folders of pups, or folders with a `dogebox.json` that lists pups. */
	folders: readonly string[];
	/** Folder of the source. */
	out: string;
	/** Folder that relative paths are resolved against. */
	from: string;
	/** Null for an unsigned source. */
	key: SecretKey | null;
	baseUrl?: string | undefined;
	/** Keeps a version that is published with other content. */
	keep: boolean;
	/** Id of the source; stored in its index. */
	id?: string | undefined;
	name?: string | undefined;
	/** Time of everything that is packed, seconds since 1970 (SOURCE_DATE_EPOCH). */
	time?: number | undefined;
}

export interface PackedPup {
	/** Absolute path of the packed folder. */
	folder: string;
	name: string;
	version: string;
	outcome: Outcome;
	/** Name of the archive in the folder of the source; null when nothing was written. */
	file: string | null;
	/** Bytes of the archive. */
	size: number;
	sha256: string;
	treeHash: string;
	warnings: string[];
}

export interface PackReport {
	/** Absolute path. */
	out: string;
	id: string;
	name: string;
	/** The public key that owners pin; null for an unsigned source. */
	publicKey: string | null;
	pups: PackedPup[];
}

/** Thrown for pups that cannot be published; the report says why. */
export class NotFit extends Error {
	readonly report: FolderReport;

	constructor(report: FolderReport) {
		super('A pup has errors.');
		this.name = 'NotFit';
		this.report = report;
	}
}

/** A packed pup that is not published yet. */
interface Ready {
	folder: string;
	packed: PackedVersion;
	/** Name of the archive in the work folder. */
	archive: string;
	small: { name: string; bytes: Buffer }[];
	size: number;
	warnings: string[];
}

/**
 * Packs pups, checks the archives with the functions of the box, and adds them to the source. If
 * anything is wrong, nothing is published.
 * @throws BoxError; {@link NotFit} for a pup with errors
 */
export async function packPups(options: PackOptions): Promise<PackReport> {
	const base = options.baseUrl === undefined ? null : readBase(options.baseUrl);
	const { folders, about } = await pupFolders(options);
	const target = resolve(options.from, options.out);
	const around = folders.find((folder) => isInside(folder, target));
	if (around !== undefined) {
		const hint = 'The next time, the output would be packed too. Choose a folder outside with --out.';
		throw wrongUse('out-inside', `${target} is in the folder of the pup, ${around}.`, hint);
	}
	const out = await openOut(target, options.key);
	try {
		if (out.index) await needGood(out);
		let index = await nameIndex(out, { ...about, ...given(options) }, folders);
		const pups: PackedPup[] = [];
		const files: Ready[] = [];
		for (const [at, folder] of folders.entries()) {
			const ready = await packChecked(folder, out, index, { time: options.time, number: at });
			const { packed } = ready;
			const twin = pups.find((one) => one.name === packed.name);
			if (twin) throw wrongUse('twins', `Two pups have the name “${packed.name}”: ${twin.folder} and ${folder}.`);
			const added = addVersion(index, packed, { base, keep: options.keep });
			index = added.index;
			if (added.outcome === 'packed') files.push(ready);
			pups.push({
				folder,
				...{ name: packed.name, version: packed.version, outcome: added.outcome },
				file: added.outcome === 'packed' ? packed.archive.file : null,
				...{ size: ready.size, sha256: packed.archive.sha256, treeHash: packed.treeHash, warnings: ready.warnings }
			});
		}
		await publish(out, index, files, options.key);
		const publicKey = options.key && publicLine(options.key);
		return { out: out.folder, id: index.id, name: index.name, publicKey, pups };
	} finally {
		closeOut(out);
	}
}

type About = Partial<Pick<WebIndex, 'id' | 'name' | 'description'>>;

/** Returns the properties of the source from the command line. */
const given = ({ id, name }: PackOptions): About => ({
	...(id !== undefined && { id }),
	...(name !== undefined && { name })
});

/**
 * Returns the folders of all pups, including those that a list names. @throws BoxError, {@link
 * NotFit}
 */
async function pupFolders({ folders, from }: PackOptions): Promise<{ folders: string[]; about: About }> {
	const found: string[] = [];
	let about: About = {};
	for (const one of folders) {
		const base = await folderAt(resolve(from, one));
		const list = await listOf(base);
		if (list === null) found.push(base);
		else {
			about = { ...list.about, ...about };
			for (const location of list.locations) found.push(await folderAt(join(base, location)));
		}
	}
	if (found.length === 0) throw wrongUse('no-folder', 'There is no pup to pack.', 'Give the folder of a pup.');
	return { folders: [...new Set(found)], about };
}

/** Returns what the `dogebox.json` of a folder lists; null when it has none. */
async function listOf(base: string): Promise<{ locations: string[]; about: About } | null> {
	const report = await checkFolder(base, base);
	if (report.source === null && report.errors.length === 0) return null;
	if (report.errors.length > 0) throw new NotFit(report);
	const { id, name, description } = readJson((await readOwn(base, 'dogebox.json'))!).value as WebIndex;
	const about = { id, name, ...(typeof description === 'string' && { description }) };
	return { locations: report.pups.map(({ location }) => location), about };
}

/** Checks that the files in the source match its index. */
async function needGood(out: OutFolder): Promise<void> {
	const report = await checkFolder(out.folder, out.folder);
	if (countOf(report).errors > 0) throw new NotFit(report);
}

/** Returns the index to which versions are added. */
async function nameIndex(out: OutFolder, about: About, folders: readonly string[]): Promise<WebIndex> {
	if (out.index) return { ...out.index, ...about };
	const name = about.name ?? (await nameOfOnly(folders));
	if (name === null) {
		throw wrongUse('no-name', 'The source has no name yet.', 'Give it one, which is stored: --name "My pups".');
	}
	return { id: slug(name) || 'pups', name, ...about, pups: [] };
}

async function nameOfOnly([first, ...more]: readonly string[]): Promise<string | null> {
	if (first === undefined || more.length > 0) return null;
	return (await checkPup(first, '')).name ?? '?';
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Packs one pup into the work folder, unpacks it as a box does, and checks the result. So exactly
 * the published files are checked, whatever was left out or changed meanwhile.
 */
async function packChecked(
	folder: string,
	out: OutFolder,
	index: WebIndex,
	{ time, number }: { time: number | undefined; number: number }
): Promise<Ready> {
	const archive = `${number}.tar.gz`;
	const unpacked = join(out.work, `${number}`);
	const made = await writeArchive(folder, join(out.work, archive), { ignored: await readIgnored(folder), time });
	const { size } = statSync(join(out.work, archive));
	if (size > MAX_ARCHIVE_BYTES) {
		throw unfit(
			'too-large',
			`The archive of ${folder} has ${sizeText(size)}; a box takes at most ${sizeText(MAX_ARCHIVE_BYTES)}.`,
			'List files in .pupignore that the pup does not need.'
		);
	}
	mkdirSync(unpacked);
	await unpackArchive(join(out.work, archive), unpacked, UNPACKING);
	const report = await checkPup(unpacked, '');
	if (report.errors.length > 0) throw new NotFit(ofFolder(folder, report));
	if (report.treeHash !== made.treeHash) throw new Error(`the archive of ${folder} has other files than were packed`);
	const text = await readPlain(join(unpacked, 'manifest.json'), MAX_JSON_BYTES);
	const { manifest } = readManifest(text, 'manifest.json');
	const { name, version } = manifest.meta;
	needVersion(name, version);
	const stem = stemOf(index, name, version);
	const small: Ready['small'] = [];
	const beside = (end: string, bytes: Buffer | null): PublishedFile | null => {
		if (bytes === null) return null;
		small.push({ name: `${stem}${end}`, bytes });
		return { file: `${stem}${end}`, sha256: sha256Of(bytes) };
	};
	const packed: PackedVersion = {
		manifest: readJson(text).value as Record<string, unknown>,
		...{ name, version, treeHash: made.treeHash },
		archive: { file: `${stem}.tar.gz`, sha256: sha256Of(await readPlain(join(out.work, archive), MAX_ARCHIVE_BYTES)) },
		logo: await logoOf(unpacked, manifest, beside),
		readme: beside('.md', await readmeOf(unpacked)),
		changedAt: time === undefined ? made.changedAt : time * 1000
	};
	rmSync(unpacked, { recursive: true });
	return { folder, packed, archive, small, size, warnings: [...report.warnings, ...made.warnings] };
}

const ofFolder = (folder: string, report: PupReport): FolderReport => ({
	...{ folder, source: null, errors: [], warnings: [] },
	pups: [report]
});

async function logoOf(
	folder: string,
	manifest: Parameters<typeof findLogo>[1],
	beside: (end: string, bytes: Buffer) => PublishedFile | null
): Promise<PublishedFile | null> {
	const logo = await findLogo(folder, manifest);
	return logo && beside(extname(logo.path).toLowerCase(), await readInside(folder, logo.path, MAX_ARCHIVE_BYTES));
}

async function readmeOf(folder: string): Promise<Buffer | null> {
	for (const name of README_NAMES) {
		const bytes = await readPlain(join(folder, name), MAX_JSON_BYTES).catch(() => null);
		if (bytes) return bytes;
	}
	return null;
}

/** Writes all files. The index, which publishes them, comes last. */
async function publish(out: OutFolder, index: WebIndex, files: readonly Ready[], key: SecretKey | null): Promise<void> {
	const text = indexText(index);
	await needReadable(text, index.pups.length);
	const signature =
		key && signMinisign(Buffer.from(text), key, `timestamp:${indexTime(index)}\tfile:dogebox.json\thashed`);
	if (signature !== null) {
		const wrong = checkMinisign(Buffer.from(text), signature, readMinisignKey(publicLine(key!)));
		if (wrong !== null) throw new Error(`the signature just made ${wrong}`);
	}
	for (const { packed, archive, small } of files) {
		publishFile(out, archive, packed.archive.file);
		for (const { name, bytes } of small) publishBytes(out, name, bytes);
	}
	await publishIndex(out, text, signature);
}

/** Checks that the box can read the whole index. */
async function needReadable(text: string, entries: number): Promise<void> {
	if (entries > MAX_ENTRIES || Buffer.byteLength(text) > MAX_INDEX_BYTES) {
		throw unfit(
			'too-large',
			`The list would have ${entries} versions in ${sizeText(Buffer.byteLength(text))}; a box reads ${MAX_ENTRIES} in ${sizeText(MAX_INDEX_BYTES)}.`,
			'Remove the oldest from dogebox.json.'
		);
	}
	const { listing } = await readWebIndex(text, 'https://index.invalid/dogebox.json', new AbortController().signal);
	const [bad] = listing.unreadable;
	if (bad) throw unfit('bad-out', `A box could not read the entry ${bad.location} of dogebox.json: ${bad.reason}.`);
	const [two] = listing.conflicts;
	if (two) throw unfit('bad-out', `dogebox.json has two contents of ${two.name} ${two.version}.`);
}
