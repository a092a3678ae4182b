/** Public interface of the audit room: who did what. */
export { createAudit } from './audit.ts';
export type { Audit, AuditEntry, RecordedAhead } from './types.ts';
