import type { Services } from '../services.ts';

/** Answers when the gateway and the firewall follow what was changed: nothing passes after that. */
export const answerInForce =
	(wiring: Pick<Services['wiring'], 'settled'>) =>
	async <T>(answer: T | Promise<T>): Promise<T> => {
		const given = await answer;
		await wiring.settled();
		return given;
	};
