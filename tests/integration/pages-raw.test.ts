/** Pages of pups, raw sockets on both sides: sizes, odd heads, redirects, cookies, the process. */
import { readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execFileSync, kill, readFileSync, readlinkSync } from '../support/as-root.ts';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';
import { raw } from '../support/http.ts';
import { testPages, until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';

const MB = 1024 * 1024;
const pages = testPages();
let box: FrontBox;
let token: string;
let first = 0;
let second = 0;
let upstream: Server;
/** What the pup does with a connection once the head of the request is there. */
let serve: (socket: Socket, head: string, rest: Buffer) => void;
const answerWith =
	(...lines: string[]) =>
	(socket: Socket) =>
		void socket.end(['HTTP/1.1 200 OK', ...lines, 'Content-Length: 2', '', 'ok'].join('\r\n'), 'latin1');

beforeAll(async () => {
	upstream = createServer((socket) => {
		let got = Buffer.alloc(0);
		socket.on('error', () => undefined);
		const onData = (chunk: Buffer) => {
			got = Buffer.concat([got, chunk]);
			const end = got.indexOf('\r\n\r\n');
			if (end < 0) return;
			socket.off('data', onData);
			serve(socket, got.subarray(0, end).toString('latin1'), got.subarray(end + 4));
		};
		socket.on('data', onData);
	});
	await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
	const target = (upstream.address() as AddressInfo).port;
	[first, second] = [await freePort(), await freePort()];
	for (const port of [first, second]) pages.routes.set(port, target);
	serve = answerWith();
	box = await startFront({
		instance: 'tpages',
		subnet: '10.106.0.0/16',
		change: pages.change,
		config: { trustedProxy: '127.0.0.2' }
	});
	({ token } = await box.own());
	await until(async () => (await ask(first, {})).startsWith('HTTP/1.1 200'), 'nginx shows the page');
});
afterAll(async () => {
	upstream?.close();
	await box?.end();
});
afterEach(() => {
	serve = answerWith();
});

interface Ask {
	line?: string;
	headers?: string[];
	host?: string;
	/** Without the owner's session. */
	nobody?: boolean;
	/** From this address of the machine. */
	from?: string;
}

/** One request; resolves with all bytes of the answer. */
function ask(port: number, options: Ask): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: '127.0.0.1', ...(options.from && { localAddress: options.from }) }, () =>
			socket.write(head(port, options))
		);
		let got = '';
		socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(got));
	});
}

const head = (port: number, { line = 'GET / HTTP/1.1', headers = [], host, nobody = false }: Ask) =>
	[
		line,
		`Host: ${host ?? `box.local:${port}`}`,
		'Connection: close',
		...(nobody ? [] : [`Authorization: Bearer ${token}`]),
		...headers,
		'',
		''
	].join('\r\n');

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
const headersOf = (answer: string, name: string) =>
	[...(answer.split('\r\n\r\n')[0] ?? '').matchAll(new RegExp(`^${name}: (.*)$`, 'gim'))].map(([, value]) => value);

