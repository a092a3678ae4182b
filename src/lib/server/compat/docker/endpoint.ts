/** The box's Docker Engine API: its listeners and the handling of each request. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OperationsService } from '../../operations/index.ts';
import type { Services } from '../../services.ts';
import type { GuardedServer } from '../../streams/index.ts';
import { createCall, type DockerCall } from './call.ts';
import { createContainers } from './containers/containers.ts';
import { waysIn, type DockerContext } from './context.ts';
import { asDockerError, badRequest, DockerError } from './errors.ts';
import { createDockerEvents } from './events/events.ts';
import { listenByTcp, listenLocally } from './listen.ts';
import { createPolicy } from './policy.ts';
import { createRouter } from './router.ts';
import { allRoutes } from './routes/all.ts';
import { isOwnPage } from './web-socket.ts';
import { splitVersion, versionHeaders } from './version.ts';

export interface DockerEndpoint {
	/**
	 * Opens the Unix socket.
	 * @param path absolute; an existing file is replaced
	 * @param mode of the socket file
	 * @throws where it cannot be created
	 */
	openSocket(path: string, mode: number): Promise<void>;
	/** Opens the port of the settings. @throws where it cannot be opened */
	openPort(): Promise<void>;
	/** Cuts all connections. Containers keep running. */
	close(): void;
}

/** Creates the endpoint. It does not listen yet. */
export function createDockerEndpoint(box: Services, operations: OperationsService): DockerEndpoint {
	const events = createDockerEvents(box);
	const context: DockerContext = {
		box,
		policy: createPolicy(box),
		containers: createContainers(box),
		events,
		...waysIn(operations)
	};
	const find = createRouter(allRoutes(context));
	const headers = versionHeaders(box.config.version);
	const servers: GuardedServer[] = [];

	/** Answers a call with an error, or cuts the connection where the answer has begun. */
	function failed(call: DockerCall, cause: unknown): void {
		let error = asDockerError(cause);
		if (!error) {
			const requestId = randomBytes(8).toString('hex');
			box.log.error({ err: cause, requestId, method: call.method, path: call.path }, 'a call of Docker failed');
			error = new DockerError(500, `Something went wrong inside the box. Look for ${requestId} in its log.`);
		}
		if (call.begun()) call.cut();
		else call.answer(error.status, { message: error.message });
	}

	async function answer(
		req: IncomingMessage,
		on: { res: ServerResponse } | { upgrade: { socket: Duplex; head: Buffer } }
	): Promise<void> {
		const [whole = '/', search = ''] = (req.url ?? '/').split(/\?(.*)/s);
		const given = { req, ...on, headers, query: new URLSearchParams(search) };
		let call: DockerCall | null = null;
		try {
			const { path, minor } = splitVersion(whole);
			const found = find(req.method ?? 'GET', path);
			if (!found) throw new DockerError(404, 'page not found');
			call = createCall({ ...given, path, minor, params: found.params });
			// Browsers never use this API, but a web page may try to. The console's WebSocket is
			// the exception.
			if (req.headers.origin !== undefined && !(found.route.webSocket && isOwnPage(req)))
				throw badRequest('This is not for browsers.');
			if (!found.route.always) {
				await box.shown;
				if (!box.setup.configured()) {
					throw new DockerError(503, 'This box has no owner yet. Open its page in a browser and set it up.');
				}
			}
			await found.route.handle(call);
		} catch (error) {
			// What has no route has no version that is known, and no parameters.
			failed(call ?? createCall({ ...given, path: whole, minor: 0, params: {} }), error);
		}
	}

	const handlers = {
		request: (req: IncomingMessage, res: ServerResponse) => answer(req, { res }),
		upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => answer(req, { upgrade: { socket, head } })
	};
	return {
		async openSocket(path, mode) {
			servers.push(await listenLocally(path, mode, handlers, box.log));
		},
		async openPort() {
			const { tcp } = box.config.docker;
			if (tcp) servers.push(await listenByTcp(tcp, handlers, box.log));
		},
		close() {
			events.close();
			for (const { server, destroySockets } of servers.splice(0)) {
				server.close();
				destroySockets();
			}
		}
	};
}
