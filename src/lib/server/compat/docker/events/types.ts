/** What an event is to Docker’s clients. */

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
