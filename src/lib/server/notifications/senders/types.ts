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
	/** Certificates of authorities to believe for mail, PEM; absent: those that came with node. */
	authorities?: string[] | undefined;
}

/** Resolves when it was taken. @throws BoxError with why it was not, in words */
export type Send<Target> = (target: Target, message: Message, means: Means) => Promise<void>;
