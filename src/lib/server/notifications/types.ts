import type { Severity } from '../../contract/attention.ts';
import type {
	Destination,
	DestinationChange,
	NewDestination,
	NotificationSettings,
	QuietHours
} from '../../contract/notifications.ts';

/** A message about one item. */
export interface Message {
	/** Id of the delivery, the same for each try. */
	id: string;
	itemId: string;
	severity: Severity;
	title: string;
	text: string;
	/** Absolute URL of a page of the box; empty where its address is unknown. */
	link: string;
	/** Name of the box. */
	box: string;
	/** When the message was created, milliseconds since the epoch. */
	at: number;
}

/** Informs the owner outside the browser. */
export interface Notifications {
	get(): NotificationSettings;
	/** @throws BoxError 409 `too-many-destinations` */
	add(destination: NewDestination): Destination;
	/** @throws BoxError 404; 422 for another kind, or a secret that must be given again */
	change(id: string, change: DestinationChange): Destination;
	/** @throws BoxError 404 */
	remove(id: string): void;
	/**
	 * Sends a test message now, regardless of quiet hours.
	 * @throws BoxError 404; 502 with the reason why it was not accepted
	 */
	test(id: string, signal?: AbortSignal): Promise<void>;
	setQuietHours(hours: QuietHours | null): void;
	begin(): void;
	/** Aborts running deliveries; they are tried again at the next start. */
	close(): Promise<void>;
}
