/** Files that the user of `dbx` names. They are opened before the box is called. */
import { existsSync } from 'node:fs';
import { constants, open, rm, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brokenFailure, EXIT, Failure, fileFailure, isBroken } from './failure.ts';

/** Destination of bytes from the box. */
export interface Output {
	/** Writes a complete answer over the previous content. @throws Failure */
	take(answer: Readable): Promise<void>;
	/** Called when nothing arrives: keeps an existing file, and removes a new, empty one. */
	giveUp(): Promise<void>;
}

/**
 * Opens a file to send.
 * @param given path, or `-` for stdin
 * @param folder that relative paths are resolved against
 * @throws Failure when the file cannot be read
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
 * Opens a file that bytes are written to.
 * @param given path; `-` or undefined for stdout
 * @throws Failure when the file cannot be written
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

/** Distinguishes errors of the connection from those of the file. */
async function piped(going: Promise<void>, what: string): Promise<void> {
	try {
		await going;
	} catch (error) {
		if (isBroken(error)) throw brokenFailure(`${what} is incomplete.`);
		throw new Failure(EXIT.failed, `${what} could not be written: ${(error as Error).message}.`);
	}
}
