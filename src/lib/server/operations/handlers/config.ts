import type { configOperations } from '../../../contract/operations/config.ts';
import type { Services } from '../../services.ts';
import { paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';
import { saverOf, withAddresses } from './pup-answers.ts';

export function configHandlers({ pups }: Services): HandlersOf<keyof typeof configOperations> {
	return {
		'config.history': ({ params, query }) =>
			paged('versions', pups.configHistory(params.id), query, ({ version }) => String(version)),
		'config.compare': ({ params, query }) => ({
			differences: pups.compareConfig(params.id, query.from, query.to ?? null)
		}),
		'config.restore': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				const planned = await pups.planRestore(params.id, body.version);
				return { jobId: null, pup: withAddresses(pups.get(params.id), call), ...planned };
			}
			const { job, pup, differences } = await pups.restoreConfig(params.id, body.version, saverOf(call));
			return { jobId: job?.id ?? null, pup: withAddresses(pup, call), differences };
		}
	};
}
