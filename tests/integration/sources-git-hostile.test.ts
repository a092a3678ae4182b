import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotServeGit, git, serveGit, type TreeContent } from '../support/git-server.ts';
import {
	gitFixture,
	index,
	manifest,
	never,
	NIX,
	pup,
	quiet,
	until,
	versionsIn,
	type GitFixture
} from './support/git-fixture.ts';
import { chownSync, execFileSync } from '../support/as-root.ts';

const reason = cannotServeGit();
if (reason) console.log(`sources-git-hostile.test: skipped, ${reason}`);

/** Text that appears nowhere else. */
const PASSWORD = 'never-show-this-4711';

describe.skipIf(reason !== null)('hostile git sources', () => {
	let at: GitFixture;
	beforeAll(async () => {
		at = await gitFixture();
	});
	afterEach(() => {
		at.server.interfere = null;
		at.server.slow = null;
		at.server.account = null;
	});
	afterAll(() => at?.dispose());

	it('shows what must not be installed with its reason, and all else', async () => {
		const repo = at.repository('shapes');
		const other = repo.commit({ a: 'b' }, []);
		let bomb: TreeContent = { file: 'x' };
		for (let i = 0; i < 6; i += 1) {
			const treeId = repo.tree(bomb);
			bomb = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`d${n}`, { treeId }]));
		}
		let deep: TreeContent = { file: 'x' };
		for (let i = 0; i < 40; i += 1) deep = { d: { tree: deep } };
		const shapes: Record<string, TreeContent> = {
			'link-out': { passwd: { link: '../../etc/passwd' } },
			'link-root': { passwd: { link: '/etc/passwd' } },
			'link-through': { tree: { tree: { up: { link: '../x/../../..' } } } },
			submodule: {
				sub: { submodule: other },
				'.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = ext::sh -c id\n'
			},
			'git-folder': {
				'.git': { tree: { config: '[core]', hooks: { tree: { 'post-checkout': { executable: 'x' } } } } }
			},
			'git-upper': { '.GIT': { tree: { config: '[core]' } } },
			'git-ntfs': { 'GIT~1': { tree: { config: '[core]' } } },
			'git-dots': { '.git. ': 'x' },
			'git-hidden': { '.g\u200cit': 'x' },
			control: { 'a\nb': 'x' },
			escape: { '..': { tree: { escaped: 'x' } } },
			bomb,
			deep
		};
		const names = Object.keys(shapes);
		names.forEach((name, i) => {
			repo.commit(
				{ 'dogebox.json': index('p', 'good'), p: pup(name, '1.0.0', shapes[name]), good: pup('Good', `1.${i}.0`) },
				[`refs/tags/v1.${i}.0`]
			);
		});
		const source = at.input('shapes');
		const listing = await at.read(source);
		expect(listing.pups.find(({ name }) => name === 'Good')!.versions.map(({ problem }) => problem)).toEqual(
			names.map(() => null)
		);
		const problems = Object.fromEntries(listing.pups.map(({ name, versions }) => [name, versions[0]!.problem]));
		expect(problems).toMatchObject({
			'link-out': '“passwd” is a link that leads out of the pup’s folder.',
			'link-root': '“passwd” is a link that leads out of the pup’s folder.',
			'link-through': '“tree/up” is a link that leads out of the pup’s folder.',
			submodule: '“sub” is a submodule: another repository, which is not fetched.',
			'git-folder': '“.git” would be taken for the inside of a repository.',
			'git-upper': '“.GIT” would be taken for the inside of a repository.',
			'git-ntfs': '“GIT~1” would be taken for the inside of a repository.',
			'git-dots': '“.git. ” would be taken for the inside of a repository.',
			'git-hidden': '“.g·it” would be taken for the inside of a repository.',
			control: '“a·b” has control characters in its name.',
			escape: '“..” has a name that leads elsewhere.',
			bomb: 'It has more than 20000 files and folders.',
			deep: 'It has more than 32 folders within folders.'
		});
		for (const name of ['link-out', 'escape', 'git-folder']) {
			const target = join(at.data, `target-${name}`);
			mkdirSync(target);
			const version = listing.pups.find((one) => one.name === name)!.versions[0]!;
			await expect(at.reader().checkout(source, version, target, quiet, never)).rejects.toMatchObject({
				code: 'pup-unusable'
			});
		}
		expect(existsSync(join(at.data, 'escaped'))).toBe(false);
	});

	it('lists bad locations and manifests beside the good pups', async () => {
		const repo = at.repository('locations');
		const content = {
			'dogebox.json': index(
				'../../etc',
				'/etc',
				'link',
				'sub',
				'none',
				'empty',
				'broken',
				'good',
				'twin',
				'a\nb',
				'.git'
			),
			link: { link: 'good' },
			sub: { submodule: repo.commit({ a: 'b' }, []) },
			empty: { tree: { 'README.md': 'x' } },
			broken: { tree: { 'manifest.json': '{ "manifestVersion": 1, ' } },
			good: pup('Good', '1.0.0'),
			twin: pup('Good', '2.0.0')
		};
		for (const tag of ['v1.0.0', 'v1.1.0']) repo.commit(content, [`refs/tags/${tag}`]);
		repo.commit({ 'dogebox.json': '{ "name": "x" }' }, ['refs/tags/v0.9.0']);
		repo.commit({ 'dogebox.json': { link: '/etc/passwd' } }, ['refs/tags/v0.8.0']);
		repo.commit({ 'README.md': 'before there were pups' }, ['refs/tags/v0.1.0']);
		const listing = await at.read(at.input('locations'));
		expect(versionsIn(listing)).toEqual(['Good: 1.0.0 of tag v1.0.0']);
		const reasons = listing.unreadable.map(({ location, reason: why }) => `${location}: ${why}`);
		const broken = reasons.findIndex((line) => line.startsWith('broken: '));
		// The end of the message comes from the JavaScript engine.
		expect(reasons.splice(broken, 1)[0]).toMatch(
			/^broken: manifest\.json is not JSON: .+ \(tag v1\.0\.0, tag v1\.1\.0\)\.$/
		);
		expect(reasons.sort()).toEqual(
			[
				'dogebox.json: dogebox.json is a link, which is not followed (tag v0.8.0).',
				'dogebox.json: dogebox.json cannot be used: missing field: id (tag v0.9.0).',
				...[
					'../../etc: its location leads out of the source',
					'/etc: its location leads out of the source',
					'a·b: its location “a·b” has control characters in its name',
					'.git: its location “.git” would be taken for the inside of a repository',
					'link: it is a link, which is not followed',
					'sub: it is a submodule: another repository, which is not fetched',
					'none: the folder is not there',
					'empty: there is no manifest.json',
					'twin: another pup of this source is called “Good” too'
				].map((line) => `${line} (tag v1.0.0, tag v1.1.0).`)
			].sort()
		);
	});

	it('keeps an account to its server and shows it nowhere', async () => {
		const repo = at.repository('private');
		repo.commit({ 'manifest.json': manifest('Mine', '1.0.0'), 'pup.nix': NIX, heavy: randomBytes(200_000) }, [
			'refs/tags/v1.0.0'
		]);
		at.server.account = `me:${PASSWORD}`;
		await expect(at.read(at.input('private'))).rejects.toMatchObject({
			code: 'not-authorised',
			message: expect.stringContaining('asks for a name')
		});
		const wrong = { credentials: { username: 'me', password: 'wrong' } };
		await expect(at.read(at.input('private', wrong))).rejects.toMatchObject({
			code: 'not-authorised',
			message: expect.stringContaining('does not accept')
		});

		const source = at.input('private', { credentials: { username: 'me', password: PASSWORD } });
		const encoded = Buffer.from(`me:${PASSWORD}`).toString('base64');
		// Slow, so that the processes can be inspected while they run.
		at.server.slow = 100_000;
		const lines = new Set<string>();
		const sampling = setInterval(() => at.processes(source).forEach(({ line }) => lines.add(line)), 50);
		try {
			expect(versionsIn(await at.read(source))).toEqual(['Mine: 1.0.0 of tag v1.0.0']);
		} finally {
			clearInterval(sampling);
		}
		expect([...lines].some((line) => line.includes('git fetch'))).toBe(true);
		const everything = [...lines, ...at.logged].join('\n');
		expect(everything).not.toContain(PASSWORD);
		expect(everything).not.toContain(encoded);
		expect(everything).not.toMatch(/dogebox:[^@\s]*@127/);
		const files = (readdirSync(source.folder, { recursive: true, withFileTypes: true }) as Dirent[]).filter((entry) =>
			entry.isFile()
		);
		const stored = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
		expect(stored).not.toContain(PASSWORD);
		expect(stored).not.toContain(encoded);
	});

	it('does not follow a server into the home network, nor with an account anywhere', async () => {
		const repo = at.repository('moved');
		repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX }, ['refs/tags/v1.0.0']);
		// 127.0.0.2 stands for a server on the internet, and 127.0.0.1 remains a home address.
		const far = await serveGit(at.data, '127.0.0.2');
		const outbound = createOutbound({
			folder: join(at.data, 'downloads'),
			allow: [],
			log: pino({ level: 'silent' }),
			zoneOf: (address) => (address === '127.0.0.2' ? 'public' : 'home')
		});
		try {
			far.interfere = (request, response) => {
				response.writeHead(302, { location: `${at.server.url}/moved.git/${request.url!.split('.git/')[1]}` }).end();
				return true;
			};
			const before = at.server.requests.length;
			const source = at.input('far', { location: `${far.url}/pups.git` });
			await expect(at.reader({}, { outbound }).read(source, quiet, never)).rejects.toMatchObject({
				status: 502,
				message: expect.stringContaining('home network')
			});
			expect(at.server.requests.length).toBe(before);

			const account = { ...source, credentials: { username: 'me', password: PASSWORD } };
			await expect(at.reader({}, { outbound }).read(account, quiet, never)).rejects.toMatchObject({
				code: 'bad-redirect'
			});
			expect(at.server.requests.length).toBe(before);
		} finally {
			await far.close();
		}
		// A repository that moved to another path on the same server is found.
		at.server.interfere = (request, response) => {
			if (!request.url!.startsWith('/old.git/')) return false;
			response.writeHead(301, { location: request.url!.replace('old.git', 'moved.git') }).end();
			return true;
		};
		expect(versionsIn(await at.read(at.input('old')))).toEqual(['A: 1.0.0 of tag v1.0.0']);
	});

	it('refuses repositories with more tags than a source has', async () => {
		const repo = at.repository('tags');
		const id = repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX }, []);
		const lines = Array.from({ length: 10_000 }, (_, i) => `${id} refs/tags/v0.0.${i}`).sort();
		writeFileSync(
			join(repo.path, 'packed-refs'),
			`# pack-refs with: peeled fully-peeled sorted \n${lines.join('\n')}\n`
		);
		await expect(at.read(at.input('tags'))).rejects.toMatchObject({
			code: 'too-many-tags',
			message: 'This repository has 10000 tags; a source may have 2000.'
		});
	});

	it('cuts off what is too large; what was seen before stays', async () => {
		const repo = at.repository('large');
		const good = repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX, text: 'here' }, [
			'refs/tags/v1.0.0'
		]);
		const source = at.input('large');
		const [version] = (await at.read(source)).pups[0]!.versions;
		repo.commit(
			{ 'manifest.json': manifest('A', '2.0.0'), 'pup.nix': NIX, heavy: randomBytes(4_000_000) },
			['refs/tags/v2.0.0'],
			good
		);
		await expect(at.read(source, { maxBytes: 1_000_000 })).rejects.toMatchObject({
			status: 502,
			message: expect.stringContaining('more than')
		});
		expect(at.leftovers(source)).toEqual([]);
		expect((await at.reader().file(source, version!, 'text', 100))?.toString()).toBe('here');
		// A local folder is read without the proxy, so another limit applies.
		const local = at.input('large-local', { location: repo.path });
		await expect(at.read(local, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'too-large' });
		expect(at.leftovers(local)).toEqual([]);
		// The repository is small in transfer and large when it is unpacked.
		repo.commit(
			{ 'manifest.json': manifest('A', '3.0.0'), 'pup.nix': NIX, zeros: Buffer.alloc(65 * 1024 * 1024) },
			['refs/tags/v3.0.0'],
			good
		);
		repo.git(['tag', '-d', 'v2.0.0']);
		const listing = await at.read(source, { maxBytes: 1_000_000 });
		expect(listing.pups[0]!.versions.map(({ version: name, problem }) => [name, problem])).toEqual([
			['3.0.0', '“zeros” is larger than 67 MB.'],
			['1.0.0', null]
		]);
	});

	it('gives up on servers that are slow or never answer', async () => {
		const repo = at.repository('slow');
		repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX, heavy: randomBytes(50_000) }, [
			'refs/tags/v1.0.0'
		]);
		at.server.slow = 2000;
		const source = at.input('slow');
		await expect(at.read(source, { totalMs: 2500 })).rejects.toMatchObject({
			status: 502,
			message: expect.stringMatching(/took too long|not done after/)
		});
		expect(at.processes(source)).toEqual([]);
		at.server.slow = null;
		at.server.interfere = () => true;
		await expect(at.read(source, { idleMs: 800 })).rejects.toMatchObject({
			status: 502,
			message: expect.stringContaining('sent nothing for')
		});
		expect(at.processes(source)).toEqual([]);
	});

	it('leaves nothing behind when it is cancelled or killed, and goes on afterwards', async () => {
		const repo = at.repository('cut');
		repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX, heavy: randomBytes(300_000) }, [
			'refs/tags/v1.0.0'
		]);
		const source = at.input('cut');
		const fetching = () => at.processes(source).find(({ line }) => /git fetch/.test(line));
		const receiving = () => at.leftovers(source).some((path) => path.includes('tmp_pack'));

		at.server.slow = 50_000;
		const cancel = new AbortController();
		const cancelled = at.reader().read(source, quiet, cancel.signal);
		const ended = expect(cancelled).rejects.toThrow('not wanted any more');
		await until(() => fetching() !== undefined && receiving());
		cancel.abort(new Error('not wanted any more'));
		await ended;
		expect(at.processes(source)).toEqual([]);
		expect(at.leftovers(source)).toEqual([]);

		const killed = expect(at.read(source)).rejects.toMatchObject({ status: 502 });
		await until(() => fetching() !== undefined && receiving());
		process.kill(-fetching()!.pid, 'SIGKILL');
		await killed;
		// Files that a power cut leaves behind.
		at.server.slow = null;
		const inside = join(source.folder, 'repo.git');
		mkdirSync(join(inside, 'refs/tags'), { recursive: true });
		for (const name of [
			'shallow.lock',
			'HEAD.lock',
			'packed-refs.lock',
			'config.lock',
			'refs/tags/v1.0.0.lock',
			'objects/pack/tmp_pack_x',
			'shallow_x'
		]) {
			writeFileSync(join(inside, name), '');
		}
		expect(versionsIn(await at.read(source))).toEqual(['A: 1.0.0 of tag v1.0.0']);
		expect(at.leftovers(source)).toEqual([]);
		expect(at.processes(source)).toEqual([]);
	});

	it('reads a folder of another owner without running what its configuration names', async () => {
		const repo = at.repository('local');
		repo.commit({ 'manifest.json': manifest('A', '1.0.0'), 'pup.nix': NIX }, ['refs/tags/v1.0.0', 'refs/heads/main']);
		const mark = join(at.data, 'ran');
		const script = join(repo.path, 'evil.sh');
		writeFileSync(script, `#!/bin/sh\ntouch ${mark}\nexec "$@"\n`, { mode: 0o755 });
		for (const name of ['pre-auto-gc', 'post-checkout', 'post-update', 'reference-transaction', 'pre-receive']) {
			mkdirSync(join(repo.path, 'hooks'), { recursive: true });
			writeFileSync(join(repo.path, 'hooks', name), readFileSync(script), { mode: 0o755 });
		}
		for (const key of [
			'uploadpack.packObjectsHook',
			'core.fsmonitor',
			'core.alternateRefsCommand',
			'core.sshCommand',
			'core.askPass',
			'core.gitProxy'
		]) {
			git(repo.path, ['config', key, script]);
		}
		git(repo.path, ['config', 'core.hooksPath', join(repo.path, 'hooks')]);
		git(repo.path, ['config', 'remote.origin.promisor', 'true']);
		git(repo.path, ['config', 'remote.origin.url', `ext::${script}`]);
		git(repo.path, ['config', 'remote.origin.uploadpack', script]);
		git(repo.path, ['config', 'extensions.partialClone', 'origin']);
		git(repo.path, ['config', 'core.repositoryFormatVersion', '1']);
		if (process.getuid?.() === 0) execFileSync('chown', ['-R', '12345', repo.path]);
		for (const location of [repo.path, `file://${repo.path}#main`]) {
			const listing = await at.read(at.input('local', { location }));
			expect(versionsIn(listing)).toEqual(['A: 1.0.0 of tag v1.0.0']);
		}
		expect(existsSync(mark)).toBe(false);
		if (process.getuid?.() === 0) chownSync(repo.path, 0, 0);
		await expect(at.read(at.input('local', { location: at.data }))).rejects.toMatchObject({ code: 'bad-source' });
		await expect(at.read(at.input('ssh', { location: 'ssh://git@example.org/x.git' }))).rejects.toMatchObject({
			code: 'bad-source'
		});
	});
});
