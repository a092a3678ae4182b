/**
 * Pages of pups with raw sockets on both sides: odd heads, redirects, cookies, and nginx' process.
 */
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execFileSync, kill, readFileSync } from '../support/as-root.ts';
import { PASSWORD } from '../support/front.ts';
import { raw } from '../support/http.ts';
import { until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';
import { answerWith, headersOf, startRawPages, statusOf, type RawPages } from '../support/raw-page.ts';

let site: RawPages;
let first = 0;
let second = 0;

beforeAll(async () => {
	site = await startRawPages({
		name: 'tpages',
		config: { trustedProxy: '127.0.0.2' }
	});
	({ first, second } = site);
});
afterAll(() => site?.end());
afterEach(() => {
	site.serve = answerWith();
});

describe('odd heads', () => {
	it('a length given twice with one value passes', async () => {
		site.serve = answerWith('Content-Length: 2');
		const answer = await site.ask(first, {});
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
		site.serve = (socket) => void socket.end(bytes, 'latin1');
		const program = await site.ask(first, {});
		const answer = program.slice(program.lastIndexOf('HTTP/1.1 502'));
		expect(statusOf(answer), program).toBe(502);
		expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 502, code: 'pup-answer-malformed' });
		const browser = await site.ask(first, { headers: ['Accept: text/html', 'Sec-Fetch-Mode: navigate'] });
		expect(browser).toContain('sent an answer that is not valid HTTP');
		expect(browser + program).not.toMatch(/http-equiv="refresh"|Retry-After|evil/i);
	});

	it('what nginx would act on is the pup’s own matter', async () => {
		site.serve = answerWith('X-Accel-Redirect: /secret', 'X-Accel-Limit-Rate: 1');
		expect(statusOf(await site.ask(first, {}))).toBe(200);
	});
});

it('keeps connections to a pup for reads alone, and asks again where it was just closing one', async () => {
	let connections = 0;
	let refused = 0;
	const writes: string[] = [];
	const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
	site.serve = (socket, head) => {
		connections++;
		if (!head.startsWith('GET')) writes.push(head.split(' ')[0]!);
		socket.write(ok, 'latin1');
		// The second request over the same connection is reset.
		socket.once('data', () => {
			refused++;
			socket.resetAndDestroy();
		});
	};
	for (let n = 0; n < 8; n++) expect(statusOf(await site.ask(first, {}))).toBe(200);
	expect(refused).toBeGreaterThan(0);
	expect(connections).toBe(8);
	const same = [`Origin: http://box.local:${first}`, 'Content-Length: 0'];
	for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
		expect(statusOf(await site.ask(first, { line: `${method} / HTTP/1.1`, headers: same }))).toBe(200);
	}
	expect([connections, writes]).toEqual([12, ['POST', 'PUT', 'DELETE', 'PATCH']]);
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
		const at = location.replace('TARGET', String(site.pages.routes.get(first)));
		site.serve = answerWith(`Location: ${at}`, `Refresh: 0; url=${at}`);
		const want = path === null ? at : `http://box.local:${first}${path}`;
		const answer = await site.ask(first, {});
		expect(headersOf(answer, 'Location')).toEqual([want]);
		expect(headersOf(answer, 'Refresh')).toEqual([`0; url=${want}`]);
	});

	const login = async (headers: string[], from = '127.0.0.2') =>
		headersOf(await site.ask(first, { nobody: true, from, headers: ['Accept: text/html', ...headers] }), 'Location')[0];

	it('to the login, behind a proxy at the box’s own ports', async () => {
		const next = encodeURIComponent(`/pups/${'c'.repeat(32)}/open/a%20page`);
		const forwarded = ['X-Forwarded-Proto: https', `X-Forwarded-Host: home.example:${first}`];
		expect(await login(forwarded)).toBe(`https://home.example:${site.box.port}/login?next=${next}`);
		// Other clients' forwarding headers are ignored.
		expect(await login(forwarded, '127.0.0.3')).toBe(`http://box.local:${site.box.port}/login?next=${next}`);
	});

	it('to the login, behind a proxy under another name: where the owner said it is', async () => {
		const forwarded = ['X-Forwarded-Proto: https', 'X-Forwarded-Host: pup.example'];
		expect(await login(forwarded)).toBeUndefined();
		expect(
			await site.ask(first, { nobody: true, from: '127.0.0.2', headers: ['Accept: text/html', ...forwarded] })
		).toContain('DOGEBOX_PUBLIC_URL');
		site.box.box.config.publicUrl = 'https://box.example';
		try {
			expect(await login(forwarded)).toMatch(/^https:\/\/box\.example\/login\?next=/);
		} finally {
			site.box.box.config.publicUrl = null;
		}
	});

	it('behind a proxy lead to the page as the browser knows it', async () => {
		site.serve = answerWith('Location: http://box.local/echo');
		const headers = ['X-Forwarded-Proto: https', 'X-Forwarded-Host: pup.example'];
		expect(headersOf(await site.ask(first, { from: '127.0.0.2', headers }), 'Location')).toEqual([
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
		const answer = await site.ask(first, form);
		expect(statusOf(answer)).toBe(403);
		expect(answer).toContain('DOGEBOX_TRUSTED_PROXY');
		const named = { ...form, from: '127.0.0.2', headers: [...form.headers, 'X-Forwarded-Proto: https'] };
		expect(statusOf(await site.ask(first, named))).toBe(200);
		const other = await site.ask(first, { ...form, headers: ['Content-Length: 0', 'Origin: https://evil.example'] });
		expect([statusOf(other), other.includes('DOGEBOX_TRUSTED_PROXY')]).toEqual([403, false]);
		const dashboard = await raw(`${site.box.url}/api/v1/sessions`, {
			method: 'POST',
			headers: { origin: site.box.url.replace('http:', 'https:'), 'content-type': 'application/json' },
			body: '{}'
		});
		expect([dashboard.status, dashboard.text.includes('DOGEBOX_TRUSTED_PROXY')]).toEqual([403, true]);
	});
});

