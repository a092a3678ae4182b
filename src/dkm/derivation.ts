/**
 * Keys and their text formats: the master key of a seed, the keys of pups, Dogecoin's versions
 * (BIP32, SLIP-0132 style).
 */
import { HDKey } from '@scure/bip32';

/**
 * Version bytes of extended keys on Dogecoin's main net: texts start with `dgpv` and `dgub`
 * (Dogecoin Core, chainparams.cpp).
 */
export const DOGECOIN_VERSIONS = { private: 0x02fac398, public: 0x02facafd };

/** Highest number of a pup key: hardened child numbers use the upper half of 32 bits. */
export const MAX_KEY_NUMBER = 0x7fffffff;

/** Length of {@link masterBytes}: chain code and private key. */
export const MASTER_BYTES = 64;

/**
 * Derives the master key of a seed (64 bytes).
 * @returns null when the seed gives no valid key (chance below 2^-127): generate new words then
 */
export function masterFromSeed(seed: Uint8Array): HDKey | null {
	try {
		return HDKey.fromMasterSeed(seed, DOGECOIN_VERSIONS);
	} catch {
		return null;
	}
}

/** Parses an extended private key (`dgpv…`). @throws Error for any other text */
export function keyFromText(text: string): HDKey {
	return HDKey.fromExtendedKey(text, DOGECOIN_VERSIONS);
}

/** Returns chain code and private key of a master key, 64 bytes; the caller wipes them. */
export function masterBytes(master: HDKey): Uint8Array {
	const { chainCode, privateKey } = master;
	if (!chainCode || !privateKey) throw new Error('not a private key');
	const bytes = new Uint8Array(MASTER_BYTES);
	bytes.set(chainCode, 0);
	bytes.set(privateKey, 32);
	chainCode.fill(0);
	privateKey.fill(0);
	return bytes;
}

/** Reverses {@link masterBytes}. */
export function masterFromBytes(bytes: Uint8Array): HDKey {
	return new HDKey({
		versions: DOGECOIN_VERSIONS,
		chainCode: bytes.subarray(0, 32),
		privateKey: bytes.subarray(32, MASTER_BYTES)
	});
}

/** Returns the compressed public key, 33 bytes. */
export function publicKeyOf(key: HDKey): Uint8Array {
	if (!key.publicKey) throw new Error('key without a public half');
	return key.publicKey;
}

export interface PupKey {
	/** Compressed public key, 66 hex digits. */
	pub: string;
	/** Private key, 64 hex digits. */
	priv: string;
	/** Extended private key, `dgpv…` (called `wif` in the protocol, which it is not). */
	extended: string;
	/** The same public key as bytes. */
	pubBytes: Uint8Array;
}

/** Derives the key of pup number `number` (from 1): m/1000'/2'/number'. */
export function pupKey(master: HDKey, number: number): PupKey {
	const parent = master.derive("m/1000'/2'");
	const child = parent.derive(`m/${number}'`);
	const { privateKey } = child;
	if (!privateKey) throw new Error('derivation without a private key');
	const pubBytes = publicKeyOf(child);
	const key: PupKey = {
		pub: Buffer.from(pubBytes).toString('hex'),
		priv: Buffer.from(privateKey).toString('hex'),
		extended: child.privateExtendedKey,
		pubBytes
	};
	privateKey.fill(0);
	child.wipePrivateData();
	parent.wipePrivateData();
	return key;
}
