/** Computes the list after each change and periodically, and announces differences. */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Logger } from 'pino';
import type { AttentionItem } from '../../contract/attention.ts';
import { BoxError, notFound } from '../../contract/errors.ts';
import type { ChangeBody } from '../../contract/live.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { Settings } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import { attentionOf } from './decide.ts';
import type { Facts } from './facts.ts';
import type { Attention } from './types.ts';

/**
 * Delay between a change and the computation, milliseconds, so that several changes cause only one.
 */
const SOON_MS = 250;
/** Interval of checking values that announce no changes, milliseconds: clock, heat, age. */
const SLOW_MS = 30_000;

/** Dismissed items by id, with the time of the dismissal; milliseconds since the epoch. */
const DISMISSED = 'attention.dismissed';
/** When each current item appeared. */
const SINCE = 'attention.since';
const moments = v.record(v.string(), v.number());
/** Most dismissed ids that are stored: the newest. */
const DISMISSED_MOST = 200;

/**
 * Whether a change can add or remove an item. Jobs report progress all the time, which does not
 * matter.
 */
function matters(body: ChangeBody): boolean {
	if (body.kind === 'job') return body.job.finishedAt !== null;
	return body.kind === 'pup' || body.kind === 'pup-removed' || body.kind === 'wiring' || body.kind === 'box';
}

export interface AttentionDeps {
	/** Returns all current facts. */
	facts: () => Facts;
	settings: Settings;
	events: Pick<Events, 'emit' | 'subscribe'>;
	log: Logger;
	/** Interval of periodic computations, milliseconds; default 30 s. */
	slowMs?: number;
}

/** Creates the list; it is first computed when somebody asks for it. */
export function createAttention({ facts, settings, events, log, slowMs = SLOW_MS }: AttentionDeps): Attention {
	const listeners = new Set<(items: AttentionItem[]) => void>();
	let items: AttentionItem[] | null = null;
	let soon: NodeJS.Timeout | undefined;
	let slow: NodeJS.Timeout | undefined;
	let closed = false;

	const kept = (key: string) => settings.get(key, moments) ?? {};

	function found(): AttentionItem[] {
		const since = new Map(items ? items.map((item) => [item.id, item.since]) : Object.entries(kept(SINCE)));
		return attentionOf(facts(), { since, dismissed: new Set(Object.keys(kept(DISMISSED))) });
	}

	function refresh(): AttentionItem[] {
		const before = items;
		const now = found();
		items = now;
		if (before !== null && isDeepStrictEqual(before, now)) return now;
		const failure = ifWritable(() => {
			if (before === null || !isDeepStrictEqual(before.map(keyOf), now.map(keyOf)))
				settings.set(SINCE, Object.fromEntries(now.map(({ id, since }) => [id, since])));
			// The first computation is no change: pages are rendered with the list.
			if (before !== null) events.emit({ kind: 'attention', items: now });
		});
		if (failure !== null) log.warn({ err: failure }, 'the list of what needs the owner could not be published');
		for (const fn of [...listeners]) fn(now);
		return now;
	}

	function checkSafely(): void {
		soon = undefined;
		if (closed) return;
		try {
			refresh();
		} catch (error) {
			log.error({ err: error }, 'what needs the owner could not be found');
		}
	}

	const stop = events.subscribe(({ body }) => {
		if (matters(body)) soon ??= setTimeout(checkSafely, SOON_MS).unref();
	});

	return {
		list: () => items ?? refresh(),
		refresh,
		dismiss(id) {
			const item = refresh().find((one) => one.id === id);
			if (!item) throw notFound('notice', id);
			if (!item.dismissible) {
				throw new BoxError({
					code: 'not-dismissible',
					status: 409,
					message: 'This disappears by itself when it is fixed.',
					hint: item.text
				});
			}
			const newest = Object.entries({ ...kept(DISMISSED), [id]: Date.now() }).sort(([, a], [, b]) => b - a);
			settings.set(DISMISSED, Object.fromEntries(newest.slice(0, DISMISSED_MOST)));
			refresh();
		},
		onChange(fn) {
			const own = (now: AttentionItem[]) => fn(now);
			listeners.add(own);
			return () => void listeners.delete(own);
		},
		begin() {
			checkSafely();
			slow = setInterval(checkSafely, slowMs).unref();
		},
		close() {
			closed = true;
			stop();
			clearTimeout(soon);
			clearInterval(slow);
		}
	};
}

const keyOf = ({ id, since }: AttentionItem) => [id, since];
