import type { Severity } from '../../contract/attention.ts';
import type {
	Destination,
	DestinationChange,
	NewDestination,
	NotificationSettings,
	QuietHours
} from '../../contract/notifications.ts';

/** What is said of one thing. */
export interface Message {
	/** Of the delivery: the same when it is tried again. */
	id: string;
	itemId: string;
	severity: Severity;
	title: string;
	text: string;
	/** Absolute address on the box, as far as one is known. */
	link: string;
	/** Name of the box. */
	box: string;
	/** When it came, milliseconds since the epoch. */
	at: number;
}

/** Tells the owner outside of the browser what needs him. */
export interface Notifications {
	get(): NotificationSettings;
	/** @throws BoxError 409 `too-many-destinations` */
	add(destination: NewDestination): Destination;
	/** @throws BoxError 404; 422 for another kind, or a secret that must be given again */
	change(id: string, change: DestinationChange): Destination;
	/** @throws BoxError 404 */
	remove(id: string): void;
	/**
	 * Sends a message now, quiet hours or not.
	 * @throws BoxError 404; 502 with why it was not taken
	 */
	test(id: string, signal?: AbortSignal): Promise<void>;
	setQuietHours(hours: QuietHours | null): void;
	begin(): void;
	/** What is under way is cut off, and tried again at the next start. */
	close(): Promise<void>;
}
