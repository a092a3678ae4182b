/** Events for Docker’s clients: those of the change log, and those that routes add. */
import type { Services } from '../../../services.ts';
import { followChanges, type Ends, type Following } from './follow.ts';
import type { DockerEvent, EventWords } from './types.ts';

export interface DockerEvents {
	/** Publishes an event that is not in the change log, as of a command or an image. */
	emit(event: EventWords): void;
	/** Starts to record the ends of containers. */
	begin(): void;
	/** Ends of containers, for clients that wait for them. */
	readonly ends: Ends;
	/** Calls `fn` with each new event. @returns unsubscribe */
	follow(fn: (event: DockerEvent) => void): () => void;
	/** The stored events, oldest first. */
	kept(): readonly DockerEvent[];
	close(): void;
}

/** Number of events that are stored for clients that ask with `since`. */
const KEPT = 4096;

/** @param at milliseconds since the epoch */
export function eventOf({ type, action, id, attributes = {} }: EventWords, at: number): DockerEvent {
	return {
		Type: type,
		Action: action,
		Actor: { ID: id, Attributes: { ...attributes } },
		scope: 'local',
		time: Math.floor(at / 1000),
		timeNano: at * 1_000_000
	};
}

export function createDockerEvents(box: Pick<Services, 'boxes' | 'events' | 'log' | 'pups'>): DockerEvents {
	const { log } = box;
	const kept: DockerEvent[] = [];
	const followers = new Set<(event: DockerEvent) => void>();
	function publish(event: DockerEvent): void {
		kept.push(event);
		if (kept.length > KEPT) kept.shift();
		for (const fn of [...followers]) {
			try {
				fn(event);
			} catch (error) {
				log.error({ err: error }, 'a follower of Docker’s events failed');
			}
		}
	}
	let following: Following | null = null;
	/** Starts to follow the log at the first need, because most boxes have no Docker client. */
	function begun(): Following {
		following ??= followChanges(box, (words, at) => publish(eventOf(words, at)));
		return following;
	}
	return {
		begin: () => void begun(),
		ends: {
			nextExit: (...args) => begun().ends.nextExit(...args),
			removed: (...args) => begun().ends.removed(...args),
			ofGone: (text) => begun().ends.ofGone(text)
		},
		emit(words) {
			begun();
			publish(eventOf(words, Date.now()));
		},
		follow(fn) {
			begun();
			const own = (event: DockerEvent) => fn(event);
			followers.add(own);
			return () => void followers.delete(own);
		},
		kept() {
			begun();
			return kept;
		},
		close() {
			following?.close();
			followers.clear();
		}
	};
}
