/**
 * Sessions that could not be written, so that an owner can log in even when the disk accepts no
 * more data. They end with this process.
 */
import type { Session } from '../../contract/box.ts';
import { createRecent, monotonicMs } from '../concurrency/index.ts';
import type { Client, OpenSession } from './types.ts';
import { deviceName } from './user-agent.ts';

/** Most sessions kept; the oldest is dropped first. */
const MOST = 20;

interface Unwritten {
	createdAt: number;
	/** Expiry as it is shown, milliseconds since the epoch. */
	expiresAt: number;
	client: Client;
}

export interface UnwrittenSessions {
	/**
	 * @param id hash of the session's token
	 * @param livesMs lifetime, independent of the wall clock
	 */
	add(id: string, session: Unwritten, livesMs: number): OpenSession;
	/** Returns null for an unknown or expired session. */
	find(id: string): OpenSession | null;
	list(currentId: string): Session[];
	/** @returns whether there was such a session */
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
