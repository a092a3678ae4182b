/** What is known of the table of the pup network as it was written last. */
import type { Logger } from 'pino';
import { monotonicMs } from '../concurrency/index.ts';
import type { TableWritten } from '../host/index.ts';

export interface WrittenTable {
	/** Why connections are not bounded; null where they are. */
	readonly unbounded: string | null;
	/** Why there is no fast path that the kernel has. */
	readonly slow: string | null;
	/** It does not say what it should: it could not be written. */
	readonly stale: boolean;
	/** Something is to be written, or was not taken out: it is written anew. */
	distrust(): void;
	/** What the host says of it as it was written. */
	written(now: TableWritten): void;
	/** What the kernel refused should be tried again. */
	retryDue(): boolean;
}

/** @param retryMs how often what the kernel refused is tried again, milliseconds */
export function createWrittenTable(retryMs: number, log: Logger): WrittenTable {
	let unbounded: string | null = null;
	let slow: string | null = null;
	let stale = false;
	/** What was logged last of links whose IPv6 is not as it should be. */
	let logged6 = '';
	/** The same of chosen addresses. */
	let loggedChosen = '';
	/** When it was last tried; milliseconds, monotonic. */
	let boundAt = 0;
	return {
		get unbounded() {
			return unbounded;
		},
		get slow() {
			return slow;
		},
		get stale() {
			return stale;
		},
		distrust: () => void (stale = true),
		written(now) {
			if (now.slow !== null && now.slow !== slow)
				log.info({ reason: now.slow }, 'TCP between pups has no fast path for now');
			({ unbounded, slow } = now);
			const without = now.ipv6.join('; ');
			if (without !== '' && without !== logged6) log.warn({ links: now.ipv6 }, 'IPv6 of boxes is not as it should be');
			logged6 = without;
			const refused = now.chosen.join('; ');
			if (refused !== '' && refused !== loggedChosen)
				log.warn({ addresses: now.chosen }, 'Chosen addresses of boxes are not as they should be');
			loggedChosen = refused;
			// Tried again with the next look at the host.
			stale = without !== '' || refused !== '';
			boundAt = monotonicMs();
		},
		retryDue: () => (unbounded !== null || slow !== null) && monotonicMs() - boundAt >= retryMs
	};
}
