/**
 * Slows down guessing of a secret without ever locking its owner out.
 *
 * Guessers are distinguished by a key: the device mark if the caller has a valid one, otherwise the
 * address (IPv6 by /64, because whoever has one address there has 2^64 of them).
 *
 * 1. Each key has its own count. The first {@link FREE_FAILURES} failures cost nothing. After that
 * the wait doubles from one second to {@link MAX_DELAY}. An hour without failures resets the count.
 * So guessing at one address never slows another.
 * 2. Strangers (no device mark, no earlier login from the address) share one budget of failures,
 * which refills with time. When it is used up, strangers wait for the refill. Known addresses,
 * marked devices and this machine itself do not use the budget: the owner can always log in from
 * one of those during a flood.
 * 3. For an owner on a new device at a new address during such a flood, there is a reserve. Only
 * addresses without a failure of their own can draw from it. To empty it, the flood needs a fresh
 * address for each attempt. Even then it refills every few seconds, for whoever comes first.
 *
 * An attempt counts as failed when it begins, and the count is given back when it succeeds. So many
 * simultaneous attempts count like successive ones. Memory is bounded: the key without failures for
 * longest is dropped first.
 */
import { isIPv6 } from 'node:net';
import { BoxError } from '../../contract/errors.ts';
import { backOff, createRecent, monotonicMs } from '../concurrency/index.ts';
import { isLoopbackAddress, plainAddress } from './request.ts';

/** Failures of one key before waits begin. */
export const FREE_FAILURES = 5;
/** Longest wait of one key, in ms. */
export const MAX_DELAY = 5 * 60_000;
/** Milliseconds without failures after which a key is forgotten. */
const FORGET_AFTER = 60 * 60_000;
/** Failures that all strangers may have together at once, and the ms in which one is refilled. */
export const SHARED_BUDGET = 40;
const SHARED_REFILL = 6_000;
/** The reserve for addresses without a failure of their own. */
export const RESERVE_BUDGET = 40;
const RESERVE_REFILL = 3_000;
const MAX_KEYS = 10_000;

interface Entry {
	failures: number;
	lastAt: number;
	/** No attempt is accepted before this moment. */
	nextAt: number;
}

export interface ThrottledCaller {
	/** Client address. */
	address: string;
	/** Id of a device with a valid mark. */
	device: string | null;
	/** Whether the owner logged in from this address before, or the address is this machine. */
	known: boolean;
}

/** An attempt that has begun. Exactly one of its methods must be called. */
export interface Attempt {
	/** The secret was right: the key's count is reset. */
	succeed(): void;
	/** The secret was wrong: the attempt stays counted. */
	fail(): void;
	/** The secret could not be checked (key manager unavailable): the attempt does not count. */
	cancel(): void;
}

export interface Throttle {
	/** @throws BoxError 429 `too-many-attempts` with the seconds to wait */
	begin(caller: ThrottledCaller): Attempt;
	/** Number of keys in memory. */
	readonly size: number;
}

/** One key for this machine, because its programs can choose among 2^24 loopback addresses. */
const LOOPBACK = 'this machine';

/** Returns the key under which attempts from an address are counted. */
export function addressKey(address: string): string {
	const plain = plainAddress(address);
	if (isLoopbackAddress(plain)) return LOOPBACK;
	if (!isIPv6(plain)) return plain;
	const [head = '', tail] = plain.toLowerCase().split('::');
	const before = head ? head.split(':') : [];
	const after = tail ? tail.split(':') : [];
	const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
	const groups = [...before, ...Array<string>(missing).fill('0'), ...after].slice(0, 4);
	return groups.map((group) => (parseInt(group, 16) || 0).toString(16)).join(':') + '::/64';
}

/** Creates a budget that refills with time. */
function createBudget(size: number, refillMs: number, now: () => number) {
	let left = size;
	let at = now();
	const refill = () => {
		const gained = Math.floor((now() - at) / refillMs);
		if (gained <= 0) return;
		left = Math.min(size, left + gained);
		at = left === size ? now() : at + gained * refillMs;
	};
	return {
		take(): boolean {
			refill();
			if (left <= 0) return false;
			if (left === size) at = now();
			left--;
			return true;
		},
		giveBack(): void {
			left = Math.min(size, left + 1);
		},
		/** Milliseconds until one attempt is available. */
		wait(): number {
			refill();
			return left > 0 ? 0 : Math.max(0, at + refillMs - now());
		}
	};
}

/**
 * Creates a throttle for one secret.
 * @param deps.now clock, milliseconds
 * @param deps.what sentence for the person who has to wait
 */
export function createThrottle(deps: { now?: () => number; what: string }): Throttle {
	const now = deps.now ?? monotonicMs;
	// A Map keeps the insertion order. Each failure moves its key to the end, so the first key has
	// been without failures for longest.
	const entries = createRecent<string, Entry>(MAX_KEYS);
	const shared = createBudget(SHARED_BUDGET, SHARED_REFILL, now);
	const reserve = createBudget(RESERVE_BUDGET, RESERVE_REFILL, now);

	const tooMany = (ms: number) => {
		const seconds = Math.max(1, Math.ceil(ms / 1000));
		return new BoxError({
			code: 'too-many-attempts',
			status: 429,
			message: deps.what,
			hint: `Try again in ${seconds === 1 ? 'a second' : seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`,
			retryAfter: seconds
		});
	};

	const delayAfter = (failures: number) => backOff({ firstMs: 1000, mostMs: MAX_DELAY }, failures - FREE_FAILURES + 1);

	return {
		get size() {
			return entries.size;
		},
		begin(caller) {
			const key = caller.device === null ? addressKey(caller.address) : `device ${caller.device}`;
			const at = now();
			let entry = entries.get(key);
			if (entry && at - entry.lastAt > FORGET_AFTER) {
				entries.delete(key);
				entry = undefined;
			}
			if (entry && entry.nextAt > at) throw tooMany(entry.nextAt - at);

			let budget: ReturnType<typeof createBudget> | null = null;
			if (caller.device === null && !caller.known) {
				if (shared.take()) budget = shared;
				else if (!entry && reserve.take()) budget = reserve;
				else throw tooMany(entry ? shared.wait() : Math.min(shared.wait(), reserve.wait()));
			}

			const before = entry ? { ...entry } : null;
			const counted: Entry = { failures: (entry?.failures ?? 0) + 1, lastAt: at, nextAt: 0 };
			counted.nextAt = at + delayAfter(counted.failures);
			entries.set(key, counted);

			let ended = false;
			const end = (fn: () => void) => () => {
				if (ended) return;
				ended = true;
				fn();
			};
			return {
				succeed: end(() => {
					budget?.giveBack();
					entries.delete(key);
				}),
				fail: end(() => {}),
				cancel: end(() => {
					budget?.giveBack();
					const present = entries.get(key);
					if (!present) return;
					present.failures--;
					if (present.failures <= 0) entries.delete(key);
					else present.nextAt = before?.nextAt ?? 0;
				})
			};
		}
	};
}
