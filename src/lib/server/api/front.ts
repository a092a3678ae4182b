/** What stands between the network and the pages: the API, the live socket, and the servers of pups' web pages. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createPageServers } from '../proxy/index.ts';
import type { Services } from '../services.ts';
import { createLive } from './live/index.ts';
import { createApi, isApiPath } from './router.ts';

export interface Front {
	/** Answers a request of the API. @returns false for what the pages are to answer */
	handle(req: IncomingMessage, res: ServerResponse): boolean;
	/** Takes an upgrade of a connection. @returns false when it is not ours; the caller then ends it */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	/** Ends all sockets and page servers. */
	close(): Promise<void>;
}

/** Makes the front of a box. */
export function createFront(box: Services): Front {
	const api = createApi(box);
	const live = createLive(box);
	const pages = createPageServers(box);
	return {
		handle(req, res) {
			if (!isApiPath(req.url ?? '/')) return false;
			api(req, res).catch((error: unknown) => {
				box.log.error({ err: error }, 'an answer of the API could not be sent');
				res.destroy();
			});
			return true;
		},
		upgrade: (req, socket, head) => live.upgrade(req, socket, head),
		async close() {
			live.close();
			await pages.close();
		}
	};
}
