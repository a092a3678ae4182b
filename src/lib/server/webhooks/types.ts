import type { NewWebhook, Webhook, WebhookChange, WebhookDelivery } from '../../contract/webhooks.ts';

/** A webhook that was paused because of its failures. */
export interface GivenUp {
	id: string;
	name: string;
	/** Why the last try failed. */
	problem: string;
}

/** A webhook with a newly created secret; null where it kept its own. */
export interface WithSecret<S extends string | null = string> {
	webhook: Webhook;
	secret: S;
}

/** External programs that are notified of each change of the box. */
export interface Webhooks {
	list(): Webhook[];
	/** Newest deliveries first. @throws BoxError 404 */
	deliveries(id: string): WebhookDelivery[];
	/** Webhooks that were paused because they failed for too long. */
	givenUp(): GivenUp[];
	/** @throws BoxError 409 `too-many-webhooks` */
	add(webhook: NewWebhook): WithSecret;
	/** A change of the server creates a new secret. @throws BoxError 404 */
	change(id: string, change: WebhookChange): WithSecret<string | null>;
	/** @throws BoxError 404 */
	remove(id: string): void;
	/** The previous secret also signs for a day. @throws BoxError 404 */
	rotate(id: string): WithSecret;
	/** @throws BoxError 404 */
	pause(id: string): Webhook;
	/**
	 * @param from `left`: continues with unsent events; `now`: continues with new events
	 * @throws BoxError 404
	 */
	resume(id: string, from: 'left' | 'now'): Webhook;
	/**
	 * Sends an event `test` now. @throws BoxError 404; 502 with the reason why it was not accepted
	 */
	test(id: string, signal?: AbortSignal): Promise<WebhookDelivery>;
	/**
	 * Sends a delivery again now, whatever followed it.
	 * @throws BoxError 404; 409 `change-gone`; 502 with the reason why it was not accepted
	 */
	again(id: string, delivery: string, signal?: AbortSignal): Promise<WebhookDelivery>;
	/**
	 * Calls `fn` when a webhook is paused because of its failures, or resumed after that.
	 * @returns a function that unsubscribes
	 */
	onChange(fn: () => void): () => void;
	begin(): void;
	/** Aborts running requests; they are sent again at the next start. */
	close(): Promise<void>;
}
