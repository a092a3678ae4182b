/** Images by the real clients of Docker, from a real registry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, dockerFixture, FILES, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';
import { tar } from './support/registry-fixture.ts';
import { mkdtempSync, rmSync, writeFileSync } from '../support/as-root.ts';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('images by clients of Docker', () => {
	let docker: DockerFixture;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-images-'));
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdim' });
	});
	afterAll(async () => {
		await docker?.end();
		rmSync(folder, { recursive: true, force: true });
	});

	it.each(CLIENTS)('%s pulls, looks, tags, saves, loads, removes', async (cli) => {
		const ok = async (...args: string[]) => {
			const { code, out, err } = await docker.docker(args, { cli });
			expect([code, err], args.join(' ')).toEqual([0, expect.anything()]);
			return out.trimEnd();
		};
		const { shell } = docker;
		expect(await ok('pull', shell)).toMatch(
			/Pull complete[^]*Digest: sha256:[0-9a-f]{64}\nStatus: Downloaded newer image/
		);
		expect(await ok('pull', shell)).toContain(`Status: Image is up to date for ${shell}`);
		const id = await ok('image', 'inspect', '-f', '{{.Id}}', shell);
		expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(
			await ok('image', 'inspect', '-f', '{{.Config.Cmd}} {{.Config.Env}} {{.Os}} {{len .RootFS.Layers}}', id)
		).toBe('[/bin/sh] [FROM_IMAGE=1] linux 1');
		expect(await ok('images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}')).toContain(
			`${shell} ${id}`
		);
		expect(await ok('images', '-q', '--filter', 'reference=nothing*')).toBe('');

		await ok('tag', shell, 'mine:1');
		expect(await ok('image', 'inspect', '-f', '{{.RepoTags}}', id.slice(7, 19))).toContain('mine:1');
		const file = join(folder, 'saved.tar');
		await ok('save', '-o', file, 'mine:1');
		expect(await ok('rmi', 'mine:1')).toBe('Untagged: mine:1');
		expect(await ok('load', '-i', file)).toBe('Loaded image: mine:1');
		expect(await ok('image', 'inspect', '-f', '{{.Id}}', 'mine:1')).toBe(id);
		const ran = await ok('run', '-d', 'mine:1', 'sh', '-c', 'exit 7');
		expect(await ok('wait', ran)).toBe('7');
		await ok('rm', ran);

		const how = ['--since', '10m', '--until', '0s', '--filter', 'type=image', '--format', '{{.Action}} {{.Actor.ID}}'];
		// The client asks for events before the current second.
		await expect
			.poll(async () => (await ok('events', ...how)).split('\n').slice(-5))
			.toEqual([`pull ${shell}`, `pull ${shell}`, `tag ${id}`, `untag ${id}`, 'load mine:1']);

		await ok('create', '--name', 'holds', 'mine:1', 'true');
		await ok('rmi', shell);
		const held = await docker.docker(['rmi', 'mine:1'], { cli });
		expect(held.code).toBe(1);
		expect(held.err).toContain('holds is using its referenced image');
		await ok('rm', 'holds');
		expect(await ok('rmi', 'mine:1')).toContain(`Deleted: ${id}`);
		const gone = await docker.docker(['image', 'inspect', 'mine:1'], { cli });
		expect(gone).toMatchObject({ code: 1, err: expect.stringMatching(/No such image: mine:1/i) as string });
		const noted = docker.box.box.audit.list({ limit: 100 }).filter(({ via }) => via === 'docker');
		const lines = noted.map(({ action, subject, outcome }) => `${action} ${subject} ${outcome}`);
		expect(lines).toEqual(
			expect.arrayContaining([
				...[`images.pull ${shell} done`, expect.stringMatching(/^images\.tag (.*\/)?mine:1 done$/)],
				...['images.load  done', 'images.remove mine:1 refused', 'images.remove mine:1 done']
			])
		);
	});

	it('imports a root with changes, and tells how it was made', async () => {
		const file = join(folder, 'root.tar');
		writeFileSync(file, await tar(FILES));
		const imported = await docker.docker([
			'import',
			'-c',
			'CMD ["sh", "-c", "exit 3"]',
			'-m',
			'by hand',
			file,
			'root:1'
		]);
		expect(imported).toMatchObject({ code: 0, out: expect.stringMatching(/^sha256:/) as string });
		const ran = (await docker.docker(['run', '-d', 'root:1'])).out.trim();
		expect((await docker.docker(['wait', ran])).out).toBe('3\n');
		await docker.docker(['rm', ran]);
		expect((await docker.docker(['history', '--format', '{{.Comment}}', 'root:1'])).out).toBe('by hand\n');
		expect((await docker.docker(['image', 'prune', '-af'])).out).toContain('untagged: root:1');
	});

	it('says why something cannot be had', async () => {
		const { registry } = docker;
		const missing = await docker.docker(['pull', `${registry.host}/missing:1`]);
		expect(missing.code).toBe(1);
		expect(missing.err).toContain('does not have');
		for (const args of [
			['pull', '--platform', 'linux/s390x', docker.shell],
			['search', 'x'],
			['rmi', 'nothing:1'],
			['history', 'nothing:1'],
			['save', 'nothing:1', '-o', join(folder, 'none.tar')]
		]) {
			const { code, err } = await docker.docker(args);
			expect([code, err], args.join(' ')).toEqual([1, expect.stringMatching(/\w{5}/)]);
			expect(err, args.join(' ')).not.toMatch(/bug|page not found/);
		}
		const bad = await docker.docker(['load'], { input: 'this is no archive' });
		expect(bad.code).toBe(1);
	});
});
