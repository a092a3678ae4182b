import type { AttentionItem } from '../../contract/attention.ts';

/** An item as it is found: what is not said is empty. */
export type Found = Pick<AttentionItem, 'id' | 'severity' | 'title' | 'text'> & Partial<AttentionItem>;

/** What needs the owner, kept up to date. */
export interface Attention {
	/** The list as it is now, the worst first. */
	list(): AttentionItem[];
	/**
	 * Puts away an item that reports something that is over.
	 * @throws BoxError 404, 409 `not-dismissible`
	 */
	dismiss(id: string): void;
	/** Calls `fn` with each list that differs from the one before. @returns how to stop that */
	onChange(fn: (items: AttentionItem[]) => void): () => void;
	/** Looks by itself from now on. */
	begin(): void;
	/** Looks now. */
	refresh(): AttentionItem[];
	close(): void;
}
