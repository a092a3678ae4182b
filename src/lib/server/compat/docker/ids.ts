/**
 * Ids as Docker’s clients have them, 64 hex digits, of ids of the box, which have 32: the id
 * twice. So the first twelve, which clients show, and every other prefix of up to 32 lead to the
 * same thing in both worlds, and nothing has to be kept.
 */

/** @param id 32 hex digits */
export const dockerId = (id: string): string => id + id;

/**
 * @param text whatever a client gave as an id or the beginning of one
 * @returns the beginning of an id of the box, 1 to 32 hex digits; null where it can be none
 */
export function idPrefix(text: string): string | null {
	if (!/^[0-9a-f]{1,64}$/.test(text)) return null;
	const first = text.slice(0, 32);
	return first.startsWith(text.slice(32)) ? first : null;
}

/**
 * Finds what a client names by its whole id or its name, as far as those that are not among these
 * things cannot be meant.
 */
export function resolveWhole<T extends { id: string; name: string }>(things: readonly T[], text: string): T | null {
	const prefix = idPrefix(text);
	if (prefix?.length === 32) return things.find(({ id }) => id === prefix) ?? null;
	const name = text.replace(/^\//, '');
	return things.find((one) => one.name === name) ?? null;
}

/**
 * Finds what a client names: by its whole id, its name, or the beginning of its id, in dockerd’s
 * order.
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
