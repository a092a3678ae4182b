import type { ReferenceGroup } from '$lib/contract/reference.ts';

/**
 * Finds operations that contain every word of a search in their id, path, method, summary, scopes
 * or error codes. Groups without any are left out.
 * @param query as typed; empty finds all
 */
export function findOperations(groups: readonly ReferenceGroup[], query: string): ReferenceGroup[] {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return [...groups];
	return groups
		.map((group) => ({
			...group,
			operations: group.operations.filter(({ id, path, method, summary, scopes, errors }) => {
				const text = [group.title, id, path, method, summary, ...scopes, ...errors.map(({ code }) => code)]
					.join(' ')
					.toLowerCase();
				return words.every((word) => text.includes(word));
			})
		}))
		.filter(({ operations }) => operations.length > 0);
}
