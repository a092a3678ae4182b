/**
 * The sample pups, built and run as the box runs them. Their manifests are valid, and their
 * programs do what their pages say.
 */
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { parseManifest, type Manifest } from '../../src/lib/contract/manifest.ts';
import { createBuilder, type Builder } from '../../src/lib/server/build/index.ts';
import type { ContainerSpec } from '../../src/lib/server/containers/index.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { keepImageFolder, seedImageFolder } from '../support/images.ts';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, spawnSync, statSync } from '../support/as-root.ts';

const PUPS = join(import.meta.dirname, '../../pups');
const reason =
	cannotRunContainers() ?? (spawnSync('mmdebstrap', ['--version']).error ? 'mmdebstrap is not installed' : null);
if (reason) console.log(`build-pups.test: skipped, ${reason}`);

const read = (name: string) => {
	const json: unknown = JSON.parse(readFileSync(join(PUPS, name, 'manifest.json'), 'utf8'));
	return parseManifest(json, { where: name });
};

describe('the built-in source', () => {
	const index = JSON.parse(readFileSync(join(PUPS, 'dogebox.json'), 'utf8')) as { pups: { location: string }[] };

	it('offers pups whose manifests nothing is to be said against', () => {
		expect(index.pups.length).toBeGreaterThan(1);
		for (const { location } of index.pups) {
			const { manifest, warnings } = read(location);
			expect([location, warnings]).toEqual([location, []]);
			expect(statSync(join(PUPS, location, manifest.meta.logoPath ?? '')).isFile()).toBe(true);
		}
	});
});

describe.skipIf(reason !== null)('the sample pups', () => {
	let fixture: EngineFixture;
	let database: Database;
	let builder: Builder;
	const data = mkdtempSync(join(tmpdir(), 'dogebox-pups-'));
	const running: string[] = [];

	beforeAll(async () => {
		fixture = await engineFixture({ data });
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../drizzle') });
		seedImageFolder(fixture.paths.images);
		builder = createBuilder({
			host: fixture.host,
			engine: fixture.engine,
			db: database,
			outbound: createOutbound({ folder: join(data, 'downloads'), allow: [], log: pino({ level: 'silent' }) }),
			log: pino({ level: 'silent' })
		});
	});

	afterEach(async () => {
		for (const id of running.splice(0)) await fixture.engine.remove(id);
	});

	afterAll(async () => {
		keepImageFolder(fixture.paths.images);
		await fixture.dispose();
		database.close();
		rmSync(data, { recursive: true, force: true });
	});

	/**
	 * Builds a pup and returns its spec: services with uid 420, a read-only root, /pup and
	 * /storage.
	 */
	async function prepare(name: string, settings: Record<string, string>): Promise<ContainerSpec> {
		const manifest: Manifest = read(name).manifest;
		const { packages, suite } = manifest.container.build.debian!;
		const quiet = () => {};
		const layers = await builder.ensureDebian(
			{ packages, suite: suite ?? undefined },
			quiet,
			quiet,
			new AbortController().signal
		);
		const id = randomBytes(16).toString('hex');
		const storage = join(fixture.paths.storage, id);
		mkdirSync(storage, { mode: 0o700 });
		chownSync(storage, fixture.names.idBase + 420, fixture.names.idBase + 69);
		const address = fixture.network.addressOf(20 + running.length);
		running.push(id);
		return {
			...fixture.spec({}),
			id,
			layers: layers.map((layer) => layer.path),
			mounts: [
				{ source: copyOfPup(name), target: '/pup', readonly: true },
				{ source: storage, target: '/storage', readonly: false }
			],
			limits: { memoryBytes: 512 * 1024 * 1024, pids: 256, cpus: null },
			network: { address, hosts: [] },
			processes: manifest.container.services.map((service) => ({
				name: service.name,
				argv: service.command.exec.split(/\s+/),
				cwd: '/',
				env: {
					PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
					HOME: '/storage',
					DBX_PUP_ID: id,
					DBX_PUP_IP: address,
					DBX_HOST: fixture.network.gateway,
					DBX_PORT: '80',
					...service.command.env,
					...settings
				},
				user: { uid: 420, gid: 69 }
			}))
		};
	}

	/** Copies the pup into the data folder, because containers may mount only what is there. */
	function copyOfPup(name: string): string {
		const folder = join(data, 'pups', name);
		mkdirSync(join(data, 'pups'), { recursive: true });
		expect(spawnSync('cp', ['-a', join(PUPS, name), folder]).status).toBe(0);
		return folder;
	}

	const ask = async (url: string, init?: RequestInit) => fetch(url, { signal: AbortSignal.timeout(20_000), ...init });
	const up = (url: string) =>
		expect.poll(() => ask(url).then((answer) => answer.status, String), { timeout: 30_000 }).toBe(200);

	it('Python page greets, counts over a restart, streams, echoes, and stops when asked', async () => {
		const spec = await prepare('python-page', { GREETING: 'Wow <b>', SHOW_ENVIRONMENT: 'true' });
		const page = `http://${spec.network!.address}:8080`;
		await fixture.engine.start(spec);
		await up(`${page}/health`);
		const text = await (await ask(page)).text();
		expect(text).toContain('<h1>Wow &lt;b&gt;</h1>');
		expect(text).toContain(spec.id);
		expect(text).toContain(fixture.network.gateway);
		expect(text).toContain('<dd>1, kept');

		const body = randomBytes(3_000_000);
		expect(await (await ask(`${page}/upload`, { method: 'POST', body })).json()).toEqual({
			bytes: body.length,
			sha256: createHash('sha256').update(body).digest('hex')
		});
		expect(await (await ask(`${page}/stream?n=2`)).text()).toBe('line 0\nline 1\n');
		const seen = (await (await ask(`${page}/headers`, { headers: { cookie: 'a=b' } })).json()) as {
			headers: Record<string, string>;
		};
		expect(seen.headers.cookie).toBe('a=b');
		expect((await ask(`${page}/set-cookie?name=a&value=b`)).headers.get('set-cookie')).toBe('a=b; Path=/');
		const socket = new WebSocket(`${page.replace('http', 'ws')}/ws`);
		const message = 'much '.repeat(30_000);
		socket.on('open', () => socket.send(message));
		const back = await new Promise((resolve, reject) => {
			socket.on('message', (answer) => resolve(String(answer)));
			socket.on('error', reject);
		});
		expect(back).toBe(message);
		socket.terminate();

		await fixture.engine.stop(spec.id, { graceMs: 60_000 });
		expect((await fixture.exitOf(spec.id, 'web')).exitCode).toBe(0);
		await fixture.engine.start(spec);
		await up(`${page}/health`);
		expect(await (await ask(page)).text()).toContain('<dd>2, kept');
	});
});
