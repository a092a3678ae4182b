/** The client of the key manager: our own process over its socket, or an original DKM over HTTP. */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { errorOf, notAKeyManager } from './errors.ts';
import { createTransport, type DkmAddress, type DkmAnswer } from './transport.ts';

/** State of the key manager. */
export interface DkmStatus {
	/** A master key exists. */
	created: boolean;
	/** The owner proved that its words are written down, or no proof was requested. */
	confirmed: boolean;
	/** A session exists. An original DKM does not report this: false. */
	unlocked: boolean;
	/** Password checks that run and wait. */
	kdf: { running: number; queued: number };
	/** An original DKM: it cannot restore from words, confirm, or replace a key. */
	original: boolean;
}

/** A session of the key manager. */
export interface DkmSession {
	token: string;
	validForSeconds: number;
}

/** A pup's key. */
export interface DelegateKey {
	/** Compressed public key, 66 hex digits. */
	pub: string;
	/** Private key, 64 hex digits. */
	priv: string;
	/** Extended private key, `dgpv…`. */
	extended: string;
}

/**
 * Identifies the master key, and stores what the 24 words cannot restore: the number of each pup's
 * key. Nothing in it is secret.
 */
export const keyRegister = v.object({
	/** Compressed public key of the master key, 66 hex digits. */
	pub: v.pipe(v.string(), v.regex(/^0[23][0-9a-f]{64}$/)),
	delegates: v.array(v.object({ id: v.string(), number: v.number() }))
});
export type KeyRegister = v.InferOutput<typeof keyRegister>;

/**
 * The caller, as far as it is known: wrong passwords are counted and delayed per `from` (a client
 * address, for example). All callers without it share one count.
 */
export interface Asker {
	from?: string;
}

/**
 * Every method throws only BoxErrors: 503 `key-manager-down` (never swallowed), 502
 * `key-manager-failed`, and those named.
 */
export interface DkmClient {
	status(): Promise<DkmStatus>;
	/**
	 * Creates the single master key, or restores it from `words`. `replaceUnconfirmed`: replaces a
	 * key that was never confirmed. `confirmLater`: unconfirmed until {@link confirm}.
	 * @returns its 24 words, and a session (the token is empty only if the following login at an
	 *   original DKM failed)
	 * @throws 409 `key-exists`, 422 `wrong-words`, 422 `invalid-input`, 409 `cannot-restore`
	 *   (original DKM)
	 */
	create(input: {
		password: string;
		words?: readonly string[];
		/** The words must belong to this key, or 403 `other-words`; its pups keep their numbers. */
		expected?: KeyRegister;
		replaceUnconfirmed?: boolean;
		confirmLater?: boolean;
	}): Promise<{ words: string[] } & DkmSession>;
	/** Records that the owner has written down the words. @throws 401 `keys-locked` */
	confirm(token: string): Promise<void>;
	/** @throws 401 `wrong-password`, 409 `no-key`, 429 `too-many-attempts`, 422 `invalid-input` */
	login(password: string, asker?: Asker): Promise<DkmSession>;
	/** Returns a new token; the old one stays valid for 10 s. @throws 401 `keys-locked` */
	roll(token: string): Promise<DkmSession>;
	/** Ends a session; unknown tokens are no error. */
	logout(token: string): Promise<void>;
	/**
	 * Sets a new password, authorized by the current one or by the words. Ends all sessions and
	 * returns a new one.
	 * @throws as {@link login} and {@link recoverPassword}
	 */
	changePassword(
		input: ({ current: string } | { words: readonly string[] }) & { next: string } & Asker
	): Promise<DkmSession>;
	/** @throws 422 `wrong-words`, 403 `other-words`, 409 `no-key` */
	recoverPassword(input: { words: readonly string[]; next: string }): Promise<DkmSession>;
	/**
	 * Returns what should be stored elsewhere; null for an original DKM, which does not provide it.
	 * @throws 409 `no-key`
	 */
	register(): Promise<KeyRegister | null>;
	/** Derives the key of a pup; always the same for an id. @throws 401 `keys-locked` */
	createDelegate(input: { id: string; token: string }): Promise<DelegateKey>;
}

const statusAnswer = v.object({
	created: v.boolean(),
	confirmed: v.boolean(),
	unlocked: v.boolean(),
	kdf: v.object({ running: v.number(), queued: v.number() })
});
const sessionAnswer = v.object({ token: v.pipe(v.string(), v.minLength(1)), valid_for: v.number() });
const createAnswer = v.object({
	seedphrase: v.pipe(v.array(v.string()), v.minLength(12)),
	token: v.optional(v.string()),
	valid_for: v.optional(v.number())
});
const changedAnswer = v.object({
	changed: v.literal(true),
	token: v.optional(v.string()),
	valid_for: v.optional(v.number())
});
const delegateAnswer = v.object({ pub: v.string(), priv: v.string(), wif: v.string() });
const anyAnswer = v.object({});

/**
 * @param ready awaited before each request, so that a starting key manager can come up first
 * @throws BoxError 422 `invalid-input` for an invalid URL; nothing is sent yet
 */
