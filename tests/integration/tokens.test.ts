/** API tokens, scopes and Idempotency-Key, as programs use them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUpload, type Operation } from '../../src/lib/contract/operation.ts';
import { apiOperations } from '../../src/lib/contract/operations.ts';
import { SCOPES, type Scope } from '../../src/lib/contract/scopes.ts';
import { startFront, type FrontBox } from '../support/front.ts';
import { upgradeStatus } from '../support/http.ts';
import { openLive } from '../support/live.ts';

let box: FrontBox;
let session: string;
beforeAll(async () => {
	box = await startFront({ name: 'ttokens' });
	({ token: session } = await box.own());
});
afterAll(() => box.end());

interface Made {
	id: string;
	token: string;
	expiresAt: number | null;
}
const create = async (scopes: Scope[], more: Record<string, unknown> = {}, token = session) => {
	const answer = await box.call('POST', '/tokens', { token, body: { name: 'test', scopes, days: 1, ...more } });
	return { ...answer, made: answer.json as unknown as Made };
};
/** Paths that name nothing, so that an authorized call changes nothing. */
const fill = (path: string) => path.replace('{id}', 'e'.repeat(32)).replace('{name}', 'x');
/**
 * Operations that are not called: they need no input to succeed, and they would end or change what
 * the test works with.
 */
const ends = new Set(['sessions.removeAll', 'sources.refreshAll']);

/** Parameters of a filled path. */
const valuesOf = (path: string) =>
	Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([hole, name]) => [name!, fill(hole)]));
const fits = (schema: unknown, value: unknown) => !schema || v.safeParse(schema as v.GenericSchema, value).success;

/** Expected status of an authorized call without input. */
function letIn(id: string, { path, params, query, body, status }: Operation): number {
	// A token is no session.
	if (id === 'sessions.renewal' || !fits(params, valuesOf(path))) return 404;
	if (!fits(query, {}) || (!isUpload(body) && !fits(body, {}))) return 422;
	if (isUpload(body)) return 415;
	return path.includes('{') ? 404 : status;
}

describe('scopes', () => {
	it('let a token do what it was given, and nothing else, in every operation', async () => {
		const tokens = new Map<Scope, string>();
		for (const scope of SCOPES) tokens.set(scope, (await create([scope])).made.token);
		let allowed = 0;
		let refused = 0;
		for (const [id, operation] of apiOperations()) {
			const { method, path, access, scopes, output } = operation;
			if (access !== 'owner' || output.kind === 'duplex' || ends.has(id)) continue;
			// Answers until the client stops it (api-waiting.test.ts).
			if (id === 'events.follow') continue;
			for (const [scope, token] of tokens) {
				const answer = await box.call(method, fill(path), { token, ...(method !== 'GET' && { body: {} }) });
				const place = `${id} with ${scope}: ${answer.text.slice(0, 200)}`;
				if (scopes?.includes(scope)) {
					expect(answer.status, place).toBe(letIn(id, operation));
					allowed++;
				} else {
					expect([answer.status, answer.json['code']], place).toEqual([403, 'missing-scope']);
					expect(answer.json['title'], place).toContain(`“${scopes?.[0]}”`);
					refused++;
				}
			}
		}
		expect(allowed).toBeGreaterThan(25);
		expect(refused).toBe(allowed * (SCOPES.length - 1));
	});

	it('decide about the live socket too', async () => {
		const status = async (scopes: Scope[]) =>
			upgradeStatus(`${box.url}/api/v1/live`, { Authorization: `Bearer ${(await create(scopes)).made.token}` });
		expect(await status(['see'])).toBe(101);
		expect(await status(['operate', 'install', 'configure', 'administer'])).toBe(403);
	});

	it('cannot be handed on by a token that was not given them', async () => {
		const { token } = (await create(['administer', 'see'])).made;
		expect((await create(['see'], {}, token)).status).toBe(201);
		const more = await create(['see', 'install'], {}, token);
		expect([more.status, more.json['code']]).toEqual([403, 'missing-scope']);
		expect((await create(['see'], {}, (await create(['see'])).made.token)).status).toBe(403);
	});

	it.each<[what: string, scopes: Scope[], query: string, status: number]>([
		['who installs', ['install'], '', 403],
		['who installs, to be told what would go', ['install'], '?plan=1', 200],
		['who installs and administers', ['install', 'administer'], '', 200]
	])('logs are freed by %s', async (_what, scopes, query, status) => {
		const { token } = (await create(scopes)).made;
		const answer = await box.call('POST', `/box/space/free${query}`, { token, body: { what: ['logs'] } });
		expect(answer.status, answer.text).toBe(status);
	});
});

