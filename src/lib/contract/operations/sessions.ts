/** Operations on sessions, the password, and the lock of the keys. */
import * as v from 'valibot';
import { KEY_MANAGER_ERRORS } from '../codes.ts';
import { caller } from '../callers.ts';
import { newPassword, seedPhrase, session } from '../box.ts';
import { foreseen, PLAN_SAYS } from '../effects.ts';
import { json, nothing, operation } from '../operation.ts';
import { flag, planOnly, typedPassword, pageOf, pageParams } from './inputs.ts';

/** An example for the docs; only the number of words matters. */
const EXAMPLE_WORDS = `${'abandon '.repeat(23)}art`;

export const sessionOperations = {
	'caller.get': operation({
		method: 'GET',
		path: '/caller',
		tags: ['sessions'],
		summary: 'Identity and permissions of the caller.',
		description:
			'`scopes` are those of the token; a session and a program at the Unix socket have all scopes. A caller without credentials is `anyone`.',
		access: 'open',
		output: json(caller),
		status: 200,
		perMinute: 600,
		example: { output: { kind: 'token', name: 'Assistant', scopes: ['see', 'operate'] } }
	}),
	'sessions.create': operation({
		method: 'POST',
		path: '/sessions',
		tags: ['sessions'],
		summary: 'Logs in. The token works as `Authorization: Bearer` and as the cookie that this call sets.',
		access: 'open',
		body: v.object({ password: typedPassword }),
		output: json(v.object({ token: v.string(), expiresAt: v.number() })),
		status: 201,
		errors: [...KEY_MANAGER_ERRORS],
		audit: 'logged in',
		example: { body: { password: 'correct horse battery staple' } }
	}),
	'sessions.renewal': operation({
		method: 'POST',
		path: '/sessions/current/renewal',
		tags: ['sessions'],
		summary: 'Returns the secret with which a browser can restore the cookie of this session.',
		description:
			'For the dashboard. A browser drops cookies of a host if a page at another port of the host sets too many. The secret is valid as long as the session, and only for `POST /sessions/renewal`.',
		access: 'owner',
		scopes: ['administer'],
		output: json(v.object({ secret: v.string() })),
		status: 200,
		errors: ['not-found'],
		idempotencyKey: false,
		audit: 'gave a browser a secret to restore its session'
	}),
	'sessions.renew': operation({
		method: 'POST',
		path: '/sessions/renewal',
		tags: ['sessions'],
		summary: 'Restores the cookie of a session, with the secret from `POST /sessions/current/renewal`.',
		access: 'open',
		body: v.object({ secret: v.pipe(v.string(), v.maxLength(400)) }),
		output: nothing,
		status: 204,
		errors: ['not-logged-in'],
		perMinute: 60,
		audit: 'restored the cookie of a session',
		example: { body: { secret: 'x1.bm8gc2VjcmV0' } }
	}),
	'sessions.list': operation({
		method: 'GET',
		path: '/sessions',
		tags: ['sessions'],
		summary: 'Open sessions, most recently used first.',
		access: 'owner',
		scopes: ['administer'],
		query: pageParams,
		output: json(pageOf('sessions', session)),
		status: 200
	}),
	'sessions.removeAll': operation({
		method: 'DELETE',
		path: '/sessions',
		tags: ['sessions'],
		summary: 'Ends all sessions except that of this request; with `keepCurrent=false` that one too. API tokens stay.',
		description: PLAN_SAYS,
		access: 'owner',
		scopes: ['administer'],
		query: v.object({ keepCurrent: flag('true'), ...planOnly.entries }),
		output: json(v.object(foreseen)),
		status: 200,
		audit: 'signed out everywhere'
	}),
	'sessions.remove': operation({
		method: 'DELETE',
		path: '/sessions/{id}',
		tags: ['sessions'],
		summary: 'Ends a session; `current` is the session of this request.',
		access: 'owner',
		scopes: ['administer'],
		params: v.object({
			id: v.pipe(
				v.string(),
				v.regex(/^(current|[0-9a-f]{64})$/, 'This is not the id of a session.'),
				v.examples(['current'])
			)
		}),
		output: nothing,
		status: 204,
		audit: 'ended a session'
	}),
	'password.change': operation({
		method: 'POST',
		path: '/password',
		tags: ['sessions'],
		summary: 'Changes the password. Every other session ends.',
		access: 'owner',
		scopes: ['administer'],
		body: v.object({ current: typedPassword, next: newPassword }),
		output: nothing,
		status: 204,
		errors: [...KEY_MANAGER_ERRORS],
		audit: 'changed the password',
		example: { body: { current: 'correct horse battery staple', next: 'much wow very secret' } }
	}),
	'password.reset': operation({
		method: 'POST',
		path: '/password/reset',
		tags: ['sessions'],
		summary: 'Sets a new password with the 24 words. Every session ends.',
		access: 'open',
		body: v.object({ words: seedPhrase, next: newPassword }),
		output: nothing,
		status: 204,
		errors: [...KEY_MANAGER_ERRORS, 'wrong-words', 'other-words', 'cannot-restore'],
		audit: 'reset the password with the words',
		example: { body: { words: EXAMPLE_WORDS, next: 'much wow very secret' } }
	}),
	'keys.get': operation({
		method: 'GET',
		path: '/keys',
		tags: ['sessions'],
		summary: 'Whether keys are locked: after a restart, pups’ keys need the password.',
		access: 'owner',
		scopes: ['see'],
		output: json(v.object({ locked: v.boolean() })),
		status: 200
	}),
	'keys.unlock': operation({
		method: 'POST',
		path: '/keys/unlock',
		tags: ['sessions'],
		summary: 'Unlocks the keys with the password.',
		access: 'owner',
		scopes: ['administer'],
		body: v.object({ password: typedPassword }),
		output: json(v.object({ locked: v.boolean() })),
		status: 200,
		errors: [...KEY_MANAGER_ERRORS],
		audit: 'unlocked the keys',
		example: { body: { password: 'correct horse battery staple' }, output: { locked: false } }
	})
} as const;
