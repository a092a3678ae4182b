/**
 * First boot against the real key manager: who may do it, in which order, and what a restart
 * leaves.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';

let box: FrontBox;
beforeEach(async () => {
	box = await startFront({ name: 'tsetup' });
});
afterEach(() => box.end());

const INPUT = { deviceName: 'TestBox', timeZone: 'Europe/Lisbon', keyMap: 'de', password: PASSWORD };
/** Headers of a client that is not on the box itself: any name but a loopback one. */
const FAR = { host: 'box.lan:8080' };

const answersFor = (words: string[]) => ({ words: { 1: words[0], 7: words[6], 24: words[23] } });
const createdWords = async (body: unknown = INPUT) =>
	(await box.call('POST', '/setup', { body })).json['words'] as string[];

describe('a box nobody has claimed', () => {
	it('answers who it is, and nothing else but the wizard', async () => {
		expect((await box.call('GET', '/box', { headers: FAR })).json).toMatchObject({
			claimed: false,
			configured: false,
			version: '0.0.0-test'
		});
		for (const [method, path] of [
			['GET', '/pups'],
			['POST', '/sessions'],
			['GET', '/store'],
			['POST', '/password/reset'],
			['GET', '/live']
		] as const) {
			const answer = await box.call(method, path, method === 'POST' ? { body: {} } : {});
			expect([answer.status, answer.json['code']], path).toEqual([403, 'not-configured']);
		}
	});

	it('lets the wizard in by the code or from the box itself, under any of its loopback names alone', async () => {
		const ask = (headers: Record<string, string>) =>
			box.call('GET', '/setup', { headers }).then(({ status, json }) => [status, json['code']]);
		expect(await ask({})).toEqual([200, undefined]);
		expect(await ask(FAR)).toEqual([401, 'claim-code-needed']);
		expect(await ask({ 'x-forwarded-for': '192.0.2.9' })).toEqual([401, 'claim-code-needed']);
		expect(await ask({ ...FAR, 'x-claim-code': 'AAAA-AAAA' })).toEqual([401, 'wrong-claim-code']);
		const code = box.box.setup.claimCode() ?? '';
		expect(await ask({ ...FAR, 'x-claim-code': code.toLowerCase().replace('-', ' ') })).toEqual([200, undefined]);
		expect(await ask({ ...FAR, cookie: `dogebox_wizard=${box.box.setup.grantWizard()}` })).toEqual([200, undefined]);
	});

	it('throttles wrong codes, also before a right one', async () => {
		const tries = [];
		for (let i = 0; i < 8; i++) {
			tries.push((await box.call('GET', '/setup', { headers: { ...FAR, 'x-claim-code': `AAAA-AAA${i + 2}` } })).status);
		}
		expect(tries.filter((status) => status === 401).length).toBe(5);
		const refused = await box.call('GET', '/setup', {
			headers: { ...FAR, 'x-claim-code': box.box.setup.claimCode() ?? '' }
		});
		expect(refused.status).toBe(429);
		expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
		// The owner at the box itself is not affected by that.
		expect((await box.call('GET', '/setup')).status).toBe(200);
	});

	it('keeps code and wizard over a restart, and drops both when it is set up', async () => {
		const code = box.box.setup.claimCode();
		const wizard = box.box.setup.grantWizard();
		box = await box.restart();
		expect(box.box.setup.claimCode()).toBe(code);
		expect(box.box.setup.wizardAllowed(wizard)).toBe(true);
		await box.own();
		expect(box.box.setup.claimCode()).toBeNull();
		expect(box.box.setup.wizardAllowed(wizard)).toBe(false);
	});
});

