/**
 * Pages of a pup that is no container, with raw sockets on both sides, so that tests control and
 * see every byte.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startFront, type FrontBox, type FrontOptions } from './front.ts';
import { testPages, until, type TestPages } from './pages.ts';
import { freePort } from './program.ts';

/** What the pup does with a connection after it has received the head of the request. */
export type Serve = (socket: Socket, head: string, rest: Buffer) => void;

export interface Ask {
	line?: string;
	headers?: string[];
	/** Null sends no Host line. */
	host?: string | null;
	/** Bytes after the head. */
	body?: string;
	/** Sends the request without the owner's session. */
	nobody?: boolean;
	/** Address of this machine from which the request is sent. */
	from?: string;
}

export interface RawPages {
	readonly box: FrontBox;
	readonly token: string;
	readonly pages: TestPages;
	/** Ports of two pages of the same pup. */
	readonly first: number;
	readonly second: number;
	serve: Serve;
	/** Head of a request for a page, including the empty line. */
	head(port: number, options: Ask): string;
	/** Sends one request. Resolves with all bytes of the answer, one Latin-1 letter each. */
	ask(port: number, options?: Ask): Promise<string>;
	end(): Promise<void>;
}

/** A pup that answers `ok`, with these lines in the head of its answer. */
export const answerWith =
	(...lines: string[]) =>
	(socket: Socket) =>
		void socket.end(['HTTP/1.1 200 OK', ...lines, 'Content-Length: 2', '', 'ok'].join('\r\n'), 'latin1');

/** Starts a box with two pages. End it in `afterAll`. */
export async function startRawPages(options: Pick<FrontOptions, 'name' | 'config'>): Promise<RawPages> {
	const pages = testPages();
	const upstream = createServer((socket) => {
		let got = Buffer.alloc(0);
		socket.on('error', () => undefined);
		const onData = (chunk: Buffer) => {
			got = Buffer.concat([got, chunk]);
			const end = got.indexOf('\r\n\r\n');
			if (end < 0) return;
			socket.off('data', onData);
			raw.serve(socket, got.subarray(0, end).toString('latin1'), got.subarray(end + 4));
		};
		socket.on('data', onData);
	});
	await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
	const target = (upstream.address() as AddressInfo).port;
	const [first, second] = [await freePort(), await freePort()];
	for (const port of [first, second]) pages.routes.set(port, target);
	const box = await startFront({ ...options, change: pages.change });
	const raw: RawPages = {
		box,
		token: '',
		pages,
		first,
		second,
		serve: answerWith(),
		head: (port, { line = 'GET / HTTP/1.1', headers = [], host, nobody = false }) =>
			[
				line,
				...(host === null ? [] : [`Host: ${host ?? `box.local:${port}`}`]),
				'Connection: close',
				...(nobody ? [] : [`Authorization: Bearer ${raw.token}`]),
				...headers,
				'',
				''
			].join('\r\n'),
		ask: (port, ask = {}) =>
			new Promise((resolve) => {
				const socket = connect({ port, host: '127.0.0.1', ...(ask.from && { localAddress: ask.from }) }, () =>
					socket.write(raw.head(port, ask) + (ask.body ?? ''), 'latin1')
				);
				let got = '';
				socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
				socket.on('error', () => undefined);
				socket.on('close', () => resolve(got));
			}),
		async end() {
			upstream.close();
			await box.end();
		}
	};
	try {
		Object.assign(raw, { token: (await box.own()).token });
		await until(async () => statusOf(await raw.ask(first)) === 200, 'nginx shows the page');
	} catch (error) {
		await raw.end();
		throw error;
	}
	return raw;
}

/** Status of an answer, or NaN where there is none. */
export const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

/** All values of a header in an answer. */
export const headersOf = (answer: string, name: string) =>
	[...(answer.split('\r\n\r\n')[0] ?? '').matchAll(new RegExp(`^${name}: (.*)$`, 'gim'))].map(([, value]) => value);

/** Everything after the head of an answer. */
export const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);
