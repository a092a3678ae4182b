/**
 * Checks minisign signatures. Format: https://jedisct1.github.io/minisign/ (“Signature format”,
 * “Public key format”). Ed25519 from RFC 8032; `ED` signs the BLAKE2b-512 of the content, `Ed` the
 * content itself.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { BoxError } from '../../contract/errors.ts';

export interface MinisignKey {
	/** The line of base64, as stored and shown. */
	text: string;
	/** Its id of eight bytes. */
	id: Buffer;
	key: KeyObject;
}

/** Prefix of an Ed25519 public key in DER (RFC 8410 §4), before its 32 bytes. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const COMMENT = 'trusted comment: ';

function badKey(): BoxError {
	return new BoxError({
		code: 'bad-key',
		status: 422,
		message: 'This is not a minisign public key.',
		hint: 'It is the line that begins with “RWQ” in the file minisign.pub.',
		fields: { publicKey: 'is not a minisign public key' }
	});
}

/** Decodes base64 of exactly `length` bytes; only the canonical encoding is accepted. */
function bytesOf(line: string, length: number): Buffer | null {
	const bytes = Buffer.from(line, 'base64');
	return bytes.length === length && bytes.toString('base64') === line ? bytes : null;
}

/**
 * Reads a public key: its line of base64, or the whole file with its comment.
 * @throws BoxError 422 `bad-key`
 */
export function readMinisignKey(text: string): MinisignKey {
	const line = text.trim().split(/\r?\n/).at(-1)!.trim();
	const bytes = bytesOf(line, 42);
	if (!bytes || bytes.toString('latin1', 0, 2) !== 'Ed') throw badKey();
	const der = Buffer.concat([SPKI_HEAD, bytes.subarray(10)]);
	try {
		return { text: line, id: bytes.subarray(2, 10), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
	} catch {
		throw badKey();
	}
}

/**
 * Verifies a signature with its key id and its trusted comment.
 * @param content the signed content
 * @param signature text of the `.minisig` file
 * @returns null for a valid signature, else the problem, as the end of a sentence after “Its
 *   signature”
 */
export function checkMinisign(content: Uint8Array, signature: string, key: MinisignKey): string | null {
	const [untrusted, first, trusted, second, ...rest] = signature.split('\n').map((line) => line.replace(/\r$/, ''));
	const bytes = bytesOf(first ?? '', 74);
	const global = bytesOf(second ?? '', 64);
	if (!untrusted?.startsWith('untrusted comment: ') || !bytes || !global || !trusted?.startsWith(COMMENT)) {
		return 'is not in the format of minisign';
	}
	if (rest.some((line) => line !== '')) return 'is not in the format of minisign';
	const kind = bytes.toString('latin1', 0, 2);
	if (kind !== 'Ed' && kind !== 'ED') return 'is of a kind that is not known';
	if (!bytes.subarray(2, 10).equals(key.id)) return 'was made with another key';
	const own = bytes.subarray(10);
	const signed = kind === 'ED' ? createHash('blake2b512').update(content).digest() : content;
	if (!verify(null, signed, key.key, own)) return 'does not fit the content';
	const comment = Buffer.from(trusted.slice(COMMENT.length));
	return verify(null, Buffer.concat([own, comment]), key.key, global) ? null : 'has a changed comment';
}
