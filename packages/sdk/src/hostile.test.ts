/** Servers and proxies with answers that no box gives: a clear error, and bounded memory. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { DogeboxClient } from './client.ts';
import { DogeboxError } from './errors.ts';
import { createClient as createWebClient } from './index.ts';
import { createClient as createNodeClient } from './node.ts';

const TOKEN = 'dbx_api_secret';
const ID = 'e'.repeat(32);
/** Largest answer in bytes that these clients accept. */
const MOST = 1024 * 1024;
/** Bytes that buffers of the system and of Node may hold between both ends. */
const ON_THE_WAY = 16 * 1024 * 1024;

let answer: (req: IncomingMessage, res: ServerResponse) => void;
/** Bytes of the body that the server has written since an answer began. */
let sent = 0;
let server: Server;
let other: Server;
let url: string;
let elsewhere: string;
const asked: string[] = [];
const sockets = new Set<Socket>();

/** Writes the same piece until the reader has gone. */
function endless(res: ServerResponse, piece: string): void {
	const go = () => {
		while (!res.destroyed) {
			sent += piece.length;
			if (!res.write(piece)) return void res.once('drain', go);
		}
	};
	res.on('error', () => undefined);
	go();
}

beforeAll(async () => {
	const listen = async (one: Server) => {
		one.on('connection', (socket) => {
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
		});
		await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
	};
	server = createServer((req, res) => answer(req, res));
	other = createServer((req, res) => {
		asked.push(`${req.url} ${req.headers.authorization ?? ''}`);
		res.end('{}');
	});
	const wss = new WebSocketServer({ noServer: true });
	server.on('upgrade', (req, socket, head) => {
		if (req.url?.includes('terminals')) {
			socket.end('HTTP/1.1 302 Found\r\nLocation: ' + elsewhere + '/\r\nContent-Length: 0\r\n\r\n');
		} else if (req.url?.includes('live')) {
			socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>');
		} else wss.handleUpgrade(req, socket, head, (ws) => ws.send('<html>'));
	});
	url = await listen(server);
	elsewhere = await listen(other);
});
afterAll(async () => {
	for (const socket of sockets) socket.destroy();
	await Promise.all([server, other].map((one) => new Promise((resolve) => one.close(resolve))));
});

const first = async <T>(events: AsyncIterable<T>): Promise<T> => {
	for await (const event of events) return event;
	throw new Error('it ended');
};
const list = (client: DogeboxClient) => client.pups.list();
const follow = (client: DogeboxClient) => first(client.events.follow());
const json = (text: string) => (_: unknown, res: ServerResponse) => {
	res.writeHead(200, { 'content-type': 'application/json' });
	res.end(text);
};
const events = (write: (res: ServerResponse) => void) => (_: unknown, res: ServerResponse) => {
	res.writeHead(200, { 'content-type': 'text/event-stream' });
	write(res);
};
const redirect = (status: number) => (_: unknown, res: ServerResponse) => {
	res.writeHead(status, { location: `${elsewhere}/api/v1/pups`, 'set-cookie': 'dogebox_session=x' });
	res.end();
};

type Row = [
	what: string,
	answer: (req: IncomingMessage, res: ServerResponse) => void,
	call: (client: DogeboxClient) => Promise<unknown>,
	code: string
];

