/** Carrying out what has no operation, as its adapter's protocol wants it. */
import type { CarryOut } from './carry-out.ts';
import type { OperationsService } from './types.ts';

/** Longest subject that the audit notes, characters: names of images are long. */
const MAX_SUBJECT = 300;

/** @param carryOut shared with the operations: calls of the same name are counted together */
export function createPerform(carryOut: CarryOut): OperationsService['perform'] {
	return ({ id, scopes, perMinute, ahead }, subject, caller, call, work) => {
		// An error without a code of ours is answered in the words of the protocol alone.
		const action = {
			id,
			needs: { access: 'owner', scopes },
			perMinute,
			noted: true,
			unknownError: null,
			ahead
		} as const;
		return carryOut(action, caller, call, { subject: subject.slice(0, MAX_SUBJECT) }, work);
	};
}
