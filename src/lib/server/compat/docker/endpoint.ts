/** The Docker Engine API of the box: its listeners, and what happens to a request. */
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
	 * @param path absolute; what is there is replaced
	 * @param mode of the file
	 * @throws where it cannot be made
	 */
	openSocket(path: string, mode: number): Promise<void>;
	/** Opens the port that the settings name. @throws where it cannot be had */
	openPort(): Promise<void>;
	/** Cuts all connections; containers go on. */
	close(): void;
}

/** Creates the endpoint; nothing listens yet. */
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

	/** Answers a call with whatever went wrong; where the answer has begun, it is cut off. */
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
		const given = { req, ...on, headers, query: new URLSearchParams(search), params: {} };
		// Before it is known which version is spoken, and by what route.
		let call = createCall({ ...given, path: whole, minor: 0 });
		try {
			const { path, minor } = splitVersion(whole);
			const found = find(req.method ?? 'GET', path);
			if (!found) throw new DockerError(404, 'page not found');
			call = createCall({ ...given, path, minor, params: found.params });
			// A browser never speaks this; a page of the web may try.
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
			failed(call, error);
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
