/**
 * What stands between the network and the pages: the API, the live socket, the servers of pups' web
 * pages, and the door at which pups ask the box itself.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { API_BASE } from '../../contract/operations.ts';
import type { DockerEndpoint } from '../compat/index.ts';
import type { OperationsService } from '../operations/index.ts';
import { createPageServers, type PageServers } from '../proxy/index.ts';
import type { Services } from '../services.ts';
import { endUpgrade } from '../streams/index.ts';
import { openLocalDoor, type LocalDoor } from './local-door.ts';
import { createOpenStreams } from './open-streams.ts';
import { createPupDoor } from './pup-door.ts';
import { createApi, isApiPath } from './router.ts';
import { createRoutes } from './routes.ts';
import { createSockets } from './sockets.ts';

/** Where Prometheus looks when nobody tells it another place. */
const METRICS_PATH = /^\/metrics(\?|$)/;

export interface Front {
	/** Answers a request of the API. @returns false for what the pages are to answer */
	handle(req: IncomingMessage, res: ServerResponse): boolean;
	/**
	 * Takes an upgrade of a connection.
	 * @returns false when it is not ours; the caller then ends it
	 */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	/**
	 * Opens the door for programs of this machine: the API at a Unix socket. Who may open it may do
	 * what the owner may; the folder says who that is.
	 * @param path of the socket; one that is there is replaced
	 */
	openDoor(path: string): Promise<void>;
	/**
	 * What Docker's clients speak with: loaded when it is wanted, which most boxes never do.
	 * Nothing of it listens before it is started.
	 */
	docker(): Promise<DockerEndpoint>;
	/** Ends all sockets and page servers. */
	close(): Promise<void>;
}

/** Creates the front of a box. Closes its operations with it. */
export function createFront(box: Services, operations: OperationsService): Front {
	const routes = createRoutes();
	const streams = createOpenStreams(box);
	const api = createApi(box, operations, streams, routes);
	const pupDoor = createPupDoor(box, operations);
	const sockets = createSockets(box, operations, streams, routes);
	let localDoor: LocalDoor | null = null;
	let docker: Promise<DockerEndpoint> | null = null;
	let shown = false;
	let closed = false;
	let pages: PageServers | null = null;
	box.gatewayPlane?.answerAt((socketPath) => pupDoor.open(socketPath));
	// nginx may still carry pages of pups that run: it gets no orders before they are known.
	box.shown
		.then(() => {
			shown = true;
			if (!closed) pages = createPageServers(box);
		})
		.catch((error: unknown) => box.log.error({ err: error }, 'the pages of pups are not shown'));
	/** @param local it came by the Unix socket */
	function answer(req: IncomingMessage, res: ServerResponse, local: boolean): void {
		const answered = shown ? api(req, res, local) : box.shown.then(() => api(req, res, local));
		answered.catch((error: unknown) => {
			box.log.error({ err: error }, 'an answer of the API could not be sent');
			res.destroy();
		});
	}
	return {
		handle(req, res) {
			if (METRICS_PATH.test(req.url ?? '')) req.url = `${API_BASE}${req.url}`;
			if (!isApiPath(req.url ?? '/')) return false;
			answer(req, res, false);
			return true;
		},
		upgrade(req, socket, head) {
			if (shown) return sockets.upgrade(req, socket, head);
			endUpgrade(socket, 503, 1);
			return true;
		},
		async openDoor(path) {
			localDoor = await openLocalDoor(path, box.log, {
				request: (req, res) => answer(req, res, true),
				upgrade: (req, socket, head) => shown && sockets.upgrade(req, socket, head, true)
			});
		},
		docker: () =>
			(docker ??= import('../compat/index.ts').then(({ createDockerEndpoint }) =>
				createDockerEndpoint(box, operations)
			)),
		async close() {
			closed = true;
			localDoor?.close();
			docker?.then(
				(endpoint) => endpoint.close(),
				() => {}
			);
			sockets.close();
			streams.close();
			operations.close();
			await pages?.close();
			await pupDoor.close();
		}
	};
}
