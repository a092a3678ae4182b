/** The key manager as a process: every route over its socket. */
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/sqlite.js';
import { ask, OTHER_WORDS, PASSWORD, pupA, pupB, pupC, useDkm, vectors, WORDS } from './dkm-process.ts';

const { folder, start, withKey, tokenOf } = useDkm();

describe('the wire', () => {
	it('answers the routes of the original with its members, codes and reasons', async () => {
		const dkm = await start();
		const failed = async (path: string, body: unknown, status: number, error: string, reason: string) =>
			expect(await dkm.post(path, body), `${path} ${JSON.stringify(body)}`).toMatchObject({
				status,
				json: { error, reason },
				headers: { allow: 'POST, OPTIONS', 'content-type': 'application/json' }
			});

		await failed('/login', { password: ' \t\u00a0' }, 400, 'password', 'password is empty');
		await failed('/login', { password: 'x' }, 409, 'nokey', 'key has not been created');
		await failed(
			'/change-password',
			{ new_password: 'x', current_password: 'y' },
			409,
			'nokey',
			'key has not been created'
		);
		await failed(
			'/recover-password',
			{ new_password: 'x', seedphrase: WORDS },
			409,
			'nokey',
			'key has not been created'
		);
		await failed('/create-delegate', { id: 'a', password: 'x' }, 409, 'nokey', 'key has not been created');
		await failed('/create', { password: '' }, 400, 'password', 'password is empty');
		await failed('/create', '{"password":', 400, 'bad-request', 'decoding JSON: not valid JSON');
		await failed('/create', '[]', 400, 'bad-request', 'decoding JSON: not an object');
		await failed('/create', { password: 5 }, 400, 'bad-request', "decoding JSON: wrong type of 'password'");
		await failed('/create', 'null', 400, 'password', 'password is empty');

		const made = await dkm.post('/create', { password: `  ${PASSWORD}\n`, unknown: 1 });
		expect(made.status).toBe(200);
		expect(Object.keys(made.json)).toEqual(['seedphrase']);
		const words = made.json.seedphrase as string[];
		expect(words).toHaveLength(24);
		await failed('/create', { password: 'x' }, 409, 'exists', 'key already exists');

		await failed('/login', { password: 'wrong' }, 401, 'password', 'incorrect password');
		const login = await dkm.post('/login', { PassWord: ` ${PASSWORD} ` });
		expect(login).toMatchObject({
			status: 200,
			json: { token: expect.stringMatching(/^[0-9a-f]{32}$/), valid_for: 3900 }
		});
		const { token } = login.json;

		await failed('/roll-token', { token: 'x' }, 401, 'token', 'invalid or expired token');
		const rolled = await dkm.post('/roll-token', { token });
		expect(rolled).toMatchObject({ status: 200, json: { valid_for: 3900 } });
		expect(rolled.json.token).not.toBe(token);
		await failed('/roll-token', { token }, 401, 'token', 'invalid or expired token');
		// The old token still works during the handover, although somebody tried to roll it again.
		expect((await dkm.post('/make-delegate', { id: 'a', token })).status).toBe(200);

		await failed('/make-delegate', { token }, 400, 'bad-request', "missing 'id'");
		await failed('/make-delegate', { id: 'a' }, 400, 'bad-request', "missing 'token'");
		await failed('/make-delegate', { id: 'a', token: 'x' }, 401, 'token', 'invalid or expired token');
		const key = await dkm.post('/make-delegate', { id: 'a', token: rolled.json.token });
		expect(key).toMatchObject({
			status: 200,
			json: {
				pub: expect.stringMatching(/^0[23][0-9a-f]{64}$/),
				priv: expect.stringMatching(/^[0-9a-f]{64}$/),
				wif: expect.stringMatching(/^dgpv/)
			}
		});

		await failed('/create-delegate', { password: PASSWORD }, 400, 'bad-request', "missing 'id'");
		await failed('/create-delegate', { id: 'b' }, 400, 'bad-request', "missing 'password'");
		await failed('/get-delegate-key', { id: 'b' }, 400, 'bad-request', "missing 'token'");
		await failed('/get-delegate-key', { id: 'b', token: 'x' }, 404, 'not-found', 'store: not found');

		await failed(
			'/change-password',
			{ new_password: ' ', current_password: 'x' },
			400,
			'newpassword',
			'new password is empty'
		);
		await failed(
			'/change-password',
			{ new_password: 'n' },
			400,
			'auth',
			'either current_password or seedphrase must be provided'
		);
		await failed('/change-password', { new_password: 'n', current_password: 'wrong' }, 403, 'password', 'password');
		await failed('/change-password', { new_password: 'n', seedphrase: 'abandon' }, 422, 'seedphrase', 'seedphrase');
		await failed(
			'/change-password',
			{ new_password: 'n', seedphrase: WORDS.join(' ') },
			403,
			'seedphrase',
			'seedphrase'
		);
		await failed('/recover-password', { seedphrase: WORDS }, 400, 'newpassword', 'new password is empty');
		await failed('/recover-password', { new_password: 'n' }, 400, 'seedphrase', 'missing seedphrase');
		await failed('/recover-password', { new_password: 'n', seedphrase: WORDS }, 403, 'password', 'password');

		expect(await dkm.post('/change-password', { new_password: 'n', seedphrase: words.join(', ') })).toMatchObject({
			status: 200,
			json: { changed: true }
		});
		expect(await dkm.post('/recover-password', { new_password: 'm', seedphrase: words })).toMatchObject({
			status: 200,
			json: { changed: true }
		});
		expect(await dkm.post('/change-password', { new_password: PASSWORD, current_password: 'm' })).toMatchObject({
			status: 200,
			json: { changed: true }
		});
		expect(await dkm.post('/logout', { token: 'unknown' })).toMatchObject({ status: 200, json: {} });
	});

	it('tells what is wrong with words', async () => {
		const { dkm } = await withKey();
		const wrong = [...WORDS];
		wrong[4] = 'dogecoin';
		const swapped = [...OTHER_WORDS];
		[swapped[0], swapped[1]] = [swapped[1] ?? '', swapped[0] ?? ''];
		const recover = (seedphrase: unknown) => dkm.post('/recover-password', { new_password: 'n', seedphrase });
		expect(await recover(wrong)).toMatchObject({
			status: 422,
			json: { error: 'wordlist', reason: 'wrong word in mnemonic phrase: not on the wordlist', position: 5 }
		});
		expect(await recover(swapped)).toMatchObject({ status: 422, json: { error: 'checksum' } });
		expect(await recover(WORDS.slice(1))).toMatchObject({
			status: 422,
			json: { error: 'length', reason: 'wrong mnemonic length: must be 12, 15, 18, 21 or 24 words' }
		});
		const change = (seedphrase: unknown) => dkm.post('/change-password', { new_password: 'n', seedphrase });
		expect((await change(wrong.join(' '))).json).toMatchObject({
			error: 'seedphrase',
			detail: 'wordlist',
			position: 5
		});
		expect((await change(OTHER_WORDS)).json).toMatchObject({ error: 'seedphrase', detail: 'other' });
		expect(await recover(WORDS.map((word) => ` ${word.toUpperCase()} `))).toMatchObject({ status: 200 });
	});

	it('knows methods, paths and sizes', async () => {
		const dkm = await start();
		expect(await dkm.get('/login')).toMatchObject({
			status: 405,
			text: 'method not allowed\n',
			headers: { allow: 'POST, OPTIONS' }
		});
		expect(await ask(dkm.socket, 'OPTIONS', '/get-delegate-pub')).toMatchObject({
			status: 204,
			text: '',
			headers: { allow: 'GET, POST, OPTIONS' }
		});
		for (const path of ['/', '/login/', '/Login', '//login', '/constructor', '/__proto__', '/../login']) {
			expect(await dkm.post(path, {}), path).toMatchObject({ status: 404, text: '404 page not found\n' });
		}
		expect(await dkm.post('/login', { password: 'x'.repeat(300_000) })).toMatchObject({
			status: 413,
			json: { error: 'bad-request' }
		});
		expect(await dkm.get('/status')).toMatchObject({
			status: 200,
			json: { created: false, confirmed: false, unlocked: false, kdf: { running: 0, queued: 0 } }
		});
	});

	it('opens the database of the original, closes its files to others, and can be read by it again', async () => {
		const dir = join(folder(), 'dkm');
		const row = vectors.dkm.storedRowWrittenByOriginal;
		mkdirSync(dir, { mode: 0o755 });
		const db = openSqlite(join(dir, 'dkm.db'));
		db.exec(`CREATE TABLE config (id INTEGER PRIMARY KEY, s1 BLOB NOT NULL, s2 BLOB NOT NULL, enc BLOB NOT NULL, pub BLOB NOT NULL);
			CREATE TABLE delegate (id TEXT PRIMARY KEY, s1 BLOB NOT NULL, s2 BLOB NOT NULL, enc BLOB NOT NULL, pub BLOB NOT NULL, keyid INTEGER NOT NULL);
			INSERT INTO delegate VALUES ('pupA', x'', x'', x'', x'', 1)`);
		const blobs = [row.s1_salt, row.s2_nonce, row.enc, row.pub].map((text) => Buffer.from(text, 'hex'));
		db.prepare('INSERT INTO config VALUES (1, ?, ?, ?, ?)').run(...blobs);
		db.close();
		chmodSync(join(dir, 'dkm.db'), 0o644);

		const dkm = await start();
		expect(statSync(dir).mode & 0o777).toBe(0o700);
		for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777, file).toBe(0o600);
		expect((await dkm.get('/status')).json).toMatchObject({ created: true, confirmed: true });
		expect(await dkm.get('/get-delegate-pub?id=pupA')).toMatchObject({ status: 404, json: { error: 'not-found' } });
		const token = await tokenOf(dkm, row.password);
		expect((await dkm.post('/make-delegate', { id: 'pupA', token })).json).toEqual(pupA);
		expect((await dkm.get('/get-delegate-pub?id=pupA')).json).toEqual({ pub: pupA?.pub });
		expect((await dkm.post('/make-delegate', { id: 'pupB', token })).json).toEqual(pupB);
		expect(await dkm.stop()).toEqual({ code: 0, signal: null });

		const after = openSqlite(join(dir, 'dkm.db'), { readonly: true });
		expect(after.prepare('SELECT s1, s2, enc, pub FROM config WHERE id = 1').raw().get()).toEqual(blobs);
		expect(after.prepare('SELECT id, keyid, length(enc) FROM delegate ORDER BY keyid').raw().all()).toEqual([
			['pupA', 1, 0],
			['pupB', 2, 0]
		]);
		after.close();
	});
});

