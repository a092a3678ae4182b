/** A change of the password ends all other sessions, whatever ends dogeboxd in between. */
import type { Logger } from 'pino';
import * as v from 'valibot';
import { isBoxError } from '../../contract/errors.ts';
import { createQueue } from '../concurrency/index.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { SessionStore } from './sessions.ts';

/** A change of the password has begun: whose session goes on after it. */
const PASSWORD_CHANGE = 'auth.passwordChange';
const passwordChange = v.object({ current: v.nullable(v.string()) });

export interface PasswordChangesDeps {
	database: Database;
	sessions: Pick<SessionStore, 'endAll'>;
	events: Events;
	log: Logger;
}

/** Finishes at once what an earlier life of dogeboxd had begun. */
export function createPasswordChanges({ database, sessions, events, log }: PasswordChangesDeps) {
	const { settings } = database;
	/**
	 * The note on the disk is of one change: a second one that is refused must not take away that
	 * of the first.
	 */
	const inTurn = createQueue();

	async function endOthers(current: string | null): Promise<void> {
		await sessions.endAll(current ?? undefined);
		settings.remove(PASSWORD_CHANGE);
		events.emit({ kind: 'sessions' });
	}

	const unfinished = settings.get(PASSWORD_CHANGE, passwordChange);
	if (unfinished) {
		log.warn('a change of the password was cut off; all other sessions are ended');
		inTurn(() => endOthers(unfinished.current)).catch((error: unknown) => {
			log.error({ err: error }, 'sessions were not ended');
		});
	}

	return {
		/**
		 * Changes the password, then ends all other sessions. It is noted first: whatever ends this
		 * process in between, the next one ends them.
		 * @param current the session that goes on; null for none
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
					// Refused: nothing was changed. After any other failure nobody knows.
					if (isBoxError(error) && error.status < 500 && before === null) settings.remove(PASSWORD_CHANGE);
					throw error;
				}
				await endOthers(current);
				return result;
			})
	};
}
