/**
 * Secret keys and signatures of minisign. Formats: https://jedisct1.github.io/minisign/ (“Secret
 * key format”, “Signature format”). A passphrase encrypts by libsodium's
 * crypto_pwhash_scryptsalsa208sha256, which is scrypt (RFC 7914) with N, r and p derived from an
 * effort.
 */
import { createHash, createPrivateKey, createPublicKey, randomBytes, scrypt, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { blake2b } from '@noble/hashes/blake2.js';
import { bytes as sizeText } from '../../lib/contract/bytes.ts';
import { BoxError } from '../../lib/contract/errors.ts';

/** DER prefix of an Ed25519 private key (RFC 8410 §7), before its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Key id, seed, public key, checksum. */
const SEALED_BYTES = 8 + 32 + 32 + 32;
const FILE_BYTES = 6 + 32 + 16 + SEALED_BYTES;
/** minisign's own effort: libsodium's OPSLIMIT_SENSITIVE and MEMLIMIT_SENSITIVE, a gigabyte. */
const EFFORT = { ops: 33_554_432, memory: 1_073_741_824 };
/**
 * Most memory in bytes that a key file may require, so that a foreign file cannot exhaust the
 * machine.
 */
const MOST_MEMORY = 2 * EFFORT.memory;

/** A key for signing. */
export interface SecretKey {
	/** Eight bytes that identify it. */
	id: Buffer;
	/** Ed25519 seed. */
	seed: Buffer;
	/** Ed25519 public key. */
	open: Buffer;
}

/** The cost of checking a passphrase, in libsodium's units. */
export interface Effort {
	ops: number;
	/** Bytes. */
	memory: number;
}

const badKey = (message: string, hint?: string) =>
	new BoxError({ code: 'bad-key', status: 400, message, ...(hint !== undefined && { hint }) });

/** Derives the scrypt parameters, as libsodium's `pickparams` does. */
export function scryptOf({ ops, memory }: Effort): { N: number; r: number; p: number } {
	const r = 8;
	const work = Math.max(ops, 32_768);
	const most = Math.floor(work < memory / 32 ? work / (r * 4) : memory / (r * 128));
	let log = 1;
	while (log < 63 && 2 ** log <= most / 2) log += 1;
	const p = work < memory / 32 ? 1 : Math.floor(Math.min(Math.floor(work / 4 / 2 ** log), 0x3fff_ffff) / r);
	return { N: 2 ** log, r, p };
}

/** Encrypts or decrypts with a passphrase; both are the same operation. */
async function veil(sealed: Buffer, passphrase: string, salt: Buffer, effort: Effort): Promise<Buffer> {
	const { N, r, p } = scryptOf(effort);
	const memory = 128 * r * (N + p);
	if (p < 1 || memory > MOST_MEMORY) throw badKey('The key file requests more memory than any key needs.');
	const derive = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);
	let stream: Buffer;
	try {
		const options = { N, r, p, maxmem: memory + 1024 * 1024 };
		stream = await derive(Buffer.from(passphrase), salt, sealed.length, options);
	} catch (error) {
		throw badKey(
			'The passphrase could not be checked.',
			`It needs ${sizeText(memory)} of memory: ${(error as Error).message}.`
		);
	}
	return Buffer.from(sealed.map((byte, at) => byte ^ stream[at]!));
}

const checksumOf = ({ id, seed, open }: SecretKey) =>
	Buffer.from(blake2b(Buffer.concat([Buffer.from('Ed'), id, seed, open]), { dkLen: 32 }));

const privateKey = (seed: Buffer) =>
	createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

const openOf = (seed: Buffer) =>
	createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);

/** Creates a random key. */
export function newSecretKey(): SecretKey {
	const seed = randomBytes(32);
	return { id: randomBytes(8), seed, open: openOf(seed) };
}

/** Returns the line `RWQ…` that owners pin. */
export const publicLine = ({ id, open }: SecretKey): string =>
	Buffer.concat([Buffer.from('Ed'), id, open]).toString('base64');

