/**
 * Seals a text with a password: Argon2id derives the key, XChaCha20-Poly1305 encrypts. Exactly the
 * original's row format.
 */
import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** A sealed text as stored in the database. */
export interface Sealed {
	/** Argon2 salt, 16 bytes. */
	salt: Uint8Array;
	/** XChaCha20 nonce, 24 bytes. */
	nonce: Uint8Array;
	/** Ciphertext and 16-byte tag. */
	enc: Uint8Array;
}

const SALT_BYTES = 16;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/**
 * Argon2id v1.3, 3 passes, 64 MiB, 4 lanes, 32 bytes out: RFC 9106's second recommended choice.
 * Algorithm 2 is Argon2id, version 1 is 0x13.
 */
const ARGON2 = { algorithm: 2, version: 1, timeCost: 3, memoryCost: 65536, parallelism: 4, outputLen: 32 };

/**
 * Derives the sealing key of a password. Takes about 64 MiB and 0.1–1 s: call it only inside the
 * gate of `kdf.ts`.
 * @param password UTF-8 bytes, already trimmed; not wiped here
 * @returns 32 bytes; the caller wipes them
 */
export async function passwordKey(password: Uint8Array, salt: Uint8Array): Promise<Buffer> {
	return hashRaw(password, { ...ARGON2, salt });
}

/** Seals bytes under a 32-byte key with a given 24-byte nonce. */
export function sealWith(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
	return xchacha20poly1305(key, nonce).encrypt(plain);
}

/**
 * Reverses {@link sealWith}.
 * @returns null when the key is wrong or the bytes were changed
 */
export function openWith(key: Uint8Array, nonce: Uint8Array, enc: Uint8Array): Uint8Array | null {
	if (key.length !== 32 || nonce.length !== NONCE_BYTES || enc.length < TAG_BYTES) return null;
	try {
		return xchacha20poly1305(key, nonce).decrypt(enc);
	} catch {
		return null;
	}
}

/** Seals bytes with a password, with a fresh salt and nonce. One Argon2 run. */
export async function seal(password: Uint8Array, plain: Uint8Array): Promise<Sealed> {
	const salt = randomBytes(SALT_BYTES);
	const nonce = randomBytes(NONCE_BYTES);
	const key = await passwordKey(password, salt);
	try {
		return { salt, nonce, enc: sealWith(key, nonce, plain) };
	} finally {
		key.fill(0);
	}
}

/**
 * Reverses {@link seal}, also for the original's rows. One Argon2 run.
 * @returns null when the password is wrong
 */
export async function unseal(password: Uint8Array, sealed: Sealed): Promise<Uint8Array | null> {
	// A row without a blob (a delegate that never had a token) cannot be opened.
	if (sealed.salt.length < 8 || sealed.nonce.length !== NONCE_BYTES) return null;
	const key = await passwordKey(password, sealed.salt);
	try {
		return openWith(key, sealed.nonce, sealed.enc);
	} finally {
		key.fill(0);
	}
}
