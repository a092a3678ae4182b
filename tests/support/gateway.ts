/**
 * The gateway in front of servers that stand for pups. The agent and nginx are real, and the pups
 * are addresses of the loopback network. The tests supply what the product decides elsewhere.
 */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { GatewayLimits } from '../../src/lib/server/host/index.ts';
import {
	createGatewayPlane,
	type GatewayGrant,
	type GatewayHook,
	type GatewayPlane,
	type GatewayRequest
} from '../../src/lib/server/network/index.ts';
import { namesOf, pathsOf } from '../../src/lib/server/paths.ts';
import { openConnections } from '../../src/lib/server/proxy/index.ts';
import { startAgent, type TestAgent } from './agent.ts';
import { ownSubnet } from './apart.ts';
import { mkdtempSync, rmSync } from './as-root.ts';
import { freePort } from './program.ts';

/** Address on which the gateway listens. Pups have other addresses of the same network. */
export const GATEWAY = '127.69.0.1';
export const pupAddress = (number: number) => `127.69.${Math.floor(number / 256)}.${number % 256}`;

/** The agent of an instance with its folders, without a box. */
export interface GatewayHost {
	readonly agent: TestAgent;
	/** The run folder, which contains nginx' own folders. */
	readonly run: string;
	end(): Promise<void>;
}

export async function startGatewayHost(instance: string): Promise<GatewayHost> {
	const data = mkdtempSync(join(tmpdir(), `dogebox-gateway-${instance}-`));
	const config = { data, instance, subnet: ownSubnet() };
	const paths = pathsOf(config, true, () => null);
	const agent = await startAgent({ paths, names: namesOf(config) });
	return {
		agent,
		run: paths.run,
		async end() {
			await agent.close();
			rmSync(paths.run, { recursive: true, force: true });
			rmSync(data, { recursive: true, force: true });
		}
	};
}

export interface TestGateway {
	readonly host: GatewayHost;
	readonly plane: GatewayPlane;
	readonly port: number;
	/** Requests that the gateway has reported so far. */
	readonly published: GatewayRequest[];
	/** Lines of the gateway's log. */
	readonly log: string[];
	/** Gives the gateway these grants and hooks and waits until they are in force. */
	show(grants: GatewayGrant[], hooks?: GatewayHook[]): Promise<void>;
	end(): Promise<void>;
}

export async function startGateway(instance: string, limits?: GatewayLimits): Promise<TestGateway> {
	const host = await startGatewayHost(instance);
	const log: string[] = [];
	const plane = createGatewayPlane({
		host: host.agent.host,
		log: pino({ level: 'info', base: null }, { write: (line: string) => void log.push(line) }),
		openConnections,
		...(limits && { limits })
	});
	const published: GatewayRequest[] = [];
	plane.onRequests((batch) => void published.push(...batch));
	const port = await freePort();
	return {
		host,
		plane,
		port,
		published,
		log,
		async show(grants, hooks = []) {
			plane.show({ address: GATEWAY, port, names: null }, grants, hooks);
			await plane.shown();
			const problem = plane.problem();
			if (problem !== null) throw new Error(problem);
		},
		async end() {
			await plane.close();
			await host.end();
		}
	};
}

/** A grant of all paths between two test pups. */
export function grantOf(from: string, name: string, port: number, change: Partial<GatewayGrant> = {}): GatewayGrant {
	return {
		from,
		interface: name,
		to: { address: '127.0.0.1', port },
		routes: ['/'],
		names: { dependant: 'Explorer', provider: 'Core' },
		missing: [],
		...change
	};
}

export interface TestProvider {
	readonly server: Server;
	readonly port: number;
	/** Requests that the provider has received. */
	readonly seen: IncomingMessage[];
	end(): Promise<void>;
}

/** A pup that provides something: a server on the loopback address. */
export async function startProvider(answer: RequestListener): Promise<TestProvider> {
	const seen: IncomingMessage[] = [];
	const server = createHttpServer((req, res) => {
		seen.push(req);
		answer(req, res);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		server,
		port: (server.address() as AddressInfo).port,
		seen,
		end: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

/**
 * Sends bytes from a pup's address. Resolves with all bytes that came back, one Latin-1 letter
 * each.
 */
export function askRaw(gateway: Pick<TestGateway, 'port'>, from: string, bytes: string): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect({ host: GATEWAY, port: gateway.port, localAddress: from }, () =>
			socket.write(bytes, 'latin1')
		);
		let got = '';
		socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(got));
	});
}

/** Sends one request with this target, exactly as it is written on the wire. */
export function ask(
	gateway: Pick<TestGateway, 'port'>,
	from: string,
	target: string,
	{ method = 'GET', host = 'dogebox', headers = [] as string[], body = '' } = {}
): Promise<string> {
	const lines = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers];
	if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body, 'latin1')}`);
	return askRaw(gateway, from, [...lines, '', body].join('\r\n'));
}
