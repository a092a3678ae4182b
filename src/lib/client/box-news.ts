/** Boxes as a page shows them: as they were rendered, with what came live laid over. Pure. */
import type { BoxDetail, BoxSummary } from '$lib/contract/boxes.ts';

/** The last that came of one box. */
export interface BoxNews {
	/** Number of the change. */
	seq: number;
	/** Null: it was removed. */
	box: BoxSummary | null;
}

/** What of the news is newer than what was rendered; undefined for nothing. */
function since(news: ReadonlyMap<string, BoxNews>, id: string, seq: number): BoxNews | undefined {
	const last = news.get(id);
	return last && last.seq > seq ? last : undefined;
}

/**
 * A list of boxes as it is now, newest first.
 *
 * @param rendered part of the list, as the server read it
 * @param seq      number of the newest change when it was read, or an earlier one
 * @param news     what came since, by id
 * @param first    it is the first part: new boxes belong to it
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
 * One box as it is now.
 *
 * @returns null when it was removed
 */
export function boxNow(rendered: BoxDetail, seq: number, news: ReadonlyMap<string, BoxNews>): BoxDetail | null {
	const last = since(news, rendered.id, seq);
	if (!last) return rendered;
	return last.box && { ...rendered, ...last.box };
}
