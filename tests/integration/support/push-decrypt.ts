/**
 * The checks of a push service (RFC 8030, RFC 8292) and the decryption in a browser (RFC 8291 over
 * RFC 8188). They are written from these documents with node's own cryptography, not with the
 * library that the box uses for sending. `push-decrypt.test.ts` checks both against the examples in
 * the documents.
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';

/** Maximum size in bytes that every push service accepts (RFC 8030 §7.2, RFC 8291 §4). */
const MESSAGE_LIMIT = 4096;
/** Maximum lifetime of a token in seconds (RFC 8292 §2). */
const TOKEN_LIMIT_S = 86_400;

export interface Browser {
	keys: { p256dh: string; auth: string };
	/**
	 * Decrypts a message.
	 * @throws Error when it was not encrypted for this browser
	 */
	open(body: Buffer): string;
}

/**
 * Creates a browser with a subscription.
 * @param kept private key and secret, base64url
 */
export function subscribedBrowser(kept?: { privateKey: string; auth: string }): Browser {
	const pair = createECDH('prime256v1');
	if (kept) pair.setPrivateKey(kept.privateKey, 'base64url');
	else pair.generateKeys();
	const auth = kept ? Buffer.from(kept.auth, 'base64url') : randomBytes(16);
	return {
		keys: { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') },
		open: (body) => decrypt(pair, auth, body).toString('utf8')
	};
}

const wrong = (what: string) => new Error(`A push message with ${what}.`);

function decrypt(pair: ECDH, auth: Buffer, body: Buffer): Buffer {
	const salt = body.subarray(0, 16);
	const recordSize = body.readUInt32BE(16);
	const idLength = body[20]!;
	const sender = body.subarray(21, 21 + idLength);
	const sealed = body.subarray(21 + idLength);
	if (idLength !== 65 || sender[0] !== 4) throw wrong('no uncompressed point as its sender’s key');
	// All of the message is in one record (RFC 8291 §4).
	if (recordSize < 18 || sealed.length > recordSize) throw wrong('more than one record');
	const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
	const input = Buffer.from(hkdfSync('sha256', pair.computeSecret(sender), auth, info, 32));
	const part = (name: string, length: number) =>
		Buffer.from(hkdfSync('sha256', input, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
	const cipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
	cipher.setAuthTag(sealed.subarray(-16));
	const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
	// The text is followed by the mark of the last record and zeros (RFC 8188 §2).
	const end = plain.findLastIndex((byte) => byte !== 0);
	if (plain[end] !== 2) throw wrong('no mark of its last record');
	return plain.subarray(0, end);
}

export interface PushRequest {
	method: string;
	headers: Record<string, string | string[] | undefined>;
	body: Buffer;
}

/**
 * Checks whether a push service accepts a message.
 * @param subscribedWith key that the browser gave when it subscribed. Only its holder may send.
 * @param origin origin of the push service
 * @param now seconds since the epoch
 * @throws Error that says what is wrong
 */
export function checkPush(request: PushRequest, subscribedWith: string, origin: string, now: number): void {
	const { method, body } = request;
	const header = (name: string) => {
		const value = request.headers[name];
		return typeof value === 'string' ? value : '';
	};
	if (method !== 'POST') throw wrong(`the method ${method}`);
	if (!/^\d+$/.test(header('ttl'))) throw wrong('no time to live');
	if (!['', 'very-low', 'low', 'normal', 'high'].includes(header('urgency'))) throw wrong('an unknown urgency');
	if (!/^[\w-]{0,32}$/.test(header('topic'))) throw wrong('a topic that is none');
	if (header('content-encoding') !== 'aes128gcm') throw wrong('an encoding that is not aes128gcm');
	if (header('content-length') !== String(body.length)) throw wrong('no length, or another');
	if (body.length > MESSAGE_LIMIT) throw wrong(`${body.length} bytes`);
	checkVapid(header('authorization'), subscribedWith, origin, now);
}

/**
 * Checks the sender (RFC 8292): `vapid t=<token>, k=<key>`.
 * @throws Error that says what is wrong
 */
export function checkVapid(authorization: string, subscribedWith: string, origin: string, now: number): void {
	const given = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/i.exec(authorization);
	if (!given) throw wrong('no token and key of its sender');
	const [, head = '', claims = '', signature = '', key = ''] = given;
	if (key !== subscribedWith) throw wrong('the key of another sender');
	const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
	if (read(head)['alg'] !== 'ES256') throw wrong('a token that is not signed by ES256');
	const { aud, exp, sub } = read(claims);
	if (aud !== origin) throw wrong(`a token for ${String(aud)}`);
	if (typeof exp !== 'number' || exp <= now) throw wrong('a token that has ended');
	if (exp > now + TOKEN_LIMIT_S) throw wrong('a token that holds for longer than a day');
	if (sub !== undefined && !/^(mailto:|https:)/.test(String(sub))) throw wrong('nobody to write to');
	const point = Buffer.from(key, 'base64url');
	if (point.length !== 65 || point[0] !== 4) throw wrong('a key that is no uncompressed point');
	const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url')) as [
		string,
		string
	];
	const signed = verify(
		'sha256',
		Buffer.from(`${head}.${claims}`),
		{ key: createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } }), dsaEncoding: 'ieee-p1363' },
		Buffer.from(signature, 'base64url')
	);
	if (!signed) throw wrong('a signature that is not of its key');
}
