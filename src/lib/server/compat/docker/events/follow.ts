/** Follows the change log for Docker’s clients: publishes events, and resolves waits for ends. */
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { Job } from '../../../../contract/jobs.ts';
import type { Change } from '../../../../contract/live.ts';
import type { PupSummary } from '../../../../contract/pups.ts';
import { monotonicMs } from '../../../concurrency/index.ts';
import { pupNames } from '../containers/containers.ts';
import type { Services } from '../../../services.ts';
import { dockerId, resolveId } from '../ids.ts';
import type { EventWords } from './types.ts';
import { boxGone, boxHappenings, pupHappenings, UNKNOWN_EXIT, type Happening } from './of-changes.ts';

/** Changes from before this start that are replayed, so that `since` finds them. */
const REPLAYED_CHANGES = 5000;

/** How long the exit codes of removed containers are kept, milliseconds, and of how many. */
const GONE_MS = 10_000;
const MOST_GONE = 200;

export interface Ends {
	/**
	 * Waits for the next end of a container's main process.
	 * @returns its exit code; 255 where it is unknown
	 */
	nextExit(id: string, signal: AbortSignal): Promise<number>;
	/** Waits until a container is removed. @returns the exit code of its last end */
	removed(id: string, signal: AbortSignal): Promise<number>;
	/**
	 * Finds a container that was removed within the last ten seconds. Libraries start a container
	 * of `--rm` and wait for it only after the start was answered.
	 * @param text its id, the beginning of its id, or its name
	 * @returns the exit code of its last end; null for none
	 */
	ofGone(text: string): number | null;
}

interface Waiter {
	id: string;
	for: 'exit' | 'removal';
	ended(code: number): void;
}

export interface Following {
	ends: Ends;
	close(): void;
}

/** The event of a stop or restart that somebody asked for by any entry point. */
function jobHappening(job: Job, box: BoxSummary): Happening | null {
	const action = { 'box.stop': 'stop', 'box.restart': 'restart' }[job.kind];
	if (action === undefined || job.status !== 'succeeded') return null;
	return { ...boxGone(box), action };
}

/**
 * Replays recent changes of the log, then follows it.
 * @param publish receives each event; `at` in milliseconds since the epoch
 */
export function followChanges(
	{ boxes, events, pups }: Pick<Services, 'boxes' | 'events' | 'pups'>,
	publish: (event: EventWords, at: number) => void
): Following {
	const known = new Map<string, BoxSummary>();
	/** Recently removed containers, oldest first. */
	const gone: { id: string; name: string; code: number; at: number }[] = [];
	const knownPups = new Map<string, PupSummary>();
	const waiters = new Set<Waiter>();

	const wake = (id: string, code: number, gone: boolean) => {
		for (const waiter of [...waiters]) {
			if (waiter.id !== id || (waiter.for === 'removal' && !gone)) continue;
			waiters.delete(waiter);
			waiter.ended(code);
		}
	};
	const say = (happenings: readonly Happening[], at: number) => {
		for (const one of happenings) publish({ type: 'container', ...one }, at);
	};

	function changed({ at, body }: Change): void {
		switch (body.kind) {
			case 'ad-hoc-box': {
				const { box } = body;
				const happened = boxHappenings(known.get(box.id) ?? null, box);
				known.set(box.id, box);
				say(happened, at);
				if (happened.some(({ action }) => action === 'die')) wake(box.id, box.exitCode ?? UNKNOWN_EXIT, false);
				return;
			}
			case 'ad-hoc-box-removed': {
				const box = known.get(body.id);
				known.delete(body.id);
				if (box) {
					gone.push({ id: box.id, name: box.name, code: box.exitCode ?? 0, at: monotonicMs() });
					if (gone.length > MOST_GONE) gone.shift();
					say([boxGone(box)], at);
				}
				wake(body.id, box?.exitCode ?? 0, true);
				return;
			}
			case 'pup': {
				const { pup } = body;
				const before = knownPups.get(pup.id) ?? null;
				knownPups.set(pup.id, pup);
				say(pupHappenings(before, pup, pupNames([...knownPups.values()]).get(pup.id)!), at);
				return;
			}
			case 'job': {
				const box = body.job.subject?.kind === 'ad-hoc-box' ? known.get(body.job.subject.id) : undefined;
				const happened = box && jobHappening(body.job, box);
				if (happened) say([happened], at);
				return;
			}
		}
	}

	const before = events.since(Math.max(0, events.seq - REPLAYED_CHANGES + 1)) ?? [];
	for (const change of before) changed(change);
	// The replayed part of the log may be incomplete, so the current state replaces what it gave.
	known.clear();
	gone.length = 0;
	for (const box of boxes.all()) known.set(box.id, box);
	for (const pup of pups.list()) knownPups.set(pup.id, pup);
	const stop = events.subscribe(changed);

	const wait = (kind: Waiter['for'], id: string, signal: AbortSignal) =>
		new Promise<number>((resolve, reject) => {
			const waiter: Waiter = {
				id,
				for: kind,
				ended(code) {
					signal.removeEventListener('abort', gone);
					resolve(code);
				}
			};
			const gone = () => {
				waiters.delete(waiter);
				reject(new Error('the client went away'));
			};
			if (signal.aborted) return gone();
			waiters.add(waiter);
			signal.addEventListener('abort', gone, { once: true });
		});

	return {
		ends: {
			nextExit: (id, signal) => wait('exit', id, signal),
			removed: (id, signal) => wait('removal', id, signal),
			ofGone(text) {
				const found = resolveId(
					gone.filter(({ at }) => monotonicMs() - at < GONE_MS),
					text
				);
				return found && found !== 'ambiguous' ? found.code : null;
			}
		},
		close: stop
	};
}

/** The event of a signal that was sent to a container. */
export const killed = (box: BoxSummary, signal: string): EventWords => ({
	type: 'container',
	action: 'kill',
	id: dockerId(box.id),
	attributes: { ...box.labels, image: box.image, name: box.name, signal }
});
