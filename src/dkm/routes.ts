/**
 * The protocol: every route of the original with its members, codes and reasons, and our own
 * routes.
 *
 * Statuses (the original answers 500 to nearly everything): 400 unreadable, missing or empty
 * members; 401 wrong password, session token or delegate token; 403 valid words of another key,
 * wrong current password (as the original); 404 unknown delegate; 409 no key yet, key or delegate
 * exists; 413 body too large; 422 words that are no phrase; 429 too many at once or too many wrong
 * passwords (`too-many`, with Retry-After); 500 the rest. Routes are exact; other methods: 405,
 * OPTIONS: 204, both with Allow.
 *
 * Ours: `GET /status`; `GET /register`; `POST /confirm {token}`; in `/create` the members
 * `seedphrase` (restore), `expected_pub` and `delegates` (as returned by `/register`: the words
 * must belong to that key, whose ids keep their numbers), `confirm: "later"`,
 * `replace_unconfirmed`, `session` (answer with `token`, `valid_for`); `session` also in
 * `/change-password` and `/recover-password`; `from` wherever a password is checked (the guessing
 * client, as dogeboxd sees it: wrong passwords are counted per `from`).
 */
import * as v from 'valibot';
import { MAX_KEY_NUMBER } from './derivation.ts';
import { badRequest, DkmFailure } from './failures.ts';
import type { KeyManager, Opened } from './manager.ts';

/** A route: its methods, and its handler for the members of the request. */
export interface Route {
	methods: readonly ('GET' | 'POST')[];
	/** @returns the members of the answer (200) */
	answer(body: unknown): unknown;
}

/** A text; may be absent or null, and lone surrogates become U+FFFD, all as in Go's decoder. */
const text = v.pipe(
	v.nullish(v.string(), ''),
	v.transform((s) => Buffer.from(s, 'utf8').toString('utf8'))
);
/** White space at both ends is ignored (Unicode's White_Space, which is what Go trims). */
const trimmed = v.pipe(
	text,
	v.transform((s) => s.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ''))
);
const words = v.nullish(v.union([v.string(), v.array(v.string())]), '');
/** 33 bytes. */
const compressedKey = v.pipe(v.string(), v.regex(/^0[23][0-9a-f]{64}$/));
const delegateNumber = v.object({
	id: v.pipe(v.string(), v.minLength(1)),
	number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_KEY_NUMBER))
});
const flag = v.nullish(v.boolean(), false);

/** Parses the members. @throws DkmFailure 400; its text names the member, never the value */
function read<const T extends v.ObjectEntries>(entries: T, body: unknown): v.InferOutput<v.ObjectSchema<T, undefined>> {
	const result = v.safeParse(v.object(entries), body);
	if (result.success) return result.output;
	const member = v.getDotPath(result.issues[0]);
	throw badRequest(`decoding JSON: ${member ? `wrong type of '${member}'` : 'not an object'}`);
}

function need(value: string, member: string): void {
	if (value === '') throw badRequest(`missing '${member}'`);
}

function needPassword(value: string): void {
	if (value === '') throw new DkmFailure(400, 'password', 'password is empty');
}

function needNewPassword(value: string): void {
	if (value === '') throw new DkmFailure(400, 'newpassword', 'new password is empty');
}

const isEmpty = (phrase: string | string[]) =>
	typeof phrase === 'string' ? phrase.trim() === '' : phrase.length === 0;

const changed = (opened: Opened | null) => ({ changed: true, ...opened });

