/** Stores the audit in its table. */
import { desc, eq, lt, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { monotonicMs } from '../concurrency/index.ts';
import { tables, type Database } from '../db/index.ts';
import type { Audit, AuditEntry } from './types.ts';

const HOUR = 3600_000;
/** Milliseconds for which entries are kept. */
const LIFE = 365 * 24 * HOUR;
/**
 * Refused calls of strangers that are recorded per minute, so that a flood of them does not fill
 * the disk.
 */
const REFUSALS_NOTED = 30;
/** Longest detail and subject, in characters. */
const MAX_DETAIL = 500;
const MAX_SUBJECT = 200;

export function createAudit(deps: { database: Database; log: Logger; now?: () => number }): Audit {
	const { database, log } = deps;
	const { db } = database;
	const now = deps.now ?? Date.now;
	const clock = deps.now ?? monotonicMs;
	let docker = 0;
	let refusals = 0;
	let refusalsFrom = -Infinity;

	/** Whether another refusal of a stranger is recorded. */
	function noteRefusal(): boolean {
		if (clock() - refusalsFrom > 60_000) {
			refusalsFrom = clock();
			refusals = 0;
		}
		return ++refusals <= REFUSALS_NOTED;
	}

	function prune(): void {
		try {
			db.delete(tables.audit)
				.where(lt(tables.audit.at, now() - LIFE))
				.run();
		} catch (error) {
			log.error({ err: error }, 'old entries of the audit could not be removed');
		}
	}
	const timer = setInterval(prune, HOUR);
	timer.unref();
	prune();

	const insert = db
		.insert(tables.audit)
		.values({
			...{ at: sql.placeholder('at'), actor: sql.placeholder('actor'), actorId: sql.placeholder('actorId') },
			...{ actorName: sql.placeholder('actorName'), address: sql.placeholder('address') },
			...{ action: sql.placeholder('action'), subject: sql.placeholder('subject') },
			...{ outcome: sql.placeholder('outcome'), detail: sql.placeholder('detail'), via: sql.placeholder('via') }
		})
		.prepare();
	const cut = (detail: string | null) => detail?.slice(0, MAX_DETAIL) ?? null;

	/** Resolves when `write` is on the disk. Errors are only written to the box's log. */
	async function durably(action: string, write: () => void): Promise<void> {
		try {
			database.relaxed(write);
			await database.durable();
		} catch (error) {
			log.error({ err: error, action }, 'the audit could not be written');
		}
	}

	function count({ via, outcome }: Pick<AuditEntry, 'via' | 'outcome'>): void {
		if (via === 'docker' && outcome === 'refused') docker++;
	}

	/** @returns the id of the entry; null for one that is not recorded, or could not be */
	function append(entry: AuditEntry): { id: number | null; written: Promise<void> } {
		count(entry);
		let id: number | null = null;
		if (entry.actor === 'anyone' && entry.outcome !== 'done' && !noteRefusal())
			return { id, written: Promise.resolve() };
		const line = {
			at: now(),
			...entry,
			subject: entry.subject?.slice(0, MAX_SUBJECT) ?? null,
			detail: cut(entry.detail)
		};
		const written = durably(entry.action, () => {
			id = Number(insert.run(line).lastInsertRowid);
		});
		return { id, written };
	}

	return {
		record: (entry) => append(entry).written,
		recordAhead(entry) {
			const { id, written } = append(entry);
			return {
				written,
				async correct({ outcome, detail }) {
					count({ via: entry.via, outcome });
					if (id === null) return;
					await durably(entry.action, () => {
						db.update(tables.audit)
							.set({ outcome, detail: cut(detail) })
							.where(eq(tables.audit.id, id))
							.run();
					});
				}
			};
		},
		list: ({ limit, before }) =>
			db
				.select()
				.from(tables.audit)
				.where(before === undefined ? undefined : lt(tables.audit.id, before))
				.orderBy(desc(tables.audit.id))
				.limit(limit)
				.all(),
		dockerRefusals: () => docker,
		close: () => clearInterval(timer)
	};
}
