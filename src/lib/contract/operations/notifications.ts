/**
 * Operations on notifications outside the browser, which report what needs the owner's attention.
 */
import * as v from 'valibot';
import { destination, destinationChange, newDestination, notificationSettings, quietHours } from '../notifications.ts';
import { json, nothing, operation } from '../operation.ts';
import { EXAMPLE_ID, hexId } from './inputs.ts';

const params = v.object({ id: hexId('destination') });
const scopes = ['administer'] as const;
/** Codes with which sending a message can fail. */
const UNSENT = ['unreachable', 'internal-address', 'http-status', 'too-slow', 'bad-address', 'not-sent'] as const;

export const notificationOperations = {
	'notifications.get': operation({
		method: 'GET',
		path: '/notifications',
		tags: ['notifications'],
		summary: 'Destinations of notifications, quiet hours, and the newest messages, without secrets.',
		access: 'owner',
		scopes,
		output: json(notificationSettings),
		status: 200
	}),
	'notifications.add': operation({
		method: 'POST',
		path: '/notifications/destinations',
		tags: ['notifications'],
		summary: 'Adds a destination: a webhook, an e-mail address, a topic of ntfy, a browser (Web Push).',
		description:
			'A webhook gets a JSON object by POST, with `X-Dogebox-Signature: sha256=<HMAC-SHA-256 of the body under the secret, hex>`. An address in the home network is allowed, because the owner enters it.',
		access: 'owner',
		scopes,
		body: newDestination,
		output: json(destination),
		status: 201,
		errors: ['too-many-destinations'],
		perMinute: 30,
		audit: 'added a destination of notifications',
		example: {
			body: {
				kind: 'ntfy',
				name: 'My phone',
				severities: ['critical', 'warning'],
				url: 'https://ntfy.sh',
				topic: 'my-dogebox'
			}
		}
	}),
	'notifications.change': operation({
		method: 'PATCH',
		path: '/notifications/destinations/{id}',
		tags: ['notifications'],
		summary: 'Changes a destination: its name, what is sent there, or its target.',
		description:
			'Give the complete `target`; its kind cannot change. An absent secret is kept, and so is an absent address of a webhook; `null` removes a secret. When the server changes, or the connection becomes less protected, give a kept secret again or remove it: it is never sent to a place that it was not meant for.',
		access: 'owner',
		scopes,
		params,
		body: destinationChange,
		output: json(destination),
		status: 200,
		perMinute: 60,
		audit: 'changed a destination of notifications',
		example: { params: { id: EXAMPLE_ID }, body: { severities: ['critical'] } }
	}),
	'notifications.remove': operation({
		method: 'DELETE',
		path: '/notifications/destinations/{id}',
		tags: ['notifications'],
		summary: 'Removes a destination; its pending messages are dropped.',
		access: 'owner',
		scopes,
		params,
		output: nothing,
		status: 204,
		perMinute: 60,
		audit: 'removed a destination of notifications',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'notifications.test': operation({
		method: 'POST',
		path: '/notifications/destinations/{id}/test',
		tags: ['notifications'],
		summary: 'Sends a test message now. The answer comes when the destination has accepted it, or says why it has not.',
		access: 'owner',
		scopes,
		params,
		output: nothing,
		status: 204,
		errors: [...UNSENT],
		perMinute: 20,
		audit: 'sent a test notification',
		example: { params: { id: EXAMPLE_ID } }
	}),
	'notifications.quiet': operation({
		method: 'PUT',
		path: '/notifications/quiet-hours',
		tags: ['notifications'],
		summary: 'Sets the hours in which only critical notifications are sent; null for none.',
		access: 'owner',
		scopes,
		body: v.object({ quietHours: v.nullable(quietHours) }),
		output: nothing,
		status: 204,
		perMinute: 60,
		audit: 'set quiet hours',
		example: { body: { quietHours: { from: '22:00', to: '07:00' } } }
	})
} as const;
