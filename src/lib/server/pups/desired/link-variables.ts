/** Variables that tell a pup's services the addresses of their providers. Pure. */
import type { LinkedProvider } from '../links.ts';

const PREFIX = 'DBX_IFACE_';

/**
 * The part of a variable name for an interface, as in the original Dogebox (reference: dogeboxd.md
 * 7.6).
 */
const partOf = (name: string) =>
	name
		.replace(/[- ]/g, '_')
		.replace(/[^A-Za-z0-9_]/g, '')
		.toUpperCase();

/** Where two interfaces would have the same variables, the first one gets them. */
export function linkVariables(links: readonly LinkedProvider[]): Record<string, string> {
	const variables: Record<string, string> = {};
	for (const { interface: name, name: portName, host, port } of links) {
		const part = partOf(name);
		const key = `${PREFIX}${part}`;
		if (part === '' || `${key}_HOST` in variables) continue;
		Object.assign(variables, { [`${key}_NAME`]: portName, [`${key}_HOST`]: host, [`${key}_PORT`]: String(port) });
	}
	return variables;
}

export const isLinkVariable = (name: string) => name.startsWith(PREFIX);
