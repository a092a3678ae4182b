/** Converts amounts as people type them. Pure; the same on server and browser. */

/** Units of memory and disk in forms, in bytes: powers of 1000, as everywhere on the pages. */
export const BYTE_UNITS = { MB: 1e6, GB: 1e9 } as const;
export type ByteUnit = keyof typeof BYTE_UNITS;

/**
 * Converts bytes into the text of a field and its unit.
 * @param empty unit where nothing is set
 */
export function sizeField(bytes: number | null, empty: ByteUnit): [text: string, unit: ByteUnit] {
	if (bytes === null) return ['', empty];
	const unit = bytes >= BYTE_UNITS.GB ? 'GB' : 'MB';
	return [String(Number((bytes / BYTE_UNITS[unit]).toFixed(2))), unit];
}

/** Parses a number as people type it; null for an empty field, undefined for an invalid one. */
export function numberIn(text: string): number | null | undefined {
	const plain = text.trim().replace(',', '.');
	if (plain === '') return null;
	// Ambiguous: three digits after a comma are thousands in some countries and decimals in others.
	if (/,\d{3}$/.test(text.trim())) return undefined;
	return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined;
}
