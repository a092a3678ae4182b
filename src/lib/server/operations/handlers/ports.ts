import type { portOperations } from '../../../contract/operations/ports.ts';
import type { Services } from '../../services.ts';
import { portEffects } from '../foreseen.ts';
import { answerInForce } from '../in-force.ts';
import type { HandlersOf } from '../types.ts';

export function portHandlers({ pups, wiring }: Services): HandlersOf<keyof typeof portOperations> {
	return {
		'ports.get': ({ params }) => pups.ports(params.id),
		'ports.change': ({ params: { id }, query, body }, call) => {
			if (!query.plan) return answerInForce(wiring)(pups.changePorts(id, body));
			call.dryRun();
			const before = pups.ports(id);
			return { ...before, tokens: [], plan: { effects: portEffects(before, pups.planPorts(id, body)) } };
		}
	};
}
