/** Types of events in Docker’s API. */

export type EventType = 'container' | 'image' | 'network' | 'volume' | 'daemon';

/** An event in the form of Docker’s reference of `GET /events`. */
export interface DockerEvent {
	Type: EventType;
	Action: string;
	Actor: { ID: string; Attributes: Record<string, string> };
	scope: 'local';
	/** Seconds since 1970. */
	time: number;
	timeNano: number;
}

/** An event without its time. */
export interface EventWords {
	type: EventType;
	action: string;
	/** The id in Docker's API: a container’s has 64 hex digits. */
	id: string;
	attributes?: Readonly<Record<string, string>>;
}
