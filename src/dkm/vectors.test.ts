/** Every test vector of the original key manager and of the standards that it builds on. */
import { readFileSync } from 'node:fs';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { argon2id } from '@noble/hashes/argon2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import { HDKey } from '@scure/bip32';
import { hashRaw } from '@node-rs/argon2';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { describe, expect, it } from 'vitest';
import { DOGECOIN_VERSIONS, keyFromText, masterBytes, masterFromBytes, masterFromSeed, pupKey } from './derivation.ts';
import type { DkmFailure } from './failures.ts';
import { openWith, passwordKey, sealWith, unseal } from './sealing.ts';
import { checkWords, seedFromWords, splitWords, wordsFromEntropy } from './words.ts';

interface Node {
	path: string;
	depth: number;
	childIndex: number;
	parentFingerprint: string;
	fingerprint: string;
	chainCode: string;
	priv: string;
	pub: string;
	extendedPrivate: string;
	extendedPublic: string;
	p2pkh: string;
	wifCompressed: string;
}
interface Vectors {
	constants: { mainnet: Record<'p2pkh' | 'wif' | 'bip32Private' | 'bip32Public', string> };
	dkm: {
		derivations: {
			entropy: string;
			mnemonic: string;
			words: number;
			passphrase: string;
			seed: string;
			nodes: Node[];
		}[];
		firstDelegatesAsAnswered: {
			calls: {
				index: number;
				response: { pub: string; priv?: string; wif?: string; privFromGetDelegateKey?: string };
			}[];
		};
		atRest: Record<'argon2id' | 'ciphertext' | 'nonce' | 'password' | 'plaintext' | 'salt', string>;
		storedRowWrittenByOriginal: Record<'password' | 's1_salt' | 's2_nonce' | 'enc' | 'pub' | 'plaintext', string>;
	};
	standards: {
		bip39_trezor: Record<'entropy' | 'mnemonic' | 'passphrase' | 'seed' | 'xprv', string>[];
		bip39_negative: { words: string; error: string; note?: string }[];
		bip32: Record<'seed' | 'path' | 'xprv' | 'xpub', string>[];
		bip32_dogecoin_versions: Record<'seed' | 'dgpv' | 'dgub', string>;
		bip44_dogecoin: Record<'mnemonic' | 'path' | 'pub' | 'p2pkh', string>;
		libdogecoin: { master: string; derived: { path: string; dgpv?: string; dgub?: string; wif?: string }[] };
		rfc9106_argon2id: Record<'password' | 'salt' | 'secret' | 'tag', string> & {
			associatedData: string;
			t: number;
			m: number;
			p: number;
			tagLength: number;
		};
		xchacha20poly1305_draft: Record<'key' | 'nonce' | 'aad' | 'plaintext' | 'ciphertextStart' | 'tag', string>;
	};
}

const vectors = JSON.parse(
	readFileSync(new URL('../../tests/fixtures/dkm-vectors.json', import.meta.url), 'utf8')
) as Vectors;
const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex');
const bytes = (text: string) => Buffer.from(text, 'hex');
const base58check = createBase58check(sha256);
const hash160 = (data: Uint8Array) => ripemd160(sha256(data));

/**
 * Returns a node in the format of the vectors. Only this test derives addresses and WIF; the
 * product does not.
 */
function describeNode(path: string, key: HDKey): Node {
	const pub = key.publicKey ?? new Uint8Array();
	const priv = key.privateKey ?? new Uint8Array();
	const version = (name: 'p2pkh' | 'wif') => Number(vectors.constants.mainnet[name]);
	return {
		path,
		depth: key.depth,
		childIndex: key.index,
		parentFingerprint: key.parentFingerprint.toString(16).padStart(8, '0'),
		fingerprint: key.fingerprint.toString(16).padStart(8, '0'),
		chainCode: hex(key.chainCode),
		priv: hex(priv),
		pub: hex(pub),
		extendedPrivate: key.privateExtendedKey,
		extendedPublic: key.publicExtendedKey,
		p2pkh: base58check.encode(Uint8Array.from([version('p2pkh'), ...hash160(pub)])),
		wifCompressed: base58check.encode(Uint8Array.from([version('wif'), ...priv, 1]))
	};
}

