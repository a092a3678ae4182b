/** Which containers run, as of the last time somebody asked. */
import type { Logger } from 'pino';
import type { ContainerEngine } from '../containers/types.ts';
import { within } from '../concurrency/index.ts';

/**
 * Milliseconds that the list of containers may take; then those known from the last round are
 * sampled.
 */
const LIST_MS = 1000;

export interface RunningList {
	ids(): readonly string[];
	/** Asks anew; never two questions at once, never a long wait. Does not fail. */
	refresh(): Promise<void>;
	/** The container is gone. */
	forget(id: string): void;
}

/** @param engine null where this host cannot run containers */
export function createRunningList(
	engine: Pick<ContainerEngine, 'list'> | null,
	log: Pick<Logger, 'debug'>
): RunningList {
	let ids: string[] = [];
	let listing: Promise<void> | null = null;
	return {
		ids: () => ids,
		async refresh() {
			if (!engine) return;
			listing ??= engine
				.list()
				.then(
					(all) => {
						ids = all.filter((c) => c.sandbox && c.processes.some((p) => p.pid !== null)).map((c) => c.id);
					},
					(err: unknown) => log.debug({ err }, 'containers could not be listed')
				)
				.finally(() => (listing = null));
			await within(listing, LIST_MS);
		},
		forget(id) {
			ids = ids.filter((one) => one !== id);
		}
	};
}
