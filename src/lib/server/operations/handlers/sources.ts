import { notFound } from '../../../contract/errors.ts';
import type { sourceOperations } from '../../../contract/operations/sources.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function sourceHandlers({ sources, store }: Services): HandlersOf<keyof typeof sourceOperations> {
	return {
		'sources.list': () => ({ sources: sources.list() }),
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
		'sources.remove': ({ params }) => sources.remove(params.id)
	};
}
