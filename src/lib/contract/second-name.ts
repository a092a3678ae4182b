/**
 * A name for one more pup of the same kind: `Node`, `Node 2`, `Node 3` …
 * @param taken whether another has the name
 */
export function firstFreeName(name: string, taken: (name: string) => boolean): string {
	if (!taken(name)) return name;
	for (let number = 2; ; number++) {
		const next = `${name} ${number}`;
		if (!taken(next)) return next;
	}
}
