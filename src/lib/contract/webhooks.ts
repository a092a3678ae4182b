/** Webhooks of events: addresses to which each change of the box is sent. */
import * as v from 'valibot';
import { hasHidden } from './hidden-characters.ts';
import { CHANGE_KINDS } from './live.ts';
import { isWebAddress } from './web-address.ts';

/** Most webhooks of a box. */
export const WEBHOOKS_MOST = 20;
export const WEBHOOK_NAME_MAX = 60;
/** Most recent deliveries that are kept for each webhook. */
export const DELIVERIES_MOST = 100;
/** Days of failures after which a webhook is paused automatically. */
export const FAILING_DAYS = 3;
/** Hours for which the previous secret also signs, after a new one was created. */
export const OLD_SECRET_HOURS = 24;

const name = v.pipe(
	v.string('Give it a name.'),
	v.trim(),
	v.minLength(1, 'Give it a name.'),
	v.maxLength(WEBHOOK_NAME_MAX, `A name has at most ${WEBHOOK_NAME_MAX} characters.`),
	v.check((text) => !hasHidden(text) && !/[\r\n]/.test(text), 'A name is a single line of text.')
);
const url = v.pipe(
	v.string('Give a web address.'),
	v.trim(),
	v.maxLength(2000, 'A web address has at most 2000 characters.'),
	isWebAddress
);
const kinds = v.nullable(
	v.pipe(
		v.array(v.picklist(CHANGE_KINDS, `Give some of ${CHANGE_KINDS.join(', ')}.`)),
		v.minLength(1, 'Choose at least one kind of event.'),
		v.maxLength(CHANGE_KINDS.length, 'The list has more kinds than exist.')
	)
);
const pups = v.nullable(
	v.pipe(
		v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'This is not the id of a pup.'))),
		v.minLength(1, 'Choose at least one pup.'),
		v.maxLength(100, 'Choose at most 100 pups.')
	)
);

export const newWebhook = v.object({
	/** The owner's name for it. */
	name,
	/** Receives events by POST. */
	url,
	/** Kinds of events; null for all. */
	kinds: v.optional(kinds, null),
	/** Ids of pups, to send only changes of them and jobs about them; null for all. */
	pups: v.optional(pups, null)
});
export type NewWebhook = v.InferOutput<typeof newWebhook>;

/** Members that are left out stay as they are. */
export const webhookChange = v.object({
	name: v.optional(name),
	url: v.optional(url),
	kinds: v.optional(kinds),
	pups: v.optional(pups)
});
export type WebhookChange = v.InferOutput<typeof webhookChange>;

/**
 * `active`: it receives each event. `failing`: it does not accept the next event, which is retried.
 * `paused`: nothing is sent, because the owner paused it or it failed for too long.
 */
export const WEBHOOK_STATES = ['active', 'failing', 'paused'] as const;

export const webhook = v.object({
	id: v.string(),
	name: v.string(),
	/** Host of the address. The rest may contain a token and is not shown. */
	host: v.string(),
	kinds,
	pups,
	state: v.picklist(WEBHOOK_STATES),
	/** Why it is paused; null when it is not. */
	pausedBy: v.nullable(v.picklist(['owner', 'failures'])),
	/** Number of the last change that was sent or filtered out; the one after it is next. */
	seq: v.number(),
	/** Number of changes after `seq`, including those that will be filtered out. */
	behind: v.number(),
	/** When the next attempt is, milliseconds since the epoch; null when nothing failed. */
	nextAt: v.nullable(v.number()),
	/** Since when nothing was accepted; null when nothing failed. */
	failingSince: v.nullable(v.number()),
	/** Why the last attempt failed; null when it succeeded. */
	problem: v.nullable(v.string()),
	/** Until when the previous secret also signs; null when there is none. */
	oldSecretUntil: v.nullable(v.number()),
	createdAt: v.number()
});
export type Webhook = v.InferOutput<typeof webhook>;

/** One message to one webhook, with the result of its last attempt. */
export const webhookDelivery = v.object({
	id: v.string(),
	/** As in the header `Webhook-Id`: the same for each attempt. */
	message: v.string(),
	/** Kind of the event: a kind of change, `resync` or `test`. */
	event: v.picklist([...CHANGE_KINDS, 'resync', 'test']),
	/** Number of the change; null for a test. */
	seq: v.nullable(v.number()),
	state: v.picklist(['delivered', 'failed']),
	/** When the last attempt was, milliseconds since the epoch. */
	at: v.number(),
	/** Number of attempts. */
	tries: v.number(),
	/** Status of the last answer; null when there was none. */
	status: v.nullable(v.number()),
	/** Duration of the last attempt in milliseconds. */
	ms: v.number(),
	/** Why the last attempt failed, in words; null when it succeeded. */
	problem: v.nullable(v.string())
});
export type WebhookDelivery = v.InferOutput<typeof webhookDelivery>;
