/** A pup's whole life over a real engine, network and database. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { box, engine, openBox, setMissing, text, useManyPups } from './support/many-pups.ts';
import { nobody, SOURCE_ID } from './support/pups-fixture.ts';
import { existsSync, statSync, writeFileSync } from '../support/as-root.ts';
import { processRuns } from '../support/processes.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	useManyPups();

	it('installs, runs, stops, starts, uninstalls with its data kept, installs over it, and leaves nothing when purged', async () => {
		const { id, job } = await box.install('Web');
		expect(job).toMatchObject({ status: 'succeeded', percent: 100 });
		expect(job.steps.map((step) => step.name)).toEqual(['check', 'source', 'keys', 'root', 'files', 'start']);
		const running = box.pups.get(id);
		expect(running).toMatchObject({
			state: 'running',
			enabled: true,
			failure: null,
			keys: 'waiting',
			needsConfig: false
		});
		const pid = running.services[0]?.pid;
		expect(processRuns(pid)).toBe(true);
		expect(running.address).toBe(engine.network.addressOf(2));
		const port = running.webPages[0]?.port ?? 0;
		expect(running.webPages).toEqual([{ name: 'Page', port, url: `http://localhost:${port}/` }]);
		expect(box.pups.get(id, { protocol: 'https', hostname: 'box.local' }).webPages[0]?.url).toBe(
			`https://box.local:${port}/`
		);
		box.pups.notePage(port, 'Another program uses it.');
		expect(box.pups.get(id).webPages[0]?.problem).toBe('Another program uses it.');
		expect(box.changes.at(-1)).toMatchObject({ kind: 'pup', pup: { id, webPages: [{ problem: expect.any(String) }] } });
		box.pups.notePage(port, null);
		expect(box.pups.get(id).webPages[0]).not.toHaveProperty('problem');
		expect(box.pups.pageTarget(port)).toMatchObject({
			pupId: id,
			host: running.address,
			targetPort: 8080,
			running: true
		});

		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'pup')));
		expect(text(id, 'pup')).toBe('readonly\n');
		expect(text(id, 'env')).toBe(`${id} ${running.address} ${engine.network.gateway} 80 yes hello you\n`);
		expect(text(id, 'status')).toMatch(/^Uid:\t420\t420\t420\t420$/m);
		expect(text(id, '.dbx/config.env')).toBe('GREETING="hello you"\n');
		const owner = statSync(join(engine.paths.storage, id, '.dbx/config.env'));
		expect([owner.mode & 0o777, owner.uid, owner.gid]).toEqual([
			0o600,
			engine.names.idBase + 420,
			engine.names.idBase + 69
		]);

		box.keyring.unlock();
		await box.until(id, (pup) => pup.keys === 'made');
		expect(text(id, 'delegated.key')).toBe(`priv-${id}`);
		expect(text(id, 'delegated.extended.key')).toBe(`dgpv-${id}`);
		expect(statSync(join(engine.paths.storage, id, 'delegated.key')).mode & 0o777).toBe(0o400);

		expect((await box.done(box.pups.stop(id))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: false, address: null });
		expect(processRuns(pid)).toBe(false);
		expect(box.pups.pageTarget(port)?.running).toBe(false);
		expect((await box.done(box.pups.start(id))).status).toBe('succeeded');
		const again = box.pups.get(id);
		expect(again.state).toBe('running');
		expect(processRuns(again.services[0]?.pid)).toBe(true);
		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'key-seen')) && text(id, 'key-seen') !== '');
		expect(text(id, 'key-seen')).toBe(`priv-${id}`);
		expect((await box.pups.logs(id, { tail: 10 })).lines.map((line) => line.text)).toContain('started');

		writeFileSync(join(engine.paths.storage, id, 'mine'), 'kept');
		expect((await box.done(box.pups.remove(id, { keepData: true }))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'uninstalled', webPages: [] });
		expect(box.pups.pagePorts()).not.toContain(port);
		expect(existsSync(join(engine.paths.data, 'pups', id))).toBe(false);
		expect(box.store.list().find((pup) => pup.name === 'Web')).toMatchObject({
			installedPupId: id,
			installedState: 'uninstalled'
		});

		const second = await box.install('Web');
		expect(second.id).toBe(id);
		expect(second.job.status).toBe('succeeded');
		expect(text(id, 'mine')).toBe('kept');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', webPages: [{ port }], keys: 'made' });

		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		expect(() => box.pups.get(id)).toThrow(/There is no pup/);
		expect(box.changes.at(-1)?.kind === 'job' || box.changes.some((c) => c.kind === 'pup-removed' && c.id === id)).toBe(
			true
		);
		for (const path of [
			join(engine.paths.storage, id),
			join(engine.paths.data, 'pups', id),
			join(engine.paths.logs, id)
		]) {
			expect(existsSync(path), path).toBe(false);
		}
		const table = (name: string) => box.database.raw.prepare(`SELECT count(*) AS n FROM ${name}`).get();
		for (const name of ['pups', 'pup_config', 'pup_config_versions', 'pup_pages']) {
			expect(table(name), name).toEqual({ n: 0 });
		}
	});

	it('neither starts nor installs while the disk with its data is not there, and starts by itself when it is back', async () => {
		const { id } = await box.install('Web');
		setMissing('/mnt/data');
		const refused = { code: 'storage-missing', status: 409, message: expect.stringContaining('/mnt/data') };
		await box.done(box.pups.stop(id));
		expect(() => box.pups.start(id)).toThrow(expect.objectContaining(refused));
		expect(() => box.pups.remove(id, { keepData: false })).toThrow(expect.objectContaining(refused));
		await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Two' })).rejects.toMatchObject(refused);
		await box.pups.configure(id, { GREETING: 'later' });
		setMissing(null);
		await box.done(box.pups.start(id));
		expect(text(id, '.dbx/config.env')).toBe('GREETING=later\n');
		// As after a reboot: the pup should run, and its container is gone.
		setMissing('/mnt/data');
		await engine.engine.stop(id);
		box.keyring.unlock();
		await box.until(id, 'stopped');
		expect(box.pups.get(id)).toMatchObject({ enabled: true, failure: null });
		setMissing(null);
		box.keyring.unlock();
		await box.until(id, 'running');
	});

	it('goes on running over a restart of the box, is found again, and starts again after a reboot', async () => {
		const { id } = await box.install('Web');
		const pid = box.pups.get(id).services[0]?.pid;
		await box.end();
		await engine.forget({ adopt: false });
		openBox();
		await box.begin();
		expect((await box.until(id, 'running')).services[0]?.pid).toBe(pid);
		expect(box.jobs.list({ unfinishedOnly: true })).toEqual([]);

		await box.end();
		// As after a reboot: there is no container, and the row says that the pup runs.
		await engine.engine.stop(id);
		openBox();
		await box.begin();
		const back = await box.until(id, (pup) => pup.state === 'running' && processRuns(pup.services[0]?.pid));
		expect(back.services[0]?.pid).not.toBe(pid);
		expect(box.jobs.list({ limit: 1 })[0]).toMatchObject({ kind: 'pup.start', requestedBy: 'box' });
	});

	it('takes over a change that was written down and then the box was killed', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		const write = 'UPDATE pup_config SET value = ? WHERE pup_id = ? AND field = ?';
		box.database.raw.prepare(write).run('written', id, 'GREETING');
		await box.kill();
		await engine.forget({ adopt: false });
		openBox();
		await box.begin();
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'running' && pup.services[0]?.pid !== pid);
		await box.until(id, () => text(id, 'env').includes(' written'));
		expect(text(id, '.dbx/config.env')).toBe('GREETING=written\n');
	});

	it('leaves running what an earlier box started that kept no record of it', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		box.database.raw.prepare('UPDATE pups SET made_from = NULL WHERE id = ?').run(id);
		await box.end();
		await engine.forget({ adopt: false });
		openBox();
		await box.begin();
		expect((await box.until(id, (pup) => pup.services[0]?.pid !== null)).services[0]?.pid).toBe(pid);
		expect(box.jobs.list({ unfinishedOnly: true })).toEqual([]);
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toMatchObject({ effect: 'container' });
	});

	it('does what was wanted last when start and stop come quickly after each other', async () => {
		const { id } = await box.install('Web', { start: false });
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: false });
		box.pups.start(id);
		box.pups.stop(id);
		const last = box.pups.start(id);
		await box.done(last);
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'running');
		box.pups.restart(id);
		box.pups.stop(id);
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'stopped');
	});

	it('on a host that cannot run containers shows everything and refuses with the reason', async () => {
		const { id } = await box.install('Web', { start: false });
		await box.end();
		openBox({ builder: null, engine: null });
		await box.begin();
		try {
			expect(box.pups.get(id)).toMatchObject({ state: 'stopped', name: 'Web' });
			expect(box.store.list().every((pup) => !pup.runnable && pup.reason !== null)).toBe(true);
			expect(() => box.pups.start(id)).toThrow(expect.objectContaining({ code: 'host-cannot-run', status: 409 }));
			await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Two' })).rejects.toMatchObject({
				code: 'host-cannot-run'
			});
			expect(() => box.pups.get(nobody())).toThrow(/There is no pup/);
		} finally {
			await box.end();
			await engine.forget({ adopt: false });
			openBox();
			await box.begin();
		}
	});
});
