/** Order among pups that need each other. Pure. */

/** `from` needs `to`. */
export interface Edge {
	from: string;
	to: string;
	/** Without it the order is kept only where that is possible. */
	required: boolean;
}

/** What each pup needs without fail. */
function neighbours(edges: readonly Edge[]): Map<string, Set<string>> {
	const next = new Map<string, Set<string>>();
	for (const { from, to, required } of edges) if (required) add(next, from, to);
	return next;
}

function add(next: Map<string, Set<string>>, from: string, to: string): void {
	const known = next.get(from);
	if (known) known.add(to);
	else next.set(from, new Set([to]));
}

function path(next: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): string[] | null {
	const came = new Map<string, string | null>([[from, null]]);
	// Grows while it is gone through.
	for (const [at] of came) {
		if (at === to) {
			const way: string[] = [];
			for (let back: string | null = at; back !== null; back = came.get(back) ?? null) way.unshift(back);
			return way;
		}
		for (const one of next.get(at) ?? []) if (!came.has(one)) came.set(one, at);
	}
	return null;
}

/**
 * The way from one pup to another over what they need without fail.
 * @returns keys of the pups on it, both ends included; null where there is none
 */
export const pathTo = (edges: readonly Edge[], from: string, to: string): string[] | null => pathsOf(edges)(from, to);

/** {@link pathTo} for many questions about the same edges. */
export function pathsOf(edges: readonly Edge[]): (from: string, to: string) => string[] | null {
	const next = neighbours(edges);
	return (from, to) => path(next, from, to);
}

/**
 * Puts pups that are needed before those that need them. Optional needs count where they close no
 * circle; else the order given stays.
 * @param pups their required needs have no circle
 */
export function inOrder<P extends { key: string }>(pups: readonly P[], edges: readonly Edge[]): P[] {
	const next = neighbours(edges);
	for (const { from, to, required } of edges) {
		if (!required && !next.get(from)?.has(to) && path(next, to, from) === null) add(next, from, to);
	}
	const done = new Set<string>();
	const order: P[] = [];
	while (order.length < pups.length) {
		const left = pups.filter(({ key }) => !done.has(key));
		const free = left.find(({ key }) => [...(next.get(key) ?? [])].every((one) => one === key || done.has(one)));
		const taken = free ?? left[0]!;
		done.add(taken.key);
		order.push(taken);
	}
	return order;
}
