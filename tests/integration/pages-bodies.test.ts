/** What passes through a page of a pup: bodies of any size, and every way in HTTP to send one. */
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readdirSync, readFileSync, readlinkSync } from '../support/as-root.ts';
import {
	answerWith,
	bodyOf,
	headersOf,
	startRawPages,
	statusOf,
	type Ask,
	type RawPages,
	type Serve
} from '../support/raw-page.ts';

const MB = 1024 * 1024;
/**
 * Rounds of each refusal. Whether nginx continues to write or reads first is up to chance: one in
 * thirty answers was lost. `test:security` runs forty.
 */
const REFUSALS = Number(process.env['DOGEBOX_REFUSALS'] ?? 10);
let site: RawPages;
let first = 0;

beforeAll(async () => {
	site = await startRawPages({ name: 'tbodies' });
	({ first } = site);
});
afterAll(() => site?.end());
afterEach(() => {
	site.serve = answerWith();
});

/** Process ids of nginx. */
function processes(): string[] {
	const own = join(site.box.box.paths.run, 'pages/own');
	return readdirSync('/proc').filter((pid) => {
		try {
			return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === own;
		} catch {
			return false;
		}
	});
}

/** Returns null when a file or process of nginx disappears before it can be read. */
const unlessGone = <T>(read: () => T): T | null => {
	try {
		return read();
	} catch (error) {
		if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
		throw error;
	}
};

/** Files that nginx has open for bodies, including deleted ones. */
const bodyFiles = () =>
	processes()
		.flatMap((pid) => (unlessGone(() => readdirSync(`/proc/${pid}/fd`)) ?? []).map((fd) => `/proc/${pid}/fd/${fd}`))
		.map((file) => unlessGone(() => readlinkSync(file)) ?? '')
		.filter((path) => /\/own\/(body|proxy)\//.test(path));

describe('sizes', () => {
	/** Memory of nginx' processes in bytes (Pss in proc(5), “smaps_rollup”). */
	const memory = () =>
		processes()
			.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024)
			.reduce((sum, one) => sum + one, 0);

	it('of bodies are no matter of memory or disk, both ways', async () => {
		const size = 400 * MB;
		const before = memory();
		expect(before).toBeGreaterThan(0);
		let most = 0;
		const files: string[] = [];
		const piece = Buffer.alloc(MB, 1);
		const pour = (socket: Socket, left: number, done: () => void) => {
			if (left % (50 * MB) === 0) {
				most = Math.max(most, memory());
				files.push(...bodyFiles());
			}
			if (left === 0) done();
			else socket.write(piece, () => pour(socket, left - piece.length, done));
		};
		let arrived = 0;
		site.serve = (socket, _head, rest) => {
			arrived = rest.length;
			socket.on('data', (chunk: Buffer) => {
				arrived += chunk.length;
				if (arrived < size) return;
				socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
				pour(socket, size, () => socket.end());
			});
		};
		const back = await new Promise<number>((resolve) => {
			let bytes = 0;
			const socket = connect(first, '127.0.0.1', () => {
				socket.write(site.head(first, { line: 'PUT / HTTP/1.1', headers: [`Content-Length: ${size}`] }));
				pour(socket, size, () => undefined);
			});
			socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
			socket.on('error', () => undefined);
			socket.on('close', () => resolve(bytes));
		});
		expect([arrived, back >= size]).toEqual([size, true]);
		expect(most - before).toBeLessThan(16 * MB);
		expect(files).toEqual([]);
	});

	it('of heads: 32 kB of headers, a query of 17 kB, both ways', async () => {
		let seen = '';
		const long = 'x'.repeat(32 * 1024);
		const query = 'q'.repeat(17 * 1024);
		site.serve = (socket, text) => {
			seen = text;
			answerWith(`X-Long: ${long}`)(socket);
		};
		const answer = await site.ask(first, { line: `GET /?${query} HTTP/1.1`, headers: [`X-Sent: ${long}`] });
		expect(statusOf(answer)).toBe(200);
		expect(headersOf(answer, 'X-Long')).toEqual([long]);
		expect(seen.startsWith(`GET /?${query} HTTP/1.1`)).toBe(true);
		expect(seen).toContain(`X-Sent: ${long}`);
	});

	it.each([
		['that leaves time between writes', 2, false],
		['that writes as fast as it can', 0, false],
		['that writes as fast as it can, to a pup that closes at once', 0, true]
	])(
		'an upload refused with 413 after the first megabyte arrives as 413, for a client %s',
		async (_name, pause, cut) => {
			site.serve = (socket, _head, rest) => {
				let got = rest.length;
				socket.on('data', (chunk: Buffer) => {
					const was = got;
					got += chunk.length;
					if (was >= MB || got < MB) return;
					socket.write('HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large');
					// The kernel then discards what it was sent, and often the answer too.
					if (cut) socket.destroySoon();
					else socket.end();
				});
			};
			const answers: number[] = [];
			for (let round = 0; round < 10; round++) {
				const answer = await new Promise<string>((resolve) => {
					let got = '';
					const socket = connect(first, '127.0.0.1', () => {
						socket.write(site.head(first, { line: 'POST / HTTP/1.1', headers: [`Content-Length: ${100 * MB}`] }));
						const piece = Buffer.alloc(64 * 1024);
						const more = (left: number) => {
							if (left === 0 || socket.destroyed || got) return;
							socket.write(piece, () => (pause ? setTimeout(more, pause, left - 1) : more(left - 1)));
						};
						more(1600);
					});
					socket.on('data', (chunk: Buffer) => {
						got += chunk.toString('latin1');
						if (got.endsWith('too large')) socket.destroy();
					});
					socket.on('error', () => undefined);
					socket.on('close', () => resolve(got));
				});
				answers.push(cut && answer.includes('"pup-cut-upload"') ? 413 : statusOf(answer));
			}
			expect(answers).toEqual(answers.map(() => 413));
		}
	);
});

