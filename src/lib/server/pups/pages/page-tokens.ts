/** Tokens of pages, for apps that cannot show the login page. Stored as their SHA-256. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Distinguishes them from sessions and API tokens. Values with this prefix are never passed on to a
 * pup (`host/pages/config-text.ts`).
 */
const PAGE_TOKEN_PREFIX = 'dbx_page_';

const hashOf = (token: string) => createHash('sha256').update(token).digest();

/** Creates a token and its hash in hex. */
export function createPageToken(): { token: string; hash: string } {
	const token = PAGE_TOKEN_PREFIX + randomBytes(32).toString('base64url');
	return { token, hash: hashOf(token).toString('hex') };
}

/** Whether a token has this hash. Compares in constant time. */
export function isPageToken(token: string, hash: string | null): boolean {
	return hash !== null && timingSafeEqual(hashOf(token), Buffer.from(hash, 'hex'));
}