describe('delegates', () => {
	it('are those of the original, in the same order, by either route', async () => {
		const { dkm, token } = await withKey();
		expect((await dkm.post('/make-delegate', { id: 'pupA', token })).json).toEqual(pupA);
		expect((await dkm.post('/make-delegate', { id: 'pupB', token })).json).toEqual(pupB);
		const made = await dkm.post('/create-delegate', { id: 'pupC', password: ` ${PASSWORD} ` });
		expect(made).toMatchObject({
			status: 200,
			json: { token: expect.stringMatching(/^[0-9a-f]{64}$/), pub: pupC?.pub }
		});
		expect((await dkm.post('/get-delegate-key', { id: 'pupC', token: made.json.token })).json).toEqual({
			pub: pupC?.pub,
			priv: pupC?.privFromGetDelegateKey
		});
		expect(await dkm.post('/create-delegate', { id: 'pupC', password: PASSWORD })).toMatchObject({
			status: 409,
			json: { error: 'exists', reason: 'store: already exists' }
		});
		expect((await dkm.post('/make-delegate', { id: 'pupC', token })).json.pub).toBe(pupC?.pub);
		expect((await dkm.post('/make-delegate', { id: 'pupA', token })).json).toEqual(pupA);
	});

	it('made without a token answer rightly, and can have one later for the same key', async () => {
		const { dkm, token } = await withKey();
		await dkm.post('/make-delegate', { id: 'pupA', token });
		expect(await dkm.post('/get-delegate-pub', { id: 'pupA' })).toMatchObject({
			status: 200,
			json: { pub: pupA?.pub }
		});
		expect(await dkm.get('/get-delegate-pub?id=pupA')).toMatchObject({ status: 200, json: { pub: pupA?.pub } });
		expect(await dkm.post('/get-delegate-key', { id: 'pupA', token: 'x' })).toMatchObject({
			status: 401,
			json: { error: 'wrong-token', reason: 'invalid token' }
		});
		const made = await dkm.post('/create-delegate', { id: 'pupA', password: PASSWORD });
		expect(made).toMatchObject({ status: 200, json: { pub: pupA?.pub } });
		const key = await dkm.post('/get-delegate-key', { id: 'pupA', token: made.json.token });
		expect(Buffer.from(String(key.json.priv), 'hex').toString()).toBe(pupA?.wif);
		expect((await dkm.post('/get-delegate-key', { id: 'pupA', token: 'f'.repeat(64) })).status).toBe(401);
	});

	it('may have odd ids', async () => {
		const { dkm, token } = await withKey();
		const odd = [
			'__proto__',
			'constructor',
			'../../etc/passwd',
			'狗狗幣 🐕',
			'x'.repeat(50_000),
			' ',
			"';--",
			'nul\0',
			'\ud800'
		];
		const keys = new Map<string, unknown>();
		for (const id of odd) {
			const made = await dkm.post('/make-delegate', { id, token });
			expect(made.status, id.slice(0, 20)).toBe(200);
			keys.set(id, made.json.priv);
			expect(await dkm.post('/get-delegate-pub', { id })).toMatchObject({ status: 200, json: { pub: made.json.pub } });
			expect((await dkm.post('/get-delegate-key', { id, token: 'x' })).status).toBe(401);
		}
		expect(new Set(keys.values()).size).toBe(odd.length);
		expect(await dkm.post('/make-delegate', { id: '', token })).toMatchObject({ status: 400 });
		expect(await dkm.get('/get-delegate-pub')).toMatchObject({
			status: 400,
			json: { error: 'bad-request', reason: "missing 'id' query parameter" }
		});
		for (const [id, priv] of keys) expect((await dkm.post('/make-delegate', { id, token })).json.priv).toBe(priv);
	});
});

