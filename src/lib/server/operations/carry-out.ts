/**
 * The steps of every call, both of operations and of an adapter's own actions: access → rate limit
 * → work → audit.
 */
import { setImmediate } from 'node:timers/promises';
import { isBoxError } from '../../contract/errors.ts';
import type { Operation } from '../../contract/operation.ts';
import { systemError } from '../../contract/system-errors.ts';
import type { RecordedAhead } from '../audit/index.ts';
import type { Services } from '../services.ts';
import { authorize } from './access.ts';
import { actorOf, keyOf, type Caller } from './callers.ts';
import type { RateLimits } from './limits.ts';
import type { Call } from './types.ts';

/** An operation, or an action of an adapter's own. */
export interface Action {
	/** Name in the audit, and key by which calls are counted for the rate limit. */
	readonly id: string;
	readonly needs: Pick<Operation, 'access' | 'when' | 'scopes'>;
	/** Calls a minute that one caller may make; undefined for no limit. */
	readonly perMinute: number | undefined;
	/** Whether the audit records the action for every caller. */
	readonly noted: boolean;
	/** Detail in the audit for an error that is not a BoxError. */
	readonly unknownError: string | null;
	/**
	 * Writes the audit entry while the work runs, and corrects it if the work fails. Then nothing
	 * that follows from the work waits for the disk. The note must be complete before the work
	 * starts.
	 */
	readonly ahead?: boolean | undefined;
}

/** What the audit records of a call. The work may change it until it ends. */
export interface Note {
	subject: string | null;
	/** Nothing was changed: the caller requested a plan. */
	dry?: boolean;
	/** The answer is that of an earlier call, which the audit already has. */
	replayed?: boolean;
}

export type CarryOut = <T>(
	action: Action,
	caller: Caller,
	call: Pick<Call, 'via' | 'limited'>,
	note: Note,
	work: () => T | Promise<T>
) => Promise<T>;

/**
 * @returns a function that carries out one call. It throws the error of a refused access or limit,
 * system errors as a BoxError, and any other error of the work.
 */
export function createCarryOut(box: Pick<Services, 'audit' | 'log' | 'setup'>, limits: RateLimits): CarryOut {
	return async (action, caller, call, note, work) => {
		const via = call.via ?? null;
		const lineOf = (outcome: 'done' | 'refused' | 'failed', detail: string | null) => {
			const of = { ...actorOf(caller), address: caller.client.address };
			return { ...of, action: action.id, subject: note.subject, via, outcome, detail };
		};
		let ahead: Promise<RecordedAhead> | null = null;
		const audit = async (outcome: 'done' | 'refused' | 'failed', detail: string | null) => {
			// For calls of an assistant (MCP), reads are recorded too.
			if (!action.noted && via !== 'mcp') return;
			const line = await ahead;
			if (!line) await box.audit.record(lineOf(outcome, detail));
			else if (outcome === 'done') await line.written;
			else await line.correct({ outcome, detail });
		};
		let output;
		try {
			authorize(action.needs, caller, box.setup.configured());
			if (action.perMinute !== undefined) {
				const rate = limits.take(action.id, action.perMinute, keyOf(caller));
				call.limited?.(rate);
				if (rate.refused) throw rate.refused;
			}
			const working = work();
			// Starts after the work has sent its own requests, so that both run at the same time.
			if (action.ahead) ahead = setImmediate().then(() => box.audit.recordAhead(lineOf('done', null)));
			output = await working;
		} catch (cause) {
			const known = systemError(cause);
			if (known) box.log.error({ err: cause, action: action.id }, 'the system refused what a call needs');
			const error: unknown = known ?? cause;
			if (!isBoxError(error)) await audit('failed', action.unknownError);
			else await audit(error.status < 500 ? 'refused' : 'failed', error.code);
			throw error;
		}
		if (!note.replayed && (!note.dry || via === 'mcp')) await audit('done', note.dry ? 'plan' : null);
		return output;
	};
}
