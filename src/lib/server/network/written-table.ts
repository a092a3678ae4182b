/** What is known of the pup network's table as it was last written. */
import type { Logger } from 'pino';
import { monotonicMs } from '../concurrency/index.ts';
import type { TableWritten } from '../host/index.ts';

export interface WrittenTable {
	/** Why connections are not limited; null where they are. */
	readonly unbounded: string | null;
	/** Why there is no fast path although the kernel supports it. */
	readonly slow: string | null;
	/** The table differs from what it should be, because writing it failed. */
	readonly stale: boolean;
	/** Marks the table as stale, so that it is rewritten. */
	distrust(): void;
	/** Records the host's report on the written table. */
	written(now: TableWritten): void;
	/** Whether it is time to retry what the kernel refused. */
	retryDue(): boolean;
}

/** @param retryMs interval of retrying what the kernel refused, milliseconds */
export function createWrittenTable(retryMs: number, log: Logger): WrittenTable {
	let unbounded: string | null = null;
	let slow: string | null = null;
	let stale = false;
	/** The last logged links whose IPv6 is not as it should be. */
	let logged6 = '';
	/** The last logged chosen addresses that are not as they should be. */
	let loggedChosen = '';
	/** Time of the last attempt; milliseconds, monotonic. */
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
			// The next check of the host tries it again.
			stale = without !== '' || refused !== '';
			boundAt = monotonicMs();
		},
		retryDue: () => (unbounded !== null || slow !== null) && monotonicMs() - boundAt >= retryMs
	};
}