describe('sizes', () => {
	/** Memory of nginx' processes, bytes (Pss of proc(5), “smaps_rollup”). */
	function memory(): number {
		const own = join(box.box.paths.run, 'pages/own');
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.filter((pid) => {
				try {
					return readlinkSync(`/proc/${pid}/cwd`) === own;
				} catch {
					return false;
				}
			})
			.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024)
			.reduce((sum, one) => sum + one, 0);
	}

	it('of bodies are no matter of memory, both ways', async () => {
		const size = 400 * MB;
		const before = memory();
		expect(before).toBeGreaterThan(0);
		let most = 0;
		const piece = Buffer.alloc(MB, 1);
		const pour = (socket: Socket, left: number, done: () => void) => {
			most = Math.max(most, left % (50 * MB) === 0 ? memory() : 0);
			if (left === 0) done();
			else socket.write(piece, () => pour(socket, left - piece.length, done));
		};
		let arrived = 0;
		serve = (socket, _head, rest) => {
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
				socket.write(head(first, { line: 'PUT / HTTP/1.1', headers: [`Content-Length: ${size}`] }));
				pour(socket, size, () => undefined);
			});
			socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
			socket.on('error', () => undefined);
			socket.on('close', () => resolve(bytes));
		});
		expect([arrived, back >= size]).toEqual([size, true]);
		expect(most - before).toBeLessThan(16 * MB);
	});

	it('of heads: 32 kB of headers, a query of 17 kB, both ways', async () => {
		let seen = '';
		const long = 'x'.repeat(32 * 1024);
		const query = 'q'.repeat(17 * 1024);
		serve = (socket, text) => {
			seen = text;
			answerWith(`X-Long: ${long}`)(socket);
		};
		const answer = await ask(first, { line: `GET /?${query} HTTP/1.1`, headers: [`X-Sent: ${long}`] });
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
			serve = (socket, _head, rest) => {
				let got = rest.length;
				socket.on('data', (chunk: Buffer) => {
					const was = got;
					got += chunk.length;
					if (was >= MB || got < MB) return;
					socket.write('HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large');
					// The kernel then throws away what it was sent, and often the answer too.
					if (cut) socket.destroySoon();
					else socket.end();
				});
			};
			const answers: number[] = [];
			for (let round = 0; round < 10; round++) {
				const answer = await new Promise<string>((resolve) => {
					let got = '';
					const socket = connect(first, '127.0.0.1', () => {
						socket.write(head(first, { line: 'POST / HTTP/1.1', headers: [`Content-Length: ${100 * MB}`] }));
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

describe('odd heads', () => {
	it('a length given twice with one value passes', async () => {
		serve = answerWith('Content-Length: 2');
		const answer = await ask(first, {});
		expect(statusOf(answer)).toBe(200);
		expect(answer.endsWith('ok')).toBe(true);
	});

	it.each([
		['a banner of SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
		['HTTP/0.9', 'hello'],
		['a head behind an empty line', '\r\nHTTP/1.1 200 OK\r\nSet-Cookie: dogebox_session=evil\r\n\r\n'],
		[
			'an informational answer and another',
			'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: dogebox_session=evil\r\n\r\n'
		],
		['a NUL in a header', 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\nhello']
	])('%s is a 502 that says so, without trying again', async (_name, bytes) => {
		serve = (socket) => void socket.end(bytes, 'latin1');
		const program = await ask(first, {});
		const answer = program.slice(program.lastIndexOf('HTTP/1.1 502'));
		expect(statusOf(answer), program).toBe(502);
		expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 502, code: 'pup-answer-malformed' });
		const browser = await ask(first, { headers: ['Accept: text/html', 'Sec-Fetch-Mode: navigate'] });
		expect(browser).toContain('sent an answer that is not valid HTTP');
		expect(browser + program).not.toMatch(/http-equiv="refresh"|Retry-After|evil/i);
	});

	it('what nginx would act on is the pup’s own matter', async () => {
		serve = answerWith('X-Accel-Redirect: /secret', 'X-Accel-Limit-Rate: 1');
		expect(statusOf(await ask(first, {}))).toBe(200);
	});
});

describe('redirects', () => {
	it.each([
		['http://box.local/echo', '/echo'],
		['http://box.local:80/echo?a=b#c', '/echo?a=b#c'],
		['https://box.local/echo', '/echo'],
		['//box.local/echo', '/echo'],
		['http://BOX.local', '/'],
		['http://127.0.0.1:TARGET/a', '/a'],
		['http://localhost:TARGET/a', '/a'],
		['http://box.local:TARGET/a', '/a'],
		['http://box.local:8080/a', null],
		['http://box.local.evil.example/a', null],
		['http://box.local@evil.example/a', null],
		['https://example.org/', null],
		['/there', null]
	])('to %s', async (location, path) => {
		const at = location.replace('TARGET', String(pages.routes.get(first)));
		serve = answerWith(`Location: ${at}`, `Refresh: 0; url=${at}`);
		const want = path === null ? at : `http://box.local:${first}${path}`;
		const answer = await ask(first, {});
		expect(headersOf(answer, 'Location')).toEqual([want]);
		expect(headersOf(answer, 'Refresh')).toEqual([`0; url=${want}`]);
	});

	const login = async (headers: string[], from = '127.0.0.2') =>
		headersOf(await ask(first, { nobody: true, from, headers: ['Accept: text/html', ...headers] }), 'Location')[0];

	it('to the login, behind a proxy at the box’s own ports', async () => {
		const next = encodeURIComponent(`/pups/${'c'.repeat(32)}/open/a%20page`);
		const forwarded = ['X-Forwarded-Proto: https', `X-Forwarded-Host: home.example:${first}`];
		expect(await login(forwarded)).toBe(`https://home.example:${box.port}/login?next=${next}`);
		// Nobody else is believed.
		expect(await login(forwarded, '127.0.0.3')).toBe(`http://box.local:${box.port}/login?next=${next}`);
	});

	it('to the login, behind a proxy under another name: where the owner said it is', async () => {
		const forwarded = ['X-Forwarded-Proto: https', 'X-Forwarded-Host: pup.example'];
		expect(await login(forwarded)).toBeUndefined();
		expect(
			await ask(first, { nobody: true, from: '127.0.0.2', headers: ['Accept: text/html', ...forwarded] })
		).toContain('DOGEBOX_PUBLIC_URL');
		box.box.config.publicUrl = 'https://box.example';
		try {
			expect(await login(forwarded)).toMatch(/^https:\/\/box\.example\/login\?next=/);
		} finally {
			box.box.config.publicUrl = null;
		}
	});

	it('behind a proxy lead to the page as the browser knows it', async () => {
		serve = answerWith('Location: http://box.local/echo');
		const headers = ['X-Forwarded-Proto: https', 'X-Forwarded-Host: pup.example'];
		expect(headersOf(await ask(first, { from: '127.0.0.2', headers }), 'Location')).toEqual([
			'https://pup.example/echo'
		]);
	});
});

describe('a form behind a proxy that speaks TLS', () => {
	it('is refused with the name of the setting that is missing', async () => {
		const form = {
			line: 'POST / HTTP/1.1',
			headers: ['Content-Length: 0', `Origin: https://box.local:${first}`]
		};
		const answer = await ask(first, form);
		expect(statusOf(answer)).toBe(403);
		expect(answer).toContain('DOGEBOX_TRUSTED_PROXY');
		const told = { ...form, from: '127.0.0.2', headers: [...form.headers, 'X-Forwarded-Proto: https'] };
		expect(statusOf(await ask(first, told))).toBe(200);
		const other = await ask(first, { ...form, headers: ['Content-Length: 0', 'Origin: https://evil.example'] });
		expect([statusOf(other), other.includes('DOGEBOX_TRUSTED_PROXY')]).toEqual([403, false]);
		const dashboard = await raw(`${box.url}/api/v1/sessions`, {
			method: 'POST',
			headers: { origin: box.url.replace('http:', 'https:'), 'content-type': 'application/json' },
			body: '{}'
		});
		expect([dashboard.status, dashboard.text.includes('DOGEBOX_TRUSTED_PROXY')]).toEqual([403, true]);
	});
});

describe('cookies', () => {
	/** What the pup at a page gets of a browser's cookies. */
	async function seenBy(port: number, cookie: string): Promise<string | undefined> {
		let seen = '';
		serve = (socket, text) => {
			seen = text;
			answerWith()(socket);
		};
		expect(statusOf(await ask(port, { headers: [`Cookie: ${cookie}`] }))).toBe(200);
		return /^Cookie: (.*)$/im.exec(seen)?.[1];
	}

	it('of one name at two pages are two', async () => {
		const jar: string[] = [];
		for (const [port, value] of [
			[first, 'one'],
			[second, 'two']
		] as const) {
			serve = answerWith(`Set-Cookie: session=${value}; Path=/; HttpOnly`);
			for (const line of headersOf(await ask(port, {}), 'Set-Cookie')) jar.push((line ?? '').split(';')[0] ?? '');
		}
		expect(jar).toHaveLength(2);
		const all = [`dogebox_session=${token}`, ...jar, 'plain=3'].join('; ');
		expect(await seenBy(first, all)).toBe('session=one');
		expect(await seenBy(second, all)).toBe('session=two');
		expect(await seenBy(first, 'plain=3; session=tossed')).toBeUndefined();
	});

	it.each([
		['a=1; HttpOnly', ['PAGEa=1; HttpOnly']],
		['a=1; Path=/x; Domain=box.local; Priority=High', ['PAGEa=1; Path=/x; HttpOnly', 'a=1; Path=/x']],
		['dogebox_session=evil', []],
		[' DogeBox_Session =evil; Path=/', []],
		['dogebox_x', []],
		['=dogebox_session=x', []],
		['__p8100_session=evil', ['PAGE__p8100_session=evil; HttpOnly']],
		['__Host-a=1; Secure; Path=/; HttpOnly', ['PAGE__Host-a=1; Secure; Path=/; HttpOnly']],
		['a="\u00e9\u00ff"', ['PAGEa="\u00e9\u00ff"; HttpOnly', 'a="\u00e9\u00ff"']]
	])('%j goes out as %j', async (line, want) => {
		serve = answerWith(`Set-Cookie: ${line}`);
		const got = headersOf(await ask(first, {}), 'Set-Cookie');
		expect(got).toEqual(want.map((one) => one.replace('PAGE', `__p${first}_`)));
	});

	it('that pages toss at the box log nobody out', async () => {
		const tossed = Array.from({ length: 170 }, (_, n) => `dogebox_session=dbx_${String(n).padStart(43, 'x')}`);
		const cookie = [...tossed, 'dogebox_session=nonsense \u0001', `dogebox_session=${token}`].join('; ');
		expect(statusOf(await ask(first, { nobody: true, headers: [`Cookie: ${cookie}`] }))).toBe(200);
		const { status } = await raw(`${box.url}/api/v1/sessions`, {
			headers: { cookie: [...tossed, `dogebox_session=${token}`].join('; ') }
		});
		expect(status).toBe(200);
	});
});

describe('a session that ends', () => {
	const login = async () => {
		const { json } = await box.call('POST', '/sessions', { body: { password: PASSWORD } });
		return String(json['token']);
	};
	/** A request on a connection that stays, and all that came back so far. */
	async function open(session: string, path: string) {
		const socket = connect(first, '127.0.0.1');
		const got = { text: '', closed: false };
		socket.on('data', (chunk: Buffer) => (got.text += chunk.toString('latin1')));
		socket.on('error', () => undefined);
		socket.on('close', () => (got.closed = true));
		const send = () =>
			socket.write(`GET ${path} HTTP/1.1\r\nHost: box.local:${first}\r\nCookie: dogebox_session=${session}\r\n\r\n`);
		send();
		await until(() => got.text.includes('ok'), 'the page answers');
		return { got, send, end: () => socket.destroy() };
	}

	it('has its event streams and downloads cut, and no other’s', async () => {
		const streams: Socket[] = [];
		serve = (socket) => {
			streams.push(socket);
			socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ok\n\n');
		};
		const [mine, other] = [await login(), await login()];
		const [cut, stays] = [await open(mine, '/events'), await open(other, '/events')];
		await box.call('DELETE', '/sessions/current', { token: mine });
		await until(() => cut.got.closed, 'the stream is cut');
		for (const socket of streams) socket.write('data: later\n\n');
		await until(() => stays.got.text.includes('later'), 'the other one goes on');
		expect([stays.got.closed, cut.got.text.includes('later')]).toEqual([false, false]);
		// The pup is told as well.
		await until(() => streams.filter((socket) => socket.destroyed).length === 1, 'the pup’s end is closed');
		stays.end();
		for (const socket of streams) socket.destroy();
	});

	it('passes nowhere from then on, whatever was answered a moment before', async () => {
		const mine = await login();
		const kept = await open(mine, '/');
		for (let n = 0; n < 5; n++) {
			const was = kept.got.text.length;
			kept.send();
			await until(() => kept.got.text.length > was && kept.got.text.endsWith('ok'), 'it answers again');
		}
		const before = kept.got.text.length;
		await box.call('DELETE', '/sessions/current', { token: mine });
		kept.send();
		await until(() => kept.got.closed, 'the connection is cut');
		expect(kept.got.text.slice(before)).not.toContain('HTTP/1.1 200');
		const anew = await raw(`http://127.0.0.1:${first}/`, { headers: { cookie: `dogebox_session=${mine}` } });
		expect(anew.status).toBe(401);
	});
});

describe('the process', () => {
	/** Its id; null while it is away. */
	function master(): number | null {
		try {
			const text = readFileSync(join(box.box.paths.run, 'pages/process.json'), 'utf8');
			return (JSON.parse(text) as { pid: number }).pid;
		} catch {
			return null;
		}
	}
	const shows = async () => statusOf(await ask(first, {})) === 200;

	it('is nobody: a user of its own, no capability, nothing to gain', () => {
		const text = readFileSync(`/proc/${master()}/status`, 'latin1');
		const uid = Number(execFileSync('id', ['-u', 'dogebox-web'], { encoding: 'utf8' }));
		expect(text).toMatch(new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'));
		expect(text).toMatch(/^NoNewPrivs:\s+1$/m);
		for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
			expect(text).toMatch(new RegExp(`^${set}:\\s+0+$`, 'm'));
		}
	});

	it('is started again when it ends, whatever its workers do', async () => {
		const before = master();
		kill(before!, 'SIGKILL');
		await until(async () => ![before, null].includes(master()) && (await shows()), 'there is another one');
		const other = await freePort();
		pages.routes.set(other, pages.routes.get(first)!);
		pages.changed();
		await until(async () => statusOf(await ask(other, {})) === 200, 'it takes new pages');
		pages.routes.delete(other);
		pages.changed();
		await until(async () => (await ask(other, {})) === '', 'and lets them go');
		expect(await shows()).toBe(true);
	});
});
