/** Calls that stay open while nothing happens: each takes a place, and there are so many. */
import { BoxError } from '../../contract/errors.ts';

export interface CallSlots {
	/**
	 * Takes a place.
	 * @returns gives it back; once
	 * @throws BoxError 429 `too-many-streams`
	 */
	take(): () => void;
}

/** @param most places there are */
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