describe('a token', () => {
	it('is shown once and kept as a hash alone', async () => {
		const { made, cookies } = await create(['see']);
		expect(made.token).toMatch(/^dbx_api_[\w-]{43}$/);
		expect(cookies).toEqual([]);
		const listed = await box.call('GET', '/tokens', { token: session });
		expect(listed.text).toContain(made.id);
		expect(listed.text).not.toContain(made.token);
		for (const file of ['dogebox.db', 'dogebox.db-wal']) {
			expect(readFileSync(join(box.box.paths.data, file)).includes(made.token)).toBe(false);
		}
	});

	it('works in the Authorization header alone, and decides there', async () => {
		const { token } = (await create(['see'])).made;
		const status = async (headers: Record<string, string>) => (await box.call('GET', '/sessions', { headers })).status;
		expect(await status({ cookie: `dogebox_session=${token}` })).toBe(401);
		// The session may list sessions and this token may not, so the header takes precedence.
		expect(await status({ cookie: `dogebox_session=${session}` })).toBe(200);
		expect(await status({ cookie: `dogebox_session=${session}`, authorization: `Bearer ${token}` })).toBe(403);
		expect(await status({ cookie: `dogebox_session=${session}`, authorization: 'Bearer dbx_api_none' })).toBe(401);
	});

	it('ends when its days are over, and notes its last use and address', async () => {
		const { made } = await create(['see']);
		expect(made.expiresAt).toBeGreaterThan(Date.now() + 23 * 3600_000);
		expect((await box.call('GET', '/pups', { token: made.token })).status).toBe(200);
		const { tokens } = (await box.call('GET', '/tokens', { token: session })).json as {
			tokens: { id: string; lastUsedAt: number | null; lastUsedAddress: string | null }[];
		};
		const row = tokens.find(({ id }) => id === made.id);
		expect(row).toMatchObject({ lastUsedAddress: '127.0.0.1', lastUsedAt: expect.any(Number) as number });
		const { createTokens } = await import('../../src/lib/server/auth/tokens.ts');
		const { openDatabase } = await import('../../src/lib/server/db/index.ts');
		const database = openDatabase({
			file: join(box.box.paths.data, 'dogebox.db'),
			migrations: box.box.config.migrations
		});
		try {
			const later = createTokens({ database, ended: () => undefined, now: () => Date.now() + 25 * 3600_000 });
			expect(later.validate(made.token)).toBeNull();
		} finally {
			database.close();
		}
	});

	it('cut off with all it has open when it is revoked', async () => {
		const { made } = await create(['see']);
		const live = await openLive(box.url, { authorization: `Bearer ${made.token}` });
		const other = await openLive(box.url, { authorization: `Bearer ${session}` });
		const closed = new Promise<number>((resolve) => live.socket.once('close', resolve));
		expect((await box.call('DELETE', `/tokens/${made.id}`, { token: session })).status).toBe(204);
		expect(await closed).toBe(4401);
		expect((await box.call('GET', '/pups', { token: made.token })).status).toBe(401);
		expect((await box.call('DELETE', `/tokens/${made.id}`, { token: session })).status).toBe(404);
		expect(other.socket.readyState).toBe(1);
		other.close();
	});

	it('outlives the sessions, and stands by its name in the audit', async () => {
		const { made } = await create(['administer'], { name: 'Night watch' });
		const other = String(
			(await box.call('POST', '/sessions', { body: { password: 'correct horse battery' } })).json['token']
		);
		expect((await box.call('DELETE', '/sessions', { token: session })).status).toBe(200);
		expect((await box.call('GET', '/sessions', { token: other })).status).toBe(401);
		expect((await box.call('GET', '/sessions', { token: session })).status).toBe(200);
		expect((await box.call('DELETE', '/sessions?keepCurrent=false', { token: made.token })).status).toBe(200);
		expect((await box.call('GET', '/sessions', { token: session })).status).toBe(401);
		const { entries } = (await box.call('GET', '/audit?limit=5', { token: made.token })).json as {
			entries: { id: number; action: string; actor: string; actorId: string; actorName: string }[];
		};
		expect(entries[0]).toMatchObject({
			action: 'sessions.removeAll',
			actor: 'token',
			actorId: made.id,
			actorName: 'Night watch'
		});
		const older = (await box.call('GET', `/audit?before=${entries.at(-1)?.id}`, { token: made.token })).json as {
			entries: { id: number }[];
		};
		expect(older.entries[0]?.id).toBeLessThan(entries.at(-1)?.id ?? 0);
		session = String(
			(await box.call('POST', '/sessions', { body: { password: 'correct horse battery' } })).json['token']
		);
	});

	it('is made only from input that fits', async () => {
		const bad: Record<string, unknown>[] = [
			{ name: '' },
			{ name: ' '.repeat(10) },
			{ name: 'x'.repeat(61) },
			{ name: 'two\nlines' },
			{ name: 'turned \u202e round' },
			{ name: 7 },
			{ scopes: [] },
			{ scopes: ['everything'] },
			{ scopes: 'see' },
			{ scopes: ['__proto__'] },
			{ days: 0 },
			{ days: -1 },
			{ days: 1.5 },
			{ days: 1e9 },
			{ days: '30' },
			{ days: undefined }
		];
		for (const more of bad) {
			const answer = await create(['see'], more);
			expect([answer.status, answer.json['code']], JSON.stringify(more)).toEqual([422, 'invalid-input']);
		}
		const markup = await create(['see', 'see'], { name: '<img src=x onerror=alert(1)>', days: null });
		expect(markup.json).toMatchObject({ name: '<img src=x onerror=alert(1)>', scopes: ['see'], expiresAt: null });
		for (const header of [
			'Bearer dbx_api_',
			`Bearer dbx_api_${'a'.repeat(5000)}`,
			"Bearer dbx_api_' OR 1=1",
			'Bearer dbx_api_\u00e9'
		]) {
			const answer = await box.call('GET', '/pups', { headers: { authorization: header } });
			expect(answer.status, header.slice(0, 40)).toBe(401);
		}
	});
});

