/** Sends a signed JSON object by POST. */
import { createHmac } from 'node:crypto';
import { hostPortOf } from '../../outbound/index.ts';
import type { WebhookTarget } from '../targets.ts';
import { LIMITS } from './limits.ts';
import type { Send } from './types.ts';

/** Owners' programs parse this body, so fields are only ever added. */
export const send: Send<WebhookTarget> = async ({ url, secret }, message, { outbound, signal }) => {
	const { id, itemId, severity, title, text, link, box, at } = message;
	const body = Buffer.from(
		JSON.stringify({
			event: 'attention',
			id,
			item: itemId,
			severity,
			title,
			text,
			link,
			box,
			at: new Date(at).toISOString()
		})
	);
	await outbound.fetch({
		url,
		allow: [hostPortOf(url)],
		body,
		headers: {
			'content-type': 'application/json',
			'x-dogebox-delivery': id,
			...(secret && { 'x-dogebox-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` })
		},
		...LIMITS,
		signal
	});
};
