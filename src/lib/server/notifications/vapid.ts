/** The box's key pair for Web Push, made when it is first needed; its private half is sealed. */
import { createECDH } from 'node:crypto';
import * as v from 'valibot';
import type { Settings } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import type { VapidKeys } from './senders/index.ts';

const KEY = 'notifications.vapid';
const kept = v.object({ publicKey: v.string(), sealed: v.string() });

/** @returns the keys, the same each time */
export function createVapid(settings: Settings, sealer: Sealer): () => VapidKeys {
	return () => {
		const found = settings.get(KEY, kept);
		if (found) return { publicKey: found.publicKey, privateKey: sealer.open(found.sealed, KEY) };
		// P-256, the public key as an uncompressed point (RFC 8292 §3.2).
		const pair = createECDH('prime256v1');
		const publicKey = pair.generateKeys('base64url', 'uncompressed');
		const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
			.subarray(-32)
			.toString('base64url');
		settings.set(KEY, { publicKey, sealed: sealer.seal(privateKey, KEY) });
		return { publicKey, privateKey };
	};
}
