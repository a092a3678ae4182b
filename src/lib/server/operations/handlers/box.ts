import type { Services } from '../../services.ts';
import type { boxOperations } from '../../../contract/operations/box.ts';
import type { HandlersOf } from '../types.ts';

export function boxHandlers({ setup, metrics }: Services): HandlersOf<keyof typeof boxOperations> {
	return {
		'box.get': () => setup.info(),
		'box.metrics': ({ query }) => ({ stats: metrics.boxStats(), samples: metrics.history('box', query.seconds) })
	};
}
