/**
 * The built-in pups, built from Debian packages and run for real. The parts are composed as
 * `box.ts` does it, and only the keys are a stand-in.
 */
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder } from '../../src/lib/server/build/index.ts';
import { keepImages, seedImages } from '../support/images.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, type PupsFixture } from './support/pups-fixture.ts';
import { existsSync, spawnSync } from '../support/as-root.ts';
import { processRuns } from '../support/processes.ts';

const why =
	cannotRunContainers() ??
	(spawnSync('sh', ['-c', 'command -v mmdebstrap']).status === 0 ? null : 'mmdebstrap is not installed');
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('the Python page', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	beforeAll(async () => {
		engine = await engineFixture();
		seedImages(engine.paths.data);
		box = pupsFixture(engine, {
			sources: new URL('../../pups', import.meta.url).pathname,
			builder: (database) =>
				createBuilder({
					host: engine.host,
					engine: engine.engine,
					db: database,
					outbound: createOutbound({
						folder: join(engine.paths.data, 'downloads'),
						allow: [],
						log: pino({ level: 'silent' })
					}),
					log: pino({ level: 'silent' })
				})
		});
		await box.begin();
	});
	afterAll(async () => {
		await box?.end();
		await engine?.dispose();
	});

	const page = async (id: string): Promise<string> => {
		const { address } = box.pups.get(id);
		// The program listens only some time after its process has started.
		for (let tries = 0; ; tries++) {
			try {
				return await (await fetch(`http://${address}:8080/`)).text();
			} catch (error) {
				if (tries >= 100) throw error;
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	};

	it('is installed, answers, keeps its data over uninstall, and leaves nothing when purged', async () => {
		expect(box.sources.list()[0]).toMatchObject({ kind: 'builtin', unreadable: [], lastError: null });
		const offered = box.store.list();
		expect(offered.map((pup) => pup.name).sort()).toEqual([
			'Block explorer',
			'Counter',
			'Dogecoin Core',
			'Every field',
			'Key-value store',
			'Python page',
			'Regtest node',
			'Web site'
		]);
		for (const pup of offered) expect([pup.name, pup.runnable, pup.warnings]).toEqual([pup.name, true, []]);
		const { id, job } = await box.install('Python page');
		expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
		keepImages(engine.paths.data);
		const pid = box.pups.get(id).services[0]?.pid;
		expect(processRuns(pid)).toBe(true);
		expect(await page(id)).toContain('Much hello from your pup!');

		expect((await box.done(box.pups.stop(id))).status).toBe('succeeded');
		expect(processRuns(pid)).toBe(false);
		expect((await box.done(box.pups.start(id))).status).toBe('succeeded');
		expect(await page(id)).toContain('Much hello from your pup!');

		const { job: restart } = await box.pups.configure(id, { GREETING: 'Such config' });
		expect((await box.done(restart!)).status).toBe('succeeded');
		expect(await page(id)).toContain('Such config');

		expect((await box.done(box.pups.remove(id, { keepData: true }))).status).toBe('succeeded');
		const again = await box.install('Python page');
		expect([again.id, again.job.status]).toEqual([id, 'succeeded']);
		expect(await page(id)).toContain('Such config');

		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		expect(box.pups.list()).toEqual([]);
		expect(existsSync(join(engine.paths.storage, id))).toBe(false);
		expect(await engine.left()).toEqual({});
	});
});
