/** Notifications outside the browser: their destinations, and what was sent. */
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
		v.check((text) => !hasHidden(text) && !/[\r\n]/.test(text), 'This must be a single line of text.')
	);
/** A member that is left out stays as it is; null removes it. */
const secret = v.optional(v.nullable(v.pipe(v.string(), v.maxLength(2000))));
const mailbox = v.pipe(line(254), v.email('Give an e-mail address.'));
const base64url = (least: number, most: number) =>
	v.pipe(v.string(), v.minLength(least), v.maxLength(most), v.regex(/^[\w-]+=*$/, 'This is not base64url.'));

const webhook = v.object({
	kind: v.literal('webhook'),
	url: webAddress,
	/** Key of the signature; stored encrypted. */
	secret
});
const email = v.object({
	kind: v.literal('email'),
	host: v.pipe(line(253), v.regex(/^[\w.:-]+$/, 'Give the name or address of a mail server.')),
	port: v.pipe(v.number('Give a port.'), v.integer(), v.minValue(1), v.maxValue(65_535)),
	/**
	 * `tls`: encrypted from the first byte (port 465). `starttls`: the server must offer it (587).
	 * `none`: unencrypted, for a server at home.
	 */
	security: v.picklist(['tls', 'starttls', 'none'], 'Choose how the connection is protected.'),
	username: v.optional(line(254), ''),
	/** Password of the account; stored encrypted. */
	secret,
	from: mailbox,
	to: mailbox
});
const ntfy = v.object({
	kind: v.literal('ntfy'),
	/** Address of the server: `https://ntfy.sh`. It is shown, so it contains no token. */
	url: v.pipe(
		webAddress,
		v.regex(/^[^?#]*$/, 'Give only the address of the server here, and the token in its own field.')
	),
	topic: v.pipe(
		v.string('Give a topic.'),
		v.regex(/^[-_A-Za-z0-9]{1,64}$/, 'A topic has 1 to 64 letters, digits, “-” and “_”.')
	),
	/** Access token; stored encrypted. */
	secret
});
const push = v.object({
	kind: v.literal('push'),
	/** As the browser provides it (PushSubscription.toJSON). */
	endpoint: v.pipe(webAddress, v.startsWith('https://', 'The address of a push service begins with https://.')),
	/** Stored encrypted, with the rest of the subscription. */
	keys: v.object({ p256dh: base64url(80, 100), auth: base64url(20, 30) })
});

const choices = {
	/** The owner's name for it. */
	name: v.pipe(line(DESTINATION_NAME_MAX), v.minLength(1, 'Give it a name.')),
	/** Severities that are sent there. */
	severities: v.pipe(v.array(severity), v.minLength(1, 'Choose what is sent there.'), v.maxLength(SEVERITIES.length))
};

/** Input that adds a destination. */
export const newDestination = v.variant('kind', [
	v.object({ ...choices, ...webhook.entries }),
	v.object({ ...choices, ...email.entries }),
	v.object({ ...choices, ...ntfy.entries }),
	v.object({ ...choices, ...push.entries })
]);
export type NewDestination = v.InferOutput<typeof newDestination>;

/** A new target for a destination of the same kind. A browser is subscribed again instead. */
const otherTarget = v.variant('kind', [
	/** The current URL is kept if this is left out, because it is not shown to anybody. */
	v.object({ ...webhook.entries, url: v.optional(webAddress) }),
	email,
	ntfy
]);
export type OtherTarget = v.InferOutput<typeof otherTarget>;

export const destinationChange = v.object({ ...v.partial(v.object(choices)).entries, target: v.optional(otherTarget) });
export type DestinationChange = v.InferOutput<typeof destinationChange>;

/** The target of messages as it is shown, without secrets. */
const shownTarget = v.variant('kind', [
	/** A URL may contain a token in its path or query, so only its host is shown. */
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
	/** Where messages go, in one line without secrets. */
	where: v.string(),
	target: shownTarget,
	/** Whether it has a stored secret, which is never shown. */
	secretSet: v.boolean(),
	createdAt: v.number(),
	/** When a message last arrived, milliseconds since the epoch. */
	lastSentAt: v.nullable(v.number()),
	/** Why the last message did not arrive; null when it did. */
	problem: v.nullable(v.string())
});
export type Destination = v.InferOutput<typeof destination>;

const timeOfDay = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time such as 22:30.'));

/** Hours in the box's time zone in which only critical items are sent. Others wait. */
export const quietHours = v.object({ from: timeOfDay, to: timeOfDay });
export type QuietHours = v.InferOutput<typeof quietHours>;

/** A message to one destination. */
const delivery = v.object({
	id: v.string(),
	destinationId: v.string(),
	itemId: v.string(),
	severity,
	title: v.string(),
	state: v.picklist(['waiting', 'sent', 'failed']),
	attempts: v.number(),
	createdAt: v.number(),
	/** When the next attempt is; null when there is none. */
	nextAt: v.nullable(v.number()),
	sentAt: v.nullable(v.number()),
	/** Why the last attempt failed. */
	problem: v.nullable(v.string())
});
export type Delivery = v.InferOutput<typeof delivery>;

export const notificationSettings = v.object({
	destinations: v.array(destination),
	quietHours: v.nullable(quietHours),
	/** Time zone of the box. */
	timeZone: v.string(),
	/** Public key with which browsers subscribe (RFC 8292), base64url. */
	pushKey: v.string(),
	/** The latest messages, newest first. */
	deliveries: v.array(delivery)
});
export type NotificationSettings = v.InferOutput<typeof notificationSettings>;
