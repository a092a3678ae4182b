/** The box's key pair for Web Push, created on its first use; the private key is sealed. */
import { createECDH } from 'node:crypto';
import * as v from 'valibot';
import type { Settings } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import type { VapidKeys } from './senders/index.ts';

const KEY = 'notifications.vapid';
const kept = v.object({ publicKey: v.string(), sealed: v.string() });

export interface Vapid {
	/** The key with which a browser subscribes; reading it needs no sealing key. */
	publicKey(): string;
	/** Always the same pair. @throws BoxError `sealed-unreadable` */
	pair(): VapidKeys;
}

export function createVapid(settings: Settings, sealer: Sealer): Vapid {
	function create() {
		// P-256, the public key as an uncompressed point (RFC 8292 §3.2).
		const pair = createECDH('prime256v1');
		const publicKey = pair.generateKeys('base64url', 'uncompressed');
		const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
			.subarray(-32)
			.toString('base64url');
		const made = { publicKey, sealed: sealer.seal(privateKey, KEY) };
		settings.set(KEY, made);
		return made;
	}
	const found = () => settings.get(KEY, kept) ?? create();
	return {
		publicKey: () => found().publicKey,
		pair() {
			const { publicKey, sealed } = found();
			return { publicKey, privateKey: sealer.open(sealed, KEY) };
		}
	};
}
