import type { notificationOperations } from '../../../contract/operations/notifications.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function notificationHandlers({ notifications }: Services): HandlersOf<keyof typeof notificationOperations> {
	return {
		'notifications.get': () => notifications.get(),
		'notifications.add': ({ body }, { subject }) => {
			const added = notifications.add(body);
			subject(added.id);
			return added;
		},
		'notifications.change': ({ params, body }) => notifications.change(params.id, body),
		'notifications.remove': ({ params }) => notifications.remove(params.id),
		'notifications.test': ({ params }, { signal }) => notifications.test(params.id, signal),
		'notifications.quiet': ({ body }) => notifications.setQuietHours(body.quietHours)
	};
}