/** Creates the routes by path. */
export function createRoutes(manager: KeyManager): ReadonlyMap<string, Route> {
	const post = (answer: (body: unknown) => unknown): Route => ({ methods: ['POST'], answer });

	return new Map<string, Route>([
		[
			'/register',
			{
				methods: ['GET'],
				answer() {
					const { pub, numbers } = manager.register();
					return { pub: Buffer.from(pub).toString('hex'), delegates: numbers };
				}
			}
		],
		['/status', { methods: ['GET'], answer: () => manager.status() }],
		[
			'/create',
			post(async (body) => {
				const input = read(
					{
						password: trimmed,
						seedphrase: words,
						confirm: text,
						replace_unconfirmed: flag,
						session: flag,
						expected_pub: v.nullish(compressedKey),
						delegates: v.nullish(v.array(delegateNumber), [])
					},
					body
				);
				needPassword(input.password);
				const pub = input.expected_pub ? Buffer.from(input.expected_pub, 'hex') : null;
				const made = await manager.create({
					password: input.password,
					words: isEmpty(input.seedphrase) ? null : input.seedphrase,
					expected: pub && { pub, numbers: input.delegates },
					confirmed: input.confirm !== 'later',
					replaceUnconfirmed: input.replace_unconfirmed,
					session: input.session
				});
				return { seedphrase: made.words, ...made.opened };
			})
		],
		[
			'/confirm',
			post((body) => {
				const { token } = read({ token: text }, body);
				manager.confirm(token);
				return { confirmed: true };
			})
		],
		[
			'/login',
			post((body) => {
				const { password, from } = read({ password: trimmed, from: text }, body);
				needPassword(password);
				return manager.login(password, from);
			})
		],
		['/roll-token', post((body) => manager.roll(read({ token: text }, body).token))],
		[
			'/logout',
			post((body) => {
				manager.logout(read({ token: text }, body).token);
				return {};
			})
		],
		[
			'/change-password',
			post(async (body) => {
				const input = read(
					{ new_password: trimmed, current_password: trimmed, seedphrase: words, session: flag, from: text },
					body
				);
				needNewPassword(input.new_password);
				const { new_password: next, current_password: current, session, from } = input;
				if (current !== '') {
					try {
						return changed(await manager.changePassword({ current, next, from, session }));
					} catch (error) {
						throw asChangePasswordFailure(error);
					}
				}
				if (isEmpty(input.seedphrase)) {
					throw new DkmFailure(400, 'auth', 'either current_password or seedphrase must be provided');
				}
				try {
					return changed(await manager.recoverPassword({ words: input.seedphrase, next, session }));
				} catch (error) {
					throw asSeedphraseFailure(error);
				}
			})
		],
		[
			'/recover-password',
			post(async (body) => {
				const input = read({ seedphrase: words, new_password: trimmed, session: flag }, body);
				needNewPassword(input.new_password);
				if (isEmpty(input.seedphrase)) throw new DkmFailure(400, 'seedphrase', 'missing seedphrase');
				const { seedphrase, new_password: next, session } = input;
				return changed(await manager.recoverPassword({ words: seedphrase, next, session }));
			})
		],
		[
			'/create-delegate',
			post((body) => {
				const { id, password, from } = read({ id: text, password: trimmed, from: text }, body);
				need(id, 'id');
				need(password, 'password');
				return manager.createDelegate(id, password, from);
			})
		],
		[
			'/get-delegate-key',
			post(async (body) => {
				const { id, token } = read({ id: text, token: text }, body);
				need(id, 'id');
				need(token, 'token');
				const key = await manager.delegateKey(id, token);
				// The original answers the hex of the text of the extended key here. Its clients
				// decode that, so it stays.
				return { priv: Buffer.from(key.text, 'latin1').toString('hex'), pub: key.pub };
			})
		],
		[
			'/get-delegate-pub',
			{
				methods: ['GET', 'POST'],
				answer(body) {
					const { id } = read({ id: text }, body);
					if (id === '') throw badRequest("missing 'id' query parameter");
					return { pub: manager.delegatePub(id) };
				}
			}
		],
		[
			'/make-delegate',
			post((body) => {
				const { id, token } = read({ id: text, token: text }, body);
				need(id, 'id');
				need(token, 'token');
				const key = manager.deriveDelegate(id, token);
				return { pub: key.pub, priv: key.priv, wif: key.extended };
			})
		]
	]);
}

/** On this route the original answers 403 with the code as the reason. */
function asChangePasswordFailure(error: unknown): unknown {
	if (!(error instanceof DkmFailure) || error.code !== 'password') return error;
	return new DkmFailure(403, 'password', 'password');
}

/**
 * On this route the original has a single code for any problem with the words; `detail` says which
 * one it was.
 */
function asSeedphraseFailure(error: unknown): unknown {
	if (!(error instanceof DkmFailure)) return error;
	const { code, status, details } = error;
	if (code === 'password') return new DkmFailure(status, 'seedphrase', 'seedphrase', details);
	if (code !== 'length' && code !== 'wordlist' && code !== 'checksum') return error;
	return new DkmFailure(status, 'seedphrase', 'seedphrase', { ...details, detail: code });
}
