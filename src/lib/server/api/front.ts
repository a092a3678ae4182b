/**
 * Everything between the network and the pages: the API, the live socket, the servers of pups' web
 * pages, and the socket at which pups call the box itself.
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

/** The path that Prometheus requests by default. */
const METRICS_PATH = /^\/metrics(\?|$)/;

export interface Front {
	/** Answers a request of the API. @returns false for a request that the pages answer */
	handle(req: IncomingMessage, res: ServerResponse): boolean;
	/**
	 * Takes over an upgrade of a connection.
	 * @returns false when no route of the box takes it; the caller then closes the connection
	 */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	/**
	 * Opens the API at a Unix socket for programs of this machine. A program that can open the
	 * socket may do what the owner may; the permissions of the folder decide which programs can.
	 * @param path of the socket; an existing one is replaced
	 */
	openDoor(path: string): Promise<void>;
	/**
	 * The endpoint for Docker clients. It is loaded on demand, because most boxes never use it. It
	 * does not listen before it is started.
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
	// nginx may still serve pages of running pups: it gets no new configuration before they are
	// known.
	box.shown
		.then(() => {
			shown = true;
			if (!closed) pages = createPageServers(box);
		})
		.catch((error: unknown) => box.log.error({ err: error }, 'the pages of pups are not shown'));
	/** @param local the request came by the Unix socket */
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
