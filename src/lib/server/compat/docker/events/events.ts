/** Events as Docker’s clients follow them: those of the change log, and what routes add. */
import type { Services } from '../../../services.ts';
import { followChanges, type Ends } from './follow.ts';
import type { DockerEvent, EventWords } from './types.ts';

export interface DockerEvents {
	/** Tells of what no change of the box tells: a command, an image. */
	emit(event: EventWords): void;
	/** Ends of containers that somebody waits for. */
	readonly ends: Ends;
	/** Calls with each that comes. @returns how to stop that */
	follow(fn: (event: DockerEvent) => void): () => void;
	/** Those kept, oldest first. */
	kept(): readonly DockerEvent[];
	close(): void;
}

/** Events kept for who asks `since`. */
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
	function tell(event: DockerEvent): void {
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
	const following = followChanges(box, (words, at) => tell(eventOf(words, at)));
	return {
		ends: following.ends,
		emit: (words) => tell(eventOf(words, Date.now())),
		follow(fn) {
			const own = (event: DockerEvent) => fn(event);
			followers.add(own);
			return () => void followers.delete(own);
		},
		kept: () => kept,
		close() {
			following.close();
			followers.clear();
		}
	};
}