/** Formats the id as minisign does: one number without leading zeros (minisign, `PRIX64`). */
const idText = ({ id }: SecretKey) => Buffer.from(id).readBigUInt64LE().toString(16).toUpperCase();

/** Returns the text of the file with the public key. */
export const publicKeyFile = (key: SecretKey): string =>
	`untrusted comment: minisign public key ${idText(key)}\n${publicLine(key)}\n`;

/**
 * Returns the text of the file with the secret key.
 * @param passphrase null to store the key unencrypted
 * @param effort of decrypting it; minisign's own by default
 */
export async function secretKeyFile(
	key: SecretKey,
	passphrase: string | null,
	effort: Effort = EFFORT
): Promise<string> {
	const inside = Buffer.concat([key.id, key.seed, key.open, checksumOf(key)]);
	const salt = passphrase === null ? Buffer.alloc(32) : randomBytes(32);
	const numbers = Buffer.alloc(16);
	if (passphrase !== null) {
		numbers.writeBigUInt64LE(BigInt(effort.ops), 0);
		numbers.writeBigUInt64LE(BigInt(effort.memory), 8);
	}
	const head = Buffer.from(passphrase === null ? 'Ed\0\0B2' : 'EdScB2', 'latin1');
	const sealed = passphrase === null ? inside : await veil(inside, passphrase, salt, effort);
	const what = passphrase === null ? 'minisign secret key' : 'minisign encrypted secret key';
	return `untrusted comment: ${what}\n${Buffer.concat([head, salt, numbers, sealed]).toString('base64')}\n`;
}

/**
 * Parses a secret key.
 * @param text of its file
 * @param passphrase called when the key is encrypted
 * @throws BoxError 400 `bad-key`
 */
export async function readSecretKey(text: string, passphrase: () => Promise<string>): Promise<SecretKey> {
	const line = text.trim().split(/\r?\n/).at(-1)!.trim();
	const bytes = Buffer.from(line, 'base64');
	if (
		bytes.length !== FILE_BYTES ||
		bytes.toString('latin1', 0, 2) !== 'Ed' ||
		bytes.toString('latin1', 4, 6) !== 'B2'
	) {
		throw badKey('This is not a secret minisign key.', 'Give the file that “dbx pup key” or “minisign -G” created.');
	}
	const kind = bytes.toString('latin1', 2, 4);
	if (kind !== 'Sc' && kind !== '\0\0') throw badKey('The key is encrypted with an unknown method.');
	const salt = bytes.subarray(6, 38);
	const effort = { ops: Number(bytes.readBigUInt64LE(38)), memory: Number(bytes.readBigUInt64LE(46)) };
	const sealed = bytes.subarray(54);
	const inside = kind === 'Sc' ? await veil(sealed, await passphrase(), salt, effort) : sealed;
	const key = { id: inside.subarray(0, 8), seed: inside.subarray(8, 40), open: inside.subarray(40, 72) };
	// minisign writes no checksum into an unencrypted key.
	const checksum = inside.subarray(72);
	const none = kind !== 'Sc' && checksum.every((byte) => byte === 0);
	if ((!none && !checksumOf(key).equals(checksum)) || !openOf(key.seed).equals(key.open)) {
		throw badKey(kind === 'Sc' ? 'The passphrase does not match the key.' : 'The key file is damaged.');
	}
	return key;
}

/**
 * Signs the hash of the content (`ED`), as minisign does.
 * @param comment trusted comment: one line, which is signed, too
 * @returns text of the `.minisig` file
 */
export function signMinisign(content: Uint8Array, key: SecretKey, comment: string): string {
	if (/[\r\n]/.test(comment)) throw new Error('a trusted comment is one line');
	const signer = privateKey(key.seed);
	const own = sign(null, createHash('blake2b512').update(content).digest(), signer);
	const global = sign(null, Buffer.concat([own, Buffer.from(comment)]), signer);
	return [
		`untrusted comment: signature from minisign secret key ${idText(key)}`,
		Buffer.concat([Buffer.from('ED'), key.id, own]).toString('base64'),
		`trusted comment: ${comment}`,
		`${global.toString('base64')}\n`
	].join('\n');
}
