/**
 * The socket at which nginx asks who may see a page, and gets the answer for those who may not.
 * Only nginx and root reach it, so its reports about requests are trusted.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import {
	createThrottle,
	crossSiteError,
	crossSiteReason,
	hostnameOf,
	sessionOf,
	type Throttle
} from '../auth/index.ts';
import type { NginxConnection } from '../network/index.ts';
import type { Services } from '../services.ts';
import { createGuardedServer } from '../streams/index.ts';
import { isHomeAddress, isHomeName } from './at-home.ts';
import type { Ways } from './connections.ts';
import { dashboardOrigin, explain, passageOf, type Asked, type Passage, type Refused } from './decide.ts';
import { listenForNginx, NGINX_KEEP_ALIVE } from './nginx-socket.ts';
import { sendInstead } from './pages.ts';

/** nginx forwards only the box's own cookies, but pages can set a hundred of them. */
const MAX_HEADER = 256 * 1024;

export interface Gate {
	open(socketPath: string): Promise<void>;
	close(): Promise<void>;
}

/** @param onPass called with what a connection used: the id of a session, or one of `ways` */
export function createGate(
	box: Pick<Services, 'auth' | 'bootId' | 'config' | 'log' | 'pups'>,
	ways: Pick<Ways, 'now'>,
	onPass: (connection: NginxConnection, by: string) => void
): Gate {
	const { auth, config, log, pups } = box;
	const publicHost = config.publicUrl === null ? null : new URL(config.publicUrl).hostname;
	/** One per page, by port: an app with an old token does not slow down other pages. */
	const throttles = new Map<number, Throttle>();
	let count = 0;

	/** @param counts whether a wrong token is a new attempt and not one that was already refused */
	function judgeToken(port: number, token: string, address: string, counts: boolean): Asked['token'] {
		if (token === '') return 'none';
		let throttle = throttles.get(port);
		if (!throttle) throttles.set(port, (throttle = createThrottle({ what: 'Wrong tokens of a page' })));
		try {
			const attempt = throttle.begin({ address, device: null, known: true });
			const right = pups.holdsPageToken(port, token);
			if (!counts) attempt.cancel();
			else if (right) attempt.succeed();
			else attempt.fail();
			return right ? 'right' : 'wrong';
		} catch {
			return 'throttled';
		}
	}

	async function passage(req: IncomingMessage, port: number, first: boolean): Promise<Passage> {
		const header = (name: string) => textOf(req, name);
		const address = header('x-client') ?? '';
		const access = pups.pageAccess(port);
		// A renewal of the session is not sent to the browser, because nginx keeps this answer for
		// all its requests.
		const found = await sessionOf(auth, { header, client: { address, userAgent: '' } });
		const isAtHome = () => {
			const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
			const hostname = hostnameOf((header('x-host') ?? '').toLowerCase());
			return isHomeAddress(address, own) && isHomeName(hostname, publicHost);
		};
		return passageOf({
			access,
			session: found?.session.id ?? null,
			token: access === 'token' && !found ? judgeToken(port, header('x-page-token') ?? '', address, first) : 'none',
			atHome: access === 'open' && isAtHome()
		});
	}

	async function check(req: IncomingMessage, res: ServerResponse, port: number): Promise<void> {
		const names = ways.now(port);
		const way = await passage(req, port, true);
		let status = 401;
		if (way.by !== null) {
			const connection = connectionOf(port, textOf(req, 'x-connection') ?? '');
			if (connection) onPass(connection, way.by === 'session' ? way.session : names[way.by]);
			status = pups.pageTarget(port)?.running ? 204 : 403;
		}
		res.sendDate = false;
		res.writeHead(status, status === 204 ? undefined : { 'content-length': 0 });
		res.end();
	}

	async function instead(req: IncomingMessage, res: ServerResponse, port: number): Promise<void> {
		const header = (name: string) => textOf(req, name);
		const host = (header('x-host') ?? '').toLowerCase();
		const scheme = header('x-scheme') === 'https' ? 'https' : 'http';
		const forwarded = (name: string) => header({ origin: 'x-origin', 'sec-fetch-site': 'x-site' }[name] ?? name);
		// Values of several attempts are separated: `0.000, 0.001`. The last one counts.
		const [connectTime = '-', received = '-', withBody = '0'] = (header('x-upstream') ?? '')
			.split('|')
			.map((tries) => tries.split(', ').at(-1));
		const refused: Refused = {
			port,
			scheme,
			host,
			hostname: hostnameOf(host),
			proxied: header('x-proxied') === '1',
			foreign:
				header('x-foreign') === '1'
					? (crossSiteReason(forwarded, { origin: `${scheme}://${host}` }) ?? 'unreadable')
					: null,
			passage: await passage(req, port, false),
			pup: /^[\d.-]+$/.test(connectTime)
				? { connected: /^\d/.test(connectTime), received: Number(received) || 0, withBody: withBody === '1' }
				: null
		};
		const answer = explain(refused, {
			config,
			pups,
			crossSite: (reason) => crossSiteError(reason, { origin: `${scheme}://${host}` })
		});
		const navigation = header('x-navigation') === '1';
		if (navigation && answer.login !== undefined) {
			res.writeHead(302, { location: answer.login, 'cache-control': 'no-store', 'content-length': 0 });
			res.end();
			return;
		}
		sendInstead(res, answer.error, {
			html: navigation,
			requestId: `${box.bootId.slice(0, 8)}-p${(++count).toString(36)}`,
			boxUrl: dashboardOrigin(refused, config),
			...(answer.retrySeconds !== undefined && { retrySeconds: answer.retrySeconds }),
			...(answer.challenge !== undefined && { challenge: answer.challenge })
		});
	}

	const { server, destroySockets } = createGuardedServer(
		{
			request(req, res) {
				const port = Number(textOf(req, 'x-page-port'));
				return req.url === '/check' ? check(req, res, port) : instead(req, res, port);
			},
			failed: (error) => log.error({ err: error }, 'a question of nginx could not be answered')
		},
		{ maxHeaderSize: MAX_HEADER }
	);
	server.keepAliveTimeout = NGINX_KEEP_ALIVE;
	server.on('error', (error) => log.error({ err: error }, 'the gate of pups’ pages failed'));

	return {
		open: (socketPath) => listenForNginx(server, socketPath),
		async close() {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				destroySockets();
			});
		}
	};
}

function textOf(req: IncomingMessage, name: string): string | undefined {
	const value = req.headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
}

/** Parses `192.0.2.7 51234`; IPv4-mapped addresses become IPv4. */
function connectionOf(port: number, text: string): NginxConnection | null {
	const [peer = '', peerPort = ''] = text.replace(/^::ffff:(?=\d+\.)/i, '').split(' ');
	return peer && /^\d+$/.test(peerPort) ? { port, peer, peerPort: Number(peerPort) } : null;
}