/** Answers when the whole request has arrived, and records the request. */
const whole =
	(answer: string): Serve =>
	(socket, head, rest) => {
		let body = rest.toString('latin1');
		const check = () => {
			const length = /^Content-Length: (\d+)$/im.exec(head)?.[1];
			const complete = /^Transfer-Encoding: chunked$/im.test(head)
				? /(^|\n)0\r\n\r\n$/.test(body)
				: body.length >= Number(length ?? 0);
			if (!complete) return;
			seen.push({ head, body });
			socket.end(answer, 'latin1');
		};
		socket.on('data', (chunk: Buffer) => {
			body += chunk.toString('latin1');
			check();
		});
		check();
	};
/** Requests that the pup received. */
const seen: { head: string; body: string }[] = [];
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

interface Way extends Ask {
	/** The pup's answer. {@link OK} where it does not matter. */
	answer?: string;
	status: number;
	/** Complete body of the answer. */
	got?: string;
	/** What its head must contain, and what it must not. */
	has?: RegExp;
	hasNot?: RegExp;
	/**
	 * What the request must contain when it reaches the pup, and what it must not. Null when
	 * nothing may reach the pup.
	 */
	sees?: RegExp | null;
	seesNot?: RegExp;
}

/** Ways to request and to answer, one per row. */
const WAYS: Record<string, Way> = {
	'a client of HTTP/1.0, an answer in chunks': {
		line: 'GET / HTTP/1.0',
		answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
		status: 200,
		got: 'ok',
		hasNot: /^Transfer-Encoding/im
	},
	'a client of HTTP/1.0 that names no host: the pup gets one': {
		line: 'GET / HTTP/1.0',
		host: null,
		status: 200,
		got: 'ok',
		sees: /^Host: 127\.0\.0\.1:\d+$/im
	},
	'a pup of HTTP/1.0 that ends its answer by closing': {
		answer: 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello',
		status: 200,
		got: '5\r\nhello\r\n0\r\n\r\n'
	},
	'HEAD: the length of what GET would give, and no body': {
		line: 'HEAD / HTTP/1.1',
		answer: 'HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n',
		status: 200,
		got: '',
		has: /^Content-Length: 12345$/im,
		sees: /^HEAD \/ HTTP/
	},
	'304 with a length and no body': {
		headers: ['If-None-Match: "a"'],
		answer: 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 12345\r\n\r\n',
		status: 304,
		got: '',
		has: /^ETag: "a"$/im,
		sees: /^If-None-Match: "a"$/im
	},
	'a part of a file': {
		headers: ['Range: bytes=2-3'],
		answer: 'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-3/10\r\nContent-Length: 2\r\n\r\ncd',
		status: 206,
		got: 'cd',
		has: /^Content-Range: bytes 2-3\/10$/im,
		sees: /^Range: bytes=2-3$/im
	},
	'an answer with trailers: they are lost, its body is whole': {
		answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-After: 1\r\n\r\n',
		status: 200,
		got: '2\r\nok\r\n0\r\n\r\n',
		hasNot: /X-After/
	},
	'an upload in chunks, with an extension and a trailer': {
		line: 'POST /up HTTP/1.1',
		headers: ['Transfer-Encoding: chunked'],
		body: '5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX-After: 1\r\n\r\n',
		status: 200,
		sees: /hello(\n1\n)?!/
	},
	'a target byte for byte': {
		line: "GET //a/./b/../%2e%2E/%C3%A9;x=1/'()*!?q=%20+&&=%zz HTTP/1.1",
		status: 200,
		sees: /^GET \/\/a\/\.\/b\/\.\.\/%2e%2E\/%C3%A9;x=1\/'\(\)\*!\?q=%20\+&&=%zz HTTP/
	},
	'a method of WebDAV': { line: 'PROPFIND / HTTP/1.1', headers: ['Depth: 1'], status: 200, sees: /^PROPFIND/ },
	'a method of the pup’s own': { line: 'M-SEARCH / HTTP/1.1', status: 200, sees: /^M-SEARCH/ },
	'HTTP/2 in the clear: an ordinary request goes on': {
		headers: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
		status: 200,
		seesNot: /Upgrade:|HTTP2-Settings/i
	},
	// RFC 9110, 8.6 allows a recipient to refuse this. Two parsers that disagree would open a hole.
	'a request with its length twice': {
		line: 'POST / HTTP/1.1',
		headers: ['Content-Length: 2', 'Content-Length: 2'],
		body: 'ok',
		status: 400,
		sees: null
	},
	'a request with two lengths': {
		line: 'POST / HTTP/1.1',
		headers: ['Content-Length: 2', 'Content-Length: 3'],
		body: 'ok',
		status: 400,
		sees: null
	},
	'a request with a length and chunks': {
		line: 'POST / HTTP/1.1',
		headers: ['Content-Length: 2', 'Transfer-Encoding: chunked'],
		body: '0\r\n\r\n',
		status: 400,
		sees: null
	}
};

