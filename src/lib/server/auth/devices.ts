/** Remembers where the owner has logged in from: device marks (a signed cookie) and addresses. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Settings } from '../db/index.ts';
import { addressKey } from './throttle.ts';

const KEY = 'auth.deviceKey';
const ADDRESSES = 'auth.knownAddresses';
/** Most addresses remembered; the least recently used one is dropped first. */
const MAX_ADDRESSES = 64;
/** Milliseconds after which an unused address counts as unknown again. */
const ADDRESS_LIFE = 180 * 24 * 3600_000;
/** Milliseconds until the last use of an address is written again; each write costs disk access. */
const REWRITE_AFTER = 24 * 3600_000;

const addressList = v.record(v.string(), v.number());

export interface KnownDevices {
	/** Returns the id of the device when the mark is genuine, otherwise null. */
	check(mark: string | undefined): string | null;
	/** Creates a mark. */
	create(): string;
	/** Whether the owner has logged in from the address. */
	isKnownAddress(address: string): boolean;
	rememberAddress(address: string): void;
}

/**
 * Marks are `<id>.<HMAC-SHA256 of id>`, so nothing is stored per device and none can be guessed.
 */
export function createKnownDevices(settings: Settings, now: () => number = Date.now): KnownDevices {
	let key = settings.get(KEY, v.pipe(v.string(), v.hexadecimal(), v.length(64)));
	if (key === null) {
		key = randomBytes(32).toString('hex');
		settings.set(KEY, key);
	}
	const secret = Buffer.from(key, 'hex');
	const known = new Map(Object.entries(settings.get(ADDRESSES, addressList) ?? {}));
	const sign = (id: string) => createHmac('sha256', secret).update(`device ${id}`).digest('base64url');

	return {
		check(mark) {
			const match = /^([0-9a-f]{32})\.([\w-]{43})$/.exec(mark ?? '');
			if (!match) return null;
			const [, id, signature] = match as unknown as [string, string, string];
			return timingSafeEqual(Buffer.from(sign(id)), Buffer.from(signature)) ? id : null;
		},
		create() {
			const id = randomBytes(16).toString('hex');
			return `${id}.${sign(id)}`;
		},
		isKnownAddress(address) {
			const at = known.get(addressKey(address));
			return at !== undefined && now() - at < ADDRESS_LIFE;
		},
		rememberAddress(address) {
			const name = addressKey(address);
			const at = known.get(name);
			if (at !== undefined && now() - at < REWRITE_AFTER) return;
			known.delete(name);
			known.set(name, now());
			for (const [old, last] of known) if (now() - last >= ADDRESS_LIFE) known.delete(old);
			while (known.size > MAX_ADDRESSES) known.delete(known.keys().next().value!);
			settings.set(ADDRESSES, Object.fromEntries(known));
		}
	};
}
