/** Key files of a pup maker, in minisign's format. */
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
	/** Absolute path of the secret key. */
	secret: string;
	/** Absolute path of the public key. */
	public: string;
	/** The public key, as owners pin it. */
	publicKey: string;
}

/**
 * Creates a key: `mine.key` (0600) and `mine.pub`. Existing files are never overwritten.
 * @param file of the secret key
 * @param passphrase that encrypts it; null to store it unencrypted
 * @param from folder that a relative path is resolved against
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
			if (existsSync(one)) throw notNow('already-there', `${one} already exists.`, 'Choose another name.');
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
 * Reads a secret key from a file.
 * @param passphrase called when the key is encrypted
 * @param warn called when others may read the file
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
		// Links are followed: they belong to the owner of the key.
		text = (await readPlain(await realpath(path), MAX_BYTES)).toString('utf8');
	} catch (error) {
		const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
		const why = missing ? 'it is not there' : error instanceof NotPlainError ? 'it is not a key file' : reasonOf(error);
		throw wrongUse('bad-key', `The key ${path} cannot be read: ${why}.`, 'Create one with: dbx pup key FILE');
	}
	if ((statSync(path).mode & 0o077) !== 0) warn(`Others may read ${path}: chmod 600 ${path}`);
	return readSecretKey(text, passphrase);
}
