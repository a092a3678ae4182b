/**
 * Dev mode over a real engine: the developer's own folder is mounted, and a change there restarts
 * the pup.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	pupsFixture,
	SOURCE_ID,
	tinyRootBuilder,
	writeIndex,
	writePup,
	type PupsFixture
} from './support/pups-fixture.ts';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from '../support/as-root.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

/** Ids of any ordinary user. The account does not have to exist. */
const DEVELOPER = { uid: 12345, gid: 12346 };

describe.skipIf(why)('dev mode', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	let tiny: ReturnType<typeof tinyRootBuilder>;
	/** The developer's folder, outside of all folders of the box. */
	let work: string;
	let sourceId: string;
	let id: string;

	const wait = 'trap "exit 0" TERM; while :; do sleep 0.1; done';
	const says = (word: string) => `echo ${word} > /storage/said\n${wait}`;
	const stored = (name: string) => {
		const file = join(engine.paths.storage, id, name);
		return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
	};
	const pid = () => box.pups.get(id).services[0]?.pid ?? null;
	const edit = (name: string, text: string) => {
		writeFileSync(join(work, name), text);
		own(join(work, name));
	};
	const own = (path: string) => chownSync(path, DEVELOPER.uid, DEVELOPER.gid);
	const manifest = () => JSON.parse(readFileSync(join(work, 'manifest.json'), 'utf8')) as Record<string, never>;
	const copy = () => join(engine.paths.data, 'pups', id, 'source');
	/** Waits until the pup runs again with a new process. */
	const restarted = (before: number | null) =>
		box.until(
			id,
			(pup) => pup.state === 'running' && pup.jobId === null && (pup.services[0]?.pid ?? before) !== before
		);
	const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const reloads = () => box.jobs.list({ limit: 500 }).filter((job) => job.kind === 'pup.reload').length;

	beforeAll(async () => {
		engine = await engineFixture();
		tiny = tinyRootBuilder(engine);
		const builtin = join(engine.paths.data, 'sources');
		writeIndex(builtin, []);
		work = mkdtempSync(join(tmpdir(), 'dbx-dev-'));
		writePup(work, '.', { web: says('first') });
		const read = manifest();
		edit('manifest.json', JSON.stringify({ ...read, meta: { name: 'Mine', version: '1.0.0' } }));
		own(work);
		own(join(work, 'web.sh'));
		chmodSync(work, 0o755);
		box = pupsFixture(engine, { sources: builtin, builder: tiny.builder });
		await box.begin();
		({ id: sourceId } = await box.sources.add(work));
		id = (await box.install('Mine', { sourceId })).id;
	});
	afterAll(async () => {
		if (box) {
			if (id) await box.done(box.pups.remove(id, { keepData: false }));
			expect(await engine.left()).toEqual({});
			await box.end();
		}
		await engine?.dispose();
		// Removing the pup left the developer's files untouched.
		expect(existsSync(join(work, 'manifest.json'))).toBe(true);
		rmSync(work, { recursive: true, force: true });
	});
	afterEach(async () => {
		await box.until(id, (pup) => pup.jobId === null);
	});

	const switchTo = async (dev: boolean) => {
		const { job } = await box.pups.setDev(id, dev);
		expect((await box.done(job!)).status).toBe('succeeded');
	};

	it('is offered for a folder of the host only', async () => {
		expect(box.pups.get(id)).toMatchObject({
			dev: false,
			devPossible: true,
			treeHash: expect.stringMatching(/^[0-9a-f]{64}$/)
		});
		expect(SOURCE_ID).not.toBe(sourceId);
		await expect(box.pups.setDev('0'.repeat(32), true)).rejects.toMatchObject({ status: 404 });
		expect((await box.pups.setDev(id, false)).job).toBeNull();
	});

	it('runs what was copied until it is switched on, then what lies in the folder, at every change', async () => {
		edit('web.sh', says('second'));
		await quiet(700);
		expect(stored('said')).toBe('first');
		const running = pid();
		expect(await box.pups.planDev(id, true)).toEqual({
			changes: ['dev'],
			effect: 'container',
			services: ['web'],
			text: 'Switching restarts the service web.'
		});
		expect(await box.pups.planDev(id, false)).toMatchObject({ changes: [], effect: 'nothing' });
		await expect(box.pups.planDev('0'.repeat(32), true)).rejects.toMatchObject({ status: 404 });
		// Planning changes nothing.
		expect(box.pups.get(id)).toMatchObject({ dev: false, jobId: null, state: 'running' });
		expect(pid()).toBe(running);
		await switchTo(true);
		expect(await box.pups.planDev(id, true)).toMatchObject({ changes: [], effect: 'nothing' });
		expect(await box.pups.planDev(id, false)).toMatchObject({ effect: 'container', services: ['web'] });
		expect(box.pups.get(id)).toMatchObject({ dev: true, treeHash: null, state: 'running' });
		await box.until(id, () => stored('said') === 'second');

		let before = pid();
		edit('web.sh', says('third'));
		await restarted(before);
		await box.until(id, () => stored('said') === 'third');

		// Saves as editors do, by renaming a new file over the old one, and adds a file in a new
		// folder.
		before = pid();
		mkdirSync(join(work, 'lib'));
		writeFileSync(join(work, 'web.sh.new'), `. /pup/lib/more.sh\n${wait}`);
		writeFileSync(join(work, 'lib', 'more.sh'), 'echo fourth > /storage/said\n');
		renameSync(join(work, 'web.sh.new'), join(work, 'web.sh'));
		await restarted(before);
		await box.until(id, () => stored('said') === 'fourth');
		before = pid();
		writeFileSync(join(work, 'lib', 'more.sh'), 'echo fifth > /storage/said\n');
		await restarted(before);
		await box.until(id, () => stored('said') === 'fifth');
	});

	it('leaves alone what editors, interpreters and git keep there', async () => {
		const before = [pid(), reloads()];
		mkdirSync(join(work, '.git'));
		for (const name of ['.git/index', '.web.sh.swp', 'web.sh~', '4913']) writeFileSync(join(work, name), 'x');
		mkdirSync(join(work, '__pycache__'));
		writeFileSync(join(work, '__pycache__', 'x.pyc'), 'x');
		await quiet(1000);
		expect([pid(), reloads()]).toEqual(before);
		rmSync(join(work, '.git'), { recursive: true });
	});

	it('lets the pup write there; what it writes belongs to the developer, where the host can do that', async () => {
		let before = pid();
		edit('web.sh', `(echo x > /pup/written) 2>/dev/null; echo sixth > /storage/said\n${wait}`);
		await restarted(before);
		await box.until(id, () => stored('said') === 'sixth');
		if (existsSync(join(work, 'written'))) {
			const { uid, gid } = statSync(join(work, 'written'));
			expect([uid, gid]).toEqual([DEVELOPER.uid, DEVELOPER.gid]);
		} else console.log('this host cannot map the ids of a mount: the pup writes where all may write');
		// The developer's folder has kept its owner.
		expect(statSync(work).uid).toBe(DEVELOPER.uid);
		before = pid();
		edit('web.sh', says('seventh'));
		await box.until(id, () => stored('said') === 'seventh');
		await restarted(before);
	});

	it('takes over a changed manifest; one that cannot be used is reported and the old one stays', async () => {
		const good = manifest();
		let before = pid();
		edit('manifest.json', '{ "manifestVersion": 1,');
		await box.until(id, (pup) => pup.devProblem !== undefined);
		expect(box.pups.get(id)).toMatchObject({
			state: 'running',
			devProblem: expect.stringMatching(/manifest\.json is not JSON.*stays/)
		});
		expect(pid()).toBe(before);
		await expect
			.poll(async () => (await box.pups.logs(id, { tail: 50 })).lines.map((line) => line.text).join('\n'))
			.toContain('Dev mode: manifest.json');

		const more = {
			...good,
			meta: { name: 'Mine', version: '1.1.0' },
			config: { sections: [{ name: 's', fields: [{ name: 'WORD', label: 'Word', type: 'text', default: 'given' }] }] }
		};
		edit('manifest.json', JSON.stringify(more));
		await restarted(before);
		expect(box.pups.get(id)).not.toHaveProperty('devProblem');
		expect(box.pups.get(id)).toMatchObject({
			version: '1.1.0',
			config: { sections: [{ fields: [{ value: 'given' }] }] }
		});
		before = pid();
		edit('web.sh', `echo "$WORD" > /storage/said\n${wait}`);
		await restarted(before);
		await box.until(id, () => stored('said') === 'given');
	});

	it('watches no longer once it is stopped, again when it is started, and over a restart of the box', async () => {
		await box.done(box.pups.stop(id));
		const count = reloads();
		expect(await box.pups.planDev(id, false)).toMatchObject({ effect: 'nothing', services: [] });
		edit('web.sh', says('while it was stopped'));
		await quiet(1000);
		expect(reloads()).toBe(count);
		await box.done(box.pups.start(id));
		await box.until(id, () => stored('said') === 'while it was stopped');

		const before = pid();
		await box.end();
		await engine.forget({ adopt: false });
		box = pupsFixture(engine, { sources: join(engine.paths.data, 'sources'), builder: tiny.builder });
		await box.begin();
		await box.until(id, 'running');
		expect(pid()).toBe(before);
		edit('web.sh', says('after the restart'));
		await restarted(before);
		await box.until(id, () => stored('said') === 'after the restart');
	});

	it('switched off, it runs a hashed copy of what lies there then', async () => {
		edit('web.sh', says('last'));
		await switchTo(false);
		await box.until(id, () => stored('said') === 'last');
		expect(box.pups.get(id)).toMatchObject({
			dev: false,
			treeHash: expect.stringMatching(/^[0-9a-f]{64}$/),
			version: '1.1.0'
		});
		expect(readFileSync(join(copy(), 'web.sh'), 'utf8')).toBe(says('last'));
		const before = [pid(), reloads()];
		edit('web.sh', says('nobody sees this'));
		await quiet(1000);
		expect([pid(), reloads()]).toEqual(before);
	});
});
