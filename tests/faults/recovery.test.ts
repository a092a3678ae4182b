/**
 * A box whose database is lost or damaged does not count as a new box, and no pup is killed. Its
 * owner restores a copy, or starts anew with the pups that the box finds.
 */
import {
	chownSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, HOSTILE_SOURCE, PASSWORD, cannotRun } from '../support/alive.ts';
import { raw, type RawAnswer } from '../support/http.ts';
import { agedCopy, DATABASE_FAULTS } from './database-faults.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const ALL = process.env['DOGEBOX_FAULTS'] === 'all';

describe.skipIf(cannotRun())('a database that cannot be used', () => {
	let box: AliveBox;
	let probe = '';
	let neighbour = '';
	/** File name of a good copy that contains both pups. */
	let copyName = '';
	const data = () => box.options.data;
	const copies = () => join(data(), 'copies');
	const database = () => join(data(), 'dogebox.db');
	/** Writes a file among the copies, owned by dogeboxd's user. */
	function addCopy(name: string, bytes: Buffer): string {
		const path = join(copies(), name);
		writeFileSync(path, bytes);
		const { uid, gid } = statSync(copies());
		chownSync(path, uid, gid);
		return path;
	}
	const goodCopy = () => readFileSync(join(copies(), copyName));

	/** Removes all copies and waits for the copy that a start creates when one is due. */
	async function newCopy(): Promise<string> {
		for (const name of existsSync(copies()) ? readdirSync(copies()) : []) rmSync(join(copies(), name));
		await box.restart();
		for (let tries = 0; tries < 300; tries++) {
			const name = existsSync(copies()) ? readdirSync(copies()).find((one) => one.endsWith('.db')) : undefined;
			if (name !== undefined && !name.startsWith('.')) return name;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		throw new Error('no copy was made');
	}

	beforeAll(async () => {
		box = await AliveBox.start('recovery');
		await box.addSource(HOSTILE_SOURCE);
		probe = await box.install('Probe');
		neighbour = await box.install('Neighbour');
		const { status } = await box.api.call('PUT', `/pups/${probe}/config`, {
			values: { GREETING: 'good "day"', API_KEY: 'secret $1' }
		});
		expect(status).toBeLessThan(300);
		await box.state(probe, 'running');
		copyName = await newCopy();
	});
	afterAll(() => box?.dispose());
	// A test that failed must not make the later ones fail.
	afterEach(async () => {
		const answer = await fetch(`${box.url}/api/v1/box`).catch(() => null);
		if (answer?.ok) return;
		await box.box.stop();
		rmSync(database());
		if (existsSync(join(copies(), copyName))) copyFileSync(join(copies(), copyName), database());
		await box.startAgain();
		await box.api.login(PASSWORD);
	});

	/** Process ids of all services. */
	const running = async () => {
		for (let tries = 0; ; tries++) {
			const pups = await Promise.all([probe, neighbour].map((id) => box.state(id, 'running')));
			const pids = pups.flatMap((pup) => pup.services.map((service) => service.pid));
			// The box reads which processes run a moment after its first answer.
			if (!pids.includes(null) || tries > 100) return pids;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	};
	const get = (cookie = '') => raw(`${box.url}/`, { headers: { accept: 'text/html', cookie } });
	const post = (path: string, body: string, headers: Record<string, string> = {}) =>
		raw(`${box.url}/recovery/${path}`, { method: 'POST', headers: { ...FORM, ...headers }, body });
	const signIn = async (): Promise<string> => {
		// The key manager starts at the same time as the page.
		let answer: RawAnswer;
		do answer = await post('sign-in', new URLSearchParams({ password: PASSWORD }).toString());
		while (answer.status === 503);
		expect(answer.status).toBe(303);
		expect(answer.cookies[0]).toMatch(
			/^dogebox_recovery=[0-9a-f]{64}; Path=\/; Max-Age=1800; HttpOnly; SameSite=Lax; Priority=High$/
		);
		return answer.cookies[0]!.split(';')[0]!;
	};
	/**
	 * Stops the box, damages its database, and starts it again. Returns the cookie of the owner's
	 * session.
	 */
	async function after(fault: (data: string) => void): Promise<string> {
		await box.box.stop();
		fault(data());
		await box.startInRecovery();
		return signIn();
	}
	/** Waits until the box has left the recovery, and signs in. */
	async function recovered(): Promise<void> {
		for (let tries = 0; tries < 300; tries++) {
			if ((await fetch(`${box.url}/api/v1/box`).catch(() => null))?.ok) break;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		await box.api.login(PASSWORD);
	}
	const restore = (name: string, cookie: string) =>
		post('restore', new URLSearchParams({ copy: name }).toString(), { cookie });

	it.each(DATABASE_FAULTS.filter(({ always }) => always || ALL))(
		'that $name: a copy is restored, and pups run on',
		async ({ happen, title }) => {
			const before = await running();
			const old = box.api.token();
			const cookie = await after(happen);
			const page = await get(cookie);
			expect(page.status).toBe(200);
			expect(page.text).toContain(title);
			expect(page.text).toContain('2 pups: Neighbour, Probe');
			for (const pid of before) expect(() => process.kill(pid!, 0)).not.toThrow();
			const done = await restore(copyName, cookie);
			expect([done.status, done.text]).toEqual([200, expect.stringContaining('The copy was restored')]);
			await recovered();
			expect(await running()).toEqual(before);
			expect((await fetch(`${box.url}/api/v1/pups`, { headers: { authorization: `Bearer ${old}` } })).status).toBe(401);
		}
	);

	it('shows nothing to who does not know the password, and takes no odd input', async () => {
		await box.box.stop();
		truncateSync(database(), 0);
		await box.startInRecovery();
		const { pid } = box.box;
		const anybody = await get();
		expect(anybody.text).toContain('Sign in');
		expect(anybody.text).not.toMatch(/Probe|Neighbour|copies|dogebox\.db/);
		expect(anybody.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
		expect(anybody.text).not.toContain('<script');

		const cookie = await signIn();
		const rows: [name: string, answer: RawAnswer, status: number, words: string][] = [
			['no session', await post('restore', `copy=${copyName}`), 401, 'Your sign-in has ended.'],
			[
				'a made-up session',
				await post('anew', 'sure=yes', { cookie: `dogebox_recovery=${'0'.repeat(64)}` }),
				401,
				'Sign in again'
			],
			['no password', await post('sign-in', ''), 422, 'Type the password.'],
			['another password', await post('sign-in', 'password=wrong+one'), 401, 'The password is wrong.'],
			['no copy', await post('restore', '', { cookie }), 422, 'Choose one of the copies.'],
			['a copy elsewhere', await restore('../dogebox.db', cookie), 422, 'Choose one of the copies.'],
			['anew, not sure', await post('anew', '', { cookie }), 422, 'First confirm that you understand'],
			['another page', await post('nothing', '', { cookie }), 404, 'There is no such page.'],
			['another site', await post('anew', 'sure=yes', { cookie, origin: 'http://evil.example' }), 403, 'another site'],
			[
				'JSON',
				await post('restore', '{}', { cookie, 'content-type': 'application/json' }),
				415,
				'x-www-form-urlencoded'
			],
			['a long form', await post('restore', `copy=${'x'.repeat(9000)}`, { cookie }), 413, 'too long'],
			['another method', await raw(`${box.url}/`, { method: 'DELETE', headers: { cookie } }), 405, 'not possible'],
			['a page of the box', await raw(`${box.url}/pups`, { headers: { accept: 'text/html' } }), 303, ''],
			['a picture', await raw(`${box.url}/favicon.svg`), 404, 'There is no such page.']
		];
		expect(rows.map(([name, { status }]) => [name, status])).toEqual(rows.map(([name, , status]) => [name, status]));
		for (const [name, { text }, , words] of rows) expect(text, name).toContain(words);

		const api = await raw(`${box.url}/api/v1/pups`, { headers: { authorization: `Bearer ${box.api.token()}` } });
		expect(api.status).toBe(503);
		expect(JSON.parse(api.text)).toMatchObject({
			code: 'recovery',
			detail: expect.stringContaining('restore a copy')
		});

		const tries: number[] = [];
		for (let i = 0; i < 8; i++) tries.push((await post('sign-in', 'password=wrong')).status);
		expect(tries.at(-1)).toBe(429);
		expect(box.box.pid).toBe(pid);
		expect((await restore(copyName, cookie)).status).toBe(200);
		await recovered();
	});

	it('and copies that are damaged or of an older version: only whole ones are offered', async () => {
		const before = await running();
		const cookie = await after(() => {
			truncateSync(database(), 0);
			const good = goodCopy();
			addCopy('dogebox-2026-01-02T03-04-05.db', good.fill(0, 8192, good.length - 4096));
			agedCopy(addCopy('dogebox-2026-02-03T04-05-06.db', goodCopy()));
		});
		const { text } = await get(cookie);
		expect(text).toMatch(/The copy of [^<]*2 Jan 2026[^<]* cannot be restored/);
		expect(text).not.toContain('value="dogebox-2026-01-02T03-04-05.db"');
		expect((await restore('dogebox-2026-01-02T03-04-05.db', cookie)).text).toContain('This copy is damaged.');
		expect((await restore('dogebox-2026-02-03T04-05-06.db', cookie)).status).toBe(200);
		await recovered();
		expect(await running()).toEqual(before);
	});

	it('and a copy from before a pup was installed: that pup is found and taken over', async () => {
		const before = await running();
		const { webPages } = await box.pup(neighbour);
		const cookie = await after(() => truncateSync(database(), 0));
		const copy = openSqlite(addCopy('dogebox-2026-03-04T05-06-07.db', goodCopy()));
		copy.prepare('DELETE FROM pups WHERE id = ?').run(neighbour);
		copy.prepare("DELETE FROM settings WHERE key = 'pages.lastPort'").run();
		copy.close();
		expect((await get(cookie)).text).toContain('1 pup: Probe');
		await restore('dogebox-2026-03-04T05-06-07.db', cookie);
		await recovered();
		expect(await running()).toEqual(before);
		expect(await box.pup(neighbour)).toMatchObject({ name: 'Neighbour', state: 'running', webPages });
	});

	it('and no copy: the box starts anew, and pups are rebuilt from what lies on the disk', async () => {
		const before = await running();
		const lost = 'ab'.repeat(16);
		const cookie = await after((folder) => {
			rmSync(join(folder, 'copies'), { recursive: true });
			truncateSync(database(), 0);
			mkdirSync(join(folder, 'pups', lost, 'source'), { recursive: true });
			writeFileSync(join(folder, 'pups', lost, 'source/manifest.json'), '{ "manifestVersion": 1,');
		});
		const { text } = await get(cookie);
		expect(text).toContain('There is no copy of the database.');
		expect(text).toContain('<b>Probe</b> 0.0.1');
		expect(text).toMatch(
			new RegExp(`${lost}</code>[^]*Cannot be taken over\\. Its manifest cannot be used: manifest\\.json is not JSON`)
		);
		const done = await post('anew', 'sure=yes', { cookie });
		expect(done.text).toContain('The box starts anew');
		expect(done.text).toContain(lost);
		await recovered();
		expect((await box.list()).map(({ name }) => name).sort()).toEqual(['Neighbour', 'Probe']);
		expect(await running()).toEqual(before);
		const { config } = await box.pup(probe);
		expect(config.sections.flatMap(({ fields }) => fields)).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ name: 'GREETING', value: 'good "day"' }),
				expect.objectContaining({ name: 'API_KEY', isSet: true })
			])
		);
		// These pups work as all others do.
		await box.answers(probe);
		await box.act(probe, 'restart');
		await box.state(probe, 'running');
		await box.act(neighbour, 'stop');
		await box.remove(neighbour, false);
		rmSync(join(data(), 'pups', lost), { recursive: true });
	});
});
