import type { AuditRecord } from '../../contract/audit.ts';

/** One line to write: who did what, and how it ended. */
export type AuditEntry = Omit<AuditRecord, 'id' | 'at'>;

/** Who did what, when, from where, and whether it was allowed. Kept for a year. */
export interface Audit {
	/**
	 * Appends a line. Never throws: a full disk must not keep the owner from stopping a pup.
	 * @returns its id; null where it was not written
	 */
	record(entry: AuditEntry): number | null;
	/**
	 * Says how what is noted already has ended, without waiting for the disk. Never throws.
	 * @param id of the line; null where there is none: it is appended
	 */
	amend(id: number | null, entry: AuditEntry): void;
	/**
	 * Newest lines first.
	 * @param options.before id of a line; only older ones are given
	 */
	list(options: { limit: number; before?: number | undefined }): AuditRecord[];
	/** Calls of clients of Docker that were refused since this start. */
	dockerRefusals(): number;
	close(): void;
}
