/** Maps each operation to one call into the library. A missing handler does not compile. */
import type { Services } from '../../services.ts';
import type { LiveHub } from '../live/hub.ts';
import { changeEvents, lastNumber } from '../change-events.ts';
import { createCallSlots } from '../call-slots.ts';
import type { Handlers } from '../types.ts';
import { attentionHandlers } from './attention.ts';
import { boxHandlers } from './box.ts';
import { boxExecsHandlers } from './box-execs.ts';
import { boxRunsHandlers } from './box-runs.ts';
import { boxFilesHandlers } from './box-files.ts';
import { boxesHandlers, mayAdminister } from './boxes.ts';
import { configHandlers } from './config.ts';
import { fileHandlers } from './files.ts';
import { gatewayHandlers } from './gateway.ts';
import { imagesHandlers } from './images.ts';
import { hookHandlers } from './hooks.ts';
import { jobHandlers } from './jobs.ts';
import { logHandlers } from './logs.ts';
import { networksHandlers } from './networks.ts';
import { notificationHandlers } from './notifications.ts';
import { metricHandlers } from './metrics.ts';
import { portHandlers } from './ports.ts';
import { pupHandlers } from './pups.ts';
import { sessionHandlers } from './sessions.ts';
import { setupHandlers } from './setup.ts';
import { sourceHandlers } from './sources.ts';
import { storeHandlers } from './store.ts';
import { terminalHandlers } from './terminals.ts';
import { tokenHandlers } from './tokens.ts';
import { updateHandlers } from './updates.ts';
import { volumesHandlers } from './volumes.ts';
import { webhookHandlers } from './webhooks.ts';
import { wiringHandlers } from './wiring.ts';

/** Calls that may wait for a job or follow changes at once, of all callers together. */
const MAX_OPEN_CALLS = 512;

/** Binds all operations to the services. */
export function createHandlers(box: Services, live: LiveHub): Handlers {
	const slots = createCallSlots(MAX_OPEN_CALLS);
	return {
		...boxHandlers(box),
		...attentionHandlers(box),
		...setupHandlers(box),
		...sessionHandlers(box),
		...tokenHandlers(box),
		...notificationHandlers(box),
		...webhookHandlers(box),
		...sourceHandlers(box),
		...storeHandlers(box),
		...pupHandlers(box),
		...configHandlers(box),
		...updateHandlers(box),
		...portHandlers(box),
		...wiringHandlers(box),
		...hookHandlers(box),
		...fileHandlers(box),
		...terminalHandlers(box),
		...boxesHandlers(box),
		...boxRunsHandlers(box),
		...volumesHandlers(box),
		...networksHandlers(box),
		...imagesHandlers(box),
		...boxExecsHandlers(box),
		...boxFilesHandlers(box),
		...metricHandlers(box),
		...jobHandlers(box, slots),
		...logHandlers(box),
		...gatewayHandlers(box),
		'events.follow': ({ query: { after, kinds, pup } }, { signal, lastEventId }) => {
			const from = lastNumber(lastEventId) ?? after;
			const ended = slots.take();
			const about = { boot: box.bootId, version: box.config.version };
			return changeEvents(box.events, about, {
				after: from,
				kinds,
				pups: pup === undefined ? null : [pup],
				signal,
				ended
			});
		},
		'live.open': (_, context) => (socket, connection) => live.accept(socket, connection, mayAdminister(context))
	};
}
