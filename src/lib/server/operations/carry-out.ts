/**
 * The steps of every call, an operation's as well as an adapter's own action: access → rate limit →
 * work → audit.
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

/** What is carried out: an operation or an adapter's own action. */
export interface Action {
	/** As the audit names it, and as calls are counted. */
	readonly id: string;
	readonly needs: Pick<Operation, 'access' | 'when' | 'scopes'>;
	/** Most calls a minute of one caller; undefined for no limit. */
	readonly perMinute: number | undefined;
	/** Whether the audit notes it, whoever calls. */
	readonly noted: boolean;
	/** What the audit says of an error that has no code of ours. */
	readonly unknownError: string | null;
	/**
	 * It is noted while it is carried out, and put right where it fails, so that nothing that comes
	 * of it waits for the disk. Its note is known before.
	 */
	readonly ahead?: boolean | undefined;
}

/** What the audit notes of a call; the work may change it until it ends. */
export interface Note {
	subject: string | null;
	/** Nothing was changed: the call asked for a plan. */
	dry?: boolean;
	/** The answer is that of an earlier call, which is in the audit already. */
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
 * @returns carries out one call; it throws what the access or the limit refuses, an error of the
 *   system as its BoxError, and what else the work throws
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
			// Of what an assistant does, looking is noted too.
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
			// Behind what it asks of others, which then goes on beside.
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
