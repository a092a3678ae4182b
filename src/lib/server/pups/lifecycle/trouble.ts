/**
 * The last log lines of services before they ended. Kept in memory; after a restart of dogeboxd
 * they are read from the logs again.
 */
import { exitWords } from '../../../contract/exit-words.ts';
import { showPlain } from '../../../contract/hidden-characters.ts';
import type { ServiceTrouble } from '../../../contract/pups.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRow, Signals } from '../installed/index.ts';
import type { ServiceRecords } from './records.ts';

/** Number of lines kept of each service, and characters of each line. */
const LINES = 12;
const CHARACTERS = 500;

type Lines = ServiceTrouble['lines'];

/** Escape sequences for terminal colours (ECMA-48, 5.4). */
// eslint-disable-next-line no-control-regex
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]/g;

export interface Trouble {
	/** Reads the last lines of a service's log and keeps them. Never rejects. */
	remember(pupId: string, service: string): Promise<void>;
	/**
	 * Services of a pup that are unexpectedly down. Missing lines are read in the background, and
	 * then the pup is published as changed.
	 */
	of(row: PupRow): ServiceTrouble[];
}

export function createTrouble({
	engine,
	log,
	records,
	signals
}: Pick<PupsDeps, 'engine' | 'log'> & { records: ServiceRecords; signals: Signals }): Trouble {
	const kept = new Map<string, Map<string, Lines>>();
	signals.subscribe('removed', (id) => void kept.delete(id));

	async function remember(pupId: string, service: string): Promise<void> {
		const keep = (lines: Lines) =>
			void kept.set(pupId, (kept.get(pupId) ?? new Map<string, Lines>()).set(service, lines));
		try {
			const page = await engine?.logs(pupId, { service, tail: LINES });
			keep((page?.lines ?? []).map(({ at, stream, text }) => ({ at, stream, text: plain(text) })));
		} catch (error) {
			log.debug({ err: error, pup: pupId, service }, 'the last lines of a service could not be read');
			// An empty list is kept, so that the lines are not read each time.
			keep([]);
		}
	}

	return {
		remember,
		of(row) {
			if (row.state !== 'crashed' && row.state !== 'broken') return [];
			return row.manifest.container.services.flatMap(({ name }): ServiceTrouble[] => {
				const { pid, exitCode, oomKilled, endedAt, unhealthy } = records.get(row.id, name);
				if (pid !== null || exitCode === null) return [];
				const { nextStartAt, flapping } = records.view(row.id, name, row.state === 'crashed');
				const lines = kept.get(row.id)?.get(name);
				if (!lines) void remember(row.id, name).then(() => signals.publish('changed', row.id));
				const health = unhealthy === null ? '' : ` Its health check had failed: ${unhealthy}`;
				return [
					{
						service: name,
						reason: `It ${exitWords(exitCode, oomKilled)}.${health}`,
						exitCode,
						at: endedAt,
						nextStartAt,
						...(flapping && { flapping }),
						lines: lines ?? []
					}
				];
			});
		}
	};
}

/** Reduces a pup's arbitrary output to readable text. */
const plain = (text: string) => showPlain(text.slice(0, 2 * CHARACTERS).replace(ANSI, '')).slice(0, CHARACTERS);
