import type { AuditRecord } from '../../contract/audit.ts';

/** One line to write: who did what, and how it ended. */
export type AuditEntry = Omit<AuditRecord, 'id' | 'at'>;

/** A line that was written before the end of what it is about. Neither call rejects. */
export interface RecordedAhead {
	/** Resolves when it is on the disk. */
	readonly written: Promise<void>;
	/** Puts right how it ended, and resolves when that is on the disk. */
	correct(end: Pick<AuditEntry, 'outcome' | 'detail'>): Promise<void>;
}

/** Who did what, when, from where, and whether it was allowed. Kept for a year. */
export interface Audit {
	/**
	 * Appends a line, and resolves when it is on the disk. Never throws or rejects: a full disk
	 * must not keep the owner from stopping a pup.
	 */
	record(entry: AuditEntry): Promise<void>;
	/**
	 * Appends a line about what has begun, before it is known how that ends. Never throws.
	 * @param entry as it will be where nothing goes wrong
	 */
	recordAhead(entry: AuditEntry): RecordedAhead;
	/**
	 * Newest lines first.
	 * @param options.before id of a line; only older ones are given
	 */
	list(options: { limit: number; before?: number | undefined }): AuditRecord[];
	/** Calls of clients of Docker that were refused since this start. */
	dockerRefusals(): number;
	close(): void;
}
