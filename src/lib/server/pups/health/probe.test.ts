/** Health checks against real servers on loopback, most of them hostile. */
import { createServer as createWeb, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Found } from '../../containers/types.ts';
import { ODD_ANSWERS } from '../../../../../tests/faults/odd-answers.ts';
import { probe, type Probed } from './probe.ts';

const closing: (() => void)[] = [];
afterEach(() => {
	for (const close of closing.splice(0)) close();
});

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closing.push(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** Returns a port on which nothing listens. */
async function nobody(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

const noExec = {
	exec: () => {
		throw new Error('no command was to be run');
	}
};
function ask(check: Partial<Probed['check']>, timeoutMs = 5000): Promise<Found | null> {
	const all = { http: null, tcp: null, exec: null, ...check };
	return probe({ pupId: 'p', service: 'web', check: all, address: '127.0.0.1', timeoutMs }, noExec);
}
const web = async (answer: RequestListener) => listen(createWeb(answer));
const raw = async (answer: (socket: Socket) => void) => listen(createServer(answer));

describe('a check over HTTP', () => {
	it.each([
		[200, true],
		[204, true],
		[302, true],
		[400, false],
		[404, false],
		[503, false]
	])('status %s is healthy: %s', async (status, ok) => {
		const seen: string[] = [];
		const port = await web(({ url = '', method, headers }, response) => {
			seen.push(`${method} ${url} ${headers['user-agent']}`);
			response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end();
		});
		const found = await ask({ http: { port, path: '/healthz?full=1' } });
		expect(found).toEqual({ ok, text: `Port ${port} answers /healthz with status ${status}.` });
		// Redirects are not followed.
		expect(seen).toEqual(['GET /healthz?full=1 dogebox-health']);
	});

	it('does not read a body that never ends', async () => {
		let writing = true;
		const port = await web((_request, response) => {
			response.on('close', () => (writing = false));
			response.writeHead(200);
			const more = () => {
				while (writing && response.write('x'.repeat(65_536)));
				if (writing) response.once('drain', more);
			};
			more();
		});
		expect(await ask({ http: { port, path: '/' } })).toMatchObject({ ok: true });
	});

	it.each<[string, (socket: Socket) => void, RegExp]>([
		[
			'a head without end',
			(socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`),
			/head that is too long/
		],
		['what is no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), /does not answer in HTTP/],
		['nothing, and the end', (socket) => socket.destroy(), /ends the connection without an answer/],
		[
			'another protocol',
			(socket) => socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
			/another protocol/
		]
	])('fails at %s', async (_, answer, text) => {
		const port = await raw((socket) => socket.once('data', () => answer(socket)));
		const found = await ask({ http: { port, path: '/' } });
		expect(found).toEqual({ ok: false, text: expect.stringMatching(text) as string });
	});

	it('comes to an end with each odd answer, and says what it found', async () => {
		const port = await raw((socket) =>
			socket.once('data', (asked) => socket.end(ODD_ANSWERS[Number(/^GET \/(\d+)/.exec(String(asked))?.[1])]!.bytes))
		);
		for (const [at, { name }] of ODD_ANSWERS.entries()) {
			const found = await ask({ http: { port, path: `/${at}` } });
			expect(found, name).toEqual({
				ok: expect.any(Boolean) as boolean,
				text: expect.stringMatching(/^Port .*\.$/) as string
			});
		}
	});

	it('fails at silence, within its time', async () => {
		const port = await raw(() => {});
		expect(await ask({ http: { port, path: '/' } }, 100)).toEqual({
			ok: false,
			text: `Port ${port} does not answer within 0.1 s.`
		});
	});
});

it('a check of a port: whether it takes connections', async () => {
	const port = await raw(() => {});
	expect(await ask({ tcp: { port } })).toEqual({ ok: true, text: `Port ${port} takes connections.` });
	const closed = await nobody();
	expect(await ask({ tcp: { port: closed } })).toEqual({ ok: false, text: `Port ${closed} takes no connections.` });
	expect(await ask({ http: { port: closed, path: '/' } })).toEqual({
		ok: false,
		text: `Port ${closed} takes no connections.`
	});
});
