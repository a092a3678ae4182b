/** Sends what is due, each destination its own, and writes down what became of it. */
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import type { Outbox, Row } from './outbox.ts';
import type { Message } from './types.ts';

export interface DeliveryDeps {
	outbox: Outbox;
	/** Sends a message, once. @throws BoxError with why it was not taken */
	send: (destinationId: string, message: Message) => Promise<void>;
	/** Name of the box, and where its owner gets on from a message. */
	about: (path: string) => Pick<Message, 'box' | 'link'>;
	/** When a message of this severity may be sent, from `at` on. */
	whenQuiet: (severity: Row['severity'], at: number) => number;
	/** Aborted when the box stops. */
	stopped: AbortSignal;
	/** Milliseconds since the epoch. */
	now: () => number;
	log: Logger;
}

/** @returns a function that sends all that is due; it rejects where that cannot be written down */
export function createDelivery({
	outbox,
	send,
	about,
	whenQuiet,
	stopped,
	now,
	log
}: DeliveryDeps): () => Promise<void> {
	/** Messages that were sent, while a full disk keeps that from being written. */
	const unwritten = new Set<string>();

	/** Each destination gets its messages one by one; a slow one keeps no other from its. */
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
			// One that does not answer is not asked for each message.
			outbox.later(
				rows.slice(i + 1).map(({ id }) => id),
				again
			);
			return;
		}
	}

	/** @returns null where the next one may be tried, else when it is worth it */
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
			// Cut off at the end of the program: it is tried again at the next start.
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