export function createDkmClient(address: DkmAddress, ready?: () => Promise<void>): DkmClient {
	const send = createTransport(address, ready);
	/** Whether it is an original DKM; checked once. The socket always belongs to our own. */
	let original: boolean | null = 'socketPath' in address ? false : null;
	/**
	 * An original's key never disappears, so it is queried (at the cost of a password check) only
	 * until it was seen once.
	 */
	let originalHasKey = false;

	function read<T extends v.GenericSchema>(schema: T, answer: DkmAnswer, byWords = false): v.InferOutput<T> {
		if (answer.status !== 200) throw errorOf(answer, byWords);
		const parsed = v.safeParse(schema, answer.members);
		if (!parsed.success) throw notAKeyManager(answer);
		return parsed.output;
	}

	async function post<T extends v.GenericSchema>(schema: T, path: string, body: unknown, byWords = false) {
		return read(schema, await send('POST', path, body), byWords);
	}

	async function isOriginal(): Promise<boolean> {
		if (original !== null) return original;
		const answer = await send('GET', '/status');
		// An original has no /status: Go's router answers 404 in plain text.
		if (answer.status !== 404) read(statusAnswer, answer);
		original = answer.status === 404;
		return original;
	}

	/**
	 * An original cannot be asked for this directly. While it has no key, it answers any login with
	 * `nokey`.
	 */
	async function originalStatus(): Promise<DkmStatus> {
		if (!originalHasKey) {
			try {
				await login(randomBytes(16).toString('hex'));
				originalHasKey = true;
			} catch (error) {
				if (!isBoxError(error) || (error.code !== 'no-key' && error.code !== 'wrong-password')) throw error;
				originalHasKey = error.code === 'wrong-password';
			}
		}
		return {
			created: originalHasKey,
			confirmed: originalHasKey,
			unlocked: false,
			kdf: { running: 0, queued: 0 },
			original: true
		};
	}

	async function login(password: string, asker: Asker = {}): Promise<DkmSession> {
		return eitherWay(password, async (typed) =>
			sessionOf(await post(sessionAnswer, '/login', { password: typed, ...asker }))
		);
	}

	/** After a change: the session in the answer, or (original) a login with the new password. */
	async function sessionAfter(changed: v.InferOutput<typeof changedAnswer>, password: string): Promise<DkmSession> {
		if (changed.token) return { token: changed.token, validForSeconds: changed.valid_for ?? 0 };
		return login(password);
	}

	async function recoverPassword(input: { words: readonly string[]; next: string }): Promise<DkmSession> {
		const body = { seedphrase: input.words, new_password: input.next, session: true };
		const byWords = true;
		return sessionAfter(await post(changedAnswer, '/recover-password', body, byWords), input.next);
	}

	return {
		async status() {
			if (await isOriginal()) return originalStatus();
			return { ...read(statusAnswer, await send('GET', '/status')), original: false };
		},

		async create({ password, words, expected, replaceUnconfirmed, confirmLater }) {
			// An original would ignore the words and create another key, which is irreversible.
			if (words && (await isOriginal())) {
				throw new BoxError({
					code: 'cannot-restore',
					status: 409,
					message: 'The key manager at DKM_URL cannot restore a key from words.',
					hint: 'Start dogeboxd without DKM_URL to use the built-in key manager.'
				});
			}
			const body = {
				password,
				session: true,
				...(words && { seedphrase: words }),
				...(expected && { expected_pub: expected.pub, delegates: expected.delegates }),
				...(replaceUnconfirmed && { replace_unconfirmed: true }),
				...(confirmLater && { confirm: 'later' })
			};
			const byWords = expected !== undefined;
			const made = await post(createAnswer, '/create', body, byWords);
			if (made.token) return { words: made.seedphrase, token: made.token, validForSeconds: made.valid_for ?? 0 };
			// Original DKM: the key now exists and its words are only in this answer, so a failed
			// login must not lose them.
			const session = await login(password).catch(() => ({ token: '', validForSeconds: 0 }));
			return { words: made.seedphrase, ...session };
		},

		async confirm(token) {
			if (await isOriginal()) return;
			await post(anyAnswer, '/confirm', { token });
		},

		login,

		async roll(token) {
			return sessionOf(await post(sessionAnswer, '/roll-token', { token }));
		},

		async logout(token) {
			await post(anyAnswer, '/logout', { token });
		},

		async changePassword(input) {
			if ('words' in input) return recoverPassword(input);
			const { next, from } = input;
			return eitherWay(input.current, async (current) => {
				const body = {
					current_password: current,
					new_password: next,
					session: true,
					...(from !== undefined && { from })
				};
				return sessionAfter(await post(changedAnswer, '/change-password', body), next);
			});
		},

		recoverPassword,

		async register() {
			if (await isOriginal()) return null;
			return read(keyRegister, await send('GET', '/register'));
		},

		async createDelegate({ id, token }) {
			const { pub, priv, wif } = await post(delegateAnswer, '/make-delegate', { id, token });
			return { pub, priv, extended: wif };
		}
	};
}

function sessionOf(answer: v.InferOutput<typeof sessionAnswer>): DkmSession {
	return { token: answer.token, validForSeconds: answer.valid_for };
}

/**
 * Tries a password in composed form (NFC), then as typed: systems encode an “é” in two ways, and
 * earlier boxes stored passwords as typed.
 */
async function eitherWay<T>(password: string, check: (password: string) => Promise<T>): Promise<T> {
	const composed = password.normalize('NFC');
	if (composed === password) return check(password);
	try {
		return await check(composed);
	} catch (error) {
		if (!isBoxError(error) || error.code !== 'wrong-password') throw error;
		return check(password);
	}
}
