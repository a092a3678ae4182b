/** What a browser does with a message of its push service: RFC 8291 over RFC 8188, RFC 8292. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';

export interface Browser {
	keys: { p256dh: string; auth: string };
	/** Opens a message. @throws where it was not encrypted for this browser */
	open(body: Buffer): unknown;
}

/** A browser with a subscription of its own. */
export function subscribedBrowser(): Browser {
	const pair = createECDH('prime256v1');
	pair.generateKeys();
	const auth = randomBytes(16);
	return {
		keys: { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') },
		open: (body) => JSON.parse(decrypt(pair, auth, body).toString('utf8')) as unknown
	};
}

function decrypt(pair: ECDH, auth: Buffer, body: Buffer): Buffer {
	const salt = body.subarray(0, 16);
	const idLength = body[20]!;
	const sender = body.subarray(21, 21 + idLength);
	const sealed = body.subarray(21 + idLength);
	const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
	const input = Buffer.from(hkdfSync('sha256', pair.computeSecret(sender), auth, info, 32));
	const part = (name: string, length: number) =>
		Buffer.from(hkdfSync('sha256', input, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
	const cipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
	cipher.setAuthTag(sealed.subarray(-16));
	const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
	const end = plain.lastIndexOf(2);
	if (end < 0) throw new Error('the last record has no delimiter');
	return plain.subarray(0, end);
}

/** Whether a request was signed by the key that the browser subscribed with (`vapid t=…, k=…`). */
export function isSignedBy(authorization: string, publicKey: string, audience: string): boolean {
	const { t = '', k = '' } = Object.fromEntries(
		authorization
			.replace(/^vapid /, '')
			.split(/,\s*/)
			.map((pair) => [pair.slice(0, 1), pair.slice(2)])
	) as Record<string, string>;
	const [head = '', claims = '', signature = ''] = t.split('.');
	const point = Buffer.from(publicKey, 'base64url');
	const key = createPublicKey({
		format: 'jwk',
		key: {
			kty: 'EC',
			crv: 'P-256',
			x: point.subarray(1, 33).toString('base64url'),
			y: point.subarray(33).toString('base64url')
		}
	});
	const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string };
	return (
		k === publicKey &&
		aud === audience &&
		verify(
			'sha256',
			Buffer.from(`${head}.${claims}`),
			{ key, dsaEncoding: 'ieee-p1363' },
			Buffer.from(signature, 'base64url')
		)
	);
}
