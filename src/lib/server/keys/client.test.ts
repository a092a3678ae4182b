/**
 * The client with a stand-in for an original key manager: its statuses, its plain 404, and what it
 * does not support.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxError } from '../../contract/errors.ts';
import { createDkmClient, type DkmClient } from './index.ts';

const failure = (members: Partial<BoxError>) => expect.objectContaining(members) as BoxError;
const WORDS = Array.from({ length: 24 }, () => 'abandon');

/** Answers like the original (reference: its routes and codes), with passwords in plain text. */
function original(state: { password: string | null; broken?: string; detail?: string }) {
	const fail = (error: string, reason: string, status = 500) => ({ status, body: { error, reason } });
	const ok = (body: unknown) => ({ status: 200, body });
	return (path: string, body: Record<string, unknown>) => {
		if (state.broken === path) return fail('error', 'database is locked');
		// Only Dogebox's own key manager sends `detail`.
		if (state.detail) return { status: 500, body: { ...fail('error', 'internal error').body, detail: state.detail } };
		switch (path) {
			case '/create':
				if (state.password !== null) return fail('exists', 'key already exists');
				state.password = String(body.password);
				return ok({ seedphrase: WORDS });
			case '/login':
				if (body.password === '') return fail('password', 'password is empty');
				if (state.password === null) return fail('nokey', 'key has not been created');
				if (body.password !== state.password) return fail('password', 'incorrect password');
				return ok({ token: 'f'.repeat(32), valid_for: 3900 });
			case '/roll-token':
			case '/make-delegate':
				return body.token === 'f'.repeat(32)
					? ok({ token: 'e'.repeat(32), valid_for: 3900, pub: 'p', priv: 'k', wif: 'dgpv' })
					: fail('token', 'invalid or expired token');
			case '/logout':
				return ok({});
			case '/change-password':
				if (body.current_password !== state.password) return fail('password', 'password', 403);
				state.password = String(body.new_password);
				return ok({ changed: true });
			case '/recover-password': {
				const words = body.seedphrase as string[];
				if (words.length !== 24) return fail('length', 'wrong mnemonic length: must be 12, 15, 18, 21 or 24 words');
				if (words[0] !== 'abandon') return fail('password', 'password', 403);
				state.password = String(body.new_password);
				return ok({ changed: true });
			}
		}
		return null;
	};
}

