/** The keys of pups: created with the password or in a session, read with the key's own token. */
import { randomBytes } from 'node:crypto';
import type { HDKey } from '@scure/bip32';
import { masterFromBytes, pupKey, type PupKey } from './derivation.ts';
import { badToken, DkmFailure } from './failures.ts';
import type { KdfGate } from './kdf.ts';
import { seal, unseal } from './sealing.ts';
import type { Sessions } from './sessions.ts';
import type { Storage } from './storage.ts';

/** Length of a token of `/create-delegate`: 32 bytes, 64 hex digits. */
const DELEGATE_TOKEN_BYTES = 32;

const delegateExists = () => new DkmFailure(409, 'exists', 'store: already exists');
const unknownDelegate = () => new DkmFailure(404, 'not-found', 'store: not found');

/** All methods throw {@link DkmFailure}. */
export interface Delegates {
	createDelegate(id: string, password: string, from: string): Promise<{ token: string; pub: string }>;
	delegateKey(id: string, token: string): Promise<{ text: string; pub: string }>;
	delegatePub(id: string): string;
	deriveDelegate(id: string, token: string): PupKey;
}

/**
 * @param withPassword checks the password inside the gate and passes the master key, which is
 *   wiped afterwards
 */
export function createDelegates(
	{ storage, sessions, gate }: { storage: Storage; sessions: Sessions; gate: KdfGate },
	withPassword: <T>(password: string, from: string, work: (master: HDKey) => Promise<T>) => Promise<T>
): Delegates {
	return {
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
			// An id that only /make-delegate has used never had a token, so no token can be right.
			// That needs no Argon2 run.
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
			// Only rows of the original lack it. It cannot be computed without the master key;
			// /make-delegate adds it.
			if (row.pub.length === 0) {
				throw new DkmFailure(404, 'not-found', 'public key not stored yet: call /make-delegate once');
			}
			return Buffer.from(row.pub).toString('hex');
		},

		deriveDelegate: (id, token) =>
			sessions.use(token, (bytes) => {
				// Replacing the key ends its sessions; this check is a second protection.
				if (!storage.key()) throw badToken();
				const master = masterFromBytes(bytes);
				try {
					const key = pupKey(master, storage.numberFor(id));
					storage.setDelegatePub(id, key.pubBytes);
					return key;
				} finally {
					master.wipePrivateData();
				}
			})
	};
}
