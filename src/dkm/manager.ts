/**
 * The key manager's operations, independent of the protocol: one master key, its password, its
 * words, and the keys of pups.
 */
import { timingSafeEqual } from 'node:crypto';
import type { HDKey } from '@scure/bip32';
import type { Attempts } from './attempts.ts';
import { createDelegates, type Delegates } from './delegates.ts';
import { keyFromText, masterBytes, publicKeyOf } from './derivation.ts';
import { DkmFailure, noKey, wrongPassword } from './failures.ts';
import type { KdfGate } from './kdf.ts';
import { drawKey, keyOfWords, sealMaster, type Phrase } from './master-key.ts';
import { unseal } from './sealing.ts';
import { VALID_FOR_S, type Sessions } from './sessions.ts';
import type { DelegateNumber, Storage, StoredKey } from './storage.ts';

/** A token and how long it is valid, seconds. */
export interface Opened {
	token: string;
	valid_for: number;
}

/** State for {@link KeyManager.status}. */
export interface Status {
	/** A master key exists. */
	created: boolean;
	/** The owner proved that its words are written down (or no proof was requested). */
	confirmed: boolean;
	/** A session exists, so pup keys can be derived. */
	unlocked: boolean;
	kdf: { running: number; queued: number };
}

/** What a copy must contain so that the words restore every key; nothing in it is secret. */
export interface KeyRegister {
	/** Compressed public key of the master key. */
	pub: Uint8Array;
	numbers: DelegateNumber[];
}

/** Callers trim all texts. All methods throw {@link DkmFailure}. */
export interface KeyManager extends Delegates {
	status(): Status;
	/**
	 * Creates the master key. `words` restores a key instead of generating one; `expected` is what
	 * the caller knows about it. Never overwrites a confirmed key.
	 * @throws DkmFailure 403 `password` when the words are valid but not of the expected key
	 */
	create(input: {
		password: string;
		words: Phrase | null;
		expected?: KeyRegister | null;
		confirmed: boolean;
		replaceUnconfirmed: boolean;
		session: boolean;
	}): Promise<{ words: string[]; opened: Opened | null }>;
	confirm(token: string): void;
	login(password: string, from: string): Promise<Opened>;
	roll(token: string): Opened;
	logout(token: string): void;
	/** Ends all sessions; `session` opens a new one. @returns null without `session` */
	changePassword(input: { current: string; next: string; from: string; session: boolean }): Promise<Opened | null>;
	/**
	 * Like {@link changePassword}, authorized by the words.
	 * @throws DkmFailure 422 for invalid words, 403 `password` for valid words of another key
	 */
	recoverPassword(input: { words: Phrase; next: string; session: boolean }): Promise<Opened | null>;
	/** Returns the key's identity and the numbers of its ids: all that the words do not restore. */
	register(): KeyRegister;
	/** Ends all sessions and wipes their data. */
	close(): void;
}

const keyExists = () => new DkmFailure(409, 'exists', 'key already exists');
/** @throws DkmFailure 403 when the words belong to another key */
function needSame(pub: Uint8Array, stored: Uint8Array): void {
	if (pub.length === stored.length && timingSafeEqual(pub, stored)) return;
	throw new DkmFailure(403, 'password', 'password', { detail: 'other' });
}
/** Assembles the manager from its parts. */
export function createKeyManager(parts: {
	storage: Storage;
	sessions: Sessions;
	gate: KdfGate;
	attempts: Attempts;
}): KeyManager {
	const { storage, sessions, gate, attempts } = parts;

	function storedKey(): StoredKey {
		const key = storage.key();
		if (!key) throw noKey();
		return key;
	}

	/** Opens the master key with one Argon2 run; a failure counts against `from`. */
	async function unlockMaster(password: string, from: string): Promise<HDKey> {
		const secret = Buffer.from(password);
		const text = await unseal(secret, storedKey());
		secret.fill(0);
		if (!text) {
			attempts.failed(from);
			throw wrongPassword();
		}
		attempts.succeeded(from);
		try {
			return keyFromText(Buffer.from(text).toString('latin1'));
		} catch {
			throw new DkmFailure(500, 'error', 'bad stored key');
		} finally {
			text.fill(0);
		}
	}

	function openSession(master: HDKey): Opened {
		const bytes = masterBytes(master);
		try {
			return { token: sessions.open(bytes), valid_for: VALID_FOR_S };
		} finally {
			bytes.fill(0);
		}
	}

	/**
	 * Checks the password inside the gate, then calls `work` with the master key, which is wiped
	 * afterwards.
	 */
	function withPassword<T>(password: string, from: string, work: (master: HDKey) => T | Promise<T>): Promise<T> {
		storedKey();
		attempts.check(from);
		return gate.run(
			async () => {
				const master = await unlockMaster(password, from);
				try {
					return await work(master);
				} finally {
					master.wipePrivateData();
				}
			},
			// Check again after the wait: other requests of this caller may have failed meanwhile.
			() => attempts.check(from)
		);
	}

	/** Seals the key with a new password and ends all sessions. Call it inside the gate. */
	async function reseal(master: HDKey, next: string, session: boolean): Promise<Opened | null> {
		const sealed = await sealMaster(master, next);
		if (!storage.resealKey(sealed)) throw noKey();
		sessions.endAll();
		return session ? openSession(master) : null;
	}

	return {
		status() {
			const key = storage.key();
			return {
				created: key !== null,
				confirmed: key !== null && !key.unconfirmed,
				unlocked: sessions.any(),
				kdf: gate.load()
			};
		},

		async create(input) {
			const former = storage.key();
			if (former && !(input.replaceUnconfirmed && former.unconfirmed)) throw keyExists();
			const { words, master } = input.words === null ? await drawKey() : await keyOfWords(input.words);
			const { expected = null } = input;
			try {
				if (expected) needSame(publicKeyOf(master), expected.pub);
				return await gate.run(async () => {
					const sealed = await sealMaster(master, input.password);
					// Compared with the key at the start: of two concurrent requests only one wins.
					const stored = former
						? storage.replaceUnconfirmed(former.pub, sealed, input.confirmed)
						: storage.addKey(sealed, input.confirmed, expected?.numbers);
					if (!stored) throw keyExists();
					if (former) sessions.endAll();
					return { words, opened: input.session ? openSession(master) : null };
				});
			} finally {
				master.wipePrivateData();
			}
		},

		confirm(token) {
			sessions.use(token, () => storage.confirm());
		},

		login: (password, from) => withPassword(password, from, openSession),

		roll: (token) => ({ token: sessions.roll(token), valid_for: VALID_FOR_S }),

		logout: (token) => sessions.end(token),

		changePassword: ({ current, next, from, session }) =>
			withPassword(current, from, (master) => reseal(master, next, session)),

		async recoverPassword({ words, next, session }) {
			const { master } = await keyOfWords(words);
			try {
				needSame(publicKeyOf(master), storedKey().pub);
				return await gate.run(() => reseal(master, next, session));
			} finally {
				master.wipePrivateData();
			}
		},

		...createDelegates(parts, withPassword),

		register: () => ({ pub: storedKey().pub, numbers: storage.numbers() }),

		close: () => sessions.endAll()
	};
}
