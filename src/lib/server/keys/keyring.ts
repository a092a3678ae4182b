/**
 * Holds the single session of the key manager, so that pups' keys can be derived while the owner is
 * away. In memory only.
 */
import { isBoxError } from '../../contract/errors.ts';
import type { DelegateKey, DkmClient } from './client.ts';
import { keysLocked } from './errors.ts';

/** The keys as the rest of the box sees them: locked after a start, unlocked by the first login. */
export interface Keyring {
	/** Takes over a session token and logs out the previous one. Ignores an empty token. */
	unlock(token: string): void;
	/** Whether a password is needed before keys can be derived. */
	locked(): boolean;
	/** Derives the key of a pup. @throws BoxError 401 `keys-locked`, 503 `key-manager-down` */
	delegate(pupId: string): Promise<DelegateKey>;
	/** Called each time the keys are unlocked. @returns unsubscribe */
	onUnlock(fn: () => void): () => void;
	/** Called each time the key of a pup was derived. @returns unsubscribe */
	onDelegate(fn: () => void): () => void;
	/**
	 * Forgets the session and ends it in the key manager. Call it also after a restart of the key
	 * manager.
	 */
	lock(): void;
	/**
	 * Like {@link lock}, permanently; resolves when the session has ended (or the key manager is
	 * gone).
	 */
	stop(): Promise<void>;
}

/** Tokens are valid for 65 minutes; half of that leaves room for a failed attempt, ms. */
const ROLL_EVERY = 30 * 60 * 1000;
/** Delay after a roll without an answer, ms. */
const ROLL_AGAIN = 60 * 1000;

/** @param timing for tests: milliseconds between rolls, and after a failed one */
export function createKeyring(
	client: DkmClient,
	timing: { every: number; again: number } = { every: ROLL_EVERY, again: ROLL_AGAIN }
): Keyring {
	const listeners = new Set<() => void>();
	const delegateListeners = new Set<() => void>();
	let token: string | null = null;
	let timer: NodeJS.Timeout | undefined;

	/**
	 * Ends a session that is not needed any more. Failures are ignored, since it expires by itself.
	 */
	const endQuietly = (old: string) => client.logout(old).catch(() => undefined);

	function keep(next: string | null): void {
		clearTimeout(timer);
		token = next;
		if (next !== null) rollIn(timing.every);
	}

	function rollIn(ms: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void roll(), ms);
		timer.unref();
	}

	async function roll(): Promise<void> {
		const old = token;
		if (old === null) return;
		try {
			const { token: next } = await client.roll(old);
			if (token === old) keep(next);
			else await endQuietly(next);
		} catch (error) {
			if (token !== old) return;
			if (isLocked(error)) keep(null);
			else rollIn(timing.again);
		}
	}

	function lock(): Promise<void> {
		const old = token;
		keep(null);
		return old === null ? Promise.resolve() : endQuietly(old);
	}

	async function derive(id: string, used: string): Promise<DelegateKey> {
		const key = await client.createDelegate({ id, token: used });
		for (const listener of [...delegateListeners]) listener();
		return key;
	}

	return {
		unlock(next) {
			if (next === '') return;
			const old = token;
			keep(next);
			if (old !== null && old !== next) void endQuietly(old);
			if (old === null) for (const listener of [...listeners]) listener();
		},
		locked: () => token === null,
		async delegate(pupId) {
			const used = token;
			if (used === null) throw keysLocked();
			try {
				return await derive(pupId, used);
			} catch (error) {
				if (!isLocked(error)) throw error;
				// If the token was rolled meanwhile, retry with the new one. Otherwise the session
				// is gone.
				if (token !== null && token !== used) return derive(pupId, token);
				keep(null);
				throw error;
			}
		},
		onUnlock(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		onDelegate(fn) {
			delegateListeners.add(fn);
			return () => void delegateListeners.delete(fn);
		},
		lock: () => void lock(),
		stop() {
			listeners.clear();
			delegateListeners.clear();
			return lock();
		}
	};
}

const isLocked = (error: unknown) => isBoxError(error) && error.code === 'keys-locked';