describe('Idempotency-Key', () => {
	const add = (key: string, body: unknown = { location: join(import.meta.dirname, '../fixtures/hostile-pup') }) =>
		box.call('POST', '/sources', { token: session, body, headers: { 'idempotency-key': key } });

	it('gives the first answer again and does nothing twice', async () => {
		const first = await add('one');
		expect([first.status, first.headers['idempotent-replayed']]).toEqual([201, undefined]);
		const again = await add('one');
		expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
		expect(again.json).toEqual(first.json);
		expect((await add('two')).json['code']).toBe('already-added');
		const { sources } = (await box.call('GET', '/sources', { token: session })).json as { sources: { id: string }[] };
		expect(sources.filter(({ id }) => id === first.json['id'])).toHaveLength(1);
	});

	it('belongs to one caller and one request', async () => {
		const other = await add('one', { location: '/somewhere/else' });
		expect([other.status, other.json['code']]).toEqual([422, 'idempotency-key-reused']);
		const { token } = (await create(['configure'])).made;
		const foreign = await box.call('POST', '/sources', {
			token,
			body: { location: '/does/not/exist' },
			headers: { 'idempotency-key': 'one' }
		});
		expect(foreign.json['code']).toBe('bad-source');
	});

	it('is refused where it is hostile, and its failures are not kept', async () => {
		for (const key of ['', ' ', 'two words', 'x'.repeat(256), 'caf\u00e9']) {
			const answer = await add(key);
			expect([answer.status, answer.json['code']], JSON.stringify(key)).toEqual([400, 'invalid-idempotency-key']);
		}
		for (const body of [{ location: '/does/not/exist' }, { location: '/does/not/exist/either' }]) {
			expect((await add("' OR 1=1 --".replaceAll(' ', '_'), body)).json['code']).toBe('bad-source');
		}
	});
});
