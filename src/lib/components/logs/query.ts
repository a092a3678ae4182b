/** The query of an address, with its question mark; empty for none. */
export function queryOf(values: Record<string, string>): string {
	const text = new URLSearchParams(values).toString();
	return text && `?${text}`;
}
