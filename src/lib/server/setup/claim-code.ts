/**
 * The code that proves that a caller can see the box's screen or log, and the token that replaces
 * it later.
 */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** 32 characters without 0/O and 1/I: 5 bits each, 40 in all. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 8;
/** Lifetime of a wizard's cookie, ms; the wizard takes minutes. */
const WIZARD_LIFE = 24 * 3600_000;

/** A new code, `XXXX-XXXX`. */
export function newClaimCode(): string {
	const signs = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
	return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}

/** Ignores case, blanks and hyphens. */
function normal(code: string): string {
	return code.toUpperCase().replace(/[\s-]+/g, '');
}

/** Compares in constant time. */
export function isClaimCode(given: string, code: string): boolean {
	const digest = (text: string) => createHash('sha256').update(normal(text)).digest();
	return given.length <= 64 && timingSafeEqual(digest(given), digest(code));
}

const sign = (key: string, until: string) => createHmac('sha256', key).update(`wizard ${until}`).digest('base64url');

/**
 * Key of {@link wizardToken}, stored while the box is not configured, so that a restart does not
 * require the code again.
 */
export function newWizardKey(): string {
	return randomBytes(32).toString('hex');
}

/** A token for a proven code: its expiry and an HMAC over it. */
export function wizardToken(key: string, now: number): string {
	const until = String(now + WIZARD_LIFE);
	return `${until}.${sign(key, until)}`;
}

export function isWizardToken(token: string | undefined, key: string, now: number): boolean {
	const match = /^(\d{1,15})\.([\w-]{43})$/.exec(token ?? '');
	if (!match) return false;
	const [, until, signature] = match as unknown as [string, string, string];
	const right = timingSafeEqual(Buffer.from(signature), Buffer.from(sign(key, until)));
	return right && Number(until) > now;
}
