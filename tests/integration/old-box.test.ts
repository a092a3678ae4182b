/**
 * A box whose data folder comes from a program before the host agent, when root owned everything.
 * tests/fixtures/old-box says how it was created.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxInfo } from '../../src/lib/contract/box.ts';
import type { LogLine } from '../../src/lib/contract/log-lines.ts';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, cannotRun, PASSWORD } from '../support/alive.ts';
import { root } from '../support/program.ts';

const FIXTURE = join(root, 'tests/fixtures/old-box');
const PUP = '3814531ee7bb9b9a6a0cbd2d406bd0a7';
const missing = cannotRun() ?? (process.arch === 'x64' ? null : 'the kept pup is a program for amd64');
const { words } = JSON.parse(readFileSync(join(FIXTURE, 'words.json'), 'utf8')) as { words: string[] };
const idOf = (name: string) => Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));

describe.skipIf(missing !== null)('a box from before the host agent', () => {
	let box: AliveBox;
	let keyBefore: string;
	const inStorage = (name: string) => join(box.options.data, 'storage', PUP, name);
	const lines = async () => (await box.get<{ lines: LogLine[] }>(`/pups/${PUP}/logs`)).lines.map(({ text }) => text);

	beforeAll(async () => {
		const prepare = (data: string) => {
			execFileSync('tar', ['-xpzf', join(FIXTURE, 'data.tar.gz'), '--same-owner', '-C', data]);
			for (const name of readdirSync(join(data, 'data'))) renameSync(join(data, 'data', name), join(data, name));
			rmdirSync(join(data, 'data'));
			execFileSync('chmod', ['711', data]);
			expect([data, join(data, 'dogebox.db')].map((path) => lstatSync(path).uid)).toEqual([0, 0]);
			keyBefore = readFileSync(join(data, 'storage', PUP, 'delegated.key'), 'utf8');
			// As if it had been installed while the keys were locked: the key manager has to
			// provide the key again.
			rmSync(join(data, 'storage', PUP, 'delegated.key'));
			const database = openSqlite(join(data, 'dogebox.db'));
			expect(database.prepare("UPDATE pups SET keys = 'waiting' WHERE keys = 'made'").run().changes).toBe(1);
			database.close();
		};
		box = await AliveBox.start('old-box', { setUp: false, prepare });
		box.pups.push(PUP);
	});
	afterAll(() => box?.dispose());

	it('starts as another user than root, and has its data', () => {
		const { data } = box.options;
		expect(lstatSync(`/proc/${box.box.pid}`).uid).toBe(idOf('dogebox'));
		for (const name of ['dogebox.db', 'seal.key', 'sources']) {
			expect(lstatSync(join(data, name)).uid, name).toBe(idOf('dogebox'));
		}
		expect(lstatSync(join(data, 'dkm/dkm.db')).uid).toBe(idOf('dogebox-dkm'));
	});

	it('lets the owner in with the old password, which unlocks the keys', async () => {
		expect((await box.api.call('POST', '/sessions', { password: 'correct horse' })).status).toBe(401);
		await box.api.login(PASSWORD);
		expect((await box.get<BoxInfo>('/box')).name).toBe('kept-box');
		expect(await box.get('/keys')).toEqual({ locked: false });
	});

	it('has the pup with its log, and starts it with its key, its settings and what it stored', async () => {
		expect((await box.list()).map(({ id, name, state }) => ({ id, name, state }))).toEqual([
			{ id: PUP, name: 'Keeper', state: 'stopped' }
		]);
		const before = await lines();
		expect(before).toContain('starts: 1');
		// No program answers on its page, and `box.act` would wait for one.
		await box.succeeds((await box.api.call<{ jobId: string }>('POST', `/pups/${PUP}/start`)).body.jobId);
		await box.state(PUP, 'running');
		await expect.poll(lines).toContain(`starts: ${before.filter((line) => line.startsWith('starts: ')).length + 1}`);
		expect(readFileSync(inStorage('delegated.key'), 'utf8')).toBe(keyBefore);
		expect(readFileSync(inStorage('.dbx/config.env'), 'utf8')).toBe(
			'API_KEY="a key that nobody uses"\nGREETING=kept\n'
		);
	});

	it('goes on after a restart, and takes a new password by the old words', async () => {
		const { pid } = (await box.pup(PUP)).services[0]!;
		await box.restart();
		const next = { words: words.join(' '), next: 'another horse battery' };
		expect((await box.api.call('POST', '/password/reset', next)).status).toBe(204);
		expect((await box.api.call('POST', '/sessions', { password: PASSWORD })).status).toBe(401);
		await box.api.login('another horse battery');
		expect((await box.state(PUP, 'running')).services[0]?.pid).toBe(pid);
		await box.act(PUP, 'stop');
		await box.remove(PUP, false);
		expect(existsSync(inStorage(''))).toBe(false);
	});
});
