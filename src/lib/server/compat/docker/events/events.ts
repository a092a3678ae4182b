/** Events as Docker’s clients follow them: those of the change log, and what routes add. */
import type { Services } from '../../../services.ts';

export type EventType = 'container' | 'image' | 'network' | 'volume' | 'daemon';

/** As Docker’s reference of `GET /events` has it. */
export interface DockerEvent {
	Type: EventType;
	Action: string;
	Actor: { ID: string; Attributes: Record<string, string> };
	scope: 'local';
	/** Seconds since 1970. */
	time: number;
	timeNano: number;
}

/** An event without its moment. */
export interface EventWords {
	type: EventType;
	action: string;
	/** As clients see it: a container’s has 64 hex digits. */
	id: string;
	attributes?: Readonly<Record<string, string>>;
}

export interface DockerEvents {
	/** Tells of what no change of the box tells: a command, an image. */
	emit(event: EventWords): void;
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

export function createDockerEvents({ log }: Pick<Services, 'log'>): DockerEvents {
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
	return {
		emit: (words) => tell(eventOf(words, Date.now())),
		follow(fn) {
			const own = (event: DockerEvent) => fn(event);
			followers.add(own);
			return () => void followers.delete(own);
		},
		kept: () => kept,
		close: () => followers.clear()
	};
}
