/** Boxes as a page shows them: the rendered data, updated by live changes. Pure. */
import type { BoxDetail, BoxSummary } from '$lib/contract/boxes.ts';

/** The latest change of one box. */
export interface BoxNews {
	/** Number of the change. */
	seq: number;
	/** Null when the box was removed. */
	box: BoxSummary | null;
}

/** Returns the latest change if it is newer than the rendered data; otherwise undefined. */
function since(news: ReadonlyMap<string, BoxNews>, id: string, seq: number): BoxNews | undefined {
	const last = news.get(id);
	return last && last.seq > seq ? last : undefined;
}

/**
 * Returns the current list of boxes, newest first.
 *
 * @param rendered part of the list, as the server read it
 * @param seq number of the newest change when it was read, or an earlier one
 * @param news later changes, by id
 * @param first whether it is the first part, to which new boxes belong
 */
export function boxesNow(
	rendered: readonly BoxSummary[],
	seq: number,
	news: ReadonlyMap<string, BoxNews>,
	first: boolean
): BoxSummary[] {
	const known = new Set(rendered.map(({ id }) => id));
	const kept = rendered.flatMap((box) => {
		const last = since(news, box.id, seq);
		return last ? (last.box ?? []) : box;
	});
	const fresh = first ? [...news.keys()].flatMap((id) => (known.has(id) ? [] : (since(news, id, seq)?.box ?? []))) : [];
	return [...fresh, ...kept].sort((a, b) => b.createdAt - a.createdAt);
}

/**
 * Returns the current data of one box.
 *
 * @returns null when it was removed
 */
export function boxNow(rendered: BoxDetail, seq: number, news: ReadonlyMap<string, BoxNews>): BoxDetail | null {
	const last = since(news, rendered.id, seq);
	if (!last) return rendered;
	return last.box && { ...rendered, ...last.box };
}