function master(seed: Uint8Array): HDKey {
	const key = masterFromSeed(seed);
	if (!key) throw new Error('no master key');
	return key;
}

describe('keys as the original derives them', () => {
	it('uses the version bytes of Dogecoin', () => {
		expect(DOGECOIN_VERSIONS).toEqual({
			private: Number(vectors.constants.mainnet.bip32Private),
			public: Number(vectors.constants.mainnet.bip32Public)
		});
	});

	it.each(vectors.dkm.derivations)('$entropy', async (derivation) => {
		const words = wordsFromEntropy(bytes(derivation.entropy));
		expect(words.join(' ')).toBe(derivation.mnemonic);
		expect(words).toHaveLength(derivation.words);
		const seed = await seedFromWords(words, derivation.passphrase);
		expect(hex(seed)).toBe(derivation.seed);
		const root = master(seed);
		for (const node of derivation.nodes) expect(describeNode(node.path, root.derive(node.path))).toEqual(node);
		for (const number of [1, 2, 3]) {
			const node = derivation.nodes.find((n) => n.path === `m/1000'/2'/${number}'`);
			expect(pupKey(root, number)).toMatchObject({ pub: node?.pub, priv: node?.priv, extended: node?.extendedPrivate });
		}
	});

	it('answers the first pups as the original did', async () => {
		const root = master(await seedFromWords(splitWords(vectors.dkm.derivations[0]?.mnemonic ?? '')));
		for (const { index, response } of vectors.dkm.firstDelegatesAsAnswered.calls) {
			const key = pupKey(root, index);
			expect(key.pub).toBe(response.pub);
			if (response.privFromGetDelegateKey) {
				expect(Buffer.from(key.extended).toString('hex')).toBe(response.privFromGetDelegateKey);
			} else {
				expect(key.priv).toBe(response.priv);
				expect(key.extended).toBe(response.wif);
			}
		}
	});

	it('keeps a master key as 64 bytes and makes the same key of them', () => {
		const root = master(bytes(vectors.dkm.derivations[0]?.seed ?? ''));
		const again = masterFromBytes(masterBytes(root));
		expect(again.privateExtendedKey).toBe(root.privateExtendedKey);
		expect(pupKey(again, 7)).toEqual(pupKey(root, 7));
	});
});

describe('secrets at rest', () => {
	it('makes the key and the sealed bytes of the vector', async () => {
		const rest = vectors.dkm.atRest;
		const key = await passwordKey(Buffer.from(rest.password), bytes(rest.salt));
		expect(hex(key)).toBe(rest.argon2id);
		const sealed = sealWith(key, bytes(rest.nonce), Buffer.from(rest.plaintext));
		expect(hex(sealed)).toBe(rest.ciphertext);
		expect(Buffer.from(openWith(key, bytes(rest.nonce), sealed) ?? []).toString()).toBe(rest.plaintext);
	});

	it('opens the row which the original wrote, with its password only', async () => {
		const row = vectors.dkm.storedRowWrittenByOriginal;
		const sealed = { salt: bytes(row.s1_salt), nonce: bytes(row.s2_nonce), enc: bytes(row.enc) };
		const text = Buffer.from((await unseal(Buffer.from(row.password), sealed)) ?? []).toString();
		expect(text).toBe(row.plaintext);
		expect(hex(keyFromText(text).publicKey)).toBe(row.pub);
		expect(await unseal(Buffer.from(`${row.password} `), sealed)).toBeNull();
		const enc = Buffer.from(sealed.enc);
		enc[0] = (enc[0] ?? 0) ^ 1;
		expect(await unseal(Buffer.from(row.password), { ...sealed, enc })).toBeNull();
	});

	it('opens nothing from an empty row', async () => {
		const none = new Uint8Array();
		expect(await unseal(Buffer.from('x'), { salt: none, nonce: none, enc: none })).toBeNull();
	});
});

