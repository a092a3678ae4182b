/** Limits how many calls stay open while they wait for something. Each call takes a slot. */
import { BoxError } from '../../contract/errors.ts';

export interface CallSlots {
	/**
	 * Takes a slot.
	 * @returns a function that gives the slot back; calls after the first do nothing
	 * @throws BoxError 429 `too-many-streams`
	 */
	take(): () => void;
}

/** @param most number of slots */
export function createCallSlots(most: number): CallSlots {
	let taken = 0;
	return {
		take() {
			if (taken >= most) {
				throw new BoxError({
					code: 'too-many-streams',
					status: 429,
					message: `There are ${most} calls that wait or follow events already.`,
					hint: 'Close some, or try again in a moment.',
					retryAfter: 5
				});
			}
			taken++;
			let held = true;
			return () => {
				if (held) taken--;
				held = false;
			};
		}
	};
}
