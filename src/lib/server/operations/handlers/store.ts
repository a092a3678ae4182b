import { notFound } from '../../../contract/errors.ts';
import type { storeOperations } from '../../../contract/operations/store.ts';
import type { Services } from '../../services.ts';
import { paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function storeHandlers({ sources, store }: Services): HandlersOf<keyof typeof storeOperations> {
	return {
		'store.list': ({ query }) => paged('pups', store.list(), query, ({ sourceId, name }) => `${sourceId} ${name}`),
		'store.get': ({ params, query }) => store.detail(params.id, params.name, query.version),
		'store.logo': async ({ params }) => {
			const logo = await sources.logo(params.id, params.name);
			if (!logo) throw notFound('logo', params.name);
			return logo;
		}
	};
}
