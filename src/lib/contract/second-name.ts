/**
 * Returns a free name for a further pup of the same kind: `Node`, `Node 2`, `Node 3` …
 * @param taken whether a name is in use
 */
export function firstFreeName(name: string, taken: (name: string) => boolean): string {
	if (!taken(name)) return name;
	for (let number = 2; ; number++) {
		const next = `${name} ${number}`;
		if (!taken(next)) return next;
	}
}
