import type { Effect } from '../../../contract/effects.ts';
import type { networksOperations } from '../../../contract/operations/networks.ts';
import type { Services } from '../../services.ts';
import { byId, paged } from '../paged.ts';
import type { Context, HandlersOf } from '../types.ts';

export function networksHandlers({ boxes }: Services): HandlersOf<keyof typeof networksOperations> {
	const { networks } = boxes;
	/** Records the network by its id in the audit, even when the caller used its name. */
	function named({ id: asked }: { id: string }, context: Context): string {
		const { id } = networks.get(asked);
		context.subject(id);
		return id;
	}
	/** Returns the answer for a plan. */
	function planned(id: string, context: Context, effects: Effect[]) {
		context.dryRun();
		return { ...networks.get(id), plan: { effects } };
	}
	return {
		'networks.list': ({ query }) => paged('networks', networks.list(), query, byId),
		'networks.create': ({ body }, context) => {
			const made = networks.create(body);
			context.subject(made.id);
			return made;
		},
		'networks.get': ({ params }) => networks.get(params.id),
		'networks.remove': ({ params }, context) => networks.remove(named(params, context)),
		'networks.connect': ({ params, query, body }, context) => {
			const id = named(params, context);
			if (!query.plan) return networks.connect(id, body.box, body.aliases, body.address);
			return planned(id, context, networks.planConnect(id, body.box, body.address));
		},
		'networks.disconnect': ({ params, query, body }, context) => {
			const id = named(params, context);
			if (!query.plan) return networks.disconnect(id, body.box);
			return planned(id, context, networks.planDisconnect(id, body.box));
		},
		'networks.prune': ({ query, body }, context) => {
			if (query.plan) context.dryRun();
			return { removed: networks.prune(body.networks, query.plan) };
		}
	};
}
