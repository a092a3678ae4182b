/** Orders pups by their dependencies. Pure. */

/** `from` needs `to`. */
export interface Edge {
	from: string;
	to: string;
	/** An edge that is not required determines the order only where that is possible. */
	required: boolean;
}

/** Required dependencies of each pup. */
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
	// Grows during the iteration.
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
 * The path from one pup to another over required dependencies.
 * @returns keys of the pups on it, both ends included; null where there is none
 */
export const pathTo = (edges: readonly Edge[], from: string, to: string): string[] | null => pathsOf(edges)(from, to);

/** {@link pathTo} for many queries of the same edges. */
export function pathsOf(edges: readonly Edge[]): (from: string, to: string) => string[] | null {
	const next = neighbours(edges);
	return (from, to) => path(next, from, to);
}

/**
 * Sorts pups so that providers come before their dependants. An optional edge counts where it
 * closes no circle; otherwise the given order stays.
 * @param pups without circles of required edges
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
