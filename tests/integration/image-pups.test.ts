/**
 * Pups that are created from images and run as their images want: with their user, their data and
 * their entrypoint.
 */
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	asRoot,
	chownSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from '../support/as-root.ts';
import { createBuilder } from '../../src/lib/server/build/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, SOURCE_ID, writeIndex, writePup, type PupsFixture } from './support/pups-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	writeLayout,
	type Entry
} from './support/registry-fixture.ts';

const why = cannotRunContainers() ?? cannotServeImages();
if (why) console.log(`skipped: ${why}`);

const APP = { uid: 1000, gid: 1001 };
const files: Entry[] = [
	...busyboxEntries(),
	...['chown', 'su', 'mkdir', 'chmod'].map((name): Entry => ({
		name: `bin/${name}`,
		type: 'link',
		linkname: 'bin/busybox'
	})),
	{ name: 'etc', type: 'directory', mode: 0o755 },
	{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0::/root:/bin/sh\napp:x:1000:1001::/data:/bin/sh\n' },
	{ name: 'etc/group', mode: 0o644, content: 'root:x:0:\napp:x:1001:\n' },
	{ name: 'tmp', type: 'directory', mode: 0o1777 },
	{ name: 'data', type: 'directory', mode: 0o700, ...APP },
	{ name: 'data/first', mode: 0o600, ...APP, content: 'of the image\n' },
	{
		name: 'entry.sh',
		mode: 0o755,
		content:
			'#!/bin/sh\nmkdir -p /run/app /etc/conf.d && echo set > /etc/conf.d/x && chown -R app:app /run/app /data && exec su app -s /bin/sh -c "$1"\n'
	}
];

describe.skipIf(why)('a pup made from an image', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	const quiet = pino({ level: 'silent' });
	const probe =
		'id -u; id -g; cat /data/first; cat /data/kept; echo kept > /data/kept; touch /run/app/x && echo wrote run; touch /storage/s && echo wrote storage; cat /storage/delegated.key > /dev/null && echo key; echo done; exec sleep 1000';

	let sources: string;
	let made: [name: string, user: string, exec: string][];
	let publish: (name: string, user: string, exec: string, more?: { version?: string; script?: string }) => void;

	beforeAll(async () => {
		engine = await engineFixture();
		sources = join(engine.paths.data, 'sources');
		made = [
			['Numeric', '1000', 'sh /pup/look.sh'],
			['Named', 'app:app', 'sh /pup/look.sh'],
			['Root', '', '/entry.sh "sh /pup/look.sh"'],
			['Nobody', 'nobody', 'sh /pup/look.sh']
		];
		const bottom = await layer(files);
		publish = (name, User, exec, { version = '1.0.0', script = probe } = {}) => {
			const folder = join(sources, name);
			rmSync(folder, { recursive: true, force: true });
			writePup(sources, name, {}, { container: { build: { image: 'image/' } }, meta: { name, version } });
			mkdirSync(join(folder, 'image'));
			const layout = image([bottom], { config: { User, Volumes: { '/data': {} } } });
			asRoot(() => writeLayout(join(folder, 'image'), layout));
			writeFileSync(join(folder, 'look.sh'), script);
			const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { container: object };
			const container = { ...manifest.container, services: [{ name: 'main', command: { exec } }] };
			writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, container }));
		};
		for (const [name, User, exec] of made) publish(name, User, exec);
		writeIndex(
			sources,
			made.map(([name]) => name)
		);
		box = pupsFixture(engine, {
			sources,
			builder: (database) =>
				createBuilder({
					host: engine.host,
					engine: engine.engine,
					db: database,
					outbound: createOutbound({ folder: join(engine.paths.data, 'downloads'), allow: [], log: quiet }),
					log: quiet
				})
		});
		box.keyring.unlock();
		await box.begin();
	});
	afterAll(async () => {
		await box?.end();
		await engine?.dispose();
	});

	async function said(id: string, ends: number): Promise<string[]> {
		for (;;) {
			const { lines } = await box.pups.logs(id, { tail: 50 });
			const texts = lines.filter((line) => line.stream === 'stdout' && !line.box).map((line) => line.text);
			if (texts.filter((text) => text === 'done').length >= ends) return texts;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	it.each([
		['Numeric', ['wrote storage', 'key']],
		['Named', ['wrote storage', 'key']],
		['Root', ['wrote run']]
	])('%s: runs as its user, keeps what it writes to its volume, and leaves nothing', async (name, more) => {
		const { id, job } = await box.install(name);
		expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
		expect(await said(id, 1)).toEqual(['1000', '1001', 'of the image', ...more, 'done']);
		const volume = join(engine.paths.storage, `${id}.volumes`, encodeURIComponent('/data'));
		expect(readFileSync(join(volume, 'kept'), 'utf8')).toBe('kept\n');
		expect(statSync(join(volume, 'kept')).uid).toBe(engine.names.idBase + 1000);
		expect(box.pups.get(id).volumes, 'the page of its files names it').toEqual(['/data']);
		expect((await box.done(box.pups.restart(id))).status).toBe('succeeded');
		const again = await said(id, 2);
		expect(again.slice(-more.length - 3)).toEqual(['of the image', 'kept', ...more, 'done']);
		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		expect(existsSync(volume)).toBe(false);
		expect(await engine.left()).toEqual({});
	});

	it('an update to another user gives it the data, and going back gives them back', async () => {
		const exec = 'sh /pup/look.sh';
		const script = 'cat /data/kept; id -u > /data/kept; cat /storage/.dbx/config.env && id -u; echo done; ';
		const stays = `${script}exec sleep 1000`;
		publish('Moved', '1000', exec, { script: stays });
		writeIndex(sources, [...made.map(([name]) => name), 'Moved']);
		await box.sources.refresh(SOURCE_ID);
		const { id } = await box.install('Moved');
		expect(await said(id, 1)).toEqual(['1000', 'done']);
		const file = (name: string) => join(engine.paths.storage, `${id}.volumes`, encodeURIComponent('/data'), name);
		const owners = () => {
			const { uid, gid } = statSync(file('kept'));
			return [uid - engine.names.idBase, gid - engine.names.idBase];
		};
		// A file of another user keeps its owner.
		writeFileSync(file('other'), 'x');
		chownSync(file('other'), engine.names.idBase + 77, engine.names.idBase + 77);
		const update = async (version: string, user: string, text: string) => {
			publish('Moved', user, exec, { version, script: text });
			await box.sources.refresh(SOURCE_ID);
			return box.done(await box.pups.update(id, { version }));
		};

		const job = await update('1.1.0', '2000:2001', stays);
		expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
		expect((await said(id, 2)).slice(-3)).toEqual(['1000', '2000', 'done']);
		expect(owners()).toEqual([2000, 2001]);
		const switched = box.jobs.list({ kinds: ['pup.switch'] })[0]!;
		const lines = (await box.jobs.log(switched.id, 50)).map(({ text }) => text);
		expect(lines).toContain('Its data go from user 1000 inside to user 2000, as whom it begins.');

		expect(await update('1.2.0', '3000:3000', `${script}exit 3`)).toMatchObject({
			status: 'failed',
			error: { code: 'service-ended' }
		});
		await box.until(id, (pup) => pup.state === 'running' && pup.jobId === null);
		// The version that failed had read and written the files.
		await expect.poll(async () => (await said(id, 4)).slice(-3)).toEqual(['3000', '2000', 'done']);
		expect(owners()).toEqual([2000, 2001]);
		expect(statSync(file('other')).uid).toBe(engine.names.idBase + 77);
		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
	});

	it('whose user is not in it is refused in words', async () => {
		const { id, job } = await box.install('Nobody');
		expect(job).toMatchObject({
			status: 'failed',
			error: { reason: expect.stringContaining('run as “nobody”') as string }
		});
		await box.done(box.pups.remove(id, { keepData: false }));
	});
});
