/** Webhooks of events: addresses that are sent each change of the box. */
import * as v from 'valibot';
import { hasHidden } from './hidden-characters.ts';
import { CHANGE_KINDS } from './live.ts';
import { isWebAddress } from './web-address.ts';

/** Most webhooks of a box. */
export const WEBHOOKS_MOST = 20;
export const WEBHOOK_NAME_MAX = 60;
/** The newest deliveries of each webhook that are kept. */
export const DELIVERIES_MOST = 100;
/** Days of failures after which a webhook pauses itself. */
export const FAILING_DAYS = 3;
/** Hours for which the secret before signs too, after another one was made. */
export const OLD_SECRET_HOURS = 24;

const name = v.pipe(
	v.string('Give it a name.'),
	v.trim(),
	v.minLength(1, 'Give it a name.'),
	v.maxLength(WEBHOOK_NAME_MAX, `A name has at most ${WEBHOOK_NAME_MAX} characters.`),
	v.check((text) => !hasHidden(text) && !/[\r\n]/.test(text), 'A name is text of one line.')
);
const url = v.pipe(
	v.string('Give a web address.'),
	v.trim(),
	v.maxLength(2000, 'A web address has at most 2000 characters here.'),
	isWebAddress
);
const kinds = v.nullable(
	v.pipe(
		v.array(v.picklist(CHANGE_KINDS, `Give some of ${CHANGE_KINDS.join(', ')}.`)),
		v.minLength(1, 'Choose at least one kind of event.'),
		v.maxLength(CHANGE_KINDS.length, 'These are more kinds than there are.')
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
	/** Gets events by POST. */
	url,
	/** Kinds of events; null: all. */
	kinds: v.optional(kinds, null),
	/** Ids of pups: what is about them, and jobs about them. Null: all. */
	pups: v.optional(pups, null)
});
export type NewWebhook = v.InferOutput<typeof newWebhook>;

/** What is left out stays. */
export const webhookChange = v.object({
	name: v.optional(name),
	url: v.optional(url),
	kinds: v.optional(kinds),
	pups: v.optional(pups)
});
export type WebhookChange = v.InferOutput<typeof webhookChange>;

/**
 * `active`: it gets each event. `failing`: it does not take the next one, which is tried again.
 * `paused`: nothing is sent, because the owner paused it or because it failed for too long.
 */
export const WEBHOOK_STATES = ['active', 'failing', 'paused'] as const;

export const webhook = v.object({
	id: v.string(),
	name: v.string(),
	/** Host of the address: the rest of it may hold a token, and is not shown. */
	host: v.string(),
	kinds,
	pups,
	state: v.picklist(WEBHOOK_STATES),
	/** Why it is paused; null where it is not. */
	pausedBy: v.nullable(v.picklist(['owner', 'failures'])),
	/** Number of the last change that was sent or is not wanted; what comes after it is next. */
	seq: v.number(),
	/** Changes that came after `seq`, wanted or not. */
	behind: v.number(),
	/** When it is tried again, milliseconds since the epoch; null where nothing failed. */
	nextAt: v.nullable(v.number()),
	/** Since when it has taken nothing; null where nothing failed. */
	failingSince: v.nullable(v.number()),
	/** Why the last try failed; null where it did not. */
	problem: v.nullable(v.string()),
	/** Until when the secret before signs too; null where there is none. */
	oldSecretUntil: v.nullable(v.number()),
	createdAt: v.number()
});
export type Webhook = v.InferOutput<typeof webhook>;

/** One message to one webhook, with how its last try went. */
export const webhookDelivery = v.object({
	id: v.string(),
	/** As in the header `Webhook-Id`: the same for each try. */
	message: v.string(),
	/** Kind of the event; `resync` and `test` beside those of changes. */
	event: v.picklist([...CHANGE_KINDS, 'resync', 'test']),
	/** Number of the change; null for a test. */
	seq: v.nullable(v.number()),
	state: v.picklist(['delivered', 'failed']),
	/** When it was tried last, milliseconds since the epoch. */
	at: v.number(),
	/** Times it was tried. */
	tries: v.number(),
	/** Status of the last answer; null where none came. */
	status: v.nullable(v.number()),
	/** How long the last try took, milliseconds. */
	ms: v.number(),
	/** Why the last try failed, in words; null where it did not. */
	problem: v.nullable(v.string())
});
export type WebhookDelivery = v.InferOutput<typeof webhookDelivery>;
