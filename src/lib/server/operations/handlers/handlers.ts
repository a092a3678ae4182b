/** What each operation does: one call into the library. A missing one does not compile. */
import type { Services } from '../../services.ts';
import type { LiveHub } from '../live/hub.ts';
import type { Handlers } from '../types.ts';
import { boxHandlers } from './box.ts';
import { jobHandlers } from './jobs.ts';
import { metricHandlers } from './metrics.ts';
import { pupHandlers } from './pups.ts';
import { sessionHandlers } from './sessions.ts';
import { setupHandlers } from './setup.ts';
import { sourceHandlers } from './sources.ts';
import { storeHandlers } from './store.ts';
import { tokenHandlers } from './tokens.ts';

/** Binds all operations to the services. */
export function createHandlers(box: Services, live: LiveHub): Handlers {
	return {
		...boxHandlers(box),
		...setupHandlers(box),
		...sessionHandlers(box),
		...tokenHandlers(box),
		...sourceHandlers(box),
		...storeHandlers(box),
		...pupHandlers(box),
		...metricHandlers(box),
		...jobHandlers(box),
		'live.open': () => live.accept
	};
}
