/**
 * Installations of pups that are odd, cancelled, failed or killed, or that are built in other ways.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { box, engine, openBox, text, tiny, useManyPups } from './support/many-pups.ts';
import { SOURCE_ID } from './support/pups-fixture.ts';
import { existsSync, readFileSync, writeFileSync } from '../support/as-root.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	useManyPups();

	it('says in its job what is odd: a setting that is missing, data that was kept, a folder that cannot be', async () => {
		const log = async (job: { id: string }) => (await box.jobs.log(job.id, 50)).map((line) => line.text).join('\n');
		const ask = await box.install('Ask');
		expect(await log(ask.job)).toContain('It is not started: “Needed” has no value yet.');
		expect(() => box.pups.start(ask.id)).toThrow('before its settings are saved. “Needed” has no value yet.');
		const web = await box.install('Web');
		expect(await log(web.job)).not.toContain('earlier installation');
		await box.done(box.pups.remove(web.id, { keepData: true }));
		expect(await log((await box.install('Web')).job)).toContain('Data of an earlier installation exists');
		const odd = await box.install('Odd');
		expect(odd.job).toMatchObject({
			status: 'failed',
			error: { reason: expect.stringContaining('Nothing can be mounted below /bin/sh') as string }
		});
	});

	it('a cancelled installation leaves nothing; one over kept data leaves the data', async () => {
		const cancel = async () => {
			tiny.gate.hold = new Promise(() => {});
			const { job, pupId } = await box.pups.install({ sourceId: SOURCE_ID, name: 'Web' });
			await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Web' })).rejects.toMatchObject({
				code: 'already-installed'
			});
			expect(() => box.pups.remove(pupId, { keepData: false })).toThrow(/being installed/);
			await new Promise((resolve) => setTimeout(resolve, 100));
			box.jobs.cancel(job.id);
			expect((await box.done(job)).status).toBe('cancelled');
			tiny.gate.hold = null;
			return pupId;
		};
		const first = await cancel();
		expect(() => box.pups.get(first)).toThrow(/There is no pup/);
		expect(existsSync(join(engine.paths.storage, first))).toBe(false);

		const { id } = await box.install('Web');
		await box.done(box.pups.remove(id, { keepData: true }));
		expect(await cancel()).toBe(id);
		expect(box.pups.get(id).state).toBe('uninstalled');
		expect(existsSync(join(engine.paths.storage, id, 'env'))).toBe(true);
	});

	it('a failed installation is broken with its reason, and is tried again from what is there', async () => {
		const able = tiny.builder.ensureDebian;
		tiny.builder.ensureDebian = async () => Promise.reject(new Error('no such mirror'));
		const { id, job } = await box.install('Web');
		tiny.builder.ensureDebian = able;
		expect(job).toMatchObject({ status: 'failed', error: { code: 'internal' } });
		expect(box.pups.get(id)).toMatchObject({ state: 'broken', failure: { code: 'internal' } });
		expect(() => box.pups.start(id)).toThrow(/not installed completely/);
		expect((await box.done(box.pups.retry(id))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null });
	});

	it('does not start what was changed on the disk since it was installed, and says so; tried again it is installed anew', async () => {
		const { id } = await box.install('Web');
		const { treeHash } = box.pups.get(id);
		expect(box.pups.get(id)).toMatchObject({ treeHash: expect.stringMatching(/^[0-9a-f]{64}$/), origin: 'folder' });
		await box.done(box.pups.stop(id));
		const file = join(engine.paths.data, 'pups', id, 'source', 'web.sh');
		const script = readFileSync(file, 'utf8');
		writeFileSync(file, `touch /storage/changed\n${script}`);
		// The files are checked once per run of the box.
		await box.end();
		openBox();
		await box.begin();
		expect((await box.done(box.pups.start(id))).status).toBe('failed');
		expect(box.pups.get(id)).toMatchObject({
			state: 'broken',
			failure: { code: 'files-changed', hint: expect.stringContaining('Try again') }
		});
		expect((await box.done(box.pups.retry(id))).kind).toBe('pup.install');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null, treeHash });
		expect(readFileSync(file, 'utf8')).toBe(script);
		expect(existsSync(join(engine.paths.storage, id, 'changed'))).toBe(false);
	});

	it('refuses files that are not those the source promised', async () => {
		const checkout = box.sources.checkout.bind(box.sources);
		let ended = 0;
		box.sources.checkout = async (...args) => {
			const tree = await checkout(...args);
			const done = () => {
				ended++;
				return tree.done();
			};
			return { ...tree, treeHash: '0'.repeat(64), done };
		};
		const { id, job } = await box.install('Web');
		box.sources.checkout = checkout;
		expect(job).toMatchObject({ status: 'failed', error: { code: 'content-changed' } });
		expect(box.pups.get(id)).toMatchObject({ state: 'broken', treeHash: null, failure: { code: 'content-changed' } });
		expect(ended).toBe(1);
		expect((await box.done(box.pups.retry(id))).status).toBe('succeeded');
	});

	it('takes the first way of building that the host can do, and runs an image with its environment', async () => {
		const able = tiny.builder.capabilities;
		const reason = 'The program mmdebstrap is not installed.';
		tiny.builder.capabilities = async () => ({
			...(await able()),
			debian: { ok: false, reason, command: null }
		});
		const { id, job } = await box.install('Image');
		tiny.builder.capabilities = able;
		expect(job.status).toBe('succeeded');
		const log = (await box.jobs.log(job.id, 100)).map((line) => line.text);
		expect(log).toContain(`Not by debian: ${reason}`);
		expect(log).toContain('Its root filesystem is made by: image.');
		expect(tiny.gate.images).toEqual([
			{
				image: `registry.example/tiny@sha256:${'ab'.repeat(32)}`,
				folder: join(engine.paths.data, 'pups', id, 'source')
			}
		]);
		expect(box.pups.get(id).buildKind).toBe('image');
		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'cwd')));
		expect(text(id, 'env')).toBe(`image yes ${id} /storage /opt/nowhere:/bin\n`);
		expect(text(id, 'cwd')).toBe('/pup\n');
		tiny.gate.images = [];
	});

	it('goes on with an installation that was killed while its files were fetched', async () => {
		box.sources.checkout = () => new Promise(() => {});
		const { job, pupId } = await box.pups.install({ sourceId: SOURCE_ID, name: 'Web' });
		await box.until(
			pupId,
			() => box.jobs.get(job.id)?.steps.find((step) => step.name === 'source')?.status === 'running'
		);
		await box.kill();
		openBox();
		await box.begin();
		const ended = await box.done(job);
		expect(ended.status).toBe('succeeded');
		expect((await box.jobs.log(job.id, 100)).map((line) => line.text)).toContain('── Fetching its files (resumed)');
		expect(box.pups.get(pupId)).toMatchObject({ state: 'running', treeHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
	});
});