describe('standards', () => {
	it.each(vectors.standards.bip39_trezor)('BIP39: $mnemonic', async (vector) => {
		const words = wordsFromEntropy(bytes(vector.entropy));
		expect(words.join(' ')).toBe(vector.mnemonic);
		expect(() => checkWords(words)).not.toThrow();
		const seed = await seedFromWords(words, vector.passphrase);
		expect(hex(seed)).toBe(vector.seed);
		expect(HDKey.fromMasterSeed(seed).privateExtendedKey).toBe(vector.xprv);
	});

	it.each(vectors.standards.bip39_negative)('BIP39 refuses: $words', ({ words, error, note }) => {
		// The only case where Dogebox is more lenient than the original: it ignores the case of
		// letters.
		if (note === 'original compares case-sensitively') {
			expect(() => checkWords(splitWords(words))).not.toThrow();
			expect(() => checkWords(words.split(' '))).toThrow(expect.objectContaining({ code: error }) as DkmFailure);
			return;
		}
		expect(() => checkWords(splitWords(words))).toThrow(
			expect.objectContaining({ code: error, status: 422 }) as DkmFailure
		);
	});

	it.each(vectors.standards.bip32)('BIP32: $seed $path', ({ seed, path, xprv, xpub }) => {
		const key = HDKey.fromMasterSeed(bytes(seed)).derive(path);
		expect(key.privateExtendedKey).toBe(xprv);
		expect(key.publicExtendedKey).toBe(xpub);
	});

	it('BIP32 with the version bytes of Dogecoin', () => {
		const { seed, dgpv, dgub } = vectors.standards.bip32_dogecoin_versions;
		expect(master(bytes(seed)).privateExtendedKey).toBe(dgpv);
		expect(master(bytes(seed)).publicExtendedKey).toBe(dgub);
	});

	it('BIP44: the published first Dogecoin address', async () => {
		const { mnemonic, path, pub, p2pkh } = vectors.standards.bip44_dogecoin;
		const key = master(await seedFromWords(splitWords(mnemonic))).derive(path);
		expect(describeNode(path, key)).toMatchObject({ pub, p2pkh });
	});

	it.each(vectors.standards.libdogecoin.derived)('libdogecoin: $path', ({ path, dgpv, dgub, wif }) => {
		const node = describeNode(path, keyFromText(vectors.standards.libdogecoin.master).derive(path));
		expect(node).toMatchObject({
			...(dgpv && { extendedPrivate: dgpv }),
			...(dgub && { extendedPublic: dgub }),
			...(wif && { wifCompressed: wif })
		});
		expect([dgpv, dgub, wif].some(Boolean)).toBe(true);
	});

	it('XChaCha20-Poly1305 as in the draft', () => {
		const x = vectors.standards.xchacha20poly1305_draft;
		const sealed = xchacha20poly1305(bytes(x.key), bytes(x.nonce), bytes(x.aad)).encrypt(Buffer.from(x.plaintext));
		expect(hex(sealed.subarray(0, 16))).toBe(x.ciphertextStart);
		expect(hex(sealed.subarray(-16))).toBe(x.tag);
	});

	it('Argon2id as in RFC 9106, and the library we use agrees with it', async () => {
		const r = vectors.standards.rfc9106_argon2id;
		const [password, salt, key, personalization] = [r.password, r.salt, r.secret, r.associatedData].map(bytes);
		if (!password || !salt) throw new Error('incomplete vector');
		const parameters = { t: r.t, m: r.m, p: r.p, dkLen: r.tagLength };
		expect(hex(argon2id(password, salt, { ...parameters, key, personalization }))).toBe(r.tag);
		// @node-rs/argon2 supports no associated data. Without it, both must agree.
		const ours = await hashRaw(password, {
			algorithm: 2,
			version: 1,
			timeCost: r.t,
			memoryCost: r.m,
			parallelism: r.p,
			outputLen: r.tagLength,
			secret: key,
			salt
		});
		expect(hex(ours)).toBe(hex(argon2id(password, salt, { ...parameters, key })));
	});
});
