/** Settings of pups: required, saved, compared and restored. */
import { describe, expect, it } from 'vitest';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { box, text, useManyPups } from './support/many-pups.ts';
import { SOURCE_ID } from './support/pups-fixture.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	useManyPups();

	it('waits for config, starts when it is saved, restarts when it changes, shows no secret', async () => {
		const { id, job } = await box.install('Ask');
		expect(job.status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: true, needsConfig: true });
		expect(() => box.pups.start(id)).toThrow(/settings are saved/);
		await expect(box.pups.configure(id, { NEEDED: '', OTHER: 1 })).rejects.toMatchObject({
			status: 422,
			fields: { NEEDED: 'is required', OTHER: 'is not a field of this pup' }
		});
		const { job: start } = await box.pups.configure(id, { NEEDED: 'x $y' });
		expect((await box.done(start!)).kind).toBe('pup.start');
		expect(box.pups.get(id).state).toBe('running');
		expect(text(id, '.dbx/config.env')).toBe('NEEDED="x $y"\n');

		const web = await box.install('Web');
		const before = box.pups.get(web.id).services[0]?.pid;
		const { job: restart, pup } = await box.pups.configure(web.id, { SECRET: 'hunter2hunter2' });
		expect(pup.config.sections[0]?.fields.find((f) => f.name === 'SECRET')).toMatchObject({ value: null, isSet: true });
		expect((await box.done(restart!)).status).toBe('succeeded');
		expect(box.pups.get(web.id).services[0]?.pid).not.toBe(before);
		expect(text(web.id, '.dbx/config.env')).toContain('SECRET=hunter2hunter2\n');
		expect(JSON.stringify([box.changes, box.pups.get(web.id), box.jobs.list()])).not.toContain('hunter2');
		expect(JSON.stringify(box.database.raw.prepare('SELECT * FROM pup_config').all())).not.toContain('hunter2');
	});

	it('tells what saving would do before it is done, and restarts nothing for values that are not new', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		const restart = { effect: 'container', services: ['web'], text: 'Saving restarts the service web.' };
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toEqual({ changes: ['config'], ...restart });
		expect(await box.pups.planConfig(id, null)).toEqual({ changes: ['config'], ...restart });
		const same = { GREETING: 'hello you' };
		expect(await box.pups.planConfig(id, same)).toMatchObject({ changes: [], effect: 'nothing', services: [] });
		await expect(box.pups.planConfig(id, { OTHER: 1 })).rejects.toMatchObject({ status: 422 });
		expect((await box.pups.configure(id, same)).job).toBeNull();
		expect(box.pups.get(id)).toMatchObject({ state: 'running', services: [{ pid }] });
		expect(box.jobs.list().map((job) => job.kind)[0]).toBe('pup.install');
		await box.done(box.pups.stop(id));
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toMatchObject({
			effect: 'nothing',
			text: 'Web does not run; what is saved is used when it starts.'
		});
		const ask = await box.install('Ask');
		expect(await box.pups.planConfig(ask.id, { NEEDED: 'x' })).toMatchObject({
			effect: 'start',
			text: 'Saving starts Ask.'
		});
		expect(box.pups.get(ask.id)).toMatchObject({ state: 'stopped', needsConfig: true });
	});

	it('takes settings with the installation, and says in its result what is still missing', async () => {
		const waits = await box.install('Ask');
		expect(waits.job).toMatchObject({
			status: 'succeeded',
			result: {
				ends: 'needs-settings',
				missing: ['Needed'],
				text: 'Installed, needs settings. “Needed” has no value yet.'
			}
		});
		await box.done(box.pups.remove(waits.id, { keepData: true }));
		const install = (name: string, config: Record<string, unknown>, mayChange?: (names: readonly string[]) => void) =>
			box.pups.install({ sourceId: SOURCE_ID, name, config }, { actor: 'token', actorName: 'Script' }, mayChange);
		const refuse = (names: readonly string[]) => {
			throw new Error(`may not change ${names.join()}`);
		};
		await expect(install('Ask', { NEEDED: '', OTHER: 1 })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { NEEDED: 'is required', OTHER: 'is not a field of this pup' }
		});
		await expect(install('Ask', { NEEDED: 'given' }, refuse)).rejects.toThrow('may not change NEEDED');
		expect(box.pups.get(waits.id).state, 'nothing was begun').toBe('uninstalled');
		const again = await install('Ask', { NEEDED: 'given' });
		expect(await box.done(again.job)).toMatchObject({ result: { ends: 'running', missing: [] } });
		expect(again.pupId).toBe(waits.id);
		expect(text(waits.id, '.dbx/config.env')).toBe('NEEDED=given\n');
		expect(box.pups.configHistory(waits.id)).toMatchObject([
			{ savedBy: 'token', savedByName: 'Script', current: true }
		]);

		const { job, pupId } = await install('Web', { SECRET: 'hunter2hunter2' }, refuse);
		expect(await box.done(job)).toMatchObject({ status: 'succeeded', result: { ends: 'running' } });
		expect(text(pupId, '.dbx/config.env')).toContain('SECRET=hunter2hunter2\n');
		const seen = JSON.stringify([
			box.changes,
			box.pups.get(pupId),
			box.jobs.list(),
			await box.jobs.log(job.id, 100),
			...['jobs', 'pup_config', 'pup_config_versions', 'changes'].map((table) =>
				box.database.raw.prepare(`SELECT * FROM ${table}`).all()
			)
		]);
		expect(seen).not.toContain('hunter2');
	});

	it('keeps what was saved, compares it, and goes back to it', async () => {
		const { id } = await box.install('Web', { start: false });
		expect(box.pups.configHistory(id)).toEqual([]);
		const save = (values: Record<string, unknown>) => box.pups.configure(id, values);
		await save({ GREETING: 'one', SECRET: 'hush-one' });
		await save({ GREETING: 'one' });
		await save({ GREETING: 'two', SECRET: 'hush-two' });
		const versions = box.pups.configHistory(id);
		expect(versions.map(({ version, savedBy, changed, current }) => [version, savedBy, changed, current])).toEqual([
			[3, 'owner', ['Greeting', 'Secret'], true],
			[2, 'owner', ['Greeting', 'Secret'], false],
			[1, 'box', ['Greeting'], false]
		]);
		expect(box.pups.compareConfig(id, 1, 2)).toEqual([
			{ name: 'GREETING', label: 'Greeting', secret: false, from: 'hello you', to: 'one' },
			{ name: 'SECRET', label: 'Secret', secret: true, from: null, to: '' }
		]);
		expect(box.pups.compareConfig(id, 2, null).map(({ name }) => name)).toEqual(['GREETING', 'SECRET']);
		expect(() => box.pups.compareConfig(id, 9, null)).toThrow('There is no saved configuration');
		expect((await box.pups.planRestore(id, 2)).differences).toHaveLength(2);
		expect(box.pups.configHistory(id), 'asking keeps nothing').toHaveLength(3);

		await box.pups.restoreConfig(id, 2);
		expect(text(id, '.dbx/config.env')).toBe('GREETING=one\nSECRET=hush-one\n');
		await box.pups.restoreConfig(id, 1);
		expect(text(id, '.dbx/config.env'), 'what had no value has none again').toBe('GREETING="hello you"\n');
		expect(box.pups.configHistory(id)[0]).toMatchObject({ version: 5, current: true });
		expect(JSON.stringify(box.database.raw.prepare('SELECT * FROM pup_config_versions').all())).not.toContain('hush');
		// A required field that had no value keeps its current value.
		const ask = await box.install('Ask', { start: false });
		await box.pups.configure(ask.id, { NEEDED: 'a' });
		await box.pups.configure(ask.id, { NEEDED: 'b' });
		const manifest = (from: string, to: string) =>
			box.database.raw.prepare('UPDATE pups SET manifest = replace(manifest, ?, ?) WHERE id = ?').run(from, to, ask.id);
		manifest('"type":"text"', '"type":"number"');
		expect((await box.pups.planRestore(ask.id, 1)).differences, 'it would no longer be taken').toEqual([]);
		for (let n = 0; n < 55; n++) await box.pups.configure(ask.id, { NEEDED: n });
		const kept = box.pups.configHistory(ask.id);
		expect([kept.length, kept[0]?.version, kept.at(-1)?.version]).toEqual([50, 57, 8]);
	});
});
