/**
 * Sends a message to a browser, encrypted for it (RFC 8291), through its push service (RFC 8030).
 */
import webPush from 'web-push';
import type { PushTarget } from '../targets.ts';
import { LIMITS, TEXT } from './limits.ts';
import type { Send } from './types.ts';

/** How long a push service keeps a message for an absent browser, seconds. */
const KEPT_S = 86_400;
/** Contact address of this program for push services (RFC 8292 §2.1). */
const SUBJECT = 'https://dogebox.org';

export const send: Send<PushTarget> = async ({ endpoint, keys }, message, { outbound, signal, vapid }) => {
	const { itemId, severity, title, text, link, box } = message;
	const shown = { item: itemId, severity, title: `${box}: ${title}`, text: text.slice(0, TEXT), link };
	const details = webPush.generateRequestDetails({ endpoint, keys }, JSON.stringify(shown), {
		vapidDetails: { subject: SUBJECT, ...vapid() },
		TTL: KEPT_S,
		urgency: severity === 'critical' ? 'high' : 'normal'
	});
	await outbound.fetch({
		url: endpoint,
		body: Buffer.from(details.body ?? ''),
		headers: Object.fromEntries(
			Object.entries(details.headers)
				.filter(([name]) => name.toLowerCase() !== 'content-length')
				.map(([name, value]) => [name, String(value)])
		),
		...LIMITS,
		signal
	});
};
