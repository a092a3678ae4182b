/**
 * Messages and their signatures, as Standard Webhooks 1.0 has them
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), so that owners check
 * them with a library of their language. Pure.
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
	/** When what it tells happened, milliseconds since the epoch. */
	at: number;
	/** As the event stream has it. */
	data: object;
}

export const changeMessage = (webhookId: string, change: Change): Message => ({
	id: `${webhookId}-${change.seq}`,
	event: change.body.kind,
	seq: change.seq,
	at: change.at,
	data: change
});

/** The log no longer has what came before `seq`, or never had it. */
export const resyncMessage = (webhookId: string, seq: number, at: number): Message => ({
	id: `${webhookId}-${seq}`,
	event: 'resync',
	seq,
	at,
	data: { seq }
});

/** @param name what tells this test from others */
export const testMessage = (webhookId: string, name: string, at: number): Message => ({
	id: `${webhookId}-test-${name}`,
	event: 'test',
	seq: null,
	at,
	data: {}
});

/** What is sent; programs of owners read it, so members are only ever added. */
export function bodyOf({ event, seq, at, data }: Message, box: string): Buffer {
	return Buffer.from(JSON.stringify({ type: event, seq, timestamp: new Date(at).toISOString(), box, data }));
}

/** Before the base64 of a secret's bytes. */
export const SECRET_PREFIX = 'whsec_';

/**
 * Headers of one try.
 * @param seconds since the epoch, when it is sent: who gets it refuses what is old
 * @param secrets each signs; who gets it is content with one
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
