import type { attentionOperations } from '../../../contract/operations/attention.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function attentionHandlers({ attention }: Services): HandlersOf<keyof typeof attentionOperations> {
	return {
		'attention.list': () => ({ items: attention.list() }),
		'attention.dismiss': ({ body }, { subject }) => {
			subject(body.id);
			attention.dismiss(body.id);
		}
	};
}
