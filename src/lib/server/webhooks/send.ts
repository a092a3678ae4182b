/** Performs one try to send one message. */
import { isBoxError, type BoxError } from '../../contract/errors.ts';
import { monotonicMs } from '../concurrency/index.ts';
import { hostPortOf, type Outbound } from '../outbound/index.ts';
import type { Outcome } from './deliveries.ts';
import { bodyOf, signedHeaders, type Message } from './message.ts';
import type { Target } from './rows.ts';

/** Time limits for a receiver; only the head of its response is read. */
const LIMITS = { idleMs: 10_000, totalMs: 15_000 };

/** The outcome of a try, with the receiver's request to wait. */
export interface Tried extends Outcome {
	/** Delay that the receiver requested, seconds; null without a request. */
	retryAfter: number | null;
	/** The failure itself, for a waiting caller; null where the message was accepted. */
	error: BoxError | null;
}

export interface SendDeps {
	outbound: Pick<Outbound, 'fetch'>;
	/** Name of the box. */
	box: () => string;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** Longest time without a byte, and in total, milliseconds; default 10 s and 15 s. */
	limits?: { idleMs: number; totalMs: number } | undefined;
}

/**
 * Sends a message. Addresses in the home network are allowed, since the owner configured them.
 * Redirects are not followed, so that no other party can direct requests there.
 * @param open returns the target
 * @throws the signal's reason; unexpected errors
 */
export async function trySend(
	open: () => Target,
	message: Message,
	signal: AbortSignal,
	deps: SendDeps
): Promise<Tried> {
	const { outbound, box, now, limits = LIMITS } = deps;
	const started = monotonicMs();
	const took = () => monotonicMs() - started;
	try {
		const { url, secret, oldSecret } = open();
		const body = bodyOf(message, box());
		const secrets = oldSecret === null ? [secret] : [secret, oldSecret];
		const { status } = await outbound.fetch({
			url,
			allow: [hostPortOf(url)],
			body,
			headers: {
				'content-type': 'application/json',
				...signedHeaders(message.id, Math.floor(now() / 1000), body, secrets)
			},
			headOnly: true,
			maxBytes: 0,
			...limits,
			signal
		});
		return { problem: null, status, ms: took(), retryAfter: null, error: null };
	} catch (error) {
		if (signal.aborted || !isBoxError(error)) throw error;
		const { answered } = error as { answered?: number };
		return {
			problem: error.message,
			status: answered ?? null,
			ms: took(),
			retryAfter: error.retryAfter ?? null,
			error
		};
	}
}
