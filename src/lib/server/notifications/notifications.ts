/**
 * Turns the list of attention items into messages: an item that lasts is sent once to each
 * destination that wants it. Messages are written as rows before they are sent, so that none is
 * lost when the network is down or dogeboxd is restarted.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { AttentionItem } from '../../contract/attention.ts';
import { quietHours, type Destination } from '../../contract/notifications.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { Attention } from '../attention/index.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import type { Outbound } from '../outbound/index.ts';
import { createDelivery } from './delivery.ts';
import { createDestinations, type Destinations, type Kept } from './destinations.ts';
import { createOutbox } from './outbox.ts';
import { quietUntil } from './quiet.ts';
import { sendBy } from './senders/index.ts';
import { createNotified } from './notified.ts';
import type { Message, Notifications } from './types.ts';
import { createVapid, type Vapid } from './vapid.ts';

/** An item that resolves itself within this time is not sent, milliseconds. */
const HOLD_MS = 20_000;
/** Longest time between two checks, because the clock may be set; milliseconds. */
const MAX_WAIT_MS = 60_000;
const QUIET = 'notifications.quietHours';

export interface NotificationsDeps {
	database: Database;
	sealer: Sealer;
	outbound: Pick<Outbound, 'fetch' | 'proxy'>;
	attention: Pick<Attention, 'list' | 'onChange'>;
	box: () => { name: string; timeZone: string; address: string | null };
	log: Logger;
	/** Default 20 s. */
	holdMs?: number;
	/** Milliseconds since the epoch; default the clock of this host. */
	now?: () => number;
	/** Certificate authorities to trust for mail, PEM; default: those of Node. */
	authorities?: string[];
}