describe('cookies', () => {
	/** The Cookie header that the pup behind a page receives for a browser's cookies. */
	async function seenBy(port: number, cookie: string): Promise<string | undefined> {
		let seen = '';
		site.serve = (socket, text) => {
			seen = text;
			answerWith()(socket);
		};
		expect(statusOf(await site.ask(port, { headers: [`Cookie: ${cookie}`] }))).toBe(200);
		return /^Cookie: (.*)$/im.exec(seen)?.[1];
	}

	it('of one name at two pages are two', async () => {
		const jar: string[] = [];
		for (const [port, value] of [
			[first, 'one'],
			[second, 'two']
		] as const) {
			site.serve = answerWith(`Set-Cookie: session=${value}; Path=/; HttpOnly`);
			for (const line of headersOf(await site.ask(port, {}), 'Set-Cookie')) jar.push((line ?? '').split(';')[0] ?? '');
		}
		expect(jar).toHaveLength(2);
		const all = [`dogebox_session=${site.token}`, ...jar, 'plain=3'].join('; ');
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
		site.serve = answerWith(`Set-Cookie: ${line}`);
		const got = headersOf(await site.ask(first, {}), 'Set-Cookie');
		expect(got).toEqual(want.map((one) => one.replace('PAGE', `__p${first}_`)));
	});

	it('that pages toss at the box log nobody out', async () => {
		const tossed = Array.from({ length: 170 }, (_, n) => `dogebox_session=dbx_${String(n).padStart(43, 'x')}`);
		const cookie = [...tossed, 'dogebox_session=nonsense \u0001', `dogebox_session=${site.token}`].join('; ');
		expect(statusOf(await site.ask(first, { nobody: true, headers: [`Cookie: ${cookie}`] }))).toBe(200);
		const { status } = await raw(`${site.box.url}/api/v1/sessions`, {
			headers: { cookie: [...tossed, `dogebox_session=${site.token}`].join('; ') }
		});
		expect(status).toBe(200);
	});
});

describe('a session that ends', () => {
	const login = async () => {
		const { json } = await site.box.call('POST', '/sessions', { body: { password: PASSWORD } });
		return String(json['token']);
	};
	/**
	 * Opens a connection that stays open and sends a request. Returns what has come back so far.
	 */
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
		site.serve = (socket) => {
			streams.push(socket);
			socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ok\n\n');
		};
		const [mine, other] = [await login(), await login()];
		const [cut, stays] = [await open(mine, '/events'), await open(other, '/events')];
		await site.box.call('DELETE', '/sessions/current', { token: mine });
		await until(() => cut.got.closed, 'the stream is cut');
		for (const socket of streams) socket.write('data: later\n\n');
		await until(() => stays.got.text.includes('later'), 'the other one goes on');
		expect([stays.got.closed, cut.got.text.includes('later')]).toEqual([false, false]);
		// The pup's connection ends as well.
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
		await site.box.call('DELETE', '/sessions/current', { token: mine });
		kept.send();
		await until(() => kept.got.closed, 'the connection is cut');
		expect(kept.got.text.slice(before)).not.toContain('HTTP/1.1 200');
		const next = await raw(`http://127.0.0.1:${first}/`, { headers: { cookie: `dogebox_session=${mine}` } });
		expect(next.status).toBe(401);
	});
});

describe('the process', () => {
	/** Process id of the nginx master, or null while there is none. */
	function master(): number | null {
		try {
			const text = readFileSync(join(site.box.box.paths.run, 'pages/process.json'), 'utf8');
			return (JSON.parse(text) as { pid: number }).pid;
		} catch {
			return null;
		}
	}
	const shows = async () => statusOf(await site.ask(first, {})) === 200;

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
		site.pages.routes.set(other, site.pages.routes.get(first)!);
		site.pages.changed();
		await until(async () => statusOf(await site.ask(other, {})) === 200, 'it takes new pages');
		site.pages.routes.delete(other);
		site.pages.changed();
		await until(async () => (await site.ask(other, {})) === '', 'and lets them go');
		expect(await shows()).toBe(true);
	});
});
