/** Carries out actions that are not operations and whose adapter follows a protocol of its own. */
import type { CarryOut } from './carry-out.ts';
import type { OperationsService } from './types.ts';

/** Longest subject that the audit records, in characters. Names of images are long. */
const MAX_SUBJECT = 300;

/** @param carryOut shared with the operations, so calls of the same name are counted together */
export function createPerform(carryOut: CarryOut): OperationsService['perform'] {
	return ({ id, scopes, perMinute, ahead }, subject, caller, call, work) => {
		// The audit gets no detail for an error that is not a BoxError: only the protocol's answer
		// has it.
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
