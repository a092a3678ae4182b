/** The running containers, as of the last query. */
import type { Logger } from 'pino';
import type { ContainerEngine } from '../containers/types.ts';
import { within } from '../concurrency/index.ts';

/**
 * Time limit for the list of containers, milliseconds. After that the containers of the previous
 * round are sampled.
 */
const LIST_MS = 1000;

export interface RunningList {
	ids(): readonly string[];
	/** Queries the engine; never two queries at once, and never a long wait. Does not fail. */
	refresh(): Promise<void>;
	/** Removes a container that does not exist any more. */
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
