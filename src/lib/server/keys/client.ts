/**
 * The one client of the key manager: our own process over its socket, or an original DKM over HTTP.
 */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { errorOf, notAKeyManager } from './errors.ts';
import { createTransport, type DkmAddress, type DkmAnswer } from './transport.ts';

/** State of the key manager. */
export interface DkmStatus {
	/** There is a master key. */
	created: boolean;
	/** Its words were proven to be written down, or nobody asked for that. */
	confirmed: boolean;
	/** Somebody has a session. An original DKM does not tell: false. */
	unlocked: boolean;
	/** Password checks running and waiting. */
	kdf: { running: number; queued: number };
	/** It is an original DKM: no restore from words, no confirming, no way to replace a key. */
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
 * Which key the key manager has, and what the 24 words do not bring back: the number of each pup's
 * key. Nothing of it is secret.
 */
export const keyRegister = v.object({
	/** Compressed public key of the master key, 66 hex digits. */
	pub: v.pipe(v.string(), v.regex(/^0[23][0-9a-f]{64}$/)),
	delegates: v.array(v.object({ id: v.string(), number: v.number() }))
});
export type KeyRegister = v.InferOutput<typeof keyRegister>;

/**
 * Who is asking, as far as guessing goes: wrong passwords are counted and delayed per `from` (a
 * client address, say). Without it all share one count.
 */
export interface Asker {
	from?: string;
}

/**
 * Every method throws BoxErrors only: 503 `key-manager-down` (never swallowed), 502
 * `key-manager-failed`, and those named.
 */
export interface DkmClient {
	status(): Promise<DkmStatus>;
	/**
	 * Creates the one master key, or with `words` restores it. `replaceUnconfirmed`: takes the
	 * place of a key that was never confirmed. `confirmLater`: unconfirmed until {@link confirm}.
	 * @returns its 24 words, and a session (the token is empty only when an original DKM failed to
	 *   give one afterwards)
	 * @throws 409 `key-exists`, 422 `wrong-words`, 422 `invalid-input`, 409 `cannot-restore`
	 *   (original DKM)
	 */
	create(input: {
		password: string;
		words?: readonly string[];
		/** The words must be of this key, or 403 `other-words`; its pups keep their numbers. */
		expected?: KeyRegister;
		replaceUnconfirmed?: boolean;
		confirmLater?: boolean;
	}): Promise<{ words: string[] } & DkmSession>;
	/** The owner has shown that the words are written down. @throws 401 `keys-locked` */
	confirm(token: string): Promise<void>;
	/** @throws 401 `wrong-password`, 409 `no-key`, 429 `too-many-attempts`, 422 `invalid-input` */
	login(password: string, asker?: Asker): Promise<DkmSession>;
	/** A fresh token; the old one works for 10 s more. @throws 401 `keys-locked` */
	roll(token: string): Promise<DkmSession>;
	/** Ends a session; unknown tokens are no error. */
	logout(token: string): Promise<void>;
	/**
	 * New password by the present one or by the words. Ends all sessions of the key manager; the
	 * answer is a new one.
	 * @throws as {@link login} and {@link recoverPassword}
	 */
	changePassword(
		input: ({ current: string } | { words: readonly string[] }) & { next: string } & Asker
	): Promise<DkmSession>;
	/** @throws 422 `wrong-words`, 403 `other-words`, 409 `no-key` */
	recoverPassword(input: { words: readonly string[]; next: string }): Promise<DkmSession>;
	/**
	 * What of the key is to be kept elsewhere; null for an original DKM, which does not tell.
	 * @throws 409 `no-key`
	 */
	register(): Promise<KeyRegister | null>;
	/** The key of a pup; the same id gives the same key for ever. @throws 401 `keys-locked` */
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
 * @param ready awaited before each request: lets a key manager that is being started come up first
 * @throws BoxError 422 `invalid-input` when a URL is given that is none; nothing is sent yet
 */
export function createDkmClient(address: DkmAddress, ready?: () => Promise<void>): DkmClient {
	const send = createTransport(address, ready);
	/** Whether it is an original; asked once. What answers at the socket is always ours. */
	let original: boolean | null = 'socketPath' in address ? false : null;
	/**
	 * An original's key can never go away again, so it is asked for (at the cost of a password
	 * check) until seen once.
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
		// The original knows no /status: Go's router answers 404 in plain text.
		if (answer.status !== 404) read(statusAnswer, answer);
		original = answer.status === 404;
		return original;
	}

	/**
	 * The original has no question for this; a login that cannot succeed is answered `nokey` while
	 * there is no key.
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

	/** After a change: the session of the answer, or (original) one by the new password. */
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
			// An original would ignore the words and make another key, which could never be undone.
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
			// An original: the key exists now and its words are only here, so a failing login must
			// not lose them.
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
 * Tries a password with its letters composed (NFC), then as it was typed: an “é” comes in two ways
 * from two systems, and passwords of earlier boxes were kept as they had been typed.
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
