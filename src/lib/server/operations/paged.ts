/** Splits lists into pages. Pure. */
import { BoxError } from '../../contract/errors.ts';

/** The page that a caller requests. */
export interface PageRequest {
	/** Most entries of the page; absent for all that follow. */
	limit?: number | undefined;
	/** The `next` of the previous page. */
	after?: string | undefined;
}

/** Encodes the end of a page: its last entry, and the number of entries before the next page. */
const cursor = (at: number, key: string) => Buffer.from(`${at} ${key}`).toString('base64url');

function readCursor(text: string): { at: number; key: string } {
	const parts = /^(\d{1,9}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString());
	if (!parts) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: 'This is not the end of a page.',
			fields: { after: 'Give the `next` of the previous page.' }
		});
	}
	return { at: Number(parts[1]), key: parts[2]! };
}

/**
 * Returns one page of a list, and the cursor of the next one. The list may change between two
 * pages: an entry that was added or removed meanwhile may be on neither.
 * @param name of the member that holds the list
 * @param key of an entry, by which the next page finds it again
 * @throws BoxError 422 `invalid-input` for an `after` that is not a cursor
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
		// The entry was removed meanwhile: the one that followed it now has its index.
		from = at < 0 ? last.at - 1 : at + 1;
	}
	const page = all.slice(from, limit === undefined ? undefined : from + limit);
	const end = from + page.length;
	const next = page.length > 0 && end < all.length ? cursor(end, key(page.at(-1)!)) : null;
	return { [name]: page, next } as Record<Name, T[]> & { next: string | null };
}

/** Key of an entry that has an id. */
export const byId = ({ id }: { id: string }): string => id;