describe('our own additions', () => {
	it('a key that waits for confirmation can be replaced, a confirmed one cannot', async () => {
		const dkm = await start();
		const first = await dkm.post('/create', { password: 'a', confirm: 'later', session: true });
		expect((await dkm.get('/status')).json).toMatchObject({ created: true, confirmed: false, unlocked: true });
		expect((await dkm.post('/create', { password: 'b' })).status).toBe(409);
		const second = await dkm.post('/create', {
			password: 'b',
			confirm: 'later',
			replace_unconfirmed: true,
			session: true
		});
		expect(second.json.seedphrase).not.toEqual(first.json.seedphrase);
		expect(await dkm.post('/confirm', { token: first.json.token })).toMatchObject({
			status: 401,
			json: { error: 'token' }
		});
		expect((await dkm.post('/login', { password: 'a' })).status).toBe(401);
		expect(await dkm.post('/confirm', { token: second.json.token })).toMatchObject({
			status: 200,
			json: { confirmed: true }
		});
		expect((await dkm.post('/confirm', { token: second.json.token })).status).toBe(200);
		expect((await dkm.get('/status')).json).toMatchObject({ created: true, confirmed: true });
		expect(await dkm.post('/create', { password: 'c', replace_unconfirmed: true })).toMatchObject({
			status: 409,
			json: { error: 'exists' }
		});
		expect((await dkm.post('/login', { password: 'b' })).status).toBe(200);
	});

	it('of several creations at once one wins', async () => {
		const dkm = await start();
		const all = await Promise.all(Array.from({ length: 6 }, (_, i) => dkm.post('/create', { password: `p${i}` })));
		expect(all.filter((answer) => answer.status === 200)).toHaveLength(1);
		expect(all.filter((answer) => answer.status === 409)).toHaveLength(5);
		const winner = all.findIndex((answer) => answer.status === 200);
		expect((await dkm.post('/login', { password: `p${winner}` })).status).toBe(200);
	});

	it('restores from words: the same keys in another place', async () => {
		const dkm = await start();
		const made = await dkm.post('/create', { password: 'one', session: true });
		const words = made.json.seedphrase as string[];
		const key = (await dkm.post('/make-delegate', { id: 'x', token: made.json.token })).json;
		const other = await start(join(folder(), 'other'));
		expect(await other.post('/create', { password: 'two', seedphrase: words.slice(0, 23) })).toMatchObject({
			status: 422
		});
		expect((await other.get('/status')).json.created).toBe(false);
		const restored = await other.post('/create', {
			password: 'two',
			seedphrase: words.join('\n').toUpperCase(),
			session: true
		});
		expect(restored.json.seedphrase).toEqual(words);
		expect((await other.post('/make-delegate', { id: 'y', token: restored.json.token })).json).toEqual(key);
	});
});
