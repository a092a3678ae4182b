/** Sends a message to ntfy, published as JSON (docs.ntfy.sh/publish/#publish-as-json). */
import { hostPortOf } from '../../outbound/index.ts';
import type { NtfyTarget } from '../targets.ts';
import { LIMITS, TEXT } from './limits.ts';
import type { Send } from './types.ts';

/** From 1 (least urgent) to 5 (most urgent); from 4 on a phone makes a sound. */
const PRIORITY = { critical: 5, warning: 3, info: 2 } as const;
const TAGS = { critical: 'rotating_light', warning: 'warning', info: 'information_source' } as const;

export const send: Send<NtfyTarget> = async ({ url, topic, secret }, message, { outbound, signal }) => {
	const { severity, title, text, link, box } = message;
	const body = {
		topic,
		title: `${box}: ${title}`,
		message: (text || title).slice(0, TEXT),
		priority: PRIORITY[severity],
		tags: [TAGS[severity]],
		...(link && { click: link })
	};
	await outbound.fetch({
		url,
		allow: [hostPortOf(url)],
		body: Buffer.from(JSON.stringify(body)),
		headers: { 'content-type': 'application/json', ...(secret && { authorization: `Bearer ${secret}` }) },
		...LIMITS,
		signal
	});
};
