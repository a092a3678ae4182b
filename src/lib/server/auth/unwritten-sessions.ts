/**
 * Sessions that could not be written: an owner comes in also when the disk takes nothing more. They
 * end with this process.
 */
import type { Session } from '../../contract/box.ts';
import { createRecent, monotonicMs } from '../concurrency/index.ts';
import type { Client, OpenSession } from './types.ts';
import { deviceName } from './user-agent.ts';

/** Kept at most; the oldest makes room. */
const MOST = 20;

interface Unwritten {
	createdAt: number;
	/** As it is shown, milliseconds since the epoch. */
	expiresAt: number;
	client: Client;
}

export interface UnwrittenSessions {
	/**
	 * @param id hash of its token
	 * @param livesMs how long it lives, whatever becomes of the clock
	 */
	add(id: string, session: Unwritten, livesMs: number): OpenSession;
	/** Null for one that is none, or has expired. */
	find(id: string): OpenSession | null;
	list(currentId: string): Session[];
	/** @returns whether it was one */
	end(id: string): boolean;
	ids(): string[];
}

export function createUnwrittenSessions(): UnwrittenSessions {
	const sessions = createRecent<string, Unwritten & { until: number }>(MOST);
	return {
		add(id, session, livesMs) {
			sessions.set(id, { ...session, until: monotonicMs() + livesMs });
			return { id, expiresAt: session.expiresAt };
		},
		find(id) {
			const found = sessions.get(id);
			if (!found) return null;
			if (found.until > monotonicMs()) return { id, expiresAt: found.expiresAt };
			sessions.delete(id);
			return null;
		},
		list: (currentId) =>
			[...sessions].map(([id, { createdAt, expiresAt, client }]) => ({
				id,
				current: id === currentId,
				createdAt,
				lastSeenAt: createdAt,
				expiresAt,
				address: client.address,
				device: deviceName(client.userAgent)
			})),
		end: (id) => sessions.delete(id),
		ids: () => [...sessions.keys()]
	};
}
