/**
 * The API of a box from its first boot to the store, against the built program, started as a user
 * would start it.
 */
import { validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxInfo, session } from '../../src/lib/contract/box.ts';
import { source } from '../../src/lib/contract/sources.ts';
import { storePup } from '../../src/lib/contract/store.ts';
import { AliveBox, HOSTILE_SOURCE, PASSWORD, cannotRun } from '../support/alive.ts';
import { raw, upgradeStatus } from '../support/http.ts';
import { apiClient, type ApiAnswer } from '../support/program.ts';

interface Problem {
	type: string;
	title: string;
	status: number;
	code: string;
	requestId: string;
	fields?: Record<string, string>;
}

/** Demands a problem+json answer (RFC 9457) with this status and returns it. */
function problem(answer: ApiAnswer<unknown>, status: number): Problem {
	const body = answer.body as Problem;
	expect(answer.status, JSON.stringify(body)).toBe(status);
	expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
	expect(body).toMatchObject({ status: answer.status, code: expect.stringMatching(/^[a-z][a-z0-9-]+$/) });
	expect(body.requestId, 'requestId').toMatch(/^\S{6,}$/);
	expect(body.type).toContain(body.code);
	expect(body.title.length).toBeGreaterThan(3);
	return body;
}

describe.skipIf(cannotRun())('a box from first boot to the store', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('first-boot', { setUp: false });
	});
	afterAll(() => box?.dispose());

	const input = { deviceName: 'kitchen', timeZone: 'Europe/Lisbon', keyMap: 'us', password: PASSWORD };
	const proofOf = (words: string[]) =>
		Object.fromEntries([2, 9, 24].map((position) => [String(position), words[position - 1]]));
	let words: string[] = [];

	describe('unclaimed', () => {
		it('tells anybody what it is and what its host can do', async () => {
			const { status, body } = await box.api.call('GET', '/box');
			expect(status).toBe(200);
			const info = v.parse(boxInfo, body);
			expect(info).toMatchObject({ claimed: false, configured: false });
			expect(info.runtime).toMatchObject({ kind: 'oci', ready: true, missing: [] });
		});

		it.each([
			['GET', '/pups'],
			['POST', '/pups'],
			['GET', '/store'],
			['GET', '/sources'],
			['POST', '/sources'],
			['GET', '/jobs'],
			['GET', '/sessions'],
			['POST', '/sessions'],
			['GET', `/pups/${'0'.repeat(32)}`],
			['POST', `/pups/${'0'.repeat(32)}/start`],
			['PUT', `/pups/${'0'.repeat(32)}/config`],
			['DELETE', `/pups/${'0'.repeat(32)}?keepData=false`]
		])('refuses %s %s', async (method, path) => {
			const answer = await box.api.call(method, path, method === 'GET' ? undefined : { password: PASSWORD });
			expect(problem(answer, 403).code).toBe('not-configured');
		});

		it('refuses the live socket', async () => {
			expect(await upgradeStatus(`${box.url}/api/v1/live`, {})).toBe(403);
		});

		it('sends pages to the wizard', async () => {
			for (const path of ['/', '/store', '/login', '/settings', '/activity']) {
				const answer = await raw(`${box.url}${path}`);
				expect(answer.status, path).toBe(303);
				expect(answer.headers.location, path).toMatch(/^(http:\/\/127\.0\.0\.1:\d+)?\/setup/);
			}
		});

		it('wants the claim code of a caller who does not come under a loopback name, and a wrong one is refused', async () => {
			const code = /(?:claim code|code)\W+([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)/i.exec(box.box.output())?.[1];
			expect(code, box.box.output()).toBeDefined();
			const setup = (headers: Record<string, string>) =>
				raw(`${box.url}/api/v1/setup`, {
					method: 'POST',
					headers: { host: `dogebox.local:${box.box.port}`, 'content-type': 'application/json', ...headers },
					// Deliberately invalid, so that a correct code gives 422.
					body: JSON.stringify({ ...input, password: 'x' })
				});
			const without = await setup({});
			expect(without.status, without.text).toBe(401);
			const wrong = await setup({ 'x-claim-code': 'WRONG-CODE' });
			expect(wrong.status, wrong.text).toBe(401);
			expect(JSON.parse(wrong.text)).toMatchObject({ code: 'wrong-claim-code' });
			const forwarded = await setup({ host: `127.0.0.1:${box.box.port}`, 'x-forwarded-for': '192.0.2.7' });
			expect(forwarded.status, 'a proxy’s caller is not on this machine').toBe(401);
			const right = await setup({ 'x-claim-code': code ?? '' });
			expect(right.status, right.text).toBe(422);
		});

		it('throttles wrong claim codes', async () => {
			let status = 0;
			for (let tries = 0; tries < 40 && status !== 429; tries++) {
				const answer = await raw(`${box.url}/api/v1/setup`, {
					method: 'POST',
					headers: {
						host: `dogebox.local:${box.box.port}`,
						'content-type': 'application/json',
						'x-claim-code': `WRONG-${tries}`
					},
					body: JSON.stringify(input)
				});
				status = answer.status;
			}
			expect(status).toBe(429);
		});
	});

	describe('setup', () => {
		it('names every field that does not fit', async () => {
			const answer = await box.api.call('POST', '/setup', { ...input, deviceName: '-no-', password: 'short' });
			const body = problem(answer, 422);
			expect(body.code).toBe('invalid-input');
			expect(Object.keys(body.fields ?? {})).toEqual(expect.arrayContaining(['deviceName', 'password']));
		});

		it('refuses a body that is no JSON, a wrong type, and one that is far too large', async () => {
			const post = (body: string, type = 'application/json') =>
				raw(`${box.url}/api/v1/setup`, { method: 'POST', headers: { 'content-type': type }, body });
			expect((await post('{"deviceName":')).status).toBe(400);
			expect((await post('deviceName=x', 'application/x-www-form-urlencoded')).status).toBe(415);
			const large = await post(JSON.stringify({ ...input, deviceName: 'x'.repeat(20_000_000) }));
			expect(large.status).toBe(413);
			expect((await box.api.call('GET', '/box')).body).toMatchObject({ claimed: false });
		});

		it('refuses words that are no recovery phrase', async () => {
			const answer = await box.api.call('POST', '/setup', { ...input, seedPhrase: 'dog '.repeat(24).trim() });
			problem(answer, 422);
			expect((await box.api.call('GET', '/box')).body).toMatchObject({ claimed: false });
		});

		it('gives 24 words that are a valid phrase', async () => {
			const { status, body } = await box.api.call<{ words: string[] }>('POST', '/setup', input);
			expect(status, JSON.stringify(body)).toBe(200);
			({ words } = body);
			expect(words).toHaveLength(24);
			expect(validateMnemonic(words.join(' '), wordlist)).toBe(true);
			const info = v.parse(boxInfo, (await box.api.call('GET', '/box')).body);
			expect(info).toMatchObject({ claimed: true, configured: false });
		});

		it('may be repeated: the same password gives the same words, also after a crash a key is never made twice', async () => {
			const again = await box.api.call<{ words: string[] }>('POST', '/setup', input);
			expect(again.body.words).toEqual(words);
			await box.crash();
			const after = await box.api.call<{ words: string[] }>('POST', '/setup', input);
			expect(after.status, JSON.stringify(after.body)).toBe(200);
			words = after.body.words;
			expect(validateMnemonic(words.join(' '), wordlist)).toBe(true);
		});

		it('cannot log in before the words were proven', async () => {
			expect(problem(await box.api.call('POST', '/sessions', { password: PASSWORD }), 403).code).toBe('not-configured');
		});

		it('names the words that are wrong, and does not finish', async () => {
			const wrong = { ...proofOf(words), 9: words[8] === 'zoo' ? 'zone' : 'zoo' };
			const body = problem(await box.api.call('POST', '/setup/confirm', { words: wrong }), 422);
			expect(body.code).toBe('wrong-words');
			problem(await box.api.call('POST', '/setup/confirm', { words: { 1: words[0] } }), 422);
			problem(await box.api.call('POST', '/setup/confirm', { words: { 0: 'a', 25: 'b', x: 'c' } }), 422);
			expect((await box.api.call('GET', '/box')).body).toMatchObject({ configured: false });
		});

		it('is finished by the right words, and cannot be done again', async () => {
			const done = await box.api.call('POST', '/setup/confirm', { words: proofOf(words) });
			expect(done).toMatchObject({ status: 200, body: { configured: true } });
			const info = v.parse(boxInfo, (await box.api.call('GET', '/box')).body);
			expect(info).toMatchObject({ claimed: true, configured: true, name: 'kitchen' });
			problem(await box.api.call('POST', '/setup', input), 409);
			problem(await box.api.call('POST', '/setup/confirm', { words: proofOf(words) }), 409);
			const page = await raw(`${box.url}/setup`);
			expect(page.status, 'the wizard is over').toBe(303);
		});
	});

	describe('sessions', () => {
		it('are opened by the password alone', async () => {
			const wrong = problem(await box.api.call('POST', '/sessions', { password: 'not the password' }), 401);
			expect(wrong.code).toBe('wrong-password');
			problem(await box.api.call('POST', '/sessions', {}), 422);
			const right = await box.api.call<{ token: string; expiresAt: number | string }>('POST', '/sessions', {
				password: PASSWORD
			});
			expect(right.status).toBe(201);
			expect(right.body.token).toMatch(/^\S{20,}$/);
			expect(new Date(right.body.expiresAt).getTime()).toBeGreaterThan(Date.now() + 60_000);
			expect(right.headers.get('cache-control')).toMatch(/no-store/);
			box.api.setToken(right.body.token);
		});

		it('work as bearer token and as cookie, and nothing else does', async () => {
			const token = box.api.token() ?? '';
			const as = async (headers: Record<string, string>) => (await raw(`${box.url}/api/v1/pups`, { headers })).status;
			expect(await as({ authorization: `Bearer ${token}` })).toBe(200);
			expect(await as({ cookie: `dogebox_session=${token}` })).toBe(200);
			expect(await as({ cookie: `dogebox_session=tossed-by-a-pup; dogebox_session=${token}` })).toBe(200);
			expect(await as({})).toBe(401);
			expect(await as({ authorization: 'Bearer nonsense' })).toBe(401);
			expect(await as({ authorization: `Basic ${token}` })).toBe(401);
			expect(await as({ cookie: `session=${token}` })).toBe(401);
			expect((await raw(`${box.url}/api/v1/pups?token=${token}`)).status).toBe(401);
		});

		it('are listed with the present one marked, and end when they are revoked, with their sockets', async () => {
			const other = apiClient(box.url);
			await other.login(PASSWORD);
			const listed = await box.get<{ sessions: unknown[] }>('/sessions');
			const sessions = v.parse(v.array(session), listed.sessions);
			expect(sessions.length).toBeGreaterThanOrEqual(2);
			expect(sessions.filter((s) => s.current)).toHaveLength(1);
			expect(JSON.stringify(listed)).not.toContain(box.api.token());

			const live = await box.liveClient();
			const ended = new Promise<number>((resolve) => live.socket.once('close', (code) => resolve(code)));
			const mine = sessions.find((s) => s.current)?.id ?? '';
			expect((await other.call('DELETE', `/sessions/${mine}`)).status).toBeLessThan(300);
			expect((await box.api.call('GET', '/pups')).status).toBe(401);
			await ended;
			problem(await other.call('DELETE', `/sessions/${'0'.repeat(64)}`), 404);
			expect((await other.call('DELETE', '/sessions/current')).status).toBeLessThan(300);
			expect((await other.call('GET', '/pups')).status).toBe(401);
			await box.api.login(PASSWORD);
		});

		it('outlive a restart of the box', async () => {
			const ms = await box.restart();
			expect(ms).toBeLessThan(5000);
			expect((await box.api.call('GET', '/pups')).status).toBe(200);
		});
	});

	describe('sources and the store', () => {
		it('begin with the built-in source, which cannot be removed', async () => {
			const read = async () => {
				const { sources } = await box.get<{ sources: unknown[] }>('/sources');
				return v.parse(v.array(source), sources).find((s) => s.kind === 'builtin');
			};
			// On a slow host the first answer may come before the folders have been read.
			await expect.poll(async () => (await read())?.pups, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
			const builtin = await read();
			problem(await box.api.call('DELETE', `/sources/${builtin?.id}`), 409);
			const pups = v.parse(v.array(storePup), await box.store());
			expect(pups.map((pup) => pup.name)).toEqual(expect.arrayContaining(['Python page', 'Regtest node']));
			for (const pup of pups) expect(pup, pup.name).toMatchObject({ runnable: true, installedPupId: null });
		});

		it('take a folder, once, and refuse what is no source', async () => {
			const added = v.parse(source, await box.addSource(HOSTILE_SOURCE));
			expect(added).toMatchObject({ kind: 'folder', pups: 3 });
			expect((await box.store()).map((pup) => pup.name)).toContain('Probe');
			problem(await box.api.call('POST', '/sources', { location: HOSTILE_SOURCE }), 409);
			problem(await box.api.call('POST', '/sources', { location: '/nowhere/at/all' }), 422);
			problem(await box.api.call('POST', '/sources', { location: 'relative/folder' }), 422);
			problem(await box.api.call('POST', '/sources', { location: '/dev/null' }), 422);
			expect((await box.api.call('DELETE', `/sources/${added.id}`)).status).toBeLessThan(300);
			expect((await box.store()).map((pup) => pup.name)).not.toContain('Probe');
			problem(await box.api.call('DELETE', `/sources/${added.id}`), 404);
		});
	});

	describe('errors', () => {
		it('are problem+json with a code, whatever is asked', async () => {
			const none = '0'.repeat(32);
			problem(await box.api.call('GET', `/pups/${none}`), 404);
			problem(await box.api.call('GET', '/pups/not-an-id'), 404);
			problem(await box.api.call('POST', `/pups/${none}/start`), 404);
			problem(await box.api.call('GET', `/jobs/${none}`), 404);
			problem(await box.api.call('POST', `/jobs/${none}/cancel`), 404);
			problem(await box.api.call('POST', '/pups', { sourceId: none, name: 'Nothing' }), 404);
			problem(await box.api.call('POST', '/pups', { name: 3 }), 422);
			problem(await box.api.call('GET', '/no/such/operation'), 404);
			problem(await box.api.call('PATCH', '/pups'), 405);
		});

		it('have an id that is in the log for each, no two alike', async () => {
			const ids = await Promise.all(
				[1, 2, 3].map(async () => problem(await box.api.call('GET', '/no/such/operation'), 404).requestId)
			);
			expect(new Set(ids).size).toBe(3);
		});
	});
});
