/** Order among pups that need each other. Pure. */

/** `from` needs `to`. */
export interface Edge {
	from: string;
	to: string;
	/** Without it the order is only a wish. */
	required: boolean;
}

/**
 * The way from one pup to another over what they need without fail.
 * @returns keys of the pups on it, both ends included; null where there is none
 */
export function pathTo(edges: readonly Edge[], from: string, to: string): string[] | null {
	const came = new Map<string, string | null>([[from, null]]);
	const queue = [from];
	for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
		if (at === to) {
			const path: string[] = [];
			for (let back: string | null = at; back !== null; back = came.get(back) ?? null) path.unshift(back);
			return path;
		}
		for (const edge of edges) {
			if (edge.from !== at || !edge.required || came.has(edge.to)) continue;
			came.set(edge.to, at);
			queue.push(edge.to);
		}
	}
	return null;
}

/**
 * Puts pups that are needed before those that need them. Optional needs count where they close no
 * circle; else the order given stays.
 * @param pups their required needs have no circle
 */
export function inOrder<P extends { key: string }>(pups: readonly P[], edges: readonly Edge[]): P[] {
	const kept: Edge[] = edges.filter(({ required }) => required);
	for (const edge of edges) {
		// As required, so that the next one sees it.
		if (!edge.required && pathTo(kept, edge.to, edge.from) === null) kept.push({ ...edge, required: true });
	}
	const done = new Set<string>();
	const order: P[] = [];
	while (order.length < pups.length) {
		const free = pups.filter(({ key }) => !done.has(key));
		const next = free.find(({ key }) => kept.every(({ from, to }) => from !== key || to === key || done.has(to)));
		const taken = next ?? free[0]!;
		done.add(taken.key);
		order.push(taken);
	}
	return order;
}
