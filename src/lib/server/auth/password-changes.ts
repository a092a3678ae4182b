/**
 * Ensures that a change of the password ends all other sessions, even if dogeboxd ends in between.
 */
import type { Logger } from 'pino';
import * as v from 'valibot';
import { isBoxError } from '../../contract/errors.ts';
import { createQueue } from '../concurrency/index.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { SessionStore } from './sessions.ts';

/** Setting that marks an unfinished change of the password, with the session that stays valid. */
const PASSWORD_CHANGE = 'auth.passwordChange';
const passwordChange = v.object({ current: v.nullable(v.string()) });

export interface PasswordChangesDeps {
	database: Database;
	sessions: Pick<SessionStore, 'endAll'>;
	events: Events;
	log: Logger;
}

/** Finishes at once a change that an earlier process of dogeboxd began. */
export function createPasswordChanges({ database, sessions, events, log }: PasswordChangesDeps) {
	const { settings } = database;
	/**
	 * Runs changes one at a time: the note on the disk belongs to one change, and a second, refused
	 * change must not remove the first one's note.
	 */
	const inTurn = createQueue();

	async function endOthers(current: string | null): Promise<void> {
		await sessions.endAll(current ?? undefined);
		settings.remove(PASSWORD_CHANGE);
		events.emit({ kind: 'sessions' });
	}

	const unfinished = settings.get(PASSWORD_CHANGE, passwordChange);
	if (unfinished) {
		log.warn('a change of the password was interrupted; all other sessions were ended');
		inTurn(() => endOthers(unfinished.current)).catch((error: unknown) => {
			log.error({ err: error }, 'sessions were not ended');
		});
	}

	return {
		/**
		 * Changes the password, then ends all other sessions. The change is recorded first, so that
		 * the next process ends them if this one ends in between.
		 * @param current the session that stays valid; null for none
		 * @throws what `change` throws
		 */
		endingOthers: <T>(current: string | null, change: () => Promise<T>): Promise<T> =>
			inTurn(async () => {
				const before = settings.get(PASSWORD_CHANGE, passwordChange);
				settings.set(PASSWORD_CHANGE, { current });
				let result: T;
				try {
					result = await change();
				} catch (error) {
					// A refused change had no effect. After any other failure that is unknown.
					if (isBoxError(error) && error.status < 500 && before === null) settings.remove(PASSWORD_CHANGE);
					throw error;
				}
				await endOthers(current);
				return result;
			})
	};
}
