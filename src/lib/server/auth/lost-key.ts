/**
 * When the key manager has lost its database, the 24 words bring the key back: this box remembers
 * which key it was, so that nobody can put another in its place, and the numbers of pups' keys,
 * which the words do not tell.
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
	/** Writes down which key there is. Nothing where the key manager is away, or has none. */
	remember(): Promise<void>;
	/**
	 * Says of a key that is not there what its owner can do.
	 * @throws BoxError 409 `key-lost` where `work` fails with `no-key`
	 */
	naming<T>(work: () => Promise<T>): Promise<T>;
	/**
	 * A new password by the words; where the key manager has no key, the key with it.
	 * @throws BoxError as `DkmClient.recoverPassword`, 409 `key-lost` where nothing is remembered
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
				// An older copy of the key manager's database may lack some.
				const missing = before?.delegates.filter(({ id }) => !found.delegates.some((one) => one.id === id)) ?? [];
				if (missing.length > 0) log.error({ missing }, 'the key manager has forgotten numbers of keys');
				const delegates = [...found.delegates, ...missing];
				if (!before || delegates.length !== before.delegates.length) {
					settings.set(KEY_REGISTER, { pub: found.pub, delegates });
				}
			} catch (error) {
				if (!isBoxError(error)) throw error;
				if (error.code === 'no-key') log.error('the key manager has no key any more; the 24 words bring it back');
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
		hint: 'Your 24 words bring it back: choose “Forgot your password?” and type them. Pups and their data are kept.'
	});

const keyUnknown = () =>
	new BoxError({
		code: 'key-lost',
		status: 409,
		message: 'The key manager has lost the key of this box, and the box does not remember which key it was.',
		hint: 'Put a copy of the folder “dkm” back, and start the box again.'
	});
