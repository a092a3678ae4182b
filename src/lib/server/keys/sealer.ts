/**
 * Encrypts small secrets (passwords of pups, Wi-Fi keys) so that the database file alone does not
 * reveal them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import {
	chmodSync,
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	unlinkSync,
	writeSync
} from 'node:fs';
import { dirname } from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { BoxError, messageOf } from '../../contract/errors.ts';

/** Encrypts and decrypts texts with a key from a file. */
export interface Sealer {
	/** @param context of the text, `pup/<id>/<field>`: it can only be opened with the same one */
	seal(text: string, context: string): string;
	/** @throws BoxError 500 `sealed-unreadable`: another key or context, or a modified text */
	open(sealed: string, context: string): string;
	/**
	 * Digest of a text under the box's key: equal for equal texts, and meaningless without the key.
	 * @returns 64 hex digits
	 */
	digest(text: string): string;
}

/**
 * Prefix of a sealed text: version 1, XChaCha20-Poly1305, 24-byte nonce before the ciphertext,
 * base64url.
 */
const PREFIX = 'x1.';
const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/**
 * @param input `keyFile`: 32 random bytes, mode 0600; created if it does not exist. Without it
 *   all sealed texts are lost
 * @throws BoxError 500 `bad-key-file` when the file has another size or cannot be read
 */
export function createSealer(input: { keyFile: string }): Sealer {
	const key = loadKey(input.keyFile);
	const cipher = (nonce: Uint8Array, context: string) => xchacha20poly1305(key, nonce, Buffer.from(context, 'utf8'));
	// A separate key: the sealing key is never used for digests.
	const digestKey = createHmac('sha256', key).update('dogebox digest').digest();
	return {
		digest: (text) => createHmac('sha256', digestKey).update(text).digest('hex'),
		seal(text, context) {
			const nonce = randomBytes(NONCE_BYTES);
			const enc = cipher(nonce, context).encrypt(Buffer.from(text, 'utf8'));
			return PREFIX + Buffer.concat([nonce, enc]).toString('base64url');
		},
		open(sealed, context) {
			try {
				if (!sealed.startsWith(PREFIX)) throw new Error('not a sealed text');
				const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
				const plain = cipher(bytes.subarray(0, NONCE_BYTES), context).decrypt(bytes.subarray(NONCE_BYTES));
				return Buffer.from(plain).toString('utf8');
			} catch (cause) {
				throw new BoxError({
					code: 'sealed-unreadable',
					status: 500,
					message: 'A stored secret cannot be opened.',
					hint: 'The box’s secret key file was replaced or the database belongs to another box. Enter the secret again.',
					cause
				});
			}
		}
	};
}

function loadKey(file: string): Buffer {
	try {
		const key = readKey(file) ?? (createKey(file), readKey(file));
		if (key?.length === KEY_BYTES) return key;
		throw new Error(`it has ${key?.length ?? 0} bytes instead of ${KEY_BYTES}`);
	} catch (cause) {
		throw new BoxError({
			code: 'bad-key-file',
			status: 500,
			message: `The box’s secret key file ${file} cannot be used: ${messageOf(cause)}.`,
			hint: 'Put the file back from a backup. Without it, stored secrets (not the 24 words’ keys) have to be entered again: then remove the file.',
			cause
		});
	}
}

function readKey(file: string): Buffer | null {
	const stat = statSync(file, { throwIfNoEntry: false });
	if (!stat) return null;
	// After a restore from a backup it may be readable by others.
	if ((stat.mode & 0o077) !== 0) chmodSync(file, 0o600);
	return readFileSync(file);
}

/**
 * Creates the key. It is written completely under another name and then linked: the file is never
 * partial, and with two concurrent creators the first key stays.
 */
function createKey(file: string): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
	const fd = openSync(draft, 'wx', 0o600);
	try {
		writeSync(fd, randomBytes(KEY_BYTES));
		fsyncSync(fd);
		linkSync(draft, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	} finally {
		closeSync(fd);
		unlinkSync(draft);
	}
	const folder = openSync(dirname(file), 'r');
	fsyncSync(folder);
	closeSync(folder);
}
