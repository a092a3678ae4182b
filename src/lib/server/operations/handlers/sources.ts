import { notFound } from '../../../contract/errors.ts';
import type { sourceOperations } from '../../../contract/operations/sources.ts';
import type { Services } from '../../services.ts';
import { sourceEffects } from '../foreseen.ts';
import { byId, paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function sourceHandlers({ sources, store, pups }: Services): HandlersOf<keyof typeof sourceOperations> {
	return {
		'sources.list': ({ query }) => paged('sources', sources.list(), query, byId),
		'sources.add': async ({ body }, context) => {
			const added = await sources.add(body.location, body);
			context.subject(added.id);
			return added;
		},
		'sources.refreshAll': async () => {
			await store.refresh();
			return { sources: sources.list() };
		},
		'sources.change': ({ params, body }) => sources.change(params.id, body),
		'sources.refresh': async ({ params }) => {
			await store.refresh(params.id);
			const found = sources.list().find((source) => source.id === params.id);
			if (!found) throw notFound('source', params.id);
			return found;
		},
		'sources.remove': async ({ params: { id }, query }, call) => {
			if (!query.plan) {
				await sources.remove(id);
				return {};
			}
			call.dryRun();
			const { name } = sources.needRemovable(id);
			const of = <T extends { sourceId: string }>(all: T[]) => all.filter(({ sourceId }) => sourceId === id);
			const offers = of(store.list()).length;
			return { plan: { effects: sourceEffects({ id, name }, { offers, installed: of(pups.list()) }) } };
		}
	};
}
