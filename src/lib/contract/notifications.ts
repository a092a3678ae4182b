/** Notifications outside of the browser: where they go, and what was sent. */
import * as v from 'valibot';
import { SEVERITIES, severity } from './attention.ts';
import { hasHidden } from './hidden-characters.ts';
import { isWebAddress } from './web-address.ts';

/** Most destinations of a box. */
export const DESTINATIONS_MOST = 20;
export const DESTINATION_NAME_MAX = 60;

export const DESTINATION_KINDS = ['webhook', 'email', 'ntfy', 'push'] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

const webAddress = v.pipe(v.string('Give a web address.'), v.trim(), v.maxLength(2000), isWebAddress);
const line = (most: number) =>
	v.pipe(
		v.string(),
		v.trim(),
		v.maxLength(most, `This has at most ${most} characters.`),
		v.check((text) => !hasHidden(text) && !/[\r\n]/.test(text), 'This is text of one line.')
	);
/** Left out: as it is; null: none any more. */
const secret = v.optional(v.nullable(v.pipe(v.string(), v.maxLength(2000))));
const mailbox = v.pipe(line(254), v.email('Give an e-mail address.'));
const base64url = (least: number, most: number) =>
	v.pipe(v.string(), v.minLength(least), v.maxLength(most), v.regex(/^[\w-]+=*$/, 'This is not base64url.'));

const webhook = v.object({
	kind: v.literal('webhook'),
	url: webAddress,
	/** Key of the signature; sealed. */
	secret
});
const email = v.object({
	kind: v.literal('email'),
	host: v.pipe(line(253), v.regex(/^[\w.:-]+$/, 'Give the name or address of a mail server.')),
	port: v.pipe(v.number('Give a port.'), v.integer(), v.minValue(1), v.maxValue(65_535)),
	/**
	 * `tls`: from the first byte (port 465). `starttls`: must be offered (587). `none`: in the
	 * open, for a server at home.
	 */
	security: v.picklist(['tls', 'starttls', 'none'], 'Choose how the connection is protected.'),
	username: v.optional(line(254), ''),
	/** Sealed. */
	secret,
	from: mailbox,
	to: mailbox
});
const ntfy = v.object({
	kind: v.literal('ntfy'),
	/** Of the server: `https://ntfy.sh`. It is shown, so it holds no token. */
	url: v.pipe(webAddress, v.regex(/^[^?#]*$/, 'Give the address of the server alone, and the token in its field.')),
	topic: v.pipe(
		v.string('Give a topic.'),
		v.regex(/^[-_A-Za-z0-9]{1,64}$/, 'A topic has 1 to 64 letters, digits, “-” and “_”.')
	),
	/** Access token; sealed. */
	secret
});
const push = v.object({
	kind: v.literal('push'),
	/** As the browser gives them (PushSubscription.toJSON). */
	endpoint: v.pipe(webAddress, v.startsWith('https://', 'The address of a push service begins with https://.')),
	/** Sealed with the rest of the subscription. */
	keys: v.object({ p256dh: base64url(80, 100), auth: base64url(20, 30) })
});

const choices = {
	/** The owner's name for it. */
	name: v.pipe(line(DESTINATION_NAME_MAX), v.minLength(1, 'Give it a name.')),
	/** What is sent there. */
	severities: v.pipe(v.array(severity), v.minLength(1, 'Choose what is sent there.'), v.maxLength(SEVERITIES.length))
};

/** A destination as it is added. */
export const newDestination = v.variant('kind', [
	v.object({ ...choices, ...webhook.entries }),
	v.object({ ...choices, ...email.entries }),
	v.object({ ...choices, ...ntfy.entries }),
	v.object({ ...choices, ...push.entries })
]);
export type NewDestination = v.InferOutput<typeof newDestination>;

/**
 * Where messages go from now on, for a destination of the same kind. A browser subscribes anew
 * instead.
 */
const otherTarget = v.variant('kind', [
	/** The address is kept where it is left out: nobody is shown it. */
	v.object({ ...webhook.entries, url: v.optional(webAddress) }),
	email,
	ntfy
]);
export type OtherTarget = v.InferOutput<typeof otherTarget>;

export const destinationChange = v.object({ ...v.partial(v.object(choices)).entries, target: v.optional(otherTarget) });
export type DestinationChange = v.InferOutput<typeof destinationChange>;

/** What is shown of where messages go: all of it but what is secret. */
const shownTarget = v.variant('kind', [
	/** An address may hold a token in its path or query: only its host is shown. */
	v.object({ kind: v.literal('webhook'), host: v.string() }),
	v.object({
		kind: v.literal('email'),
		host: v.string(),
		port: v.number(),
		security: email.entries.security,
		username: v.string(),
		from: v.string(),
		to: v.string()
	}),
	v.object({ kind: v.literal('ntfy'), url: v.string(), topic: v.string() }),
	/** Host of the push service. */
	v.object({ kind: v.literal('push'), service: v.string() })
]);
export type ShownTarget = v.InferOutput<typeof shownTarget>;

export const destination = v.object({
	id: v.string(),
	kind: v.picklist(DESTINATION_KINDS),
	name: v.string(),
	severities: v.array(severity),
	/** Where that is, in a line; without secrets. */
	where: v.string(),
	target: shownTarget,
	/** Whether a secret is kept for it. It is never given out. */
	secretSet: v.boolean(),
	createdAt: v.number(),
	/** The last message that arrived, milliseconds since the epoch. */
	lastSentAt: v.nullable(v.number()),
	/** Why the last message did not arrive; null where it did. */
	problem: v.nullable(v.string())
});
export type Destination = v.InferOutput<typeof destination>;

const timeOfDay = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time as 22:30.'));

/** Hours of the box's time zone in which only what is critical is sent; the rest waits. */
export const quietHours = v.object({ from: timeOfDay, to: timeOfDay });
export type QuietHours = v.InferOutput<typeof quietHours>;

/** One message to one destination. */
const delivery = v.object({
	id: v.string(),
	destinationId: v.string(),
	itemId: v.string(),
	severity,
	title: v.string(),
	state: v.picklist(['waiting', 'sent', 'failed']),
	attempts: v.number(),
	createdAt: v.number(),
	/** When it is tried next; null where it is not. */
	nextAt: v.nullable(v.number()),
	sentAt: v.nullable(v.number()),
	/** Why the last try failed. */
	problem: v.nullable(v.string())
});
export type Delivery = v.InferOutput<typeof delivery>;

export const notificationSettings = v.object({
	destinations: v.array(destination),
	quietHours: v.nullable(quietHours),
	/** Time zone of the box. */
	timeZone: v.string(),
	/** Public key by which browsers subscribe (RFC 8292), base64url. */
	pushKey: v.string(),
	/** The newest messages, newest first. */
	deliveries: v.array(delivery)
});
export type NotificationSettings = v.InferOutput<typeof notificationSettings>;
