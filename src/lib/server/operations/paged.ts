/** Lists page by page. Pure. */
import { BoxError } from '../../contract/errors.ts';

/** As a caller asks for it. */
export interface PageRequest {
	/** Entries at most; absent: all that follow. */
	limit?: number | undefined;
	/** The `next` of the page before. */
	after?: string | undefined;
}

/** Where a page ended: its last entry, and how many stood before the next one. */
const cursor = (at: number, key: string) => Buffer.from(`${at} ${key}`).toString('base64url');

function readCursor(text: string): { at: number; key: string } {
	const parts = /^(\d{1,9}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString());
	if (!parts) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: 'This is not where a page ended.',
			fields: { after: 'Give the `next` of the page before.' }
		});
	}
	return { at: Number(parts[1]), key: parts[2]! };
}

/**
 * One page of a list, and where the next one begins. The list may change between two pages: an
 * entry that came or went meanwhile may be on none.
 * @param name of the member that holds the list
 * @param key of an entry, by which it is found again
 * @throws BoxError 422 `invalid-input` for an `after` that is none
 */
export function paged<Name extends string, T>(
	name: Name,
	all: readonly T[],
	{ limit, after }: PageRequest,
	key: (one: T) => string
): Record<Name, T[]> & { next: string | null } {
	let from = 0;
	if (after !== undefined) {
		const last = readCursor(after);
		const at = all.findIndex((one) => key(one) === last.key);
		// Gone meanwhile, its place is that of the one that followed it.
		from = at < 0 ? last.at - 1 : at + 1;
	}
	const page = all.slice(from, limit === undefined ? undefined : from + limit);
	const end = from + page.length;
	const next = page.length > 0 && end < all.length ? cursor(end, key(page.at(-1)!)) : null;
	return { [name]: page, next } as Record<Name, T[]> & { next: string | null };
}

/** By their ids. */
export const byId = ({ id }: { id: string }): string => id;
