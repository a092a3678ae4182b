import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder, type Builder, type BuiltImage } from '../../src/lib/server/build/index.ts';
import { openDatabase, tables, type Database } from '../../src/lib/server/db/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	here,
	image,
	index,
	layer,
	sha256,
	startFront,
	startRegistry,
	tar,
	writeLayout,
	type Entry,
	type Front,
	type Image,
	type Layer,
	type Registry
} from './support/registry-fixture.ts';
import {
	chmodSync,
	execFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	spawnSync,
	symlinkSync,
	writeFileSync
} from '../support/as-root.ts';

const reason = cannotRunContainers() ?? cannotServeImages();
if (reason) console.log(`build-image.test: skipped, ${reason}`);
const zstd = spawnSync('zstd', ['--version']).error === undefined;
if (!zstd) console.log('build-image.test: without a layer packed with zstd, zstd is not installed');

const never = new AbortController().signal;
const quiet = () => {};
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const OWNER = 524288;
const other = here === 'amd64' ? 'arm64' : 'amd64';

describe.skipIf(reason !== null)('images', () => {
	let fixture: EngineFixture;
	let database: Database;
	let registry: Registry;
	const fronts: Front[] = [];
	const data = mkdtempSync(join(tmpdir(), 'dogebox-images-'));
	const images = join(data, 'images');
	/** A new number for each image that must differ from all images before. */
	let serial = 0;
	const once = (): Entry => ({ name: `serial-${++serial}`, content: String(serial) });

	const layers = () => readdirSync(images).filter((name) => /^[0-9a-f]{64}/.test(name));
	const halfMade = () => readdirSync(images).filter((name) => name.startsWith('.building-'));
	const rows = () => database.db.select().from(tables.images).all();

	/** The agent reads no other file of passwords. */
	const registryAuth = join(data, 'auth.json');

	function create(options: { allow?: string[]; registryAuth?: string } = {}): Builder {
		const allow = options.allow ?? [registry.host, ...fronts.map((front) => front.host)];
		return createBuilder({
			host: fixture.host,
			engine: fixture.engine,
			db: database,
			outbound: createOutbound({ folder: join(data, 'downloads'), allow, log, firstDelayMs: 10 }),
			registryAuth: options.registryAuth ?? null,
			log
		});
	}
	async function front(...args: Parameters<typeof startFront> extends [string, ...infer Rest] ? Rest : never) {
		const made = await startFront(registry.host, ...args);
		fronts.push(made);
		return made;
	}
	const build = async (builder: Builder, name: string, folder = data) =>
		builder.ensureImage({ image: name, folder }, quiet, quiet, never);
	/** Pushes an image with one program and these layers. */
	async function pushed(entries: Entry[], options?: Parameters<typeof image>[1]): Promise<string> {
		return registry.push('test/one', image([await layer([once(), ...entries])], options));
	}
	async function inside(builtLayers: BuiltImage[], script: string): Promise<string[]> {
		const lines: string[] = [];
		const { exitCode } = await fixture.engine.runOnce(
			{
				id: `build-${sha256(Buffer.from(script)).slice(0, 12)}`,
				layers: builtLayers.map(({ path }) => path),
				upper: null,
				mounts: [],
				argv: ['/bin/sh', '-c', script],
				env: { PATH: '/bin' },
				limits: { memoryBytes: 128 * 1024 * 1024, pids: 64, cpus: null }
			},
			(line) => lines.push(line)
		);
		expect(exitCode).toBe(0);
		return lines;
	}

	let bottom: Layer;
	let whole: Image;

	beforeAll(async () => {
		fixture = await engineFixture({ data, registryAuth });
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../drizzle') });
		registry = await startRegistry();
		bottom = await layer([
			...busyboxEntries(),
			{ name: 'etc', type: 'directory', mode: 0o755 },
			{ name: 'etc/passwd', mode: 0o644, content: 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh' },
			{ name: 'etc/group', mode: 0o644, content: 'root:x:0:\napp:x:1000:\ntaken:x:69:\n' },
			{ name: 'home/app/mine', uid: 1000, gid: 1000, mode: 0o600, content: 'mine' },
			{ name: 'usr/bin/rise', mode: 0o4755, content: 'x' },
			{ name: 'data/kept', content: 'kept' },
			{ name: 'data/gone', content: 'gone' },
			{ name: 'folder/deep/file', content: 'x' },
			{ name: 'opaque/old', content: 'old' },
			{ name: 'opaque/below/old', content: 'old' },
			{ name: 'far', uid: 70_000, gid: 70_000, content: 'far' },
			{ name: 'dev/sda', type: 'block-device', devmajor: 8, devminor: 0 },
			{ name: 'tmp', type: 'symlink', linkname: '/etc' }
		]);
		const middle = await layer(
			[
				{ name: 'data/.wh.gone' },
				{ name: '.wh.folder' },
				{ name: 'opaque/new', content: 'new' },
				{ name: 'opaque/.wh..wh..opq' },
				{ name: 'data/twin', type: 'file', content: 'twin' },
				{ name: 'data/other', type: 'link', linkname: 'data/twin' }
			],
			'plain'
		);
		const top = await layer([{ name: 'data/top', content: 'top' }], zstd ? 'zstd' : 'gzip');
		whole = image([bottom, middle, top], {
			config: {
				Env: ['PATH=/bin', 'GREETING=hello=you', 'not a name=x'],
				WorkingDir: '/data/',
				Entrypoint: ['/bin/sh', '-c'],
				Cmd: ['echo "$GREETING"'],
				User: 'app'
			}
		});
	});

	afterAll(async () => {
		await Promise.all(fronts.map((each) => each.stop()));
		await registry?.stop();
		await fixture?.dispose();
		database?.close();
		rmSync(data, { recursive: true, force: true });
	});

	it('are pulled for this host from an index, once for two who ask, and run as they were packed', async () => {
		const foreign = image([await layer([{ name: 'foreign' }])], { architecture: other });
		await registry.push('library/app', whole);
		await registry.push('library/app', foreign);
		const digest = await registry.push(
			'library/app',
			index([
				{ image: foreign, architecture: other },
				{ image: foreign, os: 'unknown', architecture: 'unknown' },
				{ image: whole, architecture: here }
			])
		);
		const watched = await front(() => false);
		const builder = create();
		expect((await builder.capabilities()).image).toEqual({ ok: true });
		const name = `${watched.host}/library/app:1.0@sha256:${digest}`;
		const seen: number[] = [];
		const notes = new Set<string>();
		const said: string[] = [];
		const progress = (fraction: number, note: string) =>
			void (seen.push(fraction), notes.add(note.replace(/\(.*/, '')));
		const [one, two] = await Promise.all([
			builder.ensureImage({ image: name, folder: data }, progress, (line) => said.push(line), never),
			build(builder, name)
		]);
		expect(two).toEqual(one);
		expect(watched.seen.filter((line) => line.includes('/manifests/'))).toHaveLength(2);
		expect(watched.seen.filter((line) => line.includes('/blobs/'))).toHaveLength(4);
		expect([...seen].sort((a, b) => a - b)).toEqual(seen);
		expect(seen.at(-1)).toBe(1);
		expect([...notes].join(' ')).toMatch(/Asking .*Fetching the image .*Unpacking the image .*The image is unpacked/);
		expect(said[0]).toBe('Layer 1 of 3: 23 entries, 1 device left out');
		const config = {
			env: { PATH: '/bin', GREETING: 'hello=you' },
			workingDir: '/data',
			entrypoint: ['/bin/sh', '-c'],
			cmd: ['echo "$GREETING"'],
			volumes: [],
			account: { uid: 1000, gid: 1000, groups: [] }
		};
		expect(one.config).toEqual(config);
		expect(one.layers).toHaveLength(1);
		const [built] = one.layers as [BuiltImage];
		expect(rows()).toMatchObject([
			{ id: built.id, kind: 'image', status: 'ready', title: `${watched.host}/library/app:1.0` }
		]);
		expect(halfMade()).toEqual([]);

		const at = (path: string) => lstatSync(join(built.path, path));
		expect(readdirSync(join(built.path, 'data')).sort()).toEqual(['kept', 'other', 'top', 'twin']);
		expect(readdirSync(join(built.path, 'opaque'))).toEqual(['new']);
		expect(existsSync(join(built.path, 'folder'))).toBe(false);
		expect([at('home/app/mine').uid, at('home/app/mine').mode & 0o777]).toEqual([OWNER + 1000, 0o600]);
		expect(at('usr/bin/rise').mode & 0o7777).toBe(0o4755);
		expect([at('far').uid, at('far').gid]).toEqual([OWNER + 65_534, OWNER + 65_534]);
		expect(at('data/other').ino).toBe(at('data/twin').ino);
		expect(readdirSync(join(built.path, 'dev'))).toEqual([]);
		// Paths that a pup's root needs are added where the image has nothing there.
		expect([at('tmp').isDirectory(), at('tmp').mode & 0o7777]).toEqual([true, 0o1777]);
		expect([at('pup').uid, at('storage').uid, at('proc').isDirectory()]).toEqual([OWNER, OWNER, true]);
		expect(readFileSync(join(built.path, 'etc/passwd'), 'utf8').split('\n').slice(1)).toEqual([
			'app:x:1000:1000::/home/app:/bin/sh',
			'pup:x:420:69:pup:/storage:/sbin/nologin',
			''
		]);
		expect(readFileSync(join(built.path, 'etc/group'), 'utf8')).toBe('root:x:0:\napp:x:1000:\ntaken:x:69:\n');
		expect(at('etc/shadow').mode & 0o777).toBe(0o600);

		expect(
			await inside(one.layers, 'id -u; stat -c "%u:%g %a" /home/app/mine /usr/bin/rise; cat /data/other; ls -A /opaque')
		).toEqual(['0', '1000:1000 600', '0:0 4755', 'twinnew']);

		// Run as a pup's service: read-only, with the pup's account and the box's own host names.
		const spec = fixture.spec(
			{ main: 'id -un; cat /etc/hostname; touch /data/x 2>/dev/null || echo read-only; touch /tmp/x && echo tmp' },
			{ layers: one.layers.map(({ path }) => path) }
		);
		await fixture.engine.start(spec);
		expect((await fixture.exitOf(spec.id, 'main')).exitCode).toBe(0);
		const lines = (await fixture.engine.logs(spec.id, { tail: 10 })).lines.map(({ text }) => text);
		expect(lines).toEqual(['pup', 'pup', 'read-only', 'tmp']);
		await fixture.engine.remove(spec.id);

		// After a restart, without a database row and without the registry.
		database.db.delete(tables.images).run();
		const later = create({ allow: [] });
		await later.recover();
		expect(later.imageConfig(built.id)).toEqual(config);
		expect(await build(later, name)).toEqual(one);
		expect(later.imageConfig('f'.repeat(64))).toBeNull();
	});

	it('open with a token that the registry sends for, with a password where it wants one, and when the token ends', async () => {
		const digest = await pushed([{ name: 'private' }], { docker: true });
		let given = 0;
		let uses = 0;
		const guarded = await front((request, response, host) => {
			const url = new URL(request.url ?? '/', `http://${host}`);
			const { authorization = '' } = request.headers;
			if (url.pathname === '/token') {
				const right = authorization === `Basic ${Buffer.from('me:pass:word').toString('base64')}`;
				const scope =
					url.searchParams.get('scope') === 'repository:test/one:pull' && url.searchParams.get('service') === 'a, "b"';
				response.writeHead(right && scope ? 200 : 401, { 'content-type': 'application/json' });
				uses = 0;
				response.end(JSON.stringify({ token: `t${++given}` }));
				return true;
			}
			// Each token is valid for two requests, the manifest and the configuration. It expires
			// before the layer.
			if (authorization === `Bearer t${given}` && uses++ < 2) return false;
			const challenge = `Bearer realm="http://${host}/token",service="a, \\"b\\"",scope="repository:other:push"`;
			response.writeHead(401, { 'www-authenticate': challenge }).end();
			return true;
		});
		const name = `${guarded.host}/test/one@sha256:${digest}`;
		await expect(build(create(), name)).rejects.toMatchObject({
			code: 'registry-refused',
			message: expect.stringContaining('only to those who log in'),
			hint: expect.stringContaining('DOGEBOX_REGISTRY_AUTH')
		});
		const file = registryAuth;
		const auth = (password: string) => {
			const entry = { auth: Buffer.from(`me:${password}`).toString('base64') };
			writeFileSync(file, JSON.stringify({ auths: { [`https://${guarded.host}/v2/`]: entry }, credsStore: 'x' }));
		};
		auth('wrong');
		chmodSync(file, 0o644);
		const builder = create({ registryAuth: file });
		await expect(build(builder, name)).rejects.toMatchObject({ code: 'registry-auth-file' });
		chmodSync(file, 0o600);
		await expect(build(builder, name)).rejects.toMatchObject({
			message: expect.stringContaining('does not let “me” have')
		});
		auth('pass:word');
		const before = given;
		const { layers: built } = await build(builder, name);
		expect(existsSync(join(built[0]!.path, 'private'))).toBe(true);
		expect(given - before).toBe(2);
		expect(halfMade()).toEqual([]);
	});

	it('open with name and password alone where the registry asks so', async () => {
		const digest = await pushed([{ name: 'basic' }]);
		const guarded = await front((request, response) => {
			if (request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`) return false;
			response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
			return true;
		});
		const file = registryAuth;
		writeFileSync(file, JSON.stringify({ auths: { [guarded.host]: { username: 'me', password: 'secret' } } }));
		chmodSync(file, 0o600);
		const name = `${guarded.host}/test/one@sha256:${digest}`;
		await expect(build(create(), name)).rejects.toMatchObject({ code: 'registry-refused' });
		expect((await build(create({ registryAuth: file }), name)).layers).toHaveLength(1);
	});

	it('say why they are not to be had, and leave nothing', async () => {
		const known = layers();
		const builder = create();
		const missing = `${registry.host}/test/one@sha256:${'0'.repeat(64)}`;
		await expect(build(builder, missing)).rejects.toMatchObject({ code: 'not-in-registry' });

		const digest = await pushed([]);
		const stranger = create({ allow: [] });
		await expect(build(stranger, `${registry.host}/test/one@sha256:${digest}`)).rejects.toMatchObject({
			code: 'internal-address'
		});

		const liar = await front(
			() => false,
			(path, body) => (path.includes('/manifests/') ? Buffer.concat([body, Buffer.from(' ')]) : body)
		);
		await expect(build(create(), `${liar.host}/test/one@sha256:${digest}`)).rejects.toMatchObject({
			code: 'wrong-hash'
		});
		const thief = await front(
			() => false,
			(path, body) => (path.includes('/blobs/') && body[0] === 0x1f ? Buffer.from(body).fill(0, 20) : body)
		);
		await expect(build(create(), `${thief.host}/test/one@sha256:${digest}`)).rejects.toMatchObject({
			code: 'wrong-hash'
		});

		const busy = await front((_request, response) => {
			response.writeHead(429, { 'retry-after': '60' }).end();
			return true;
		});
		await expect(build(create(), `${busy.host}/test/one@sha256:${digest}`)).rejects.toMatchObject({
			code: 'registry-busy',
			retryAfter: 60
		});
		const elsewhere = await front((_request, response) => {
			response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://192.0.2.1/token"' }).end();
			return true;
		});
		await expect(build(create(), `${elsewhere.host}/test/one@sha256:${digest}`)).rejects.toMatchObject({
			code: 'registry-refused',
			message: expect.stringContaining('not secure')
		});

		const wrong = await pushed([], { diffIds: ['a'.repeat(64)] });
		await expect(build(builder, `${registry.host}/test/one@sha256:${wrong}`)).rejects.toMatchObject({
			code: 'wrong-hash',
			message: expect.stringContaining('Layer 1')
		});
		const few = await pushed([], { diffIds: [] });
		await expect(build(builder, `${registry.host}/test/one@sha256:${few}`)).rejects.toMatchObject({
			code: 'image-unusable',
			message: expect.stringContaining('names 0 layers, its manifest 1')
		});
		const alien = await pushed([], { architecture: other });
		await expect(build(builder, `${registry.host}/test/one@sha256:${alien}`)).rejects.toMatchObject({
			code: 'no-image-for-platform',
			message: `The image is not made for this box (linux/${here}), only for linux/${other}.`
		});
		expect(layers()).toEqual(known);
		expect(halfMade()).toEqual([]);
		expect(rows().filter((row) => row.status !== 'ready')).toEqual([]);
	});

	it('cannot write or read outside of themselves', async () => {
		const known = layers();
		const beside = mkdtempSync(join(tmpdir(), 'dogebox-beside-'));
		writeFileSync(join(beside, 'kept'), 'kept');
		const builder = create();
		const hostile = async (entries: Entry[]) =>
			build(builder, `${registry.host}/test/one@sha256:${await pushed(entries)}`);
		try {
			await expect(hostile([{ name: '../../../../../../etc/dogebox-hostile', content: 'x' }])).rejects.toMatchObject({
				code: 'bad-archive'
			});
			await expect(hostile([{ name: 'hard', type: 'link', linkname: '../../../../etc/passwd' }])).rejects.toMatchObject(
				{
					code: 'bad-archive'
				}
			);
			await expect(hostile([{ name: 'etc', type: 'symlink', linkname: '/etc' }])).rejects.toMatchObject({
				code: 'image-unusable',
				message: 'The image cannot be used. Its /etc is no folder.'
			});
			expect(layers()).toEqual(known);

			// Links that stay links and are never followed: not by writing through them, not by
			// whiteouts, not by adding the account.
			const { layers: built } = await hostile([
				{ name: 'out', type: 'symlink', linkname: beside },
				{ name: 'out/new', content: 'x' },
				{ name: 'lost', type: 'symlink', linkname: beside },
				{ name: 'lost/.wh.kept' },
				{ name: 'var', type: 'symlink', linkname: beside },
				{ name: 'storage', type: 'symlink', linkname: beside },
				{ name: 'etc', type: 'directory', mode: 0o755 },
				{ name: 'etc/passwd', type: 'symlink', linkname: join(beside, 'kept') },
				{ name: 'etc/group', type: 'symlink', linkname: '/nowhere' },
				{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }
			]);
			const root = built[0]!.path;
			expect([readdirSync(beside), readFileSync(join(beside, 'kept'), 'utf8')]).toEqual([['kept'], 'kept']);
			expect(readlinkSync(join(root, 'var'))).toBe(beside);
			expect(lstatSync(join(root, 'storage')).isDirectory()).toBe(true);
			expect(lstatSync(join(root, 'etc/passwd')).isFile()).toBe(true);
			expect(readFileSync(join(root, 'etc/group'), 'utf8')).toMatch(/^root:x:0:\n[^]*^pup:x:69:\n$/m);
			expect(existsSync(join(root, 'null'))).toBe(false);
			expect(halfMade()).toEqual([]);
		} finally {
			rmSync(beside, { recursive: true, force: true });
		}
	});

	it('start without accounts or any folder of their own', async () => {
		const digest = await pushed(busyboxEntries());
		const { layers: built } = await build(create(), `${registry.host}/test/one@sha256:${digest}`);
		expect(readdirSync(join(built[0]!.path, 'etc')).sort()).toEqual(['group', 'passwd', 'shadow']);
		const spec = fixture.spec({ main: 'id -un; id -gn' }, { layers: built.map(({ path }) => path) });
		await fixture.engine.start(spec);
		await fixture.exitOf(spec.id, 'main');
		expect((await fixture.engine.logs(spec.id, { tail: 5 })).lines.map(({ text }) => text)).toEqual(['pup', 'pup']);
		await fixture.engine.remove(spec.id);
	});

	it('come from archives and layouts in a pup’s folder', async () => {
		const folder = join(data, 'pup');
		mkdirSync(folder);
		const builder = create({ allow: [] });
		const mark = await layer([once()]);
		const packed = image([bottom, mark]);
		writeLayout(join(folder, 'layout'), packed);
		execFileSync('tar', ['-C', join(folder, 'layout'), '-cf', join(folder, 'app.oci'), '.']);
		const laid = await build(builder, 'layout', folder);
		expect(await inside(laid.layers, 'cat /data/gone')).toEqual(['gone']);
		const archived = await build(builder, './app.oci', folder);
		expect(readFileSync(join(archived.layers[0]!.path, `serial-${serial}`), 'utf8')).toBe(String(serial));
		expect(archived.layers[0]!.id).not.toBe(laid.layers[0]!.id);

		// The format of `docker save` from before it wrote layouts, with a layer that is a link to
		// another.
		const config = packed.blobs[0]!.bytes;
		const plain = await tar([once()]);
		const savedConfig = JSON.stringify({
			...JSON.parse(config.toString()),
			rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(plain)}`, `sha256:${sha256(plain)}`] }
		});
		writeFileSync(
			join(folder, 'saved.tar'),
			await tar([
				{ name: 'a/layer.tar', content: plain },
				{ name: 'b', type: 'directory' },
				{ name: 'b/layer.tar', type: 'symlink', linkname: '../a/layer.tar' },
				{ name: 'c.json', content: savedConfig },
				{
					name: 'manifest.json',
					content: JSON.stringify([{ Config: 'c.json', Layers: ['a/layer.tar', 'b/layer.tar'] }])
				}
			])
		);
		const saved = await build(builder, 'saved.tar', folder);
		expect(existsSync(join(saved.layers[0]!.path, `serial-${serial}`))).toBe(true);

		// Hostile or damaged archives.
		const known = layers();
		symlinkSync(join(data, 'pup/app.oci'), join(folder, 'link.oci'));
		await expect(build(builder, 'link.oci', folder)).rejects.toMatchObject({ code: 'image-unusable' });
		await expect(build(builder, '../pup/app.oci', folder)).rejects.toMatchObject({ code: 'invalid-image' });
		await expect(build(builder, 'none.tar', folder)).rejects.toMatchObject({ code: 'image-unusable' });
		writeFileSync(join(folder, 'text.tar'), 'no archive');
		await expect(build(builder, 'text.tar', folder)).rejects.toMatchObject({ code: 'bad-archive' });
		writeFileSync(join(folder, 'empty.tar'), await tar([{ name: 'x' }]));
		await expect(build(builder, 'empty.tar', folder)).rejects.toMatchObject({ code: 'image-unusable' });
		const secret = JSON.stringify([{ Config: '/etc/shadow', Layers: [] }]);
		writeFileSync(join(folder, 'secret.tar'), await tar([{ name: 'manifest.json', content: secret }]));
		await expect(build(builder, 'secret.tar', folder)).rejects.toMatchObject({ code: 'image-unusable' });
		const changed = image([await layer([once()])]);
		writeLayout(join(folder, 'changed'), changed);
		writeFileSync(join(folder, 'changed/blobs/sha256', sha256(changed.blobs[1]!.bytes)), mark.bytes);
		await expect(build(builder, 'changed', folder)).rejects.toMatchObject({ code: 'wrong-hash' });
		expect(layers()).toEqual(known);
		expect(halfMade()).toEqual([]);
	});

	it('leave nothing when they are cancelled, torn or used by nobody', async () => {
		const digest = await pushed([{ name: 'big', content: Buffer.alloc(5_000_000, 'x') }]);
		const controller = new AbortController();
		const slow = await front((request) => {
			if (!request.url?.includes('/blobs/')) return false;
			// The server never answers.
			controller.abort(new Error('enough'));
			return true;
		});
		const builder = create();
		const name = `${slow.host}/test/one@sha256:${digest}`;
		const run = builder.ensureImage({ image: name, folder: data }, quiet, quiet, controller.signal);
		await expect(run).rejects.toThrow('enough');
		expect([halfMade(), rows().filter((row) => row.status !== 'ready')]).toEqual([[], []]);
		const unpacking = new AbortController();
		const late = builder.ensureImage(
			{ image: `${registry.host}/test/one@sha256:${digest}`, folder: data },
			(_fraction, note) => void (note.startsWith('Unpacking') && unpacking.abort(new Error('enough'))),
			quiet,
			unpacking.signal
		);
		await expect(late).rejects.toThrow('enough');
		expect(halfMade()).toEqual([]);

		mkdirSync(join(images, `.building-${'e'.repeat(64)}/parts`), { recursive: true });
		mkdirSync(join(images, 'e'.repeat(64)));
		const fresh = create();
		await fresh.recover();
		expect(halfMade()).toEqual([]);
		expect(existsSync(join(images, 'e'.repeat(64)))).toBe(false);
		expect(layers().length).toBeGreaterThan(2);
		await fresh.freeUnused(fresh.unusedLayers().map(({ id }) => id));
		expect(layers()).toEqual([]);
	});
});
