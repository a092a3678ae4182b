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
		summary: 'Webhooks of events, with how it goes with each. Secrets and whole addresses are not in it.',
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
			'From now on it gets each wanted event by POST, in order, at least once, signed as `docs/webhooks.md` says. An address in the home network is allowed: it is the owner who names it. It takes no `Idempotency-Key`: its answer is not kept.',
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
			'What is left out stays. Where the address is on another server, a new secret is made and answered, and the one before ends at once: who got it before must not be able to sign for who gets it now. Elsewhere `secret` is null.',
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
		summary: 'Removes a webhook with its deliveries; what it was not sent yet is dropped.',
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
		summary: 'Makes a new secret for a webhook. It is in this answer and never shown again.',
		description: `The one before signs too for ${OLD_SECRET_HOURS} hours, so that no event is lost meanwhile. Making another one ends it.`,
		idempotencyKey: false,
		access: 'owner',
		scopes,
		params,
		output: json(v.object({ secret, webhook })),
		status: 200,
		perMinute: 30,
		audit: 'made a new secret for a webhook',
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
		summary: 'Resumes a webhook, or tries one that fails again now.',
		description: `A webhook that took nothing for ${FAILING_DAYS} days pauses itself. \`from\` is where it goes on: \`left\`, with what it was not sent yet, or \`now\`, with what comes from now on. What the log no longer has is sent as \`resync\`.`,
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
		summary: 'Sends an event `test` there now, and answers when it was taken, or with why it was not.',
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
		summary: 'Sends a delivery again now, with the same id, and answers when it was taken.',
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