const ROWS: Row[] = [
	[
		'HTML, as a proxy gives it, with 200',
		(_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
		list,
		'not-a-dogebox'
	],
	[
		'HTML with an error status',
		(_, res) => res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'),
		list,
		'not-a-dogebox'
	],
	['JSON that is cut', json('{"pups":[{"id":'), list, 'not-a-dogebox'],
	[
		'a body that is shorter than it said',
		(_, res) => {
			res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
			res.write('{"pups":[]}', () => res.destroy());
		},
		list,
		'connection-failed'
	],
	['no body', json(''), list, 'not-a-dogebox'],
	[
		'bytes that are no UTF-8',
		(_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0xff, 0xfe, 0x00])),
		list,
		'not-a-dogebox'
	],
	[
		'JSON as another type',
		(_, res) => res.writeHead(200, { 'content-type': 'text/plain' }).end('{"pups":[]}'),
		list,
		'not-a-dogebox'
	],
	['no type', (_, res) => res.writeHead(200).end('{"pups":[]}'), list, 'not-a-dogebox'],
	[
		'an endless body',
		(_, res) => {
			res.writeHead(200, { 'content-type': 'application/json' });
			endless(res, ' '.repeat(65_536));
		},
		list,
		'answer-too-large'
	],
	[
		'an endless error',
		(_, res) => {
			res.writeHead(500, { 'content-type': 'application/problem+json' });
			endless(res, ' '.repeat(65_536));
		},
		list,
		'not-a-dogebox'
	],
	[
		'an endless file that is read as a whole',
		(_, res) => {
			res.writeHead(200, { 'content-type': 'application/octet-stream' });
			endless(res, 'x'.repeat(65_536));
		},
		async (client) => (await client.files.read(ID, { path: 'a' })).text(),
		'answer-too-large'
	],
	['a redirect to elsewhere', redirect(302), list, 'redirected'],
	['a redirect that keeps the method', redirect(307), (client) => client.pups.stop(ID), 'redirected'],
	['a redirect of a stream of events', redirect(301), follow, 'redirected'],
	['a redirect of a download', redirect(308), (client) => client.files.read(ID, { path: 'a' }), 'redirected'],
	[
		'a problem with members of other types',
		(_, res) => {
			res.writeHead(500, { 'content-type': 'application/problem+json' });
			res.end('{"code":5,"title":["x"],"fields":"no"}');
		},
		list,
		'not-a-dogebox'
	],
	[
		'a connection that is reset',
		(req) => {
			req.socket.destroy();
		},
		list,
		'connection-failed'
	],
	['silence', () => undefined, (client) => client.pups.list({ timeoutMs: 100 }), 'timed-out'],
	[
		'half an answer, then silence',
		(_, res) => {
			res.writeHead(200, { 'content-type': 'application/json' });
			res.write('{');
		},
		(client) => client.pups.list({ timeoutMs: 200 }),
		'timed-out'
	],
	['events with a line that never ends', events((res) => endless(res, 'x'.repeat(65_536))), follow, 'answer-too-large'],
	['an event of endless lines', events((res) => endless(res, 'data: x\n'.repeat(8192))), follow, 'answer-too-large'],
	['an event that is no JSON', events((res) => res.end('event: pup\ndata: <html>\n\n')), follow, 'not-a-dogebox'],
	['events as another type', json('{}'), follow, 'not-a-dogebox'],
	[
		'a failure in the midst of events',
		events((res) => res.end('event: error\ndata: {"code":"internal","title":"A bug.","status":500}\n\n')),
		follow,
		'internal'
	]
];

/** The clients for both ways to a box. */
const CLIENTS: [string, () => DogeboxClient][] = [
	['fetch', () => createWebClient({ url, token: TOKEN, retries: 0, maxAnswerBytes: MOST })],
	['node', () => createNodeClient({ url, token: TOKEN, retries: 0, maxAnswerBytes: MOST })]
];

describe.each(CLIENTS)('over %s', (_name, create) => {
	it.each(ROWS)('%s is a clear error', async (_what, answers, call, code) => {
		answer = answers;
		sent = 0;
		const failure = await call(create()).then(
			(value) => `no error: ${JSON.stringify(value)}`,
			(error: unknown) => error
		);
		expect(failure).toBeInstanceOf(DogeboxError);
		const { code: given, message, hint } = failure as DogeboxError;
		expect([given, message]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)]);
		expect(JSON.stringify([message, hint, String((failure as Error).stack)])).not.toContain(TOKEN);
		// Bytes that the client does not read are not sent.
		expect(sent).toBeLessThan(2 * 16 * MOST + ON_THE_WAY);
		expect(asked).toEqual([]);
	});
});

describe('a WebSocket', () => {
	const client = () => createNodeClient({ url, token: TOKEN, retries: 0 });

	it('that leads elsewhere is refused, and the token stays', async () => {
		await expect(client().terminals.attach(ID, ID)).rejects.toMatchObject({ code: 'not-a-dogebox', status: 302 });
		expect(asked).toEqual([]);
	});

	it('that is answered with a page is refused', async () => {
		await expect(client().live.open()).rejects.toMatchObject({ code: 'not-a-dogebox', status: 200 });
	});

	it('that says what is no JSON is closed', async () => {
		await expect(
			client()
				.pups.run(ID, { argv: ['true'] })
				.then((run) => run.wait())
		).rejects.toMatchObject({
			code: 'not-a-dogebox'
		});
	});
});

describe('what cannot be sent', () => {
	const client = () => createNodeClient({ url, token: TOKEN, retries: 0 });

	it.each(['', '.', '..'])('“%s” in the place of an id is refused', async (id) => {
		await expect(client().pups.get(id)).rejects.toMatchObject({ code: 'invalid-call' });
	});

	it('a slash in an id is part of the id', async () => {
		let path = '';
		answer = (req, res) => {
			path = req.url ?? '';
			json('{}')(req, res);
		};
		await client().store.get('a', '../../sessions');
		expect(path).toBe('/api/v1/store/a/..%2F..%2Fsessions');
	});

	it.each(['ftp://box', 'box', 'http://u:p@box', 'http://box/?a', 'http://box/#b', 'javascript:1'])(
		'%s is no address of a box',
		(address) => {
			expect(() => createNodeClient({ url: address })).toThrow(DogeboxError);
			expect(() => createWebClient({ url: address })).toThrow(DogeboxError);
		}
	);

	it.each(['a\r\nx: y', 'a b', 'ü', ''])('the token %j is refused without being shown', (token) => {
		expect(() => createNodeClient({ url: 'http://box', token })).toThrow(/^The token holds characters/);
	});
});
