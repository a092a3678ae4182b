/**
 * A pup's web page through the box: for the owner only, with every kind of request that a web page
 * may send, and without the box's cookie.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { raw, upgradeStatus, type RawRequest } from '../support/http.ts';

const COOKIE = 'dogebox_session';

describe.skipIf(cannotRun())('the web page of a pup', () => {
	let box: AliveBox;
	let page = '';
	let token = '';
	beforeAll(async () => {
		box = await AliveBox.start('page', { endsParts: true });
		await box.addSource(HOSTILE_SOURCE);
		const id = await box.install('Probe');
		page = (await box.pup(id)).webPages[0]?.url ?? '';
		token = box.api.token() ?? '';
	});
	afterAll(() => box?.dispose());

	/** Name under which the browser stores a cookie of the page. */
	const own = (name: string) => `__p${new URL(page).port}_${name}`;
	const ask = (path: string, options: RawRequest = {}) =>
		raw(`${page}${path}`, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });

	it('has a port of its own on the box', async () => {
		const { port, hostname } = new URL(page);
		expect(hostname).toBe('127.0.0.1');
		const [first = 0, last = 0] = box.options.pagePorts.split('-').map(Number);
		expect(Number(port)).toBeGreaterThanOrEqual(first);
		expect(Number(port)).toBeLessThanOrEqual(last);
		expect((await ask('')).text).toContain('<h1>Probe</h1>');
	});

	it('opens for the owner by cookie and by token, for nobody else', async () => {
		expect((await raw(page, { headers: { cookie: `${COOKIE}=${token}` } })).text).toContain('Probe');
		for (const headers of [
			{},
			{ cookie: `${COOKIE}=nonsense` },
			{ authorization: 'Bearer nonsense' },
			{ accept: 'text/html' }
		] as Record<string, string>[]) {
			const answer = await raw(page, { headers });
			expect(answer.status, JSON.stringify(headers)).toBe('accept' in headers ? 302 : 401);
			expect(answer.text).not.toContain('<h1>Probe</h1>');
		}
		const browser = await raw(page, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
		expect(browser.headers.location).toContain(`:${box.box.port}/login`);
		expect(await upgradeStatus(`${page}socket`, {})).toBe(401);
		expect((await raw(`${page}run`, { method: 'POST', body: 'print(1)' })).status).toBe(401);
	});

	it('never sees the box’s cookie or token, and sees its own', async () => {
		const answer = await raw(`${page}headers`, {
			headers: {
				cookie: `${own('own')}=1; ${COOKIE}=${token}; dogebox_device=abc; ${COOKIE}=again; ${own('other')}=2; another=3`
			}
		});
		const { headers } = JSON.parse(answer.text) as { headers: Record<string, string> };
		expect(answer.text).not.toContain(token);
		expect(headers.cookie).toBe('own=1; other=2');
		expect(headers.host).toBe(new URL(page).host);
		const bearer = await ask('headers');
		expect(bearer.text).not.toContain(token);
		const onlyOurs = await raw(`${page}headers`, { headers: { cookie: `${COOKIE}=${token}` } });
		expect((JSON.parse(onlyOurs.text) as { headers: Record<string, string> }).headers.cookie ?? '').toBe('');
	});

	it('refuses an upload and closes: that arrives each time, however fast it is sent', async () => {
		const { port, hostname, host } = new URL(page);
		const head = [
			'POST /refuse HTTP/1.1',
			`Host: ${host}`,
			`Authorization: Bearer ${token}`,
			`Content-Length: ${64 * 1024 * 1024}`,
			'Connection: close',
			'',
			''
		].join('\r\n');
		const piece = Buffer.alloc(64 * 1024);
		const upload = () =>
			new Promise<string>((resolve) => {
				let got = '';
				const socket = connect(Number(port), hostname, () => socket.write(head, () => more(1024)));
				const more = (left: number) => {
					if (left > 0 && got === '') socket.write(piece, () => more(left - 1));
				};
				socket.on('data', (chunk: Buffer) => {
					got += chunk.toString();
					if (got.endsWith('too large')) socket.destroy();
				});
				socket.on('error', () => undefined);
				socket.on('close', () => resolve(got.slice(0, 12)));
			});
		const answers = new Set<string>();
		for (let round = 0; round < 30; round++) answers.add(await upload());
		expect([...answers]).toEqual(['HTTP/1.1 413']);
	});

	it('passes on an Authorization that is not the box’s', async () => {
		const answer = await raw(`${page}headers`, {
			headers: { cookie: `${COOKIE}=${token}`, authorization: 'Basic dXNlcjpwdXA=' }
		});
		expect((JSON.parse(answer.text) as { headers: Record<string, string> }).headers.authorization).toBe(
			'Basic dXNlcjpwdXA='
		);
	});

	it('cannot set the box’s cookies, nor headers that reach beyond its port', async () => {
		for (const name of [COOKIE, 'dogebox_device', 'dogebox_wizard', 'DOGEBOX_SESSION']) {
			const answer = await ask(`cookies?name=${name}`);
			expect(answer.status).toBe(200);
			expect(answer.cookies).toEqual([`${own('own')}=fine; Path=/; HttpOnly`, 'own=fine; Path=/']);
			expect(answer.headers).not.toHaveProperty('strict-transport-security');
			expect(answer.headers).not.toHaveProperty('clear-site-data');
		}
		expect((await ask('cookies?name=fine')).cookies).toHaveLength(4);
	});

	it('keeps paths and queries as they are', async () => {
		const answer = await ask('', { rawPath: '/headers?a=%2F..%2f&b=%E2%9C%93&c=1+2' });
		expect((JSON.parse(answer.text) as { path: string }).path).toBe('/headers?a=%2F..%2f&b=%E2%9C%93&c=1+2');
		expect((await ask('no/such/thing')).status).toBe(404);
	});

	it('streams: each piece arrives when it was written', async () => {
		const arrivals: number[] = [];
		const answer = await ask('stream?n=5', { onChunk: (_chunk, ms) => arrivals.push(ms) });
		expect(answer.text).toBe('line 0\nline 1\nline 2\nline 3\nline 4\n');
		expect(new Set(arrivals).size, `${arrivals}`).toBeGreaterThanOrEqual(4);
	});

	it('takes a large upload whole, and gives a large download', async () => {
		const body = randomBytes(64 * 1024 * 1024);
		const answer = await ask('upload', {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/octet-stream' }
		});
		expect(JSON.parse(answer.text)).toEqual({
			bytes: body.length,
			sha256: createHash('sha256').update(body).digest('hex')
		});
		const large = await ask(`large?bytes=${100 * 1024 * 1024}`);
		expect(large.body.length).toBe(100 * 1024 * 1024);
	});

	it('speaks WebSocket, small and large', async () => {
		const socket = new WebSocket(`${page.replace(/^http/, 'ws')}socket`, {
			headers: { authorization: `Bearer ${token}` }
		});
		await new Promise((resolve, reject) => {
			socket.once('open', resolve);
			socket.once('error', reject);
		});
		const echo = (message: string) =>
			new Promise<string>((resolve) => {
				socket.once('message', (data) => resolve(String(data)));
				socket.send(message);
			});
		expect(await echo('wow')).toBe('wow');
		const large = 'much '.repeat(40_000);
		expect(await echo(large)).toBe(large);
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.close(1000);
		await closed;
	});

	it('survives a client that goes away, and many at once', async () => {
		const gone = ask(`large?bytes=${200 * 1024 * 1024}`, { timeoutMs: 50 }).catch(() => null);
		const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(`headers?n=${n}`)));
		expect(answers.every((answer) => answer.status === 200)).toBe(true);
		await gone;
		expect((await ask('')).status).toBe(200);
	});

	it('weighs nothing on the dashboard, however many cookies it sets', async () => {
		const name = (n: number) => `__p${new URL(page).port}_${n}`;
		const many = Array.from({ length: 170 }, (_, n) => `${name(n)}=${'x'.repeat(4000)}`);
		const headers = { cookie: [...many, `${COOKIE}=${token}`].join('; ') };
		expect((await raw(`${box.url}/api/v1/pups`, { headers })).status).toBe(200);
		expect(await upgradeStatus(`${box.url}/api/v1/live`, { Cookie: headers.cookie, Origin: box.url })).toBe(101);
		const home = await raw(`${box.url}/`, { headers: { ...headers, accept: 'text/html' } });
		expect(home.status).toBe(200);
		// With these cookies the page could no longer be opened, so the box deletes them.
		expect(home.cookies.filter((line) => /^__p\d+_\d+=; Path=\/; Max-Age=0$/.test(line))).toHaveLength(170);
		expect(home.cookies.join()).not.toMatch(/dogebox_session=;/);
		const fewer = { cookie: [...many.slice(0, 12), `${COOKIE}=${token}`].join('; ') };
		expect((await raw(page, { headers: fewer })).status).toBe(200);
	});

	it('goes on, its WebSocket too, when dogeboxd is killed and started again', async () => {
		const socket = new WebSocket(`${page.replace(/^http/, 'ws')}socket`, {
			headers: { authorization: `Bearer ${token}` }
		});
		await new Promise((resolve) => socket.once('open', resolve));
		const echo = () =>
			new Promise<string>((resolve, reject) => {
				socket.once('message', (data) => resolve(String(data)));
				socket.once('close', () => reject(new Error('it was cut')));
				socket.send('wow');
			});
		const before = box.box.pid;
		process.kill(before, 'SIGKILL');
		expect(await echo()).toBe('wow');
		for (let tries = 0; ; tries++) {
			if (box.box.pid !== before && (await raw(page, { headers: { authorization: `Bearer ${token}` } })).status === 200)
				break;
			if (tries > 300) throw new Error('dogeboxd did not come back');
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		expect(await echo()).toBe('wow');
		socket.terminate();
	});

	it('closes with the session', async () => {
		const { apiClient } = await import('../support/program.ts');
		const other = apiClient(box.url);
		await other.login('correct horse battery');
		const headers = { authorization: `Bearer ${other.token()}` };
		const socket = new WebSocket(`${page.replace(/^http/, 'ws')}socket`, { headers });
		await new Promise((resolve) => socket.once('open', resolve));
		socket.on('error', () => undefined);
		const closed = new Promise((resolve) => socket.once('close', resolve));
		await other.call('DELETE', '/sessions/current');
		await closed;
		expect((await raw(page, { headers })).status).toBe(401);
	});
});
