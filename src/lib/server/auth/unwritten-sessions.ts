/**
 * Sessions that could not be written: an owner comes in also when the disk takes nothing more. They
 * end with this process.
 */
import type { Session } from '../../contract/box.ts';
import type { Client, OpenSession } from './types.ts';
import { deviceName } from './user-agent.ts';

/** Kept at most; the oldest makes room. */
const MOST = 20;

interface Unwritten {
	createdAt: number;
	/** Milliseconds since the epoch. */
	expiresAt: number;
	client: Client;
}

export interface UnwrittenSessions {
	/** @param id hash of its token */
	add(id: string, session: Unwritten): OpenSession;
	/** Null for one that is none, or has expired. */
	find(id: string): OpenSession | null;
	list(currentId: string): Session[];
	/** @returns whether it was one */
	end(id: string): boolean;
	ids(): string[];
}

export function createUnwrittenSessions(): UnwrittenSessions {
	const sessions = new Map<string, Unwritten>();
	return {
		add(id, session) {
			sessions.set(id, session);
			if (sessions.size > MOST) sessions.delete(sessions.keys().next().value!);
			return { id, expiresAt: session.expiresAt };
		},
		find(id) {
			const found = sessions.get(id);
			if (!found) return null;
			if (found.expiresAt > Date.now()) return { id, expiresAt: found.expiresAt };
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
