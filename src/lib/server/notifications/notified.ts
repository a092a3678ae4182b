/** Records what the owner was notified of: each item once, and again when its severity changes. */
import { eq, lt } from 'drizzle-orm';
import { UPDATES, type AttentionItem } from '../../contract/attention.ts';
import { tables, type Database } from '../db/index.ts';

/**
 * An item that returns within this time after it was resolved counts as the same, and is not
 * notified again; milliseconds.
 */
const SAME_MS = 30 * 60_000;

/** Ids that are notified separately. Updates are one item, but each version is notified. */
const idsOf = ({ id, links }: Pick<AttentionItem, 'id' | 'links'>): string[] =>
	id === UPDATES ? links.map(({ href, note }) => `${id} ${href} ${note}`) : [id];

export interface Notified {
	/** Items of which the owner was not notified in their current severity. */
	news(items: readonly AttentionItem[]): AttentionItem[];
	mark(items: readonly AttentionItem[], now: number): void;
	/** Records which items are resolved, and forgets those that have been for long. */
	sweep(items: readonly AttentionItem[], now: number): void;
}

export function createNotified({ db }: Database): Notified {
	const table = tables.notified;
	const all = () =>
		new Map(
			db
				.select()
				.from(table)
				.all()
				.map((row) => [row.itemId, row])
		);
	return {
		news(items) {
			const known = all();
			return items.filter((item) => idsOf(item).some((id) => known.get(id)?.severity !== item.severity));
		},
		mark(items, now) {
			for (const item of items) {
				const values = { severity: item.severity, at: now, goneAt: null };
				for (const itemId of idsOf(item)) {
					db.insert(table)
						.values({ itemId, ...values })
						.onConflictDoUpdate({ target: table.itemId, set: values })
						.run();
				}
			}
		},
		sweep(items, now) {
			const there = new Set(items.flatMap(idsOf));
			for (const { itemId, goneAt } of all().values()) {
				if (there.has(itemId) === (goneAt === null)) continue;
				db.update(table)
					.set({ goneAt: there.has(itemId) ? null : now })
					.where(eq(table.itemId, itemId))
					.run();
			}
			db.delete(table)
				.where(lt(table.goneAt, now - SAME_MS))
				.run();
		}
	};
}