describe('ways', () => {
	it.each(Object.entries(WAYS))('%s', async (_name, way) => {
		seen.length = 0;
		site.serve = whole(way.answer ?? OK);
		const answer = await site.ask(first, way);
		const head = answer.slice(0, answer.indexOf('\r\n\r\n')).replaceAll('\r\n', '\n');
		const asked = seen
			.map((one) => `${one.head}\r\n\r\n${one.body}`)
			.join('')
			.replaceAll('\r\n', '\n');
		expect(statusOf(answer), answer).toBe(way.status);
		if (way.got !== undefined) expect(bodyOf(answer)).toBe(way.got);
		if (way.has) expect(head).toMatch(way.has);
		if (way.hasNot) expect(head).not.toMatch(way.hasNot);
		expect(seen).toHaveLength(way.sees === null ? 0 : 1);
		if (way.sees) expect(asked).toMatch(way.sees);
		if (way.seesNot) expect(asked).not.toMatch(way.seesNot);
	});

	it.each([
		['nobody', true, [], 401],
		['another site’s page', false, ['Origin: https://evil.example'], 403]
	])('an upload of %s is refused at once, and nothing of it is kept', async (_name, nobody, headers, status) => {
		seen.length = 0;
		site.serve = whole(OK);
		const sent = [`Content-Length: ${100 * MB}`, 'Expect: 100-continue', ...headers];
		const answers: number[] = [];
		const files: string[] = [];
		for (let round = 0; round < REFUSALS; round++) {
			// The client waits for the answer and sends nothing more. nginx itself may answer “100
			// Continue”.
			const got = await new Promise<string>((resolve) => {
				let text = '';
				const socket = connect(first, '127.0.0.1', () => {
					socket.write(site.head(first, { line: 'POST / HTTP/1.1', headers: sent, nobody }));
					socket.write(Buffer.alloc(8 * MB));
				});
				socket.on('error', () => undefined);
				socket.on('data', (chunk: Buffer) => {
					text += chunk.toString('latin1');
					if (!text.endsWith('}')) return;
					files.push(...bodyFiles());
					resolve(text);
					socket.destroy();
				});
				socket.on('close', () => resolve(text));
			});
			answers.push(statusOf(got.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')));
		}
		expect(answers).toEqual(answers.map(() => status));
		expect(files).toEqual([]);
		expect(seen).toEqual([]);
	});

	it('Expect: 100-continue: the client is told to go on, and only then sends', async () => {
		seen.length = 0;
		site.serve = whole(OK);
		const got = await new Promise<string>((resolve) => {
			let text = '';
			const socket = connect(first, '127.0.0.1', () =>
				socket.write(
					site.head(first, { line: 'PUT / HTTP/1.1', headers: ['Content-Length: 5', 'Expect: 100-continue'] })
				)
			);
			socket.on('data', (chunk: Buffer) => {
				if (text === '') socket.write('hello');
				text += chunk.toString('latin1');
			});
			socket.on('error', () => undefined);
			socket.on('close', () => resolve(text));
		});
		expect(got).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
		expect(seen.map(({ body }) => body)).toEqual(['hello']);
	});

	it('requests that do not wait for each other’s answers are answered in their order', async () => {
		site.serve = (socket, head) => {
			const [, path = ''] = head.split(' ');
			socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
		};
		const one = (path: string, connection: string) =>
			site.head(first, { line: `GET ${path} HTTP/1.1` }).replace('Connection: close', `Connection: ${connection}`);
		const got = await new Promise<string>((resolve) => {
			let text = '';
			const socket = connect(first, '127.0.0.1', () =>
				socket.write(one('/a', 'keep-alive') + one('/b', 'keep-alive') + one('/c', 'close'))
			);
			socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
			socket.on('error', () => undefined);
			socket.on('close', () => resolve(text));
		});
		expect([...got.matchAll(/\r\n\r\n(\/\w)/g)].map(([, path]) => path)).toEqual(['/a', '/b', '/c']);
	});
});
