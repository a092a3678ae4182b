/**
 * Handles a key manager that has lost its database. The 24 words restore the key. This box
 * remembers which key it was, so that nobody can replace it by another, and the numbers of pups'
 * keys, which the words do not contain.
 */
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { createQueue } from '../concurrency/index.ts';
import type { Database } from '../db/index.ts';
import { keyRegister, type DkmClient, type DkmSession, type Keyring, type KeyRegister } from '../keys/index.ts';

const KEY_REGISTER = 'keys.register';

export interface LostKeyDeps {
	settings: Database['settings'];
	dkm: DkmClient;
	keyring: Keyring;
	log: Logger;
	configured: () => boolean;
}

export interface LostKey {
	/**
	 * Records which key the box has. Does nothing when the key manager is unavailable or has no
	 * key.
	 */
	remember(): Promise<void>;
	/**
	 * Converts the error of a missing key to one that says what the owner can do.
	 * @throws BoxError 409 `key-lost` when `work` fails with `no-key`
	 */
	naming<T>(work: () => Promise<T>): Promise<T>;
	/**
	 * Sets a new password by the words. If the key manager has no key, the key is restored, too.
	 * @throws BoxError as `DkmClient.recoverPassword`, 409 `key-lost` when no key was recorded
	 */
	recover(input: { words: readonly string[]; next: string }): Promise<DkmSession>;
	close(): void;
}

export function createLostKey({ settings, dkm, keyring, log, configured }: LostKeyDeps): LostKey {
	const inTurn = createQueue();
	const known = (): KeyRegister | null => settings.get(KEY_REGISTER, keyRegister);

	const remember = () =>
		inTurn(async () => {
			if (!configured()) return;
			try {
				const found = await dkm.register();
				if (found === null) return;
				const before = known();
				if (before && before.pub !== found.pub) {
					log.error('the key manager has another key than this box was set up with');
					return;
				}
				// An older copy of the key manager's database may lack some numbers.
				const missing = before?.delegates.filter(({ id }) => !found.delegates.some((one) => one.id === id)) ?? [];
				if (missing.length > 0) log.error({ missing }, 'the key manager has forgotten numbers of keys');
				const delegates = [...found.delegates, ...missing];
				if (!before || delegates.length !== before.delegates.length) {
					settings.set(KEY_REGISTER, { pub: found.pub, delegates });
				}
			} catch (error) {
				if (!isBoxError(error)) throw error;
				if (error.code === 'no-key') log.error('the key manager no longer has a key; the 24 words restore it');
			}
		});
	const rememberSoon = () => {
		remember().catch((error: unknown) => log.error({ err: error }, 'the key of the box was not remembered'));
	};
	const ends = [keyring.onUnlock(rememberSoon), keyring.onDelegate(rememberSoon)];

	async function naming<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			if (isBoxError(error) && error.code === 'no-key') throw keyLost();
			throw error;
		}
	}

	return {
		remember,
		naming,
		async recover(input) {
			try {
				return await dkm.recoverPassword(input);
			} catch (error) {
				if (!isBoxError(error) || error.code !== 'no-key') throw error;
				const expected = known();
				if (!expected) throw keyUnknown();
				log.warn('the key is restored from its words');
				const { words, next } = input;
				return dkm.create({ password: next, words, expected });
			}
		},
		close: () => ends.forEach((end) => end())
	};
}

const keyLost = () =>
	new BoxError({
		code: 'key-lost',
		status: 409,
		message: 'The key manager has lost the key of this box.',
		hint: 'Your 24 words restore it: choose “Forgot your password?” and enter them. Pups and their data are kept.'
	});

const keyUnknown = () =>
	new BoxError({
		code: 'key-lost',
		status: 409,
		message: 'The key manager has lost the key of this box, and the box does not remember which key it was.',
		hint: 'Put a copy of the folder “dkm” back, and start the box again.'
	});
