/**
 * The recipes of docs/pup-development.md, built and used. By default two that are quick.
 * DOGEBOX_RECIPES=all runs all of them (`npm run test:recipes`), and names separated by commas
 * select some.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder } from '../../src/lib/server/build/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { asRoot } from '../support/as-root.ts';
import { keepImages, seedImages } from '../support/images.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, writeIndex, type PupsFixture } from './support/pups-fixture.ts';
import { busyboxEntries, image, layer, writeLayout } from './support/registry-fixture.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/recipes');
const QUICK = ['redis', 'binary'];
const all = readdirSync(FIXTURES).sort();
const asked = process.env.DOGEBOX_RECIPES ?? '';
const chosen = asked === 'all' ? all : asked ? asked.split(',') : QUICK;

const has = (program: string) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
const why =
	cannotRunContainers() ??
	(has('mmdebstrap') ? null : 'mmdebstrap is not installed') ??
	(has('cc') ? null : 'a C compiler is not installed');
if (why) console.log(`recipes are skipped: ${why}`);

describe.skipIf(why)('the recipe', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	beforeAll(async () => {
		engine = await engineFixture();
		seedImages(engine.paths.data);
		const sources = join(engine.paths.data, 'recipes');
		asRoot(() => {
			cpSync(FIXTURES, sources, { recursive: true });
			mkdirSync(join(sources, 'binary/bin'));
		});
		const [source, server] = ['server.c', 'bin/server'].map((name) => join(sources, 'binary', name));
		asRoot(() => execFileSync('cc', ['-O2', '-static', '-Wall', '-Werror', '-o', server!, source!]));
		await writeImage(join(sources, 'image/image'));
		writeIndex(sources, all);
		const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
		box = pupsFixture(engine, {
			sources,
			builder: (database) =>
				createBuilder({
					host: engine.host,
					engine: engine.engine,
					db: database,
					outbound: createOutbound({ folder: join(engine.paths.data, 'downloads'), allow: [], log }),
					log
				})
		});
		await box.begin();
	});
	afterAll(async () => {
		await box?.end();
		await engine?.dispose();
	});

	/**
	 * An image in the style of official images: its entrypoint starts as root, gives the volume to
	 * another user, and becomes that user.
	 */
	async function writeImage(folder: string): Promise<void> {
		const links = ['chown', 'su', 'mkdir', 'httpd', 'expr', 'mv'].map((name) => ({
			name: `bin/${name}`,
			type: 'link' as const,
			linkname: 'bin/busybox'
		}));
		const entry =
			'#!/bin/sh\nset -e\nmkdir -p /run/server\nchown -R app:app /var/lib/server /run/server\nexec su app -s /bin/sh -c "exec $1"\n';
		const server = '#!/bin/sh\necho "visit 1" > /var/lib/server/index.html\nexec httpd -f -p 80 -h /var/lib/server\n';
		const layers = [
			await layer([
				...busyboxEntries(),
				...links,
				{ name: 'etc', type: 'directory', mode: 0o755 },
				{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0::/root:/bin/sh\napp:x:999:999::/:/bin/sh\n' },
				{ name: 'etc/group', mode: 0o644, content: 'root:x:0:\napp:x:999:\n' },
				{ name: 'var/lib/server', type: 'directory', mode: 0o755 },
				{ name: 'entry.sh', mode: 0o755, content: entry },
				{ name: 'bin/server', mode: 0o755, content: server }
			])
		];
		const config = {
			Env: ['PATH=/bin'],
			Entrypoint: ['/entry.sh'],
			Cmd: ['server'],
			Volumes: { '/var/lib/server': {} }
		};
		asRoot(() => writeLayout(folder, image(layers, { config })));
	}

	function nameOf(folder: string): string {
		const manifest = JSON.parse(readFileSync(join(FIXTURES, folder, 'manifest.json'), 'utf8')) as {
			meta: { name: string };
		};
		return manifest.meta.name;
	}

	/** Repeats until it works. The test's timeout is the limit. */
	async function until<T>(check: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				return await check();
			} catch {
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	}
	const page = (id: string) => until(async () => (await fetch(`http://${box.pups.get(id).address}/`)).text());
	/** Output of a command in one of its services, once it succeeds. */
	const ask = (id: string, service: string, argv: string[]) =>
		until(async () => {
			const session = await engine.engine.exec(id, service, { argv });
			session.stdin.end();
			const [out, , { exitCode }] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
			if (exitCode !== 0) throw new Error(out);
			return out.trim();
		});
	const sql =
		(service: string, ...argv: string[]) =>
		async (id: string) => {
			const visit = 'CREATE TABLE IF NOT EXISTS visits (n INTEGER); INSERT INTO visits VALUES (1);';
			await ask(id, service, [...argv, visit]);
			return `visit ${await ask(id, service, [...argv, 'SELECT count(*) FROM visits'])}\n`;
		};

	/** Uses a recipe once. `visit` counts the uses. */
	const USES: Record<string, (id: string, visit: number) => Promise<string>> = {
		postgresql: sql('db', 'psql', '--host=/run/postgresql', '--username=pup', '--dbname=postgres', '-qtAc'),
		mariadb: sql(
			'db',
			'mariadb',
			'--no-defaults',
			'--socket=/run/mysqld/mysqld.sock',
			'--user=root',
			'-N',
			'mysql',
			'-e'
		),
		redis: async (id) => `visit ${await ask(id, 'redis', ['redis-cli', '-s', '/run/redis.sock', 'INCR', 'visits'])}\n`,
		'static-site': async (id, visit) => (await page(id)).replace(/[^]*Much page[^]*/, `visit ${visit}\n`),
		image: async (id, visit) => (await page(id)).replace('visit 1', `visit ${visit}`)
	};

	it.each(chosen)(
		'%s: is built, works, keeps its data over a restart and ends in its time',
		async (folder) => {
			const pup = box.sources.list()[0]!;
			expect(pup.unreadable).toEqual([]);
			const { id, job } = await box.install(nameOf(folder));
			keepImages(engine.paths.data);
			const { lines } = await box.pups.logs(id, { tail: 30 });
			const said = [...(await box.jobs.log(job.id, 60)), ...lines].map((line) => line.text).join('\n');
			expect(job.status, said).toBe('succeeded');
			const use = USES[folder] ?? page;
			expect(await use(id, 1)).toBe('visit 1\n');
			const restart = await box.done(box.pups.restart(id));
			const log = (await box.jobs.log(restart.id, 50)).map((line) => line.text).join('\n');
			expect([restart.status, log]).toEqual(['succeeded', expect.not.stringContaining('killed')]);
			expect(await use(id, 2)).toBe('visit 2\n');
			expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null });
			await box.done(box.pups.remove(id, { keepData: false }));
		},
		asked ? 600_000 : 180_000
	);
});
