import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashTree } from '../../src/lib/server/files/index.ts';
import { createLocalHost, createSpawner, type Host } from '../../src/lib/server/host/index.ts';
import { cannotServeGit } from '../support/git-server.ts';
import {
	gitFixture,
	index,
	manifest,
	never,
	NIX,
	pup,
	quiet,
	versionsIn,
	type GitFixture
} from './support/git-fixture.ts';
import { truncateSync } from '../support/as-root.ts';

const reason = cannotServeGit();
if (reason) console.log(`sources-git.test: skipped, ${reason}`);

describe.skipIf(reason !== null)('git sources', () => {
	let at: GitFixture;
	beforeAll(async () => {
		at = await gitFixture();
	});
	afterAll(() => at?.dispose());

	/** Requests to the server while `work` ran, and the bytes of its answers. */
	async function served(work: () => Promise<unknown>): Promise<{ asked: string[]; bytes: number }> {
		const from = at.server.requests.length;
		await work();
		const requests = at.server.requests.slice(from);
		return {
			asked: requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`),
			bytes: requests.reduce((sum, { sent }) => sum + sent, 0)
		};
	}

	it('lists tags, reads files and writes a version without a working tree', async () => {
		const repo = at.repository('plain');
		const first = repo.commit({ 'dogebox.json': index('a'), a: pup('A', '0.0.1') }, ['refs/tags/v0.1.0']);
		repo.commit(
			{
				'dogebox.json': index('a', './deep/b/'),
				a: pup('A', '0.0.2', {
					'README.md': 'read me',
					'run.sh': { executable: '#!/bin/sh\n' },
					bin: { tree: { latest: { link: '../run.sh' } } }
				}),
				deep: { tree: { b: pup('B', '1.0.0') } }
			},
			['refs/tags/v0.2.0', 'refs/heads/main'],
			first
		);
		repo.git(['tag', '-a', '-m', 'annotated', 'v0.3.0', 'refs/tags/v0.2.0']);
		repo.git(['tag', 'nightly', 'refs/tags/v0.2.0']);
		const source = at.input('plain');
		const seen: number[] = [];
		const listing = await at.reader().read(source, (fraction) => seen.push(fraction), never);
		expect(listing.name).toBe('Test pups');
		expect(versionsIn(listing)).toEqual(['A: 0.0.2 of tag v0.2.0, 0.0.1 of tag v0.1.0', 'B: 1.0.0 of tag v0.2.0']);
		expect([listing.unreadable, listing.conflicts, listing.signed]).toEqual([[], [], {}]);
		expect([...seen].sort((a, b) => a - b)).toEqual(seen);
		const a = listing.pups[0]!.versions[0]!;
		expect(a).toMatchObject({ sourcePath: 'a', problem: null, updatedAt: 1_700_000_000_000 });
		expect(listing.pups[1]!.versions[0]!.sourcePath).toBe('deep/b');

		expect((await at.reader().file(source, a, 'README.md', 1000))?.toString()).toBe('read me');
		expect(await at.reader().file(source, a, 'README.md', 3)).toBe(null);
		for (const path of ['bin/latest', 'bin', '../dogebox.json', '/etc/passwd', 'nothing', '']) {
			expect(await at.reader().file(source, a, path, 1000)).toBe(null);
		}
		const target = join(at.data, 'target');
		mkdirSync(target);
		expect(await at.reader().checkout(source, a, target, quiet, never)).toBe(target);
		expect(readFileSync(join(target, 'README.md'), 'utf8')).toBe('read me');
		expect(statSync(join(target, 'README.md')).mode & 0o7777).toBe(0o644);
		expect(statSync(join(target, 'run.sh')).mode & 0o7777).toBe(0o755);
		expect(readlinkSync(join(target, 'bin/latest'))).toBe('../run.sh');
		expect(a.treeHash).toBe(await hashTree(target));
		// There is no work tree, and nothing of git beside the repository.
		expect(readdirSync(source.folder)).toEqual(['repo.git']);
		await expect(at.reader().checkout(source, a, target, quiet, never)).rejects.toThrow('is not empty');
	});

	it('reads the branch where there is no version tag, and the one that the location names', async () => {
		const repo = at.repository('branches');
		repo.commit({ 'manifest.json': manifest('Root', '0.1.0'), 'pup.nix': NIX, 'README.md': 'x' }, ['refs/heads/main']);
		repo.git(['tag', 'some-tag', 'main']);
		const main = await at.read(at.input('branches'));
		expect(main.name).toBe('Root');
		expect(versionsIn(main)).toEqual(['Root: 0.1.0 of branch main']);
		expect(main.pups[0]!.versions[0]!.sourcePath).toBe('');

		repo.commit({ 'manifest.json': manifest('Root', '0.1.0'), 'pup.nix': NIX, 'README.md': 'tagged' }, [
			'refs/tags/v0.1.0'
		]);
		repo.commit({ 'manifest.json': manifest('Root', '0.2.0'), 'pup.nix': NIX }, ['refs/heads/feature/x']);
		expect(versionsIn(await at.read(at.input('branches')))).toEqual(['Root: 0.1.0 of tag v0.1.0']);
		const location = `${at.server.url}/branches.git#feature/x`;
		expect(versionsIn(await at.read(at.input('branches', { location })))).toEqual([
			'Root: 0.2.0 of branch feature/x, 0.1.0 of tag v0.1.0'
		]);
		await expect(
			at.read(at.input('branches', { location: `${at.server.url}/branches.git#gone` }))
		).rejects.toMatchObject({
			code: 'bad-source',
			message: expect.stringMatching(/^This repository has no branch “gone”\. Its branches: “/) as string
		});
	});

	it('fetches only what is new, nothing when nothing is; follows moved and deleted tags', async () => {
		const repo = at.repository('growing');
		const heavy = randomBytes(400_000);
		const content = (text: string, version = '0.0.1') => ({
			'dogebox.json': index('a'),
			a: pup('A', version, { heavy, 'text.txt': text })
		});
		const first = repo.commit(content('one'), ['refs/tags/v0.0.1']);
		const source = at.input('growing');
		const whole = await served(() => at.read(source));
		expect(whole.bytes).toBeGreaterThan(400_000);

		const again = await served(() => at.read(source));
		expect(again.asked).toEqual(['GET refs?service=git-upload-pack', 'POST git-upload-pack']);
		expect(again.bytes).toBeLessThan(2000);

		repo.commit(content('two', '0.0.2'), ['refs/tags/v0.0.2'], first);
		const more = await served(async () =>
			expect(versionsIn(await at.read(source))).toEqual(['A: 0.0.2 of tag v0.0.2, 0.0.1 of tag v0.0.1'])
		);
		expect(more.bytes).toBeLessThan(10_000);

		const moved = repo.commit(content('three', '0.0.2'), ['refs/tags/v0.0.2'], first);
		repo.git(['tag', '-d', 'v0.0.1']);
		const listing = await at.read(source);
		expect(versionsIn(listing)).toEqual(['A: 0.0.2 of tag v0.0.2']);
		expect(listing.pups[0]!.versions[0]!.ref).toBe(moved);
		expect((await at.reader().file(source, listing.pups[0]!.versions[0]!, 'text.txt', 100))?.toString()).toBe('three');
	});

	it('packs its copy anew when it holds much that is old', async () => {
		const repo = at.repository('packed');
		const source = at.input('packed');
		const packs = () =>
			readdirSync(join(source.folder, 'repo.git/objects/pack')).filter((name) => name.endsWith('.pack'));
		for (const round of [1, 2]) {
			repo.commit({ 'manifest.json': manifest('A', `0.0.${round}`), 'pup.nix': NIX, data: randomBytes(60_000) }, [
				'refs/tags/v1.0.0'
			]);
			await at.read(source, { maxBytes: 100_000 });
		}
		expect(packs()).toHaveLength(1);
		expect(statSync(join(source.folder, 'repo.git/objects/pack', packs()[0]!)).size).toBeLessThan(70_000);
	});

	it('keeps the first published content of a version, however the tags came', async () => {
		const repo = at.repository('conflicts');
		const commit = (tag: string, ...all: [string, string, string][]) =>
			repo.commit(
				{
					'dogebox.json': index(...all.map(([name]) => name)),
					...Object.fromEntries(all.map(([name, version, text]) => [name, pup(name, version, { text })]))
				},
				[`refs/tags/${tag}`]
			);
		commit('v0.3.0', ['Core', '0.0.6', 'third'], ['Other', '1.0.0', 'same']);
		const early = at.input('early', { location: `${at.server.url}/conflicts.git` });
		expect(versionsIn(await at.read(early))).toEqual(['Core: 0.0.6 of tag v0.3.0', 'Other: 1.0.0 of tag v0.3.0']);
		commit('v0.10.0', ['Core', '0.0.6', 'tenth'], ['Other', '1.0.0', 'same']);
		commit('v0.2.0', ['Core', '0.0.6', 'second'], ['Other', '1.0.0', 'same']);
		const late = at.input('late', { location: `${at.server.url}/conflicts.git` });
		const [one, two] = [await at.read(early), await at.read(late)];
		expect(one).toEqual(two);
		expect(versionsIn(one)).toEqual(['Core: 0.0.6 of tag v0.2.0', 'Other: 1.0.0 of tag v0.2.0']);
		expect(one.conflicts).toEqual([
			{ name: 'Core', version: '0.0.6', taken: 'tag v0.2.0', left: ['tag v0.3.0', 'tag v0.10.0'] }
		]);
		expect((await at.reader().file(late, two.pups[0]!.versions[0]!, 'text', 100))?.toString()).toBe('second');
	});

	it('says which branches there are where HEAD names none of them', async () => {
		const repo = at.repository('headless');
		repo.commit({ 'manifest.json': manifest('A', '0.0.1') }, ['refs/heads/trunk']);
		repo.git(['symbolic-ref', 'HEAD', 'refs/heads/gone']);
		await expect(at.read(at.input('headless'))).rejects.toMatchObject({
			code: 'bad-source',
			message:
				'This repository names a main branch (HEAD) that it does not have, and has no version tag. Its branches: “trunk”.',
			hint: expect.stringMatching(/^Add the branch to the address: \S+#trunk$/) as string
		});
	});

	it('says what is kept in Git LFS', async () => {
		const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 4096\n`;
		const repo = at.repository('lfs');
		repo.commit(
			{
				'dogebox.json': index('a', 'b', 'c'),
				a: pup('A', '0.0.1', { 'model.bin': pointer, 'data.bin': pointer }),
				b: pup('B', '0.0.1', { 'pup.nix': pointer }),
				c: { tree: { 'manifest.json': pointer } }
			},
			['refs/tags/v0.0.1']
		);
		const { pups, unreadable } = await at.read(at.input('lfs'));
		const of = (name: string) => pups.find((one) => one.name === name)!.versions[0]!;
		expect(of('A').problem).toBeNull();
		expect(of('A').warnings.join(' ')).toMatch(
			/“data\.bin” and 1 more file are kept in Git LFS\. The repository has only/
		);
		expect(of('B').problem).toMatch(/^Its pup\.nix is kept in Git LFS\./);
		expect(unreadable).toEqual([
			{ location: 'c', reason: expect.stringMatching(/^c\/manifest\.json is kept in Git LFS\./) as string }
		]);
	});

	it('tells wrong Nix files when listing, and takes signatures along', async () => {
		const repo = at.repository('integrity');
		repo.commit({ 'dogebox.json': index('a'), a: pup('A', '0.0.1', { 'pup.nix': 'other' }), 'dogebox.sums': 'of 1' }, [
			'refs/tags/v0.0.1'
		]);
		const signed = repo.commit(
			{
				'dogebox.json': index('a'),
				a: { tree: { 'manifest.json': manifest('A', '0.0.2', { logoPath: 'logo.png' }), 'pup.nix': NIX } },
				'dogebox.sums': 'of 2',
				'dogebox.sums.minisig': 'by me'
			},
			['refs/tags/v0.0.2']
		);
		const listing = await at.read(at.input('integrity'));
		const [second, first] = listing.pups[0]!.versions;
		expect(first!.problem).toContain('The SHA-256 of its pup.nix differs: found ');
		expect(second!.problem).toBe(null);
		expect(second!.warnings).toContain('Its logo logo.png is not there.');
		expect(listing.signed).toEqual({ [signed]: { text: 'of 2', signature: 'by me' } });
	});

	it('asks git a few times only, however many tags and pups there are', async () => {
		const repo = at.repository('many');
		const names = Array.from({ length: 8 }, (_, i) => `pup-${i}`);
		for (let tag = 0; tag < 12; tag += 1) {
			const pups = Object.fromEntries(names.map((name, i) => [name, pup(name, `0.${i % 3 === 0 ? tag : 0}.0`)]));
			repo.commit({ 'dogebox.json': index(...names), ...pups }, [`refs/tags/v0.${tag}.0`]);
		}
		const calls: string[] = [];
		const local = createLocalHost({ paths: at.host.paths, names: at.host.names, spawn: createSpawner() });
		const host: Host = {
			...local,
			call: (verb, args, options) => (calls.push(verb.name), local.call(verb, args, options))
		};
		const reader = at.reader({}, { host });
		const listing = await reader.read(at.input('many'), quiet, never);
		expect(listing.pups.map(({ versions }) => versions.length)).toEqual([12, 1, 1, 12, 1, 1, 12, 1]);
		expect(calls.length).toBeLessThan(20);
		calls.length = 0;
		expect(await reader.read(at.input('many'), quiet, never)).toEqual(listing);
		// Trees that were evaluated before are not read again.
		expect(calls.filter((name) => name !== 'git.read')).toEqual([
			'git.open',
			'git.ask',
			'git.refs',
			'git.forget',
			'git.refs'
		]);
		expect(calls.filter((name) => name === 'git.read').length).toBeLessThan(6);
	});

	it('stays usable without a network, and mends a damaged copy', async () => {
		const repo = at.repository('offline');
		repo.commit({ 'manifest.json': manifest('A', '0.0.1'), 'pup.nix': NIX, text: 'here' }, ['refs/tags/v0.0.1']);
		const source = at.input('offline');
		const version = (await at.read(source)).pups[0]!.versions[0]!;
		at.server.interfere = (_request, response) => (response.destroy(), true);
		try {
			await expect(at.read(source)).rejects.toMatchObject({ code: 'unreachable', status: 502 });
			expect((await at.reader().file(source, version, 'text', 100))?.toString()).toBe('here');
		} finally {
			at.server.interfere = null;
		}
		const packs = join(source.folder, 'repo.git/objects/pack');
		for (const name of readdirSync(packs)) truncateSync(join(packs, name), 40);
		expect(await at.reader().file(source, version, 'text', 100)).toBe(null);
		const target = join(at.data, 'damaged');
		mkdirSync(target);
		await expect(at.reader().checkout(source, version, target, quiet, never)).rejects.toMatchObject({
			code: 'content-changed'
		});
		expect((await at.read(source)).pups[0]!.versions[0]).toEqual(version);
		expect((await at.reader().file(source, version, 'text', 100))?.toString()).toBe('here');
	});

	it('says plainly what is no source of pups', async () => {
		const repo = at.repository('other');
		await expect(at.read(at.input('other'))).rejects.toMatchObject({
			code: 'bad-source',
			message: expect.stringMatching(/is empty/)
		});
		repo.commit({ 'README.md': 'a program' }, ['refs/heads/main']);
		await expect(at.read(at.input('other'))).rejects.toMatchObject({
			code: 'bad-source',
			message: expect.stringMatching(/neither dogebox.json nor/)
		});
		await expect(at.read(at.input('nowhere'))).rejects.toMatchObject({
			code: 'http-status',
			message: expect.stringMatching(/There is no repository/)
		});
		at.server.interfere = (_request, response) => (response.end('<html>\n<h1>Welcome</h1>\n</html>\n'), true);
		try {
			await expect(at.read(at.input('other'))).rejects.toMatchObject({
				code: 'bad-source',
				message: expect.stringMatching(/is not a git repository/)
			});
		} finally {
			at.server.interfere = null;
		}
	});
});
