/**
 * The folder of a web source, as it is published on a server. Its content is checked before
 * anything is added, and every file is either complete or absent.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readPlain, syncFile, syncFolder, writeFileAtomic, NotPlainError } from '../../../lib/server/files/index.ts';
import {
	checkMinisign,
	MAX_INDEX_BYTES,
	readJson,
	readMinisignKey,
	reasonOf
} from '../../../lib/server/sources/index.ts';
import { createFolder } from '../create-folder.ts';
import { publicLine, type SecretKey } from '../minisign-secret.ts';
import { notNow, unfit, wrongUse } from '../refusals.ts';
import type { WebIndex } from './index-file.ts';

const INDEX = 'dogebox.json';
const SIGNATURE = 'dogebox.json.minisig';
/**
 * Written before the index and renamed after it. An interruption between the two is repaired later.
 */
const NEXT_SIGNATURE = '.dogebox.json.minisig.next';
const MAX_SIGNATURE_BYTES = 8 * 1024;
const WORK = /^\.dbx-pack-(\d+)$/;
/** Readable by everybody, because the web server runs as another user. */
const OPEN = { mode: 0o644 };

export interface OutFolder {
	/** Absolute path. */
	folder: string;
	/** Null when the folder has none yet. */
	index: WebIndex | null;
	/** The index as it was read. */
	bytes: Buffer | null;
	/** A folder of this process on the same disk; {@link closeOut} removes it. */
	work: string;
}

async function readMaybe(folder: string, name: string, most: number): Promise<Buffer | null> {
	try {
		return await readPlain(join(folder, name), most);
	} catch (error) {
		if (!(error instanceof NotPlainError)) throw error;
		if (error.reason === 'missing') return null;
		throw unfit('bad-out', `${name} in the folder of the source is not a regular file, or is too large.`);
	}
}

/**
 * Opens the folder, and creates it if it does not exist.
 * @param key for signing; null for none
 * @throws BoxError 400 `bad-out`; 409 `signed`, `bad-signature`; 422 `bad-out`
 */
export async function openOut(folder: string, key: SecretKey | null): Promise<OutFolder> {
	await createFolder(folder).catch((error: unknown) => {
		throw wrongUse('bad-out', `${folder} cannot be created: ${reasonOf(error)}.`, 'Give another one with --out.');
	});
	if (!statSync(folder).isDirectory())
		throw wrongUse('bad-out', `${folder} is not a folder.`, 'Give another one with --out.');
	const bytes = await readMaybe(folder, INDEX, MAX_INDEX_BYTES);
	const index = bytes && readIndex(bytes);
	await judgeSignature(folder, bytes, key);
	for (const name of readdirSync(folder)) {
		const [, pid] = WORK.exec(name) ?? [];
		if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
	}
	const work = join(folder, `.dbx-pack-${process.pid}`);
	rmSync(work, { recursive: true, force: true });
	mkdirSync(work, { mode: 0o700 });
	return { folder, index, bytes, work };
}

export const closeOut = ({ work }: OutFolder): void => rmSync(work, { recursive: true, force: true });

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function readIndex(bytes: Buffer): WebIndex {
	const { value, faults } = readJson(bytes);
	const [fault] = faults;
	if (fault)
		throw unfit('bad-out', `${INDEX} is not JSON: ${fault.place}: ${fault.message}`, 'Correct it, and pack again.');
	const { id, name, pups = [] } = (value ?? {}) as Partial<WebIndex>;
	if (typeof id !== 'string' || typeof name !== 'string' || !Array.isArray(pups)) {
		throw unfit('bad-out', `${INDEX} lacks “id”, “name” or its list “pups”.`, 'Correct it, and pack again.');
	}
	if (pups.some((entry) => typeof entry !== 'object' || entry === null || !('sha256' in entry))) {
		throw unfit(
			'bad-out',
			`${INDEX} lists folders, like the one of a git source.`,
			'Choose another folder with --out: a web source has archives.'
		);
	}
	return { ...(value as WebIndex), pups };
}

/** Requires that the signature of a signed index is valid, and that the same key signs again. */
async function judgeSignature(folder: string, index: Buffer | null, key: SecretKey | null): Promise<void> {
	const mine = key && readMinisignKey(publicLine(key));
	const next = await readMaybe(folder, NEXT_SIGNATURE, MAX_SIGNATURE_BYTES);
	if (next && index) {
		if (!mine) throw notNow('signed', 'Packing was interrupted while signing.', 'Give the key again: --key FILE.');
		const finished = checkMinisign(index, next.toString('utf8'), mine) === null;
		if (finished) renameSync(join(folder, NEXT_SIGNATURE), join(folder, SIGNATURE));
		else rmSync(join(folder, NEXT_SIGNATURE));
		syncFolder(folder);
	}
	const signature = await readMaybe(folder, SIGNATURE, MAX_SIGNATURE_BYTES);
	if (signature === null || index === null) return;
	if (!mine) {
		throw notNow(
			'signed',
			`${INDEX} is signed and would lose its signature.`,
			`Give the key that signs it: --key FILE. To continue without one, remove ${SIGNATURE} first.`
		);
	}
	const wrong = checkMinisign(index, signature.toString('utf8'), mine);
	if (wrong === null) return;
	throw notNow(
		'bad-signature',
		`The signature of ${INDEX} ${wrong}.`,
		wrong.includes('another key')
			? `Owners who pinned the old key refuse the new one. If you want that, remove ${SIGNATURE} first.`
			: `Check the changes. To sign it as it is, remove ${SIGNATURE} and pack again.`
	);
}

/** Moves a file from the work folder to where it is published. */
export function publishFile({ folder, work }: OutFolder, made: string, name: string): void {
	syncFile(join(work, made));
	renameSync(join(work, made), join(folder, name));
}

export const publishBytes = ({ folder }: OutFolder, name: string, bytes: Buffer): void =>
	writeFileAtomic(join(folder, name), bytes, OPEN);

/**
 * Replaces the index and its signature.
 * @throws BoxError 409 `changed-meanwhile` when somebody else has written it
 */
export async function publishIndex(out: OutFolder, text: string, signature: string | null): Promise<void> {
	const { folder, bytes } = out;
	const now = await readMaybe(folder, INDEX, MAX_INDEX_BYTES);
	if (bytes === null ? now !== null : now === null || !now.equals(bytes)) {
		throw notNow('changed-meanwhile', `${INDEX} was changed while pups were packed.`, 'Pack again.');
	}
	// The archives that the index names must be on the disk first.
	syncFolder(folder);
	if (signature !== null) writeFileAtomic(join(folder, NEXT_SIGNATURE), signature, OPEN);
	writeFileAtomic(join(folder, INDEX), text, OPEN);
	if (signature === null) return;
	renameSync(join(folder, NEXT_SIGNATURE), join(folder, SIGNATURE));
	syncFolder(folder);
}