describe('an original key manager behind DKM_URL', () => {
	let server: Server;
	let client: DkmClient;
	let asked: string[];
	let state: { password: string | null; broken?: string; detail?: string };

	beforeEach(async () => {
		state = { password: null };
		asked = [];
		const answer = original(state);
		server = createServer((req, res) => {
			let text = '';
			req.on('data', (piece) => (text += String(piece)));
			req.on('end', () => {
				asked.push(`${req.method} ${req.url}`);
				const found = req.method === 'POST' && answer(req.url ?? '', JSON.parse(text) as Record<string, unknown>);
				if (!found) res.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
				else res.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify(found.body));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		client = createDkmClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	it('is asked for its state by a login, and only until it has a key', async () => {
		expect(await client.status()).toEqual({
			created: false,
			confirmed: false,
			unlocked: false,
			kdf: { running: 0, queued: 0 },
			original: true
		});
		await client.create({ password: 'secret' });
		expect(await client.status()).toMatchObject({ created: true, confirmed: true });
		asked = [];
		expect(await client.status()).toMatchObject({ created: true });
		expect(asked).toEqual([]);
	});

	it('works through the same methods', async () => {
		const made = await client.create({ password: 'secret', confirmLater: true });
		expect(made).toEqual({ words: WORDS, token: 'f'.repeat(32), validForSeconds: 3900 });
		await client.confirm(made.token);
		expect(await client.login('secret')).toEqual({ token: 'f'.repeat(32), validForSeconds: 3900 });
		expect(await client.roll(made.token)).toEqual({ token: 'e'.repeat(32), validForSeconds: 3900 });
		expect(await client.createDelegate({ id: 'x', token: made.token })).toEqual({
			pub: 'p',
			priv: 'k',
			extended: 'dgpv'
		});
		await client.logout(made.token);
		expect(await client.changePassword({ current: 'secret', next: 'b' })).toMatchObject({ token: 'f'.repeat(32) });
		expect(await client.changePassword({ words: WORDS, next: 'c' })).toMatchObject({ token: 'f'.repeat(32) });
		expect(await client.login('c')).toMatchObject({ validForSeconds: 3900 });
	});

	it('takes a password with its letters composed, and as it was typed where that is how it was kept', async () => {
		const composed = 'caf\u00e9 au lait';
		const apart = 'cafe\u0301 au lait';
		await client.create({ password: composed });
		expect(await client.login(apart)).toMatchObject({ validForSeconds: 3900 });
		expect(await client.login(composed)).toMatchObject({ validForSeconds: 3900 });
		// A password that an earlier box kept, from a system that sends decomposed letters.
		state.password = apart;
		expect(await client.login(apart)).toMatchObject({ validForSeconds: 3900 });
		await client.changePassword({ current: apart, next: 'other' });
		expect(state.password).toBe('other');
		await expect(client.login(apart)).rejects.toMatchObject({ code: 'wrong-password' });
	});

	it('never makes a new key when asked to restore one', async () => {
		await expect(client.create({ password: 'x', words: WORDS })).rejects.toThrow(
			failure({ code: 'cannot-restore', status: 409 })
		);
		expect(asked).toEqual(['GET /status']);
	});

	it('does not lose the words when only the login after it fails', async () => {
		state.broken = '/login';
		expect(await client.create({ password: 'x' })).toEqual({ words: WORDS, token: '', validForSeconds: 0 });
	});

	it('its 500s become errors by their codes', async () => {
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'no-key', status: 409 }));
		await expect(client.login('')).rejects.toThrow(failure({ code: 'invalid-input', status: 422 }));
		await client.create({ password: 'secret' });
		await expect(client.create({ password: 'x' })).rejects.toThrow(failure({ code: 'key-exists', status: 409 }));
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'wrong-password', status: 401 }));
		await expect(client.roll('x')).rejects.toThrow(failure({ code: 'keys-locked', status: 401 }));
		await expect(client.changePassword({ current: 'x', next: 'y' })).rejects.toThrow(
			failure({ code: 'wrong-password' })
		);
		await expect(client.recoverPassword({ words: ['zoo', ...WORDS.slice(1)], next: 'y' })).rejects.toThrow(
			failure({ code: 'other-words', status: 403 })
		);
		await expect(client.recoverPassword({ words: ['zoo'], next: 'y' })).rejects.toThrow(
			failure({ code: 'wrong-words', status: 422, fields: { words: 'The number of words is wrong.' } })
		);
		state.broken = '/login';
		await expect(client.login('secret')).rejects.toThrow(failure({ code: 'key-manager-failed', status: 502 }));
	});

	it('says what keeps its database from being written', async () => {
		state.detail = 'SQLITE_FULL';
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'disk-full', status: 507 }));
		state.detail = 'SQLITE_READONLY_ROLLBACK';
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'disk-read-only', status: 507 }));
		state.detail = 'SQLITE_CONSTRAINT';
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'key-manager-failed', status: 502 }));
	});

	it('being down is an error with a hint, never silence', async () => {
		await new Promise((resolve) => server.close(resolve));
		const down = failure({
			code: 'key-manager-down',
			status: 503,
			hint: expect.stringContaining('try again') as string
		});
		await expect(client.status()).rejects.toThrow(down);
		await expect(client.create({ password: 'x' })).rejects.toThrow(down);
		await expect(client.logout('x')).rejects.toThrow(down);
		await new Promise<void>((resolve) => server.listen(0, resolve));
	});

	it('something else at that address is recognized', async () => {
		const other = createServer((_req, res) => res.end('<html>hello</html>'));
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		const stranger = createDkmClient({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
		await expect(stranger.status()).rejects.toThrow(failure({ code: 'key-manager-failed', status: 502 }));
		await expect(stranger.login('x')).rejects.toThrow(failure({ code: 'key-manager-failed', status: 502 }));
		await new Promise((resolve) => other.close(resolve));
		expect(() => createDkmClient({ url: 'ftp://x' })).toThrow(failure({ code: 'invalid-input' }));
	});
});
