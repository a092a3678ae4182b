import type { AttentionItem } from '../../contract/attention.ts';

/** An item as a check returns it; missing fields are empty. */
export type Found = Pick<AttentionItem, 'id' | 'severity' | 'title' | 'text'> & Partial<AttentionItem>;

/** The list of what needs the owner, kept up to date. */
export interface Attention {
	/** The current list, most severe items first. */
	list(): AttentionItem[];
	/**
	 * Dismisses an item about a past event.
	 * @throws BoxError 404, 409 `not-dismissible`
	 */
	dismiss(id: string): void;
	/** Calls `fn` with each list that differs from the previous one. @returns unsubscribe */
	onChange(fn: (items: AttentionItem[]) => void): () => void;
	/** Starts to compute the list periodically. */
	begin(): void;
	/** Computes the list now. */
	refresh(): AttentionItem[];
	close(): void;
}
