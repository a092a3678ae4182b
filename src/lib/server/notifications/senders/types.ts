import type { Outbound } from '../../outbound/index.ts';
import type { Message } from '../types.ts';

/** Key pair of the box for Web Push (RFC 8292), base64url. */
export interface VapidKeys {
	publicKey: string;
	privateKey: string;
}

export interface Means {
	outbound: Pick<Outbound, 'fetch' | 'proxy'>;
	signal: AbortSignal;
	vapid: () => VapidKeys;
	/** Certificate authorities to trust for mail, PEM; absent: those of Node. */
	authorities?: string[] | undefined;
}

/** Resolves when the message was accepted. @throws BoxError with the reason why not */
export type Send<Target> = (target: Target, message: Message, means: Means) => Promise<void>;