export function createNotifications(deps: NotificationsDeps): Notifications {
	const { database, sealer, attention, box, log, holdMs = HOLD_MS, now = Date.now } = deps;
	const { settings } = database;
	const destinations = createDestinations({ database, sealer });
	const outbox = createOutbox(database);
	const notified = createNotified(database);
	const vapid = createVapid(settings, sealer);
	const about = (path: string) => aboutBox(box(), path);
	/** When each item was first seen in its current severity, by the monotonic clock. */
	const seen = new Map<string, number>();
	const stopped = new AbortController();
	const send = senderOf({ ...deps, destinations, vapid, stopped: stopped.signal });
	let timer: NodeJS.Timeout | undefined;
	let sending: Promise<void> | null = null;
	const stops: (() => void)[] = [];

	const hours = () => settings.get(QUIET, quietHours);
	/** The earliest time from `at` on at which a message of this severity may be sent. */
	const whenQuiet = (severity: AttentionItem['severity'], at: number) =>
		severity === 'critical' ? at : (quietUntil(at, hours(), box().timeZone) ?? at);

	const flush = createDelivery({ outbox, send, about, whenQuiet, stopped: stopped.signal, now, log });

	function shown(kept: Kept): Destination {
		const { sentAt, problem } = outbox.lastOf(kept.id);
		return { ...kept, lastSentAt: sentAt, problem };
	}

	/**
	 * Writes messages for new items that have lasted. @returns milliseconds until the next check
	 */
	function write(items: readonly AttentionItem[]): number {
		const at = now();
		notified.sweep(items, at);
		const all = destinations.all();
		const news = notified.news(items);
		const keys = new Set(news.map(keyOf));
		for (const key of seen.keys()) if (!keys.has(key)) seen.delete(key);
		const clock = monotonicMs();
		for (const key of keys) if (!seen.has(key)) seen.set(key, clock);
		if (all.length === 0) return MAX_WAIT_MS;
		const age = (item: AttentionItem) => clock - (seen.get(keyOf(item)) ?? clock);
		const lasting = news.filter((item) => age(item) >= holdMs);
		if (lasting.length > 0) {
			database.transaction(() => {
				for (const item of lasting) {
					for (const { id, severities } of all) {
						if (severities.includes(item.severity)) outbox.add(id, item, whenQuiet(item.severity, at), at);
					}
				}
				notified.mark(lasting, at);
				outbox.prune();
			});
		}
		return Math.min(MAX_WAIT_MS, ...news.filter((item) => !lasting.includes(item)).map((item) => holdMs - age(item)));
	}

	function check(): void {
		clearTimeout(timer);
		if (stopped.signal.aborted) return;
		let wait = MAX_WAIT_MS;
		const failure = ifWritable(() => {
			wait = write(attention.list());
			const next = outbox.nextAt();
			if (next !== null) wait = Math.min(wait, next - now());
		});
		if (failure !== null) log.warn({ err: failure }, 'notifications could not be written');
		if (sending !== null) return;
		if (outbox.due(now()).length === 0) again(wait);
		else {
			sending = flush()
				.then(
					() => 0,
					(err: unknown) => {
						log.warn({ err }, 'what became of notifications could not be written');
						return MAX_WAIT_MS;
					}
				)
				.then((pause) => {
					sending = null;
					again(pause);
				});
		}
	}

	/** Checks again in `ms`, but not before 50 ms. */
	function again(ms: number): void {
		clearTimeout(timer);
		if (!stopped.signal.aborted) timer = setTimeout(checkSafely, Math.max(50, ms)).unref();
	}

	function checkSafely(): void {
		try {
			check();
		} catch (error) {
			log.error({ err: error }, 'notifications could not be looked after');
			again(MAX_WAIT_MS);
		}
	}

	return {
		get: () => ({
			destinations: destinations.all().map(shown),
			quietHours: hours(),
			timeZone: box().timeZone,
			pushKey: vapid.publicKey(),
			deliveries: outbox.newest()
		}),
		add(destination) {
			const kept = destinations.add(destination);
			checkSafely();
			return shown(kept);
		},
		change(id, change) {
			const kept = destinations.change(id, change);
			if (change.target) outbox.hasten(id, now());
			checkSafely();
			return shown(kept);
		},
		remove: destinations.remove,
		async test(id, signal) {
			const { name } = destinations.get(id);
			await send(id, testMessage(name, about('/settings/notifications'), now()), signal);
		},
		setQuietHours(wanted) {
			if (wanted === null) settings.remove(QUIET);
			else settings.set(QUIET, wanted);
			checkSafely();
		},
		begin() {
			stops.push(attention.onChange(checkSafely));
			checkSafely();
		},
		async close() {
			stopped.abort(new Error('the box stops'));
			for (const stop of stops) stop();
			clearTimeout(timer);
			await sending;
		}
	};
}

const keyOf = ({ id, severity }: AttentionItem) => `${severity} ${id}`;

/** Name of the box, and the address to which a message links. */
const aboutBox = (
	{ name, address }: ReturnType<NotificationsDeps['box']>,
	path: string
): Pick<Message, 'box' | 'link'> => ({ box: name, link: address === null ? '' : `${address}${path}` });

const testMessage = (name: string, about: Pick<Message, 'box' | 'link'>, at: number): Message => ({
	id: randomBytes(16).toString('hex'),
	itemId: 'test',
	severity: 'info',
	title: 'This is a test',
	text: `Notifications of this box arrive at “${name}”.`,
	...about,
	at
});

/**
 * Sends a message to a destination once. @throws BoxError with the reason why it was not accepted
 */
function senderOf(
	deps: Pick<NotificationsDeps, 'outbound' | 'authorities'> & {
		destinations: Destinations;
		vapid: Vapid;
		/** Aborts running requests. */
		stopped: AbortSignal;
	}
) {
	const { destinations, outbound, authorities, vapid, stopped } = deps;
	return async (destinationId: string, message: Message, signal?: AbortSignal): Promise<void> => {
		const target = destinations.target(destinationId);
		const either = signal ? AbortSignal.any([stopped, signal]) : stopped;
		try {
			await sendBy(target, message, { outbound, vapid: vapid.pair, signal: either, authorities });
		} catch (error) {
			// The browser has ended its subscription (RFC 8030 §7.3).
			const { answered } = error as { answered?: number };
			if (target.kind === 'push' && (answered === 404 || answered === 410)) destinations.remove(destinationId);
			throw error;
		}
	};
}
