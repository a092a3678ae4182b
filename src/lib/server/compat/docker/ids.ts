/**
 * Converts ids between the box (32 hex digits) and Docker's clients (64). An id for clients is the
 * box's id twice. So its first twelve digits, which clients show, and any prefix of up to 32 digits
 * identify the same thing on both sides, and nothing has to be stored.
 */

/** @param id 32 hex digits */
export const dockerId = (id: string): string => id + id;

/**
 * @param text whatever a client gave as an id or the beginning of one
 * @returns the beginning of an id of the box, 1 to 32 hex digits; null where the text cannot be one
 */
export function idPrefix(text: string): string | null {
	if (!/^[0-9a-f]{1,64}$/.test(text)) return null;
	const first = text.slice(0, 32);
	return first.startsWith(text.slice(32)) ? first : null;
}

/**
 * Finds a thing by its whole id or its name. A hit is final: nothing outside of `things` could be
 * meant.
 */
export function resolveWhole<T extends { id: string; name: string }>(things: readonly T[], text: string): T | null {
	const prefix = idPrefix(text);
	if (prefix?.length === 32) return things.find(({ id }) => id === prefix) ?? null;
	const name = text.replace(/^\//, '');
	return things.find((one) => one.name === name) ?? null;
}

/**
 * Finds a thing by its whole id, its name, or the beginning of its id, in dockerd’s order.
 * @returns `ambiguous` where a beginning fits several
 */
export function resolveId<T extends { id: string; name: string }>(
	things: readonly T[],
	text: string
): T | 'ambiguous' | null {
	const prefix = idPrefix(text);
	const whole = prefix?.length === 32 ? things.find(({ id }) => id === prefix) : undefined;
	if (whole) return whole;
	const name = text.replace(/^\//, '');
	const named = things.find((one) => one.name === name);
	if (named) return named;
	if (prefix === null) return null;
	const fitting = things.filter(({ id }) => id.startsWith(prefix));
	return fitting.length > 1 ? 'ambiguous' : (fitting[0] ?? null);
}
