/**
 * Messages and their signatures according to Standard Webhooks 1.0
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), so that owners can
 * verify them with existing libraries. Pure.
 */
import { createHmac } from 'node:crypto';
import type { Change } from '../../contract/live.ts';
import type { WebhookDelivery } from '../../contract/webhooks.ts';

export interface Message {
	/** The same for each try, and after a restart. */
	id: string;
	event: WebhookDelivery['event'];
	/** Null for a test. */
	seq: number | null;
	/** When the event happened, milliseconds since the epoch. */
	at: number;
	/** As in the event stream. */
	data: object;
}

export const changeMessage = (webhookId: string, change: Change): Message => ({
	id: `${webhookId}-${change.seq}`,
	event: change.body.kind,
	seq: change.seq,
	at: change.at,
	data: change
});

/** Reports that the log does not contain, or never contained, the events before `seq`. */
export const resyncMessage = (webhookId: string, seq: number, at: number): Message => ({
	id: `${webhookId}-${seq}`,
	event: 'resync',
	seq,
	at,
	data: { seq }
});

/** @param name distinguishes this test from others */
export const testMessage = (webhookId: string, name: string, at: number): Message => ({
	id: `${webhookId}-test-${name}`,
	event: 'test',
	seq: null,
	at,
	data: {}
});

/** The body of a message. Owners' programs parse it, so fields are only ever added. */
export function bodyOf({ event, seq, at, data }: Message, box: string): Buffer {
	return Buffer.from(JSON.stringify({ type: event, seq, timestamp: new Date(at).toISOString(), box, data }));
}

/** Prefix of the base64 of a secret's bytes. */
export const SECRET_PREFIX = 'whsec_';

/**
 * Headers of one try.
 * @param seconds time of sending, since the epoch: receivers refuse old messages
 * @param secrets each signs; a receiver accepts any one of the signatures
 */
export function signedHeaders(
	id: string,
	seconds: number,
	body: Buffer,
	secrets: readonly string[]
): Record<string, string> {
	const signatures = secrets.map((secret) => {
		const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
		return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
	});
	return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
}
