/** The webhooks of the box. Each has its own follower, so that a slow one does not delay others. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { conflict } from '../../contract/errors.ts';
import type { Webhook, WebhookDelivery } from '../../contract/webhooks.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/index.ts';
import type { Sealer } from '../keys/index.ts';
import { createDeliveries } from './deliveries.ts';
import { createFollower, type Follower } from './follower.ts';
import { changeMessage, resyncMessage, testMessage, type Message } from './message.ts';
import { createRows, shownWebhook } from './rows.ts';
import { trySend, type SendDeps } from './send.ts';
import type { Webhooks } from './types.ts';

export interface WebhooksDeps {
	database: Database;
	sealer: Sealer;
	events: Events;
	outbound: SendDeps['outbound'];
	/** Name of the box. */
	box: () => string;
	log: Logger;
	/** Milliseconds since the epoch; default the clock of this host. */
	now?: () => number;
	limits?: SendDeps['limits'];
	/** 0 to 1; default `Math.random`. */
	random?: () => number;
}

export function createWebhooks(deps: WebhooksDeps): Webhooks {
	const { database, sealer, events, now = Date.now, random = Math.random } = deps;
	const rows = createRows(database, sealer, now);
	const deliveries = createDeliveries(database);
	const sending = { outbound: deps.outbound, box: deps.box, now, limits: deps.limits };
	const followers = new Map<string, Follower>();
	const listeners = new Set<() => void>();
	const stopped = new AbortController();
	let leave: (() => void) | null = null;

	const changed = () => {
		for (const fn of [...listeners]) fn();
	};
	const shown = (id: string): Webhook => shownWebhook(rows.get(id), events.seq, now());

	function follow(id: string): void {
		if (leave === null) return;
		const follower =
			followers.get(id) ??
			createFollower(id, {
				...{ ...deps, ...sending, rows, deliveries, random },
				gaveUp: changed
			});
		followers.set(id, follower);
		follower.wake();
	}

	/** Sends a message for a waiting caller; the webhook's position in the log stays. */
	async function sendNow(id: string, message: Message, signal?: AbortSignal): Promise<WebhookDelivery> {
		const either = signal ? AbortSignal.any([stopped.signal, signal]) : stopped.signal;
		const {
			error,
			retryAfter: _retryAfter,
			...outcome
		} = await trySend(() => rows.target(id), message, either, sending);
		rows.get(id);
		const noted = deliveries.note(id, message, outcome, now());
		if (error !== null) throw error;
		return noted;
	}

	/** Reconstructs the message of a delivery from the log. */
	function messageOf(id: string, { event, seq, message, at }: WebhookDelivery): Message {
		if (seq === null) return { ...testMessage(id, '', at), id: message };
		if (event === 'resync') return resyncMessage(id, seq, at);
		const [change] = events.read(seq - 1, 1) ?? [];
		if (change?.seq === seq) return changeMessage(id, change);
		throw conflict(
			'change-gone',
			'The log of changes no longer has this change.',
			'Read the state of what it was about instead.'
		);
	}

	return {
		list: () => rows.all().map((row) => shownWebhook(row, events.seq, now())),
		deliveries(id) {
			rows.get(id);
			return deliveries.of(id);
		},
		givenUp: () =>
			rows
				.all()
				.filter(({ pausedBy }) => pausedBy === 'failures')
				.map(({ id, name, problem }) => ({ id, name, problem: problem ?? '' })),
		add(webhook) {
			const { id, secret } = rows.add(webhook, events.seq);
			follow(id);
			return { secret, webhook: shown(id) };
		},
		change(id, change) {
			const secret = rows.change(id, change);
			follow(id);
			return { secret, webhook: shown(id) };
		},
		remove(id) {
			rows.remove(id);
			void followers.get(id)?.stop();
			followers.delete(id);
			changed();
		},
		rotate: (id) => ({ secret: rows.rotate(id), webhook: shown(id) }),
		pause(id) {
			rows.pause(id);
			changed();
			return shown(id);
		},
		resume(id, from) {
			rows.resume(id, from === 'now' ? events.seq : null);
			changed();
			follow(id);
			return shown(id);
		},
		test(id, signal) {
			rows.get(id);
			return sendNow(id, testMessage(id, randomBytes(8).toString('hex'), now()), signal);
		},
		again: async (id, delivery, signal) => sendNow(id, messageOf(id, deliveries.get(id, delivery)), signal),
		onChange(fn) {
			const own = () => fn();
			listeners.add(own);
			return () => void listeners.delete(own);
		},
		begin() {
			leave ??= events.subscribe(() => {
				for (const follower of followers.values()) follower.wake();
			});
			for (const { id } of rows.all()) follow(id);
		},
		async close() {
			leave?.();
			leave = null;
			stopped.abort(new Error('the box stops'));
			await Promise.all([...followers.values()].map((follower) => follower.stop()));
		}
	};
}
