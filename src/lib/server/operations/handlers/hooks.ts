import type { hookOperations } from '../../../contract/operations/hooks.ts';
import type { Services } from '../../services.ts';
import { byId, paged } from '../paged.ts';
import { answerInForce } from '../in-force.ts';
import type { HandlersOf } from '../types.ts';

export function hookHandlers({ wiring }: Services): HandlersOf<keyof typeof hookOperations> {
	const inForce = answerInForce(wiring);
	return {
		'pups.hooks.list': ({ params, query }) => paged('hooks', wiring.hooks(params.id), query, byId),
		'pups.hooks.create': ({ params, body }) => inForce(wiring.createHook(params.id, body)),
		'pups.hooks.rotate': ({ params }) => inForce(wiring.rotateHook(params.id, params.hook)),
		'pups.hooks.remove': ({ params }) => inForce(wiring.removeHook(params.id, params.hook))
	};
}
