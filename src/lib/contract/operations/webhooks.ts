/** Operations on webhooks: programs elsewhere to which changes of the box are sent. */
import * as v from 'valibot';
import { json, nothing, operation } from '../operation.ts';
import { FAILING_DAYS, newWebhook, OLD_SECRET_HOURS, webhook, webhookChange, webhookDelivery } from '../webhooks.ts';
import { EXAMPLE_ID, hexId, pageOf, pageParams } from './inputs.ts';

const params = v.object({ id: hexId('webhook') });
const scopes = ['administer'] as const;
/** Codes with which sending a message can fail. */
const UNSENT = ['unreachable', 'internal-address', 'http-status', 'too-slow', 'bad-redirect'] as const;
const secret = v.pipe(v.string(), v.regex(/^whsec_/));

export const webhookOperations = {
	'webhooks.list': operation({
		method: 'GET',
		path: '/webhooks',
		tags: ['webhooks'],
		summary: 'Webhooks of events with the state of each, without secrets and complete addresses.',
		access: 'owner',
		scopes,
		query: pageParams,
		output: json(pageOf('webhooks', webhook)),
		status: 200
	}),
	'webhooks.add': operation({
		method: 'POST',
		path: '/webhooks',
		tags: ['webhooks'],
		summary: 'Adds a webhook. Its secret is in this answer and never shown again.',
		description:
			'It gets each later event of its kinds by POST, in order, at least once, signed as in `docs/webhooks.md`. An address in the home network is allowed, because the owner enters it. The call takes no `Idempotency-Key`, because its answer is not stored.',
		idempotencyKey: false,
		access: 'owner',
		scopes,
		body: newWebhook,
		output: json(v.object({ secret, webhook })),
		status: 201,
		errors: ['too-many-webhooks'],
		perMinute: 30,
		audit: 'added a webhook',
		example: {
			body: { name: 'Home automation', url: 'https://hooks.example.org/dogebox', kinds: ['pup', 'attention'] }
		}
	}),
	'webhooks.change': operation({
		method: 'PATCH',
		path: '/webhooks/{id}',
		tags: ['webhooks'],
		summary: 'Changes a webhook: its name, its address, which events it gets.',
		description:
			'Absent members stay unchanged. If the new address is on another server, the answer has a new secret and the old one ends at once, so that the old receiver cannot sign events for the new one. Otherwise `secret` is null.',
		idempotencyKey: false,
		access: 'owner',
		scopes,
		params,
		body: webhookChange,
		output: json(v.object({ secret: v.nullable(secret), webhook })),
		status: 200,
		perMinute: 60,
		audit: 'changed a webhook',
		example: { params: { id: EXAMPLE_ID }, body: { kinds: ['attention'] } }
	}),
	'webhooks.remove': operation({
		method: 'DELETE',
		path: '/webhooks/{id}',
		tags: ['webhooks'],
		summary: 'Removes a webhook with its deliveries; pending events are dropped.',
		access: 'owner',
		scopes,
		params,
		output: nothing,
		status: 204,
		perMinute: 60,
		audit: 'removed a webhook',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'webhooks.rotate': operation({
		method: 'POST',
		path: '/webhooks/{id}/secret',
		tags: ['webhooks'],
		summary: 'Creates a new secret for a webhook. It is in this answer and never shown again.',
		description: `The old secret also signs for ${OLD_SECRET_HOURS} hours, so that no event is lost meanwhile. Another new secret ends it.`,
		idempotencyKey: false,
		access: 'owner',
		scopes,
		params,
		output: json(v.object({ secret, webhook })),
		status: 200,
		perMinute: 30,
		audit: 'created a new secret for a webhook',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'webhooks.pause': operation({
		method: 'POST',
		path: '/webhooks/{id}/pause',
		tags: ['webhooks'],
		summary: 'Pauses a webhook: nothing is sent until it is resumed.',
		access: 'owner',
		scopes,
		params,
		output: json(webhook),
		status: 200,
		perMinute: 60,
		audit: 'paused a webhook',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'webhooks.resume': operation({
		method: 'POST',
		path: '/webhooks/{id}/resume',
		tags: ['webhooks'],
		summary: 'Resumes a webhook, or retries a failing one now.',
		description: `A webhook that accepts nothing for ${FAILING_DAYS} days is paused automatically. \`from\` says where to continue: \`left\` with the events that were not sent, or \`now\` with new events only. If the log no longer has the events, \`resync\` is sent instead.`,
		access: 'owner',
		scopes,
		params,
		body: v.object({ from: v.optional(v.picklist(['left', 'now'], 'Give left or now.'), 'left') }),
		output: json(webhook),
		status: 200,
		perMinute: 60,
		audit: 'resumed a webhook',
		example: { params: { id: EXAMPLE_ID }, body: { from: 'now' } }
	}),
	'webhooks.test': operation({
		method: 'POST',
		path: '/webhooks/{id}/test',
		tags: ['webhooks'],
		summary: 'Sends an event `test` now. The answer comes when the receiver has accepted it, or says why it has not.',
		access: 'owner',
		scopes,
		params,
		output: json(webhookDelivery),
		status: 200,
		errors: [...UNSENT],
		perMinute: 20,
		audit: 'tested a webhook',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'webhooks.deliveries': operation({
		method: 'GET',
		path: '/webhooks/{id}/deliveries',
		tags: ['webhooks'],
		summary: 'The last 100 deliveries of a webhook, newest first.',
		access: 'owner',
		scopes,
		params,
		query: pageParams,
		output: json(pageOf('deliveries', webhookDelivery)),
		status: 200
	}),
	'webhooks.again': operation({
		method: 'POST',
		path: '/webhooks/{id}/deliveries/{delivery}/again',
		tags: ['webhooks'],
		summary: 'Sends a delivery again now, with the same id. The answer comes when the receiver has accepted it.',
		access: 'owner',
		scopes,
		params: v.object({ ...params.entries, delivery: hexId('delivery') }),
		output: json(webhookDelivery),
		status: 200,
		errors: [...UNSENT, 'change-gone'],
		perMinute: 20,
		audit: 'sent an event to a webhook again',
		example: { params: { id: EXAMPLE_ID, delivery: EXAMPLE_ID } }
	})
} as const;
