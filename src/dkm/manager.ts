/**
 * What the key manager does, apart from how it is asked: one master key, its password, its words,
 * the keys of pups.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HDKey } from '@scure/bip32';
import type { Attempts } from './attempts.ts';
import { keyFromText, masterBytes, masterFromBytes, publicKeyOf, pupKey, type PupKey } from './derivation.ts';
import { badToken, DkmFailure, noKey, wrongPassword } from './failures.ts';
import type { KdfGate } from './kdf.ts';
import { drawKey, keyOfWords, sealMaster, type Phrase } from './master-key.ts';
import { seal, unseal } from './sealing.ts';
import { VALID_FOR_S, type Sessions } from './sessions.ts';
import type { DelegateNumber, Storage, StoredKey } from './storage.ts';

/** A token and how long it is good for, seconds. */
export interface Opened {
	token: string;
	valid_for: number;
}

/** State for {@link KeyManager.status}. */
export interface Status {
	/** There is a master key. */
	created: boolean;
	/** Its words were shown to be written down (or it was made without asking for that). */
	confirmed: boolean;
	/** Somebody has a session, so pup keys can be derived. */
	unlocked: boolean;
	kdf: { running: number; queued: number };
}

/** What a copy must keep, so that the words restore every key; nothing of it is secret. */
export interface KeyRegister {
	/** Compressed public key of the master key. */
	pub: Uint8Array;
	numbers: DelegateNumber[];
}

/** Texts are trimmed by the caller. All methods throw {@link DkmFailure}. */
export interface KeyManager {
	status(): Status;
	/**
	 * `words` restores that key instead of drawing one; `expected` is what the caller knows of it.
	 * Never overwrites a confirmed key.
	 * @throws DkmFailure 403 `password` where the words are good but not of the expected key
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
	 * As above, by the words.
	 * @throws DkmFailure 422 for bad words, 403 `password` for good words of another key
	 */
	recoverPassword(input: { words: Phrase; next: string; session: boolean }): Promise<Opened | null>;
	createDelegate(id: string, password: string, from: string): Promise<{ token: string; pub: string }>;
	delegateKey(id: string, token: string): Promise<{ text: string; pub: string }>;
	delegatePub(id: string): string;
	deriveDelegate(id: string, token: string): PupKey;
	/** Which key there is, and the numbers of its ids: all that the words do not bring back. */
	register(): KeyRegister;
	/** Ends all sessions and wipes what they held. */
	close(): void;
}

/** Token of `/create-delegate`: 32 bytes, 64 hex digits. */
const DELEGATE_TOKEN_BYTES = 32;

const keyExists = () => new DkmFailure(409, 'exists', 'key already exists');
const delegateExists = () => new DkmFailure(409, 'exists', 'store: already exists');
/** @throws DkmFailure 403 where the words of one key came for another */
function needSame(pub: Uint8Array, stored: Uint8Array): void {
	if (pub.length === stored.length && timingSafeEqual(pub, stored)) return;
	throw new DkmFailure(403, 'password', 'password', { detail: 'other' });
}
const unknownDelegate = () => new DkmFailure(404, 'not-found', 'store: not found');

/** Builds the manager over its parts. */
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

	/** Opens the master key; one Argon2 run, counted against `from` when it fails. */
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
	 * Checks the password inside the gate, then works with the master key, which is wiped
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
			// Again after the wait: others of this caller may have failed meanwhile.
			() => attempts.check(from)
		);
	}

	/** New password for the key; ends all sessions. Called inside the gate. */
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
					// Compared with what was there at the start: of two at once only one wins.
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

		createDelegate: (id, password, from) =>
			withPassword(password, from, async (master) => {
				if ((storage.delegate(id)?.enc.length ?? 0) > 0) throw delegateExists();
				const key = pupKey(master, storage.numberFor(id));
				const token = randomBytes(DELEGATE_TOKEN_BYTES).toString('hex');
				const text = Buffer.from(key.extended, 'latin1');
				const sealed = await seal(Buffer.from(token), text);
				text.fill(0);
				if (!storage.sealDelegate(id, sealed, key.pubBytes)) throw delegateExists();
				return { token, pub: key.pub };
			}),

		async delegateKey(id, token) {
			const row = storage.delegate(id);
			if (!row) throw unknownDelegate();
			// An id of /make-delegate alone never had a token, so none can be right; that needs no
			// Argon2 run.
			const text = row.enc.length === 0 ? null : await gate.run(() => unseal(Buffer.from(token), row));
			if (!text) throw new DkmFailure(401, 'wrong-token', 'invalid token');
			try {
				return { text: Buffer.from(text).toString('latin1'), pub: Buffer.from(row.pub).toString('hex') };
			} finally {
				text.fill(0);
			}
		},

		delegatePub(id) {
			const row = storage.delegate(id);
			if (!row) throw unknownDelegate();
			// Only in rows of the original: without the master key nothing can be said;
			// /make-delegate fills it in.
			if (row.pub.length === 0) {
				throw new DkmFailure(404, 'not-found', 'public key not stored yet: call /make-delegate once');
			}
			return Buffer.from(row.pub).toString('hex');
		},

		deriveDelegate: (id, token) =>
			sessions.use(token, (bytes) => {
				// The key may have been replaced since; then its sessions are gone, but be sure.
				if (!storage.key()) throw badToken();
				const master = masterFromBytes(bytes);
				try {
					const key = pupKey(master, storage.numberFor(id));
					storage.setDelegatePub(id, key.pubBytes);
					return key;
				} finally {
					master.wipePrivateData();
				}
			}),

		register: () => ({ pub: storedKey().pub, numbers: storage.numbers() }),

		close: () => sessions.endAll()
	};
}
