import type { updateOperations } from '../../../contract/operations/updates.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';
import { mayChange, saverOf, withAddresses } from './pup-answers.ts';

export function updateHandlers({ pups }: Services): HandlersOf<keyof typeof updateOperations> {
	return {
		'pups.update': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				return { jobId: null, plan: await pups.planUpdate(params.id, body) };
			}
			return { jobId: (await pups.update(params.id, body, saverOf(call), mayChange(call))).id };
		},
		'pups.skipVersion': ({ params, body }, call) => ({
			pup: withAddresses(pups.skipVersion(params.id, body.version), call)
		})
	};
}
