/** Sends due messages, independently for each destination, and records the outcome. */
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import type { Outbox, Row } from './outbox.ts';
import type { Message } from './types.ts';

export interface DeliveryDeps {
	outbox: Outbox;
	/** Sends a message once. @throws BoxError with the reason why it was not accepted */
	send: (destinationId: string, message: Message) => Promise<void>;
	/** Name of the box, and the address to which a message links. */
	about: (path: string) => Pick<Message, 'box' | 'link'>;
	/** The earliest time from `at` on at which a message of this severity may be sent. */
	whenQuiet: (severity: Row['severity'], at: number) => number;
	/** Aborted when dogeboxd stops. */
	stopped: AbortSignal;
	/** Milliseconds since the epoch. */
	now: () => number;
	log: Logger;
}

/**
 * @returns a function that sends all due messages; it rejects where the outcome cannot be recorded
 */
export function createDelivery({
	outbox,
	send,
	about,
	whenQuiet,
	stopped,
	now,
	log
}: DeliveryDeps): () => Promise<void> {
	/** Messages that were sent, while a full disk prevents recording that. */
	const unwritten = new Set<string>();

	/** Each destination receives its messages one by one; a slow one does not delay the others. */
	async function flush(): Promise<void> {
		outbox.expire(now());
		const byDestination = new Map<string, Row[]>();
		for (const row of outbox.due(now())) {
			byDestination.set(row.destinationId, [...(byDestination.get(row.destinationId) ?? []), row]);
		}
		await Promise.all([...byDestination].map(([id, rows]) => flushOf(id, rows)));
		outbox.prune();
	}

	async function flushOf(destinationId: string, rows: readonly Row[]): Promise<void> {
		for (const [i, row] of rows.entries()) {
			const again = await deliver(destinationId, row);
			if (stopped.aborted) return;
			if (again === null) continue;
			// A destination that does not answer is not tried with every other message.
			outbox.later(
				rows.slice(i + 1).map(({ id }) => id),
				again
			);
			return;
		}
	}

	/**
	 * @returns null where the next message may be tried, otherwise when another try is worthwhile
	 */
	async function deliver(destinationId: string, row: Row): Promise<number | null> {
		const at = now();
		const allowed = whenQuiet(row.severity, at);
		if (allowed > at) {
			outbox.later([row.id], allowed);
			return null;
		}
		try {
			const { id, itemId, severity, title, text, path, createdAt } = row;
			if (!unwritten.has(id)) {
				await send(destinationId, { id, itemId, severity, title, text, ...about(path), at: createdAt });
				unwritten.add(id);
			}
		} catch (error) {
			// The process is ending: the message is tried again at the next start.
			if (stopped.aborted) return at;
			const problem = isBoxError(error) ? error.message : 'The message could not be sent.';
			if (!isBoxError(error)) log.error({ err: error, destinationId }, 'a notification failed');
			return outbox.failed(row, problem, now());
		}
		outbox.sent(row.id, now());
		unwritten.delete(row.id);
		return null;
	}

	return flush;
}
