/** The files of a pup maker's key, as minisign has them. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { NotPlainError, readPlain, writeFileAtomic } from '../../lib/server/files/index.ts';
import { reasonOf } from '../../lib/server/sources/index.ts';
import { createFolder } from './create-folder.ts';
import {
	newSecretKey,
	publicKeyFile,
	publicLine,
	readSecretKey,
	secretKeyFile,
	type SecretKey
} from './minisign-secret.ts';
import { notNow, wrongUse } from './refusals.ts';

const MAX_BYTES = 16 * 1024;

export interface MadeKey {
	/** Absolute. */
	secret: string;
	/** Absolute. */
	public: string;
	/** The line that owners pin. */
	publicKey: string;
}

/**
 * Makes a key: `mine.key` (0600) and `mine.pub`. Neither is ever overwritten.
 * @param file of the secret key
 * @param passphrase that seals it; null: it lies open in its file
 * @param from folder that a relative path counts from
 * @throws BoxError 409 `already-there`
 */
export async function createKey(
	file: string,
	passphrase: () => Promise<string | null>,
	from: string
): Promise<MadeKey> {
	const secret = resolve(from, file);
	const open = `${secret.replace(/\.key$/, '')}.pub`;
	const free = () => {
		for (const one of [secret, open]) {
			if (existsSync(one)) throw notNow('already-there', `There is something at ${one} already.`, 'Take another name.');
		}
	};
	free();
	const sealedBy = await passphrase();
	const key = newSecretKey();
	const text = await secretKeyFile(key, sealedBy);
	await createFolder(dirname(secret));
	free();
	writeFileAtomic(secret, text, { mode: 0o600 });
	try {
		writeFileAtomic(open, publicKeyFile(key), { mode: 0o644 });
	} catch (error) {
		rmSync(secret);
		throw error;
	}
	return { secret, public: open, publicKey: publicLine(key) };
}

/**
 * Reads the secret key of a file.
 * @param passphrase asked for where the key is sealed
 * @param warn called for a file that others may read
 * @throws BoxError 400 `bad-key`
 */
export async function loadKey(
	file: string,
	passphrase: () => Promise<string>,
	warn: (sentence: string) => void,
	from: string
): Promise<SecretKey> {
	const path = resolve(from, file);
	let text: string;
	try {
		// A link to the key is its owner's own.
		text = (await readPlain(await realpath(path), MAX_BYTES)).toString('utf8');
	} catch (error) {
		const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
		const why = missing
			? 'it is not there'
			: error instanceof NotPlainError
				? 'it is no file of a key'
				: reasonOf(error);
		throw wrongUse('bad-key', `The key ${path} cannot be read: ${why}.`, 'dbx pup key FILE makes one.');
	}
	if ((statSync(path).mode & 0o077) !== 0) warn(`Others may read ${path}: chmod 600 ${path}`);
	return readSecretKey(text, passphrase);
}
