/** Operations on API tokens, and on the audit of what was done with them. */
import * as v from 'valibot';
import { auditRecord } from '../audit.ts';
import { json, nothing, operation } from '../operation.ts';
import { apiToken, newToken } from '../tokens.ts';
import { count, EXAMPLE_ID, tokenParams, pageOf, pageParams } from './inputs.ts';

export const tokenOperations = {
	'tokens.list': operation({
		method: 'GET',
		path: '/tokens',
		tags: ['tokens'],
		summary: 'API tokens, newest first. The tokens themselves are not stored and cannot be shown.',
		access: 'owner',
		scopes: ['administer'],
		query: pageParams,
		output: json(pageOf('tokens', apiToken)),
		status: 200
	}),
	'tokens.create': operation({
		method: 'POST',
		path: '/tokens',
		tags: ['tokens'],
		summary: 'Creates an API token. It is in this answer and never shown again.',
		description:
			'A token can only give scopes that it has itself. The call takes no `Idempotency-Key`, because its answer is not stored.',
		idempotencyKey: false,
		access: 'owner',
		scopes: ['administer'],
		body: newToken,
		output: json(v.object({ token: v.string(), ...apiToken.entries })),
		status: 201,
		errors: ['too-many-tokens'],
		perMinute: 30,
		audit: 'created an API token',
		example: {
			body: { name: 'Backup script', scopes: ['see', 'operate'], days: 90 },
			output: {
				token: 'dbx_api_2bnv5Q0Zl8xkq4S6uJtE1yR3wP7cA9dF0gH2iK4mN6o',
				id: EXAMPLE_ID,
				name: 'Backup script',
				scopes: ['see', 'operate'],
				createdAt: 1795705200000,
				expiresAt: 1803481200000,
				lastUsedAt: null,
				lastUsedAddress: null
			}
		}
	}),
	'tokens.remove': operation({
		method: 'DELETE',
		path: '/tokens/{id}',
		tags: ['tokens'],
		summary: 'Revokes an API token at once; its open connections are cut.',
		access: 'owner',
		scopes: ['administer'],
		params: tokenParams,
		output: nothing,
		status: 204,
		audit: 'revoked an API token',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'audit.list': operation({
		method: 'GET',
		path: '/audit',
		tags: ['audit'],
		summary: 'Who did what, newest first; `before` (the last id returned) continues with older entries.',
		access: 'owner',
		scopes: ['administer'],
		query: v.object({
			limit: count(100, 1000),
			before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Give the id of an entry.'), v.toNumber()))
		}),
		output: json(v.object({ entries: v.array(auditRecord) })),
		status: 200
	})
} as const;
