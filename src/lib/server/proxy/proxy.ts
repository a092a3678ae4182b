/**
 * Pups’ web pages, each at a port of the box, for the logged-in owner only.
 *
 * A page has a port of its own, so it has an origin of its own: it cannot read the box's pages or
 * another pup's. Cookies know no ports, though. That is why the box's cookies are taken out on the
 * way in and cannot be set on the way out, and why state-changing requests from another origin are
 * refused here as they are at the box itself.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import {
	arrivalOf,
	crossSiteError,
	crossSiteReason,
	isSafeMethod,
	sessionOf,
	type RequestFacts
} from '../auth/index.ts';
import type { Services } from '../services.ts';
import { createGuardedServer, type GuardedServer } from '../streams/index.ts';
import { forward, forwardUpgrade, isMalformed } from './forward.ts';
import { isNavigation, sendInstead } from './pages.ts';

/** A port that another program holds is tried again after so long, ms. */
const TRY_AGAIN = 15_000;
/**
 * Most connections to one page at a time: what asks for more must not take the box's file
 * descriptors.
 */
const MAX_CONNECTIONS = 256;

export interface PageServers {
	/** Ports that could not be opened, with the reason. */
	problems(): { port: number; reason: string }[];
	/** Ports open now. */
	ports(): number[];
	close(): Promise<void>;
}

type Box = Pick<Services, 'auth' | 'bootId' | 'config' | 'log' | 'pups'>;

interface PageServer extends GuardedServer {
	open: boolean;
}

