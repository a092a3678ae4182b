/** Stores API tokens under the SHA-256 of the token, so a copy of the database grants no access. */
import { createHash, randomBytes } from 'node:crypto';
import { count, desc, eq } from 'drizzle-orm';
import { conflict, notFound } from '../../contract/errors.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { ApiToken, NewToken } from '../../contract/tokens.ts';
import { tables, type Database } from '../db/index.ts';
import { TOKEN_PREFIX } from './sessions.ts';
import type { Client, Tokens } from './types.ts';

/**
 * Distinguishes API tokens from session tokens, and lets scanners for leaked secrets recognise
 * them.
 */
export const API_TOKEN_PREFIX = `${TOKEN_PREFIX}api_`;
const DAY = 24 * 3600_000;
/** The last use is written at most once in this interval, ms. */
const USED_EVERY = 60_000;
/** Most tokens kept, far more than anybody manages. */
const MAX_TOKENS = 100;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * @param deps.ended called for each token that is revoked, and once for an expired one
 * @param deps.now clock, ms
 */
export function createTokens(deps: { database: Database; ended(id: string): void; now?: () => number }): Tokens {
	const { db } = deps.database;
	const now = deps.now ?? Date.now;
	const { tokens } = tables;
	/** When the last use was written, by id. */
	const written = new Map<string, number>();
	/** Ids of tokens that were found to have expired. */
	const expired = new Set<string>();

	const shown = ({ hash: _hash, ...row }: typeof tokens.$inferSelect): ApiToken => row;

	return {
		create(input: NewToken) {
			const present = db.select({ rows: count() }).from(tokens).get()?.rows ?? 0;
			if (present >= MAX_TOKENS) {
				throw conflict(
					'too-many-tokens',
					`There are ${MAX_TOKENS} API tokens already.`,
					'Revoke tokens that nothing uses any more.'
				);
			}
			const token = API_TOKEN_PREFIX + randomBytes(32).toString('base64url');
			const at = now();
			const row = {
				id: randomBytes(16).toString('hex'),
				name: input.name,
				hash: hashOf(token),
				scopes: input.scopes,
				createdAt: at,
				expiresAt: input.days === null ? null : at + input.days * DAY,
				lastUsedAt: null,
				lastUsedAddress: null
			};
			db.insert(tokens).values(row).run();
			return { token, ...shown(row) };
		},

		list: () => db.select().from(tokens).orderBy(desc(tokens.createdAt), desc(tokens.id)).all().map(shown),

		validate(token) {
			if (!token.startsWith(API_TOKEN_PREFIX) || token.length > 200) return null;
			const row = db
				.select()
				.from(tokens)
				.where(eq(tokens.hash, hashOf(token)))
				.get();
			if (!row) return null;
			if (row.expiresAt === null || row.expiresAt > now()) return shown(row);
			if (!expired.has(row.id)) {
				expired.add(row.id);
				deps.ended(row.id);
			}
			return null;
		},

		used(id: string, client: Client) {
			const at = now();
			if (at - (written.get(id) ?? 0) < USED_EVERY) return;
			written.set(id, at);
			ifWritable(() =>
				db
					.update(tokens)
					.set({ lastUsedAt: at, lastUsedAddress: client.address.slice(0, 64) })
					.where(eq(tokens.id, id))
					.run()
			);
		},

		remove(id) {
			const { changes } = db.delete(tokens).where(eq(tokens.id, id)).run();
			if (changes === 0) throw notFound('API token', id);
			written.delete(id);
			expired.delete(id);
			deps.ended(id);
		}
	};
}
