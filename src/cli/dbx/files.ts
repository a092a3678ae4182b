/** Files that the user of `dbx` names: opened before anything is asked of a box. */
import { existsSync } from 'node:fs';
import { constants, open, rm, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brokenFailure, EXIT, Failure, fileFailure, isBroken } from './failure.ts';

/** Where bytes of the box are written to. */
export interface Output {
	/** Writes all of an answer, over what was there. @throws Failure */
	take(answer: Readable): Promise<void>;
	/** Nothing came: what was there stays, and no empty file. */
	giveUp(): Promise<void>;
}

/**
 * A file to send.
 * @param given path, or `-` for the standard input
 * @param folder that relative paths count from
 * @throws Failure where it cannot be read
 */
export async function openInput(given: string, folder: string): Promise<Readable> {
	if (given === '-') return process.stdin;
	const handle = await opened(given, () => open(resolve(folder, given)));
	if ((await handle.stat()).isDirectory()) {
		await handle.close();
		throw new Failure(EXIT.usage, `“${given}” is a folder.`, { hint: 'Give a file.' });
	}
	return handle.createReadStream();
}

/**
 * A file that bytes are written to.
 * @param given path, `-` or nothing for the standard output
 * @throws Failure where it cannot be written
 */
export async function openOutput(given: string | undefined, folder: string): Promise<Output> {
	if (given === undefined || given === '-') {
		return {
			take: (answer) => piped(pipeline(answer, process.stdout, { end: false }), 'The standard output'),
			giveUp: () => Promise.resolve()
		};
	}
	const path = resolve(folder, given);
	const isNew = !existsSync(path);
	const handle = await opened(given, () => open(path, constants.O_WRONLY | constants.O_CREAT));
	return {
		async take(answer) {
			if ((await handle.stat()).isFile()) await handle.truncate();
			await piped(pipeline(answer, handle.createWriteStream()), `“${given}”`);
		},
		async giveUp() {
			await handle.close();
			if (isNew) await rm(path, { force: true });
		}
	};
}

async function opened(given: string, opens: () => Promise<FileHandle>): Promise<FileHandle> {
	try {
		return await opens();
	} catch (error) {
		throw fileFailure(error as NodeJS.ErrnoException, given);
	}
}

/** Tells whether the box or the file was at fault. */
async function piped(going: Promise<void>, what: string): Promise<void> {
	try {
		await going;
	} catch (error) {
		if (isBroken(error)) throw brokenFailure(`${what} is not whole.`);
		throw new Failure(EXIT.failed, `${what} could not be written: ${(error as Error).message}.`);
	}
}