/** Opens a server for each page of an installed pup, and keeps that so. */
export function createPageServers(box: Box): PageServers {
	const { auth, config, log, pups } = box;
	const servers = new Map<number, PageServer>();
	const problems = new Map<number, string>();
	/** Upgraded connections by session: they end with it. */
	const upgraded = new Map<string, Set<() => void>>();
	let closed = false;
	let count = 0;

	const newId = () => `${box.bootId.slice(0, 8)}-p${(++count).toString(36)}`;
	const boxOrigin = (facts: RequestFacts) => `${facts.scheme}://${facts.hostname}:${config.port}`;

	type Decision =
		| { go: { host: string; port: number }; sessionId: string; facts: RequestFacts }
		| { go: null; error: BoxError; facts: RequestFacts; login?: string; retrySeconds?: number };

	/** Whether and where a request goes. */
	async function decide(req: IncomingMessage, port: number, changes: boolean): Promise<Decision> {
		const arrival = arrivalOf(req, config.trustedProxy);
		const { facts } = arrival;
		const reason = changes ? crossSiteReason(arrival.header, facts) : null;
		if (reason !== null) return { go: null, facts, error: crossSiteError(reason) };
		const target = pups.pageTarget(port);
		const found = await sessionOf(auth, arrival);
		if (!found) {
			const next = target ? `/pups/${target.pupId}/open/${encodeURIComponent(target.pageName)}` : '/';
			return {
				go: null,
				facts,
				login: `${boxOrigin(facts)}/login?next=${encodeURIComponent(next)}`,
				error: new BoxError({
					code: 'not-logged-in',
					status: 401,
					message: 'Log in to the box first.',
					hint: 'The pages of pups are for the owner of the box.'
				})
			};
		}
		if (!target) {
			return {
				go: null,
				facts,
				error: new BoxError({ code: 'not-found', status: 404, message: 'No pup shows a page here any more.' })
			};
		}
		if (!target.running) {
			return {
				go: null,
				facts,
				retrySeconds: 3,
				error: new BoxError({
					code: 'pup-not-running',
					status: 503,
					message: `${target.pupName} is not running.`,
					hint: 'Start it on its page in the box.'
				})
			};
		}
		return { go: { host: target.host, port: target.targetPort }, sessionId: found.session.id, facts };
	}

	const malformed = (port: number) =>
		new BoxError({
			code: 'pup-answer-malformed',
			status: 502,
			message: `${pups.pageTarget(port)?.pupName ?? 'The pup'} sent an answer that is not valid HTTP.`,
			hint: 'This is a fault of the pup: tell its maker. Trying again will not help.'
		});

	const notAnswering = (port: number) =>
		new BoxError({
			code: 'pup-not-answering',
			status: 502,
			message: `${pups.pageTarget(port)?.pupName ?? 'The pup'} does not answer.`,
			hint: 'It may still be starting. Its log says more.'
		});

	async function onRequest(req: IncomingMessage, res: ServerResponse, port: number): Promise<void> {
		const method = req.method ?? 'GET';
		const requestId = newId();
		if (method === 'TRACE' || method === 'CONNECT') {
			res.writeHead(405, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS', connection: 'close' });
			res.end();
			return;
		}
		const decision = await decide(req, port, !isSafeMethod(method));
		if (res.destroyed) return;
		const boxUrl = boxOrigin(decision.facts) + '/';
		if (decision.go === null) {
			if (decision.login !== undefined && isNavigation(req)) {
				res.writeHead(302, { location: decision.login, 'cache-control': 'no-store', connection: 'close' });
				res.end();
				return;
			}
			sendInstead(req, res, decision.error, {
				requestId,
				boxUrl,
				...(decision.retrySeconds !== undefined && { retrySeconds: decision.retrySeconds })
			});
			return;
		}
		forward(req, res, decision.go, decision.facts, (error) => {
			log.debug({ err: error, port, requestId }, 'a pup did not answer');
			if (isMalformed(error)) sendInstead(req, res, malformed(port), { requestId, boxUrl });
			else sendInstead(req, res, notAnswering(port), { requestId, boxUrl, retrySeconds: 3 });
		});
	}

	function refuse(socket: Duplex, error: BoxError): void {
		socket.end(`HTTP/1.1 ${error.status} ${error.code}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
	}

	async function onUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer, port: number): Promise<void> {
		const decision = await decide(req, port, true);
		if (socket.destroyed) return;
		if (decision.go === null) {
			refuse(socket, decision.error);
			return;
		}
		const { sessionId } = decision;
		forwardUpgrade(
			req,
			socket,
			head,
			decision.go,
			decision.facts,
			(error) => refuse(socket, isMalformed(error) ? malformed(port) : notAnswering(port)),
			(end) => {
				const ends = upgraded.get(sessionId) ?? new Set();
				upgraded.set(sessionId, ends.add(end));
				socket.once('close', () => {
					ends.delete(end);
					if (ends.size === 0 && upgraded.get(sessionId) === ends) upgraded.delete(sessionId);
				});
			}
		);
	}

	const stopRevoke = auth.onRevoke((sessionId) => {
		for (const end of upgraded.get(sessionId) ?? []) end();
	});

	function open(port: number): void {
		const guardedServer = createGuardedServer({
			request: (req, res) => onRequest(req, res, port),
			upgrade: (req, socket, head) => onUpgrade(req, socket, head, port),
			failed: (error) => log.error({ err: error, port }, 'a request for a pup’s page failed')
		});
		const { server } = guardedServer;
		const entry: PageServer = { ...guardedServer, open: false };
		servers.set(port, entry);
		server.maxConnections = MAX_CONNECTIONS;
		server.headersTimeout = 30_000;
		// Uploads and streams take as long as they take.
		server.requestTimeout = 0;
		server.timeout = 0;
		server.on('connection', (socket) => socket.setNoDelay(true));
		server.on('error', (error: NodeJS.ErrnoException) => {
			if (entry.open) {
				log.error({ err: error, port }, 'the server of a pup’s page failed');
				return;
			}
			const reason =
				error.code === 'EADDRINUSE'
					? `Another program on this box uses port ${port}. End it, and the page opens by itself.`
					: `Port ${port} cannot be opened (${error.code ?? error.message}).`;
			if (!problems.has(port)) log.warn({ port, reason }, 'a port for a pup’s page could not be opened');
			problems.set(port, reason);
			pups.notePage(port, reason);
			servers.delete(port);
		});
		server.listen(port, config.host, () => {
			entry.open = true;
			problems.delete(port);
			pups.notePage(port, null);
			if (closed || servers.get(port) !== entry) void shut(entry);
		});
	}

	function shut(entry: PageServer): Promise<void> {
		return new Promise((resolve) => {
			entry.server.close(() => resolve());
			entry.destroySockets();
			if (!entry.open) resolve();
		});
	}

	/** Opens what is missing and closes what is no page any more. */
	function settle(): void {
		if (closed) return;
		const wanted = new Set(pups.pagePorts());
		for (const port of problems.keys()) {
			if (wanted.has(port)) continue;
			problems.delete(port);
			pups.notePage(port, null);
		}
		for (const [port, entry] of servers) {
			if (wanted.has(port)) continue;
			servers.delete(port);
			void shut(entry);
		}
		for (const port of wanted) if (!servers.has(port)) open(port);
	}

	const stopPages = pups.onPages(settle);
	const timer = setInterval(() => {
		if (problems.size > 0) settle();
	}, TRY_AGAIN);
	timer.unref();
	settle();

	return {
		problems: () => [...problems].map(([port, reason]) => ({ port, reason })),
		ports: () => [...servers].filter(([, entry]) => entry.open).map(([port]) => port),
		async close() {
			closed = true;
			clearInterval(timer);
			stopPages();
			stopRevoke();
			const open = [...servers.values()];
			servers.clear();
			await Promise.all(open.map(shut));
		}
	};
}