describe('the wizard', () => {
	it('goes from choices over words to a box that is set up', async () => {
		const words = await createdWords();
		expect(words).toHaveLength(24);
		expect((await box.call('GET', '/box')).json).toMatchObject({ name: 'testbox', claimed: true, configured: false });
		// Everything else is still closed.
		expect((await box.call('GET', '/pups')).json['code']).toBe('not-configured');

		const wrong = await box.call('POST', '/setup/confirm', { body: { words: { 1: 'zoo', 2: 'zoo', 3: 'zoo' } } });
		expect(wrong.status).toBe(422);
		expect(wrong.json['code']).toBe('wrong-words');
		expect(box.box.setup.askedPositions()).toHaveLength(3);

		const right = await box.call('POST', '/setup/confirm', { body: answersFor(words) });
		expect(right.json).toEqual({ configured: true });
		expect(box.box.setup.pendingWords()).toBeNull();
		expect(box.box.auth.keysLocked()).toBe(false);
		for (const path of ['/setup', '/setup/confirm']) {
			const again = await box.call('POST', path, { body: path === '/setup' ? INPUT : answersFor(words) });
			expect([again.status, again.json['code']]).toEqual([409, 'already-configured']);
		}
	});

	it('gives two tabs with one password the same words, at the same moment too', async () => {
		const [a, b] = await Promise.all([createdWords(), createdWords()]);
		expect(a).toEqual(b);
		expect(await createdWords()).toEqual(a);
	});

	it('replaces the key that was never confirmed when the password is another one', async () => {
		const first = await createdWords();
		const second = await createdWords({ ...INPUT, password: 'another password' });
		expect(second).not.toEqual(first);
		expect((await box.call('POST', '/setup/confirm', { body: answersFor(first) })).status).toBe(422);
		expect((await box.call('POST', '/setup/confirm', { body: answersFor(second) })).status).toBe(200);
		expect((await box.call('POST', '/sessions', { body: { password: PASSWORD } })).status).toBe(401);
		expect((await box.call('POST', '/sessions', { body: { password: 'another password' } })).status).toBe(201);
	});

	it('goes on after a restart between words and confirmation, with new words and one key', async () => {
		const lost = await createdWords();
		box = await box.restart();
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: true, configured: false });
		const gone = await box.call('POST', '/setup/confirm', { body: answersFor(lost) });
		expect([gone.status, gone.json['code']]).toEqual([409, 'words-gone']);
		const words = await createdWords();
		expect((await box.call('POST', '/setup/confirm', { body: answersFor(words) })).status).toBe(200);
		expect((await box.call('POST', '/sessions', { body: { password: PASSWORD } })).status).toBe(201);
	});

	it('is finished at the next start when it died after the key was confirmed', async () => {
		await createdWords();
		// The last write of the confirmation is the box's own. A crash just before it leaves the
		// key manager's write behind.
		const { setup } = box.box;
		const words = setup.pendingWords() ?? [];
		const crash = new Error('power cut');
		const real = box.box.events.emit;
		Object.assign(box.box.events, {
			emit: () => {
				throw crash;
			}
		});
		const answer = await box.call('POST', '/setup/confirm', { body: answersFor(words) });
		expect(answer.status).toBe(500);
		Object.assign(box.box.events, { emit: real });
		box = await box.restart();
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: true, configured: true });
		expect((await box.call('POST', '/sessions', { body: { password: PASSWORD } })).status).toBe(201);
	});

	it('restores from words, and is done with that', async () => {
		const seedPhrase = [...Array<string>(23).fill('abandon'), 'art'].join(' ');
		const typo = await box.call('POST', '/setup', { body: { ...INPUT, seedPhrase: seedPhrase.replace('art', 'zoo') } });
		expect([typo.status, typo.json['code']]).toEqual([422, 'wrong-words']);
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: false });
		const restored = await box.call('POST', '/setup', { body: { ...INPUT, seedPhrase } });
		expect(restored.status).toBe(200);
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: true, configured: true });
		expect((await box.call('POST', '/sessions', { body: { password: PASSWORD } })).status).toBe(201);
	});

	it('names what does not fit, and makes no key then', async () => {
		const bad = await box.call('POST', '/setup', {
			body: { deviceName: 'a b', timeZone: 'Mars', keyMap: 'xx', password: 'short' }
		});
		expect(bad.status).toBe(422);
		expect(Object.keys(bad.json['fields'] as object).sort()).toEqual(['deviceName', 'password']);
		const later = await box.call('POST', '/setup', { body: { ...INPUT, timeZone: 'Mars', keyMap: 'xx' } });
		expect(Object.keys(later.json['fields'] as object).sort()).toEqual(['keyMap', 'timeZone']);
		const disk = await box.call('POST', '/setup', { body: { ...INPUT, storage: '/dev/nope' } });
		expect(Object.keys(disk.json['fields'] as object)).toEqual(['storage']);
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: false });
	});

	it('keeps the draft over a restart, and gives everything there is to choose from', async () => {
		await box.call('PUT', '/setup/draft', { body: { deviceName: 'half', step: 'storage' } });
		box = await box.restart();
		const state = (await box.call('GET', '/setup')).json as Record<string, never>;
		expect(state['draft']).toMatchObject({ deviceName: 'half', step: 'storage', timeZone: null });
		expect(state['disks']).not.toHaveLength(0);
		expect(state['timeZones']).toContain('UTC');
	});

	it('adopts a key whose box has lost its database, by its password alone', async () => {
		await box.own();
		const { settings } = await import('../../src/lib/server/db/schema.ts');
		const { openDatabase } = await import('../../src/lib/server/db/index.ts');
		const { join } = await import('node:path');
		const database = openDatabase({
			file: join(box.box.paths.data, 'dogebox.db'),
			migrations: box.box.config.migrations
		});
		database.db.delete(settings).run();
		database.close();
		box = await box.restart();
		expect((await box.call('GET', '/box')).json).toMatchObject({ claimed: true, configured: false });
		const stranger = await box.call('POST', '/setup', { body: { ...INPUT, password: 'not this one' } });
		expect([stranger.status, stranger.json['code']]).toEqual([409, 'key-exists']);
		expect((await box.call('POST', '/setup', { body: INPUT })).json).toEqual({ words: [] });
		expect((await box.call('GET', '/box')).json).toMatchObject({ configured: true });
	});
});
