import type { Services } from '../services.ts';

/**
 * Answers only when the gateway and the firewall enforce the change, so that nothing it forbids
 * passes afterwards.
 */
export const answerInForce =
	(wiring: Pick<Services['wiring'], 'settled'>) =>
	async <T>(answer: T | Promise<T>): Promise<T> => {
		const given = await answer;
		await wiring.settled();
		return given;
	};
