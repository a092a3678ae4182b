/** Host names under which a pup reaches the box and the interfaces that it depends on. Pure. */

/** Names that always exist. */
const OWN = ['dogebox', 'dogeboxd'];
/** A valid host name label (RFC 1123, 2.1), in lower case. */
const LABEL = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Converts the name of an interface to a host name label.
 * @returns null where that is not possible: such an interface is reached only by its path
 */
function interfaceLabel(name: string): string | null {
	const label = name.toLowerCase();
	return LABEL.test(label) ? label : null;
}

/** @param interfaces names of the interfaces that a pup depends on, from its manifest */
export function boxNames(interfaces: readonly string[]): string[] {
	const labels = interfaces.map(interfaceLabel).filter((label) => label !== null);
	return [...OWN, ...new Set(labels.map((label) => `${label}.localhost`))];
}
