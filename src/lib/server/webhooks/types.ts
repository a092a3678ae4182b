import type { NewWebhook, Webhook, WebhookChange, WebhookDelivery } from '../../contract/webhooks.ts';

/** A webhook that has paused itself. */
export interface GivenUp {
	id: string;
	name: string;
	/** Why the last try failed. */
	problem: string;
}

/** A webhook with a secret that was made just now; null where it kept its own. */
export interface WithSecret<S extends string | null = string> {
	webhook: Webhook;
	secret: S;
}

/** Programs elsewhere that hear of each change of the box. */
export interface Webhooks {
	list(): Webhook[];
	/** The newest deliveries first. @throws BoxError 404 */
	deliveries(id: string): WebhookDelivery[];
	/** Those that took nothing for so long that nothing is sent any more. */
	givenUp(): GivenUp[];
	/** @throws BoxError 409 `too-many-webhooks` */
	add(webhook: NewWebhook): WithSecret;
	/** Another server gets another secret. @throws BoxError 404 */
	change(id: string, change: WebhookChange): WithSecret<string | null>;
	/** @throws BoxError 404 */
	remove(id: string): void;
	/** The secret before signs too for a day. @throws BoxError 404 */
	rotate(id: string): WithSecret;
	/** @throws BoxError 404 */
	pause(id: string): Webhook;
	/**
	 * @param from `left`: goes on with what was not sent; `now`: with what is new
	 * @throws BoxError 404
	 */
	resume(id: string, from: 'left' | 'now'): Webhook;
	/** Sends an event `test` now. @throws BoxError 404; 502 with why it was not taken */
	test(id: string, signal?: AbortSignal): Promise<WebhookDelivery>;
	/**
	 * Sends a delivery again now, whatever came since.
	 * @throws BoxError 404; 409 `change-gone`; 502 with why it was not taken
	 */
	again(id: string, delivery: string, signal?: AbortSignal): Promise<WebhookDelivery>;
	/** @returns stops telling when one pauses itself, or is resumed after that */
	onChange(fn: () => void): () => void;
	begin(): void;
	/** What is under way is cut off, and sent again at the next start. */
	close(): Promise<void>;
}
