/** Names under which a pup finds the box, and what it depends on. Pure. */

/** Under which it is always found. */
const OWN = ['dogebox', 'dogeboxd'];
/** What a host name can hold (RFC 1123, 2.1), in lower case. */
const LABEL = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The name of an interface as one part of a host name.
 * @returns null where it cannot be one: such an interface is reached by its path alone
 */
function interfaceLabel(name: string): string | null {
	const label = name.toLowerCase();
	return LABEL.test(label) ? label : null;
}

/** @param interfaces names of interfaces a pup depends on, as in its manifest */
export function boxNames(interfaces: readonly string[]): string[] {
	const labels = interfaces.map(interfaceLabel).filter((label) => label !== null);
	return [...OWN, ...new Set(labels.map((label) => `${label}.localhost`))];
}
