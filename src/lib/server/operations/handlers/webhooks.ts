import type { webhookOperations } from '../../../contract/operations/webhooks.ts';
import type { Services } from '../../services.ts';
import { byId, paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function webhookHandlers({ webhooks }: Services): HandlersOf<keyof typeof webhookOperations> {
	return {
		'webhooks.list': ({ query }) => paged('webhooks', webhooks.list(), query, byId),
		'webhooks.add': ({ body }, { subject }) => {
			const added = webhooks.add(body);
			subject(added.webhook.id);
			return added;
		},
		'webhooks.change': ({ params, body }) => webhooks.change(params.id, body),
		'webhooks.remove': ({ params }) => webhooks.remove(params.id),
		'webhooks.rotate': ({ params }) => webhooks.rotate(params.id),
		'webhooks.pause': ({ params }) => webhooks.pause(params.id),
		'webhooks.resume': ({ params, body }) => webhooks.resume(params.id, body.from),
		'webhooks.test': ({ params }, { signal }) => webhooks.test(params.id, signal),
		'webhooks.deliveries': ({ params, query }) => paged('deliveries', webhooks.deliveries(params.id), query, byId),
		'webhooks.again': ({ params }, { signal }) => webhooks.again(params.id, params.delivery, signal)
	};
}
