import type { AuditRecord } from '../../contract/audit.ts';

/** One entry to write: who did what, and how it ended. */
export type AuditEntry = Omit<AuditRecord, 'id' | 'at'>;

/** An entry that was written before its action ended. Neither promise rejects. */
export interface RecordedAhead {
	/** Resolves when the entry is on the disk. */
	readonly written: Promise<void>;
	/** Corrects how the action ended, and resolves when that is on the disk. */
	correct(end: Pick<AuditEntry, 'outcome' | 'detail'>): Promise<void>;
}

/**
 * Records who did what, when, from where, and whether it was allowed. Entries are kept for a year.
 */
export interface Audit {
	/**
	 * Appends an entry, and resolves when it is on the disk. Never throws or rejects: a full disk
	 * must not keep the owner from stopping a pup.
	 */
	record(entry: AuditEntry): Promise<void>;
	/**
	 * Appends an entry about an action that has begun, before its outcome is known. Never throws.
	 * @param entry the entry if nothing goes wrong
	 */
	recordAhead(entry: AuditEntry): RecordedAhead;
	/**
	 * Newest entries first.
	 * @param options.before id of an entry; only older ones are returned
	 */
	list(options: { limit: number; before?: number | undefined }): AuditRecord[];
	/** Refused calls of Docker clients since this start. */
	dockerRefusals(): number;
	close(): void;
}
