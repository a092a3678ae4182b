/**
 * Carrying out what has no operation, as its adapter's protocol wants it: access → rate limit →
 * work → audit.
 */
import { isBoxError } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import type { Services } from '../services.ts';
import { authorize } from './access.ts';
import { actorOf, keyOf } from './callers.ts';
import type { RateLimits } from './limits.ts';
import type { OperationsService } from './types.ts';

/** Longest subject that the audit notes, characters: names of images are long. */
const MAX_SUBJECT = 300;

/** @param limits shared with the operations: calls of the same name are counted together */
export function createPerform(
	box: Pick<Services, 'audit' | 'log' | 'setup'>,
	limits: RateLimits
): OperationsService['perform'] {
	return async ({ id, scopes, perMinute }, subject, caller, { via = null }, work) => {
		const audit = (outcome: 'done' | 'refused' | 'failed', detail: string | null) =>
			box.audit.record({
				...{ ...actorOf(caller), address: caller.client.address },
				...{ action: id, subject: subject.slice(0, MAX_SUBJECT), via, outcome, detail }
			});
		let output;
		try {
			authorize({ access: 'owner', scopes }, caller, box.setup.configured());
			const { refused } = limits.take(id, perMinute, keyOf(caller));
			if (refused) throw refused;
			output = await work();
		} catch (cause) {
			const known = systemError(cause);
			if (known) box.log.error({ err: cause, action: id }, 'the system refused what an action needs');
			const error: unknown = known ?? cause;
			// What has no code of ours is told in the words of the protocol alone.
			if (!isBoxError(error)) audit('failed', null);
			else audit(error.status < 500 ? 'refused' : 'failed', error.code);
			throw error;
		}
		audit('done', null);
		return output;
	};
}
