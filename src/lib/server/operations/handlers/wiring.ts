import type { wiringOperations } from '../../../contract/operations/wiring.ts';
import type { PupWiring } from '../../../contract/wiring.ts';
import type { Services } from '../../services.ts';
import { accessEffects, wiringEffects } from '../foreseen.ts';
import { paged } from '../paged.ts';
import { answerInForce } from '../in-force.ts';
import type { Context, HandlersOf } from '../types.ts';

export function wiringHandlers({ wiring, pups }: Services): HandlersOf<keyof typeof wiringOperations> {
	const inForce = answerInForce(wiring);
	/** Applies a change, or returns what it would do. */
	function changing(id: string, plan: boolean, call: Context, change: () => PupWiring) {
		if (!plan) return inForce(change());
		call.dryRun();
		const before = wiring.of(id);
		const { name } = pups.get(id);
		return { ...before, plan: { effects: wiringEffects({ id, name }, before, wiring.rehearse(change)) } };
	}
	return {
		'wiring.plan': ({ params: { id: sourceId, name }, body }) => wiring.plan({ sourceId, name, ...body }),
		'wiring.get': ({ params }) => wiring.of(params.id),
		'wiring.choose': ({ params, query, body }, call) =>
			changing(params.id, query.plan, call, () =>
				wiring.choose(params.id, params.interface, body.provider, body.groups)
			),
		'wiring.grant': ({ params, query }, call) =>
			changing(params.id, query.plan, call, () => wiring.grant(params.id, params.interface, params.group)),
		'wiring.revoke': ({ params, query }, call) =>
			changing(params.id, query.plan, call, () => wiring.revoke(params.id, params.interface, params.group)),
		'wiring.access': ({ params }) => wiring.access(params.id),
		'wiring.setAccess': ({ params: { id }, query, body }, call) => {
			if (!query.plan) return inForce(wiring.setAccess(id, body));
			call.dryRun();
			const before = wiring.access(id);
			const after = wiring.rehearse(() => wiring.setAccess(id, body));
			const { name } = pups.get(id);
			return { ...before, plan: { effects: accessEffects({ id, name }, before, after) } };
		},
		'connections.get': () => wiring.connections(),
		'connections.requests': ({ params, query }) =>
			paged(
				'requests',
				wiring.requests(params.from, params.to, query.interface),
				query,
				({ at, path }) => `${at} ${path}`
			)
	};
}
