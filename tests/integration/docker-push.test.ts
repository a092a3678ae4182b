/** Pushing images into a real registry with the real clients of Docker. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from '../support/as-root.ts';
import {
	CLIENTS,
	dockerFixture,
	FILES,
	sampled,
	cannotUseDocker,
	type DockerFixture
} from './support/docker-fixture.ts';
import { startFront, startRegistry, tar, type Front, type Registry } from './support/registry-fixture.ts';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pushes by clients of Docker', () => {
	let docker: DockerFixture;
	let behind: Registry;
	let front: Front;
	/** How many uploads are cut off in the middle. */
	let cuts = 0;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-push-'));

	/** Configuration of a client that has logged in with this password. */
	function loggedIn(password: string): Record<string, string> {
		const at = join(folder, `login-${password}`);
		mkdirSync(at, { recursive: true });
		const auth = Buffer.from(`anna:${password}`).toString('base64');
		writeFileSync(join(at, 'config.json'), JSON.stringify({ auths: { [front.host]: { auth } } }));
		return { DOCKER_CONFIG: at };
	}

	beforeAll(async () => {
		behind = await startRegistry();
		front = await startFront(behind.host, (incoming, response, host) => {
			const url = new URL(incoming.url ?? '/', `http://${host}`);
			if (url.pathname === '/v1/search') {
				const one = { name: `${url.searchParams.get('q')}-found`, description: 'of a stand-in', star_count: 3 };
				response.end(
					JSON.stringify({
						results: [
							{ ...one, is_official: true },
							{ ...one, star_count: 1 }
						]
					})
				);
				return true;
			}
			if (url.pathname === '/token') {
				const good = incoming.headers.authorization === `Basic ${Buffer.from('anna:right').toString('base64')}`;
				const token = url.searchParams.getAll('scope').join(' ').includes('push') ? 'may-push' : 'may-pull';
				response.writeHead(good ? 200 : 401).end(JSON.stringify({ token }));
				return true;
			}
			const writes = incoming.method !== 'GET' && incoming.method !== 'HEAD';
			const token = incoming.headers.authorization;
			if (token !== 'Bearer may-push' && (writes || token !== 'Bearer may-pull')) {
				const challenge = `Bearer realm="http://${host}/token",service="test"`;
				response.writeHead(401, { 'www-authenticate': challenge, 'content-length': 0 }).end();
				return true;
			}
			if (incoming.method !== 'PATCH' || cuts === 0) return false;
			cuts--;
			const onward = request(`http://${behind.host}${incoming.url}`, { method: 'PATCH', headers: incoming.headers });
			onward.on('error', () => {});
			incoming.on('error', () => {});
			let passed = 0;
			incoming.on('data', (chunk: Buffer) => {
				passed += chunk.length;
				onward.write(chunk, () => {
					if (passed < 1_000_000) return;
					onward.destroy();
					incoming.destroy();
				});
			});
			return true;
		});
		docker = await dockerFixture({ name: 'tdpu', downloadsFrom: [front.host] });
		await ok(['pull', docker.shell]);
	});
	afterAll(async () => {
		await docker?.end();
		await front?.stop();
		await behind?.stop();
		rmSync(folder, { recursive: true, force: true });
	});
	async function ok(args: string[], options: Parameters<DockerFixture['docker']>[1] = {}): Promise<string> {
		const { code, out, err } = await docker.docker(args, options);
		expect([code, err + out], args.join(' ')).toEqual([0, expect.anything()]);
		return out.trimEnd();
	}
	/** Imports an image of one layer that contains this many random bytes. */
	async function imported(name: string, bytes: number): Promise<void> {
		const file = join(folder, 'root.tar');
		writeFileSync(file, await tar([...FILES, { name: 'odd', mode: 0o644, content: randomBytes(bytes) }]));
		await ok(['import', file, name]);
	}

	// The sample uses one client, and docker-build.test.ts uses the newer one.
	it.each(sampled(CLIENTS, CLIENTS.slice(-1)))(
		'%s pushes what was committed, and anybody can have it again',
		async (cli) => {
			const { host } = docker.registry;
			const name = `${host}/made/${cli.includes('local') ? 'new' : 'old'}`;
			await ok(['run', '--name', 'work', docker.shell, 'sh', '-c', 'echo pushed > /made'], { cli });
			const id = await ok(['commit', '-c', 'CMD ["cat", "/made"]', 'work', `${name}:1`], { cli });
			const pushed = await ok(['push', `${name}:1`], { cli });
			expect(pushed).toMatch(
				/^The push refers to repository \[127[^]*: Preparing[^]*: Pushed\n1: digest: sha256:[0-9a-f]{64} size: \d+$/
			);
			const digest = /sha256:[0-9a-f]{64}/.exec(pushed)![0];
			expect(await ok(['image', 'inspect', '-f', '{{.RepoDigests}}', `${name}:1`])).toBe(`[${name}@${digest}]`);
			const manifest = (await (
				await fetch(`http://${host}/v2/${name.slice(host.length + 1)}/manifests/1`, {
					headers: { accept: 'application/vnd.oci.image.manifest.v1+json' }
				})
			).json()) as { config: { digest: string }; layers: { mediaType: string }[] };
			expect([manifest.config.digest, manifest.layers[0]!.mediaType]).toEqual([
				id,
				expect.stringMatching(/tar\+gzip$/)
			]);

			expect(await ok(['push', `${name}:1`], { cli })).toContain('Layer already exists');
			await ok(['rm', 'work'], { cli });
			await ok(['rmi', `${name}:1`], { cli });
			expect(await ok(['pull', `${name}:1`], { cli })).toContain(`Digest: ${digest}`);
			expect(await ok(['image', 'inspect', '-f', '{{.Id}}', `${name}:1`])).toBe(id);
			expect(await ok(['run', '--rm', `${name}:1`], { cli })).toBe('pushed');
		}
	);

	it('takes layers from another repository of the registry, byte for byte', async () => {
		const copy = `${docker.registry.host}/copy`;
		await ok(['tag', docker.shell, `${copy}:1`]);
		await ok(['tag', docker.shell, `${copy}:2`]);
		const pushed = await ok(['push', '-a', copy]);
		expect(pushed).toContain('Mounted from shell');
		const digests = pushed.match(/sha256:[0-9a-f]{64}/g)!;
		const [known] = (await ok(['image', 'inspect', '-f', '{{join .RepoDigests " "}}', docker.shell])).match(
			/sha256:[0-9a-f]{64}/g
		)!;
		expect(digests).toEqual([known, known]);
		await ok(['rmi', `${copy}:1`, `${copy}:2`]);
		const all = await ok(['pull', '-a', copy]);
		expect(all).toMatch(/(?:[12]: Pulling from copy[^]*){2}Status: Downloaded newer image for 127/);
		expect(await ok(['images', '--format', '{{.Tag}}', copy])).toMatch(/^[12]\n[12]$/);
	});

	it('needs a login that may write, and says so', async () => {
		const name = `${front.host}/private:1`;
		await ok(['tag', docker.shell, name]);
		for (const env of [{}, loggedIn('wrong')]) {
			const { code, err } = await docker.docker(['push', name], { env });
			expect([code, err]).toEqual([1, expect.stringMatching(/denied: the registry .* does not let this login push/)]);
			expect(err).not.toContain('wrong');
		}
		expect(await ok(['push', name], { env: loggedIn('right') })).toContain('1: digest: sha256:');
	});

	it('goes on where a registry broke off', async () => {
		const name = `${front.host}/large:1`;
		await imported(name, 6_000_000);
		cuts = 1;
		const before = front.seen.length;
		expect(await ok(['push', name], { env: loggedIn('right') })).toContain('1: digest: sha256:');
		const seen = front.seen.slice(before).map((line) => line.split(/[ ?]/)[0]);
		// The box asks the registry once how much has arrived. It begins no second upload for the
		// layer.
		expect(seen.filter((method) => method === 'PATCH')).toHaveLength(3);
		expect(seen.filter((method) => method === 'POST').length).toBeLessThanOrEqual(4);
		await ok(['rmi', name]);
		await ok(['pull', name], { env: loggedIn('right') });
	});

	it('goes nowhere that the owner has not named', async () => {
		await ok(['tag', docker.shell, '127.0.0.1:1/x:1']);
		const { code, err } = await docker.docker(['push', '127.0.0.1:1/x:1']);
		expect([code, err]).toEqual([1, expect.stringContaining('in your home network or on the box itself')]);
		for (const [args, words] of [
			[['push', 'nothing'], /An image does not exist locally with the tag: nothing/],
			[['push', `${docker.registry.host}/shell:9`], /tag does not exist: 127.*shell:9/]
		] as const) {
			const failed = await docker.docker(args);
			expect([failed.code, failed.err], args.join(' ')).toEqual([1, expect.stringMatching(words)]);
		}
	});

	it('searches a registry that can be searched (a stand-in)', async () => {
		const found = await ok(['search', '--no-trunc', '--format', '{{.Name}} {{.StarCount}}', `${front.host}/word`], {
			env: loggedIn('right')
		});
		expect(found).toBe('word-found 3\nword-found 1');
		const few = ['search', '--filter', 'stars=2', '--format', '{{.StarCount}}', `${front.host}/word`];
		expect(await ok(few, { env: loggedIn('right') })).toBe('3');
		const none = await docker.docker(['search', `${docker.registry.host}/word`]);
		expect([none.code, none.err]).toEqual([1, expect.stringMatching(/cannot be searched/)]);
	});

	it('removes images by their labels', async () => {
		for (const keep of ['yes', 'no']) {
			await ok(['run', '--name', `l-${keep}`, docker.shell, 'true']);
			await ok(['commit', '-c', `LABEL keep=${keep}`, `l-${keep}`, `labelled:${keep}`]);
			await ok(['rm', `l-${keep}`]);
		}
		expect(await ok(['image', 'prune', '-af', '--filter', 'label=keep=no'])).toContain('untagged: labelled:no');
		expect(await ok(['images', '-q', 'labelled'])).toMatch(/^[0-9a-f]{12}$/);
		expect(await ok(['image', 'prune', '-af', '--filter', 'label!=keep'])).not.toContain('labelled:yes');
	});
});
