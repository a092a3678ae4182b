/**
 * The API as a program sees it: the guard, errors, sessions, the password, and the origin of
 * requests.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiOperations } from '../../src/lib/contract/operations.ts';
import { raw } from '../support/http.ts';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';

let box: FrontBox;
let token: string;
let words: string[];
beforeAll(async () => {
	box = await startFront({ name: 'tapi' });
	({ token, words } = await box.own());
	// This comes before the many refusals below, because the audit records only some of the
	// strangers' refusals within a minute.
	expect((await login('not the password')).status).toBe(401);
});
afterAll(() => box.end());

const login = (password = PASSWORD, headers: Record<string, string> = {}) =>
	box.call('POST', '/sessions', { body: { password }, headers });
const fill = (path: string) => path.replace('{id}', 'a'.repeat(32)).replace('{name}', 'x');

describe('every operation', () => {
	it('is refused without a session, unless it is declared open', async () => {
		for (const [id, { method, path, access }] of apiOperations()) {
			if (access === 'open') continue;
			const answer = await box.call(method, fill(path), method === 'GET' ? {} : { body: {} });
			const expected = access === 'setup' ? [409, 'already-configured'] : [401, 'not-logged-in'];
			expect([answer.status, answer.json['code']], id).toEqual(expected);
			if (answer.status === 401) expect(answer.headers['www-authenticate'], id).toContain('Bearer');
		}
	});

	it('that changes something is refused when another site’s page asks, also a pup’s on another port', async () => {
		const changing = apiOperations().filter(([, { method }]) => method !== 'GET');
		for (const [id, { method, path }] of changing) {
			for (const headers of [
				{ origin: 'http://evil.example' },
				{ origin: `http://127.0.0.1:${box.port + 1}` },
				{ origin: 'null' },
				{ 'sec-fetch-site': 'same-site', origin: box.url },
				{ 'sec-fetch-site': 'cross-site' }
			] as Record<string, string>[]) {
				const answer = await box.call(method, fill(path), { body: {}, token, headers });
				expect([answer.status, answer.json['code']], `${id} ${JSON.stringify(headers)}`).toEqual([403, 'cross-site']);
			}
		}
	});

	it('refuses what it does not know, and does nothing', async () => {
		const before = box.box.events.seq;
		const one = apiOperations().filter(
			([, { access, when, path, output }]) =>
				access !== 'setup' &&
				when !== 'unconfigured' &&
				/^(\/(pups|boxes)\/\{id\})?[^{]*$/.test(path) &&
				output.kind !== 'duplex'
		);
		for (const [id, { method, path, body, access }] of one) {
			const known = access === 'open' ? {} : { token };
			const query = await box.call(method, `${fill(path)}?zzqq=1`, known);
			expect([query.status, query.json['code']], id).toEqual([422, 'invalid-input']);
			expect(query.json['fields'], id).toMatchObject({ zzqq: 'There is no query parameter of this name.' });
			if (method === 'GET' || body?.kind === 'upload' || id === 'pups.report') continue;
			const member = await box.call(method, fill(path), { ...known, body: { zzqq: 1 } });
			expect([member.status, member.json['code']], id).toEqual([422, 'invalid-input']);
		}
		expect(one.length).toBeGreaterThan(100);
		expect(box.box.events.seq).toBe(before);
	});

	it('that reads answers the owner', async () => {
		const reading = apiOperations().filter(
			([, { method, path, access, output }]) =>
				method === 'GET' && access === 'owner' && !path.includes('{') && !['duplex', 'events'].includes(output.kind)
		);
		for (const [id, { path }] of reading) {
			const answer = await box.call('GET', path, { token });
			expect(answer.status, id).toBe(200);
			expect(answer.headers['cache-control'], id).toBe('no-store');
			expect(answer.headers['x-request-id'], id).toMatch(/^[0-9a-f]{16}$/);
			expect(answer.headers['access-control-allow-origin'], id).toBeUndefined();
		}
	});
});

describe('errors', () => {
	const problem = async (method: string, path: string, options: Parameters<FrontBox['call']>[2] = {}) => {
		const answer = await box.call(method, path, { token, ...options });
		expect(answer.headers['content-type']).toBe('application/problem+json');
		expect(answer.json['requestId']).toBe(answer.headers['x-request-id']);
		expect(answer.json['status']).toBe(answer.status);
		return answer;
	};

	it('have the right status and a code', async () => {
		const cases: [string, string, Parameters<FrontBox['call']>[2], number, string][] = [
			['GET', '/nothing', {}, 404, 'not-found'],
			['GET', '/%zz', {}, 404, 'not-found'],
			['PATCH', '/pups', {}, 405, 'method-not-allowed'],
			['PUT', '/sources/x', {}, 405, 'method-not-allowed'],
			['GET', `/pups/${'a'.repeat(32)}`, {}, 404, 'not-found'],
			['GET', '/pups/..%2f..%2fetc', {}, 404, 'not-found'],
			['GET', '/pups/no-id-of-ours', {}, 404, 'not-found'],
			['DELETE', '/sources/NOT-AN-ID', {}, 404, 'not-found'],
			['GET', '/jobs/none', {}, 404, 'not-found'],
			['GET', '/jobs?limit=9999', {}, 422, 'invalid-input'],
			['DELETE', `/pups/${'a'.repeat(32)}?keepData=maybe`, {}, 422, 'invalid-input'],
			['POST', '/sources', {}, 400, 'invalid-json'],
			['POST', '/sources', { body: '{"location":' }, 400, 'invalid-json'],
			['POST', '/sources', { body: '[]' }, 422, 'invalid-input'],
			['POST', '/sources', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415, 'not-json'],
			['POST', '/sources', { body: { location: 'x'.repeat(1024 * 1024) } }, 413, 'too-large'],
			['POST', '/sources', { body: { location: '/does/not/exist' } }, 422, 'bad-source'],
			['GET', '/live', {}, 426, 'upgrade-required']
		];
		for (const [method, path, options, status, code] of cases) {
			const answer = await problem(method, path, options);
			expect([answer.status, answer.json['code']], `${method} ${path}`).toEqual([status, code]);
		}
		expect((await problem('PATCH', '/pups')).headers['allow']).toBe('GET, POST, HEAD, OPTIONS');
	});

	it('name the place of each fault and repeat no value', async () => {
		const answer = await problem('POST', '/password', { body: { current: 12345678, next: 'sh0rt!' } });
		expect(Object.keys(answer.json['fields'] as object).sort()).toEqual(['current', 'next']);
		expect(answer.text).not.toContain('sh0rt!');
		expect(answer.text).not.toContain('12345678');
	});

	it('name what was sent where no body is taken', async () => {
		const path = `/webhooks/${'a'.repeat(32)}`;
		for (const [body, status, code] of [
			[undefined, 404, 'not-found'],
			['', 404, 'not-found'],
			['{}', 404, 'not-found'],
			['null', 404, 'not-found'],
			['{"keep": true}', 422, 'invalid-input'],
			['[1]', 422, 'invalid-input'],
			['keep=true', 400, 'invalid-json']
		] as const) {
			const answer = await problem('DELETE', path, { body });
			expect([answer.status, answer.json['code']], body).toEqual([status, code]);
		}
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		expect((await problem('DELETE', path, { body: 'keep=true', headers: form })).status).toBe(415);
		// A body of unknown length that is empty.
		const chunked = { 'transfer-encoding': 'chunked' };
		expect((await problem('DELETE', path, { headers: chunked })).status).toBe(404);
	});

	it('reach the sender of a body that is far too large', async () => {
		for (const size of [2, 30]) {
			const answer = await problem('POST', '/sources', { body: 'x'.repeat(size * 1024 * 1024) });
			expect([answer.status, answer.json['code']]).toEqual([413, 'too-large']);
		}
	});

	it('inside the box say a request id and no more; the log has the rest', async () => {
		const { list } = box.box.jobs;
		box.box.jobs.list = () => {
			throw new Error('inner secret');
		};
		try {
			const answer = await problem('GET', '/jobs');
			expect([answer.status, answer.json['code']]).toEqual([500, 'internal']);
			expect(answer.text).not.toContain('inner secret');
			expect(box.errors.join()).toContain(String(answer.json['requestId']));
		} finally {
			box.box.jobs.list = list;
		}
	});
});

describe('HTTP', () => {
	it('answers HEAD as GET without the body, and OPTIONS with what is possible', async () => {
		const head = await raw(`${box.url}/api/v1/box`, { method: 'HEAD' });
		expect(head.status).toBe(200);
		expect(Number(head.headers['content-length'])).toBeGreaterThan(50);
		expect(head.body.length).toBe(0);
		const options = await raw(`${box.url}/api/v1/jobs`, { method: 'OPTIONS' });
		expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS']);
	});

	it('leaves everything outside of /api to the pages', async () => {
		expect((await raw(`${box.url}/apiary`)).text).toBe('page');
		expect((await raw(`${box.url}/api`)).headers['content-type']).toBe('application/problem+json');
		expect((await raw(`${box.url}/api/v2/box`)).status).toBe(404);
	});
});

describe('sessions', () => {
	it('work as cookie and as Bearer, among tossed cookies too', async () => {
		const made = await login();
		expect(made.status).toBe(201);
		const own = String(made.json['token']);
		expect(made.cookies[0]).toMatch(
			/^dogebox_session=dbx_[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Priority=High$/
		);
		const status = (headers: Record<string, string>) =>
			box.call('GET', '/sessions', { headers }).then((answer) => answer.status);
		expect(await status({ authorization: `Bearer ${own}` })).toBe(200);
		expect(await status({ cookie: `dogebox_session=${own}` })).toBe(200);
		expect(await status({ cookie: `dogebox_session=tossed; x=1; dogebox_session=${own}` })).toBe(200);
		expect(await status({ cookie: 'dogebox_session=tossed' })).toBe(401);
		expect(await status({ authorization: 'Bearer nonsense' })).toBe(401);
		expect(await status({ authorization: `Basic ${own}` })).toBe(401);
	});

	it('are kept as hashes, listed by device, and end at once when revoked', async () => {
		const other = String(
			(
				await login(PASSWORD, {
					'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
				})
			).json['token']
		);
		const { sessions } = (await box.call('GET', '/sessions', { token })).json as {
			sessions: { id: string; device: string; current: boolean }[];
		};
		const listed = sessions.find(({ device }) => device === 'Firefox on Linux');
		expect(sessions.filter(({ current }) => current)).toHaveLength(1);
		expect(JSON.stringify(sessions)).not.toContain(other);
		// Puts the session into the cache of validated sessions.
		expect((await box.call('GET', '/sessions', { token: other })).status).toBe(200);
		expect((await box.call('DELETE', `/sessions/${listed?.id}`, { token })).status).toBe(204);
		expect((await box.call('GET', '/sessions', { token: other })).status).toBe(401);
		expect((await box.call('DELETE', `/sessions/${listed?.id}`, { token })).status).toBe(404);
	});

	it('can end themselves', async () => {
		const own = String((await login()).json['token']);
		const ended = await box.call('DELETE', '/sessions/current', { token: own });
		expect(ended.status).toBe(204);
		expect(ended.cookies[0]).toContain('dogebox_session=; Path=/; Max-Age=0');
		expect((await box.call('GET', '/sessions', { token: own })).status).toBe(401);
	});

	it('are Secure on https, as a trusted proxy tells', async () => {
		const proxied = await startFront({
			name: 'tapis',
			config: { trustedProxy: '127.0.0.1' }
		});
		try {
			const behind = {
				'x-forwarded-for': '127.0.0.1',
				'x-forwarded-proto': 'https',
				'x-forwarded-host': 'box.example'
			};
			// The proxy itself is on this machine, which proves nothing about its clients.
			const wizard = await proxied.call('GET', '/setup', { headers: behind });
			expect(wizard.json['code']).toBe('claim-code-needed');
			await proxied.own();
			const headers = { ...behind, 'x-forwarded-for': '203.0.113.9' };
			const good = await proxied.call('POST', '/sessions', {
				body: { password: PASSWORD },
				headers: { ...headers, origin: 'https://box.example' }
			});
			expect(good.status).toBe(201);
			expect(good.cookies[0]).toContain('; Secure');
			const bad = await proxied.call('POST', '/sessions', {
				body: { password: PASSWORD },
				headers: { ...headers, origin: proxied.url }
			});
			expect(bad.json['code']).toBe('cross-site');
			expect(JSON.stringify(proxied.box.auth.list(''))).toContain('203.0.113.9');
		} finally {
			await proxied.end();
		}
	});
});

describe('guessing', () => {
	it('is slowed at its address, and the owner on a known device is not', async () => {
		const device =
			String((await login()).cookies.find((line) => line.startsWith('dogebox_device='))).split(';')[0] ?? '';
		let refused = await login('wrong');
		const free = [refused.status];
		// The wait doubles with each wrong try, so in the end it is longer than the last try took.
		for (let tries = 0; refused.status !== 429 && tries < 20; tries++) {
			refused = await login(`wrong ${tries}`);
			free.push(refused.status);
		}
		expect(free.slice(0, 3)).toEqual([401, 401, 401]);
		expect([refused.status, refused.json['code']]).toEqual([429, 'too-many-attempts']);
		expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
		expect((await login(PASSWORD, { cookie: device })).status).toBe(201);
		// The device cookie is signed, so nobody can forge one.
		const mark = device.split('=')[1] ?? '';
		const marked = (value: string) => box.box.auth.deviceCookie({ address: 'x', userAgent: '', device: value }, false);
		expect(marked(mark)).toBeNull();
		expect(marked(`${mark.slice(0, -2)}xx`)).not.toBeNull();
	});

	it('at one address does not keep the owner out at another', async () => {
		const away = { address: '203.0.113.5', userAgent: '' };
		await expect(box.box.auth.login('wrong', away)).rejects.toMatchObject({ code: 'wrong-password' });
		await expect(box.box.auth.login(PASSWORD, away)).resolves.toHaveProperty('token');
	});
});

describe('the password', () => {
	it('can be changed by the present one; every other session ends', async () => {
		const caller = { address: '203.0.113.6', userAgent: '' };
		const mine = await box.box.auth.login(PASSWORD, caller);
		const other = await box.box.auth.login(PASSWORD, caller);
		const change = (current: string, next: string) =>
			box.call('POST', '/password', { token: mine.token, body: { current, next }, headers: { cookie: device } });
		const device = (box.box.auth.deviceCookie(caller, false) ?? '').split(';')[0] ?? '';
		expect((await change('not it', 'a new password')).status).toBe(401);
		expect((await change(PASSWORD, 'a new password')).status).toBe(204);
		expect(await box.box.auth.validate(other.token)).toBeNull();
		expect(await box.box.auth.validate(token)).toBeNull();
		expect(await box.box.auth.validate(mine.token)).not.toBeNull();
		expect(box.box.auth.keysLocked()).toBe(false);
		await expect(box.box.auth.login(PASSWORD, caller)).rejects.toMatchObject({ code: 'wrong-password' });
	});

	it('can be reset by the words; every session ends', async () => {
		const caller = { address: '203.0.113.7', userAgent: '' };
		const before = await box.box.auth.login('a new password', caller);
		const reset = (list: string[]) =>
			box.call('POST', '/password/reset', { body: { words: list, next: PASSWORD }, headers: { cookie: device } });
		const device = (box.box.auth.deviceCookie(caller, false) ?? '').split(';')[0] ?? '';
		const foreign = [...Array<string>(23).fill('abandon'), 'art'];
		expect((await reset(foreign)).json['code']).toBe('other-words');
		expect((await reset(words)).status).toBe(204);
		expect(await box.box.auth.validate(before.token)).toBeNull();
		({ token } = await box.box.auth.login(PASSWORD, caller));
		expect((await box.call('GET', '/keys', { token })).json).toEqual({ locked: false });
	});

	it('unlocks the keys after a restart', async () => {
		box = await box.restart();
		expect((await box.call('GET', '/keys', { token })).json).toEqual({ locked: true });
		const wrong = await box.call('POST', '/keys/unlock', { token, body: { password: 'wrong' } });
		expect(wrong.status).toBe(401);
		const right = await box.call('POST', '/keys/unlock', { token, body: { password: PASSWORD } });
		expect(right.json).toEqual({ locked: false });
	});
});

describe('the audit', () => {
	it('holds who did what and how it ended, and no secret', async () => {
		const { openDatabase, tables } = await import('../../src/lib/server/db/index.ts');
		const { join } = await import('node:path');
		const database = openDatabase({
			file: join(box.box.paths.data, 'dogebox.db'),
			migrations: box.box.config.migrations
		});
		try {
			const rows = database.db.select().from(tables.audit).all();
			const of = (action: string) => rows.filter((row) => row.action === action).map((row) => row.outcome);
			expect(of('setup.confirm')).toContain('done');
			expect(of('sessions.create')).toEqual(expect.arrayContaining(['done', 'refused']));
			expect(of('password.change')).toEqual(expect.arrayContaining(['done', 'refused']));
			expect(rows.every((row) => row.address.length > 0 && row.actor.length > 0)).toBe(true);
			const text = JSON.stringify(rows);
			for (const secret of [PASSWORD, 'a new password', token]) expect(text).not.toContain(secret);
		} finally {
			database.close();
		}
	});
});
