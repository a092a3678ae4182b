/**
 * The sources service over a real database, real jobs, real folders, and git repositories served
 * over HTTP.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, type Dirent, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeBody } from '../../src/lib/contract/live.ts';
import { openDatabase } from '../../src/lib/server/db/index.ts';
import { createEvents } from '../../src/lib/server/events/index.ts';
import { hashTree } from '../../src/lib/server/files/index.ts';
import { createJobs } from '../../src/lib/server/jobs/index.ts';
import { createSealer } from '../../src/lib/server/keys/index.ts';
import { createSources } from '../../src/lib/server/sources/index.ts';
import { createStore, type HostCapabilities } from '../../src/lib/server/store/index.ts';
import { cannotServeGit, type TreeContent } from '../support/git-server.ts';
import { freePort } from '../support/program.ts';
import { gitFixture, index, never, NIX, quiet, type GitFixture } from './support/git-fixture.ts';

const why = cannotServeGit();
if (why) console.log(`sources.test: skipped, ${why}`);
const noMinisign = spawnSync('minisign', ['-v']).error !== undefined;
if (noMinisign) console.log('sources.test: signatures are skipped, minisign is not installed');

const PASSWORD = 'hunter2-very-secret';
const capabilities: HostCapabilities = {
	nix: { ok: false, reason: 'No Nix here.', command: null },
	flake: { ok: false, reason: 'No flakes here.', command: null },
	debian: { ok: true },
	image: { ok: false, reason: 'No images here.', command: null }
};
/** Manifest of a pup that this host can build. */
const manifest = (name: string, version: string, meta: Record<string, unknown> = {}) =>
	JSON.stringify({
		manifestVersion: 1,
		meta: { name, version, ...meta },
		container: { build: { debian: { packages: [] } }, services: [{ name: 'a', command: { exec: 'a' } }] }
	});
const pup = (name: string, version: string, more: TreeContent = {}): { tree: TreeContent } => ({
	tree: { 'manifest.json': manifest(name, version), ...more }
});
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe.skipIf(why !== null)('sources', () => {
	let git: GitFixture;
	let builtin: string;
	const lives: { end(): Promise<void> }[] = [];

	/**
	 * One run of the service on a data folder. The next run on the same folder continues from it.
	 */
	async function life(name: string, official: string | null = null) {
		const data = join(git.data, name);
		mkdirSync(data, { recursive: true });
		const log = pino({ level: 'trace' }, { write: (line: string) => void git.logged.push(line) });
		const database = openDatabase({
			file: join(data, 'dogebox.db'),
			migrations: new URL('../../drizzle', import.meta.url).pathname
		});
		const events = createEvents({ database, log });
		const jobs = createJobs({ database, events, logFolder: join(data, 'logs'), log });
		const sources = createSources({
			database,
			events,
			jobs,
			sealer: createSealer({ keyFile: join(data, 'seal.key') }),
			folder: join(data, 'sources'),
			builtinFolder: builtin,
			officialSource: official,
			readers: { git: git.reader(), web: null },
			log
		});
		const store = createStore({ sources, events, capabilities: () => capabilities, installed: () => [] });
		const changes: ChangeBody[] = [];
		events.subscribe((change) => changes.push(change.body));
		await store.begin();
		await sources.begin();
		await jobs.start();
		let over = false;
		const self = {
			data,
			database,
			jobs,
			sources,
			store,
			changes,
			source: (id: string) => sources.list().find((one) => one.id === id),
			pup: (id: string, called: string) => store.list().find((one) => one.sourceId === id && one.name === called),
			async end() {
				if (over) return;
				over = true;
				await jobs.stop(3000);
				await sources.close();
				database.close();
			}
		};
		lives.push(self);
		return self;
	}

	async function until(what: () => unknown): Promise<void> {
		for (const deadline = Date.now() + 60_000; !what();) {
			if (Date.now() > deadline) throw new Error(`not reached: ${what.toString()}`);
			await new Promise((resolve) => setTimeout(resolve, 25));
		}
	}

	/** All files below a folder, as one string. */
	const allBytes = (folder: string): string =>
		(readdirSync(folder, { recursive: true, withFileTypes: true }) as Dirent[])
			.filter((entry) => entry.isFile())
			.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
			.join('\n');

	beforeAll(async () => {
		git = await gitFixture();
		builtin = join(git.data, 'builtin');
		mkdirSync(builtin, { recursive: true });
		writeFileSync(join(builtin, 'dogebox.json'), JSON.stringify({ id: 'b', name: 'Samples', pups: [] }));
	});
	afterAll(async () => {
		for (const one of lives) await one.end();
		await git?.dispose();
	});

	it('reads a repository with an account that nobody sees again, and shows it offline after a restart', async () => {
		const repo = git.repository('private');
		repo.commit({ 'dogebox.json': index('a'), a: pup('A', '0.1.0') }, ['refs/tags/v0.1.0']);
		repo.commit(
			{
				'dogebox.json': index('a', 'b', 'gone'),
				a: {
					tree: {
						'manifest.json': manifest('A', '0.2.0', { logoPath: 'logo.svg' }),
						'logo.svg': SVG,
						'Readme.md': '# Hello <b>you</b>'
					}
				},
				b: { tree: { 'manifest.json': '{ not json' } }
			},
			['refs/tags/v0.2.0']
		);
		git.server.account = `me:${PASSWORD}`;
		let box = await life('private');
		try {
			const address = `${git.server.url}/private.git`;
			await expect(box.sources.add(address)).rejects.toMatchObject({ code: 'not-authorised' });
			expect(box.sources.list().length).toBe(1);
			expect(existsSync(join(box.data, 'sources')) ? readdirSync(join(box.data, 'sources')) : []).toEqual([]);

			const added = await box.sources.add(address.replace('//', `//me:${PASSWORD}@`));
			expect(added).toMatchObject({
				kind: 'git',
				location: address,
				name: 'Test pups',
				account: 'me',
				pups: 1,
				lastError: null
			});
			expect(added.unreadable.map((one) => one.location).sort()).toEqual(['b', 'gone']);
			await expect(box.sources.add(`${address}/`)).rejects.toMatchObject({ code: 'already-added', status: 409 });
			const job = box.jobs.list().find((one) => one.kind === 'source.read' && one.status === 'succeeded');
			expect(job).toMatchObject({ title: 'Read private.git', resources: [`source:${added.id}`] });
			expect(box.pup(added.id, 'A')).toMatchObject({ version: '0.2.0', versions: 2, runnable: true });

			const detail = await box.store.detail(added.id, 'A');
			expect(detail.readmeHtml).toBe('<h3>Hello &lt;b&gt;you&lt;/b&gt;</h3>\n');
			expect(detail.offered.map((one) => [one.version, one.origin])).toEqual([
				['0.2.0', 'tag v0.2.0'],
				['0.1.0', 'tag v0.1.0']
			]);
			expect((await box.store.detail(added.id, 'A', '0.1.0')).readmeHtml).toBeNull();
			const logo = await box.sources.logo(added.id, 'A');
			expect(logo?.type).toBe('image/svg+xml');
			expect(readFileSync(join(logo!.folder, logo!.path), 'utf8')).toBe(SVG);

			const tree = await box.sources.checkout(added.id, 'A', '0.2.0', quiet, never);
			expect(tree.treeHash).toBe(await hashTree(tree.folder));
			expect(box.sources.find(added.id, 'A')).toMatchObject({
				treeHash: tree.treeHash,
				folder: null,
				version: '0.2.0'
			});
			await tree.done();
			expect(existsSync(tree.folder)).toBe(false);

			await box.end();
			expect(allBytes(box.data)).not.toContain(PASSWORD);
			expect(JSON.stringify(box.changes)).not.toContain(PASSWORD);
			expect(git.logged.join('')).not.toContain(PASSWORD);

			// The server does not answer any more. Everything is still there, and the source says
			// why it is not newer.
			git.server.interfere = (request) => (request.socket.destroy(), true);
			box = await life('private');
			expect(box.pup(added.id, 'A')).toMatchObject({ version: '0.2.0', logoUrl: expect.stringContaining('/logo') });
			expect(await box.store.detail(added.id, 'A')).toMatchObject({ readmeHtml: expect.stringContaining('Hello') });
			await box.sources.refresh(added.id);
			expect(box.source(added.id)).toMatchObject({
				pups: 1,
				lastError: expect.stringMatching(/[a-z].*\./),
				jobId: null
			});
			git.server.interfere = null;

			repo.commit({ 'dogebox.json': index('a'), a: pup('A', '0.3.0') }, ['refs/tags/v0.3.0']);
			await box.sources.refresh(added.id);
			expect(box.source(added.id)).toMatchObject({ lastError: null });
			expect(box.pup(added.id, 'A')).toMatchObject({ version: '0.3.0', versions: 3 });

			const renamed = await box.sources.change(added.id, { name: 'Mine' });
			expect(renamed).toMatchObject({ name: 'Mine', account: 'me' });
			expect(box.pup(added.id, 'A')?.sourceName).toBe('Mine');
			await box.sources.refresh(added.id);
			expect(box.source(added.id)?.name).toBe('Mine');
			expect((await box.sources.change(added.id, { name: null })).name).toBe('Test pups');
			expect((await box.sources.change(added.id, { credentials: null })).account).toBeNull();
			await until(() => box.source(added.id)?.lastError?.includes('name and password'));

			await box.sources.remove(added.id);
			expect(box.source(added.id)).toBeUndefined();
			expect(existsSync(join(box.data, 'sources', added.id))).toBe(false);
			expect(box.changes.at(-2)).toEqual({ kind: 'source-removed', id: added.id });
		} finally {
			git.server.account = null;
			git.server.interfere = null;
			await box.end();
		}
	});

	it('tells of two contents under one name and version, and refuses what is not what it says', async () => {
		const repo = git.repository('twice');
		const nix = (sha: string) => ({
			tree: {
				'manifest.json': JSON.stringify({
					manifestVersion: 1,
					meta: { name: 'N', version: '1.0.0' },
					container: {
						build: { nixFile: 'pup.nix', nixFileSha256: sha, debian: {} },
						services: [{ name: 'a', command: { exec: 'a' } }]
					}
				}),
				'pup.nix': NIX
			}
		});
		repo.commit({ 'dogebox.json': index('a'), a: pup('A', '1.0.0') }, ['refs/tags/v1.0.0']);
		repo.commit({ 'dogebox.json': index('a', 'n'), a: pup('A', '1.0.0', { extra: 'x' }), n: nix('0'.repeat(64)) }, [
			'refs/tags/v1.1.0'
		]);
		const box = await life('twice');
		try {
			const { id, conflicts } = await box.sources.add(`${git.server.url}/twice.git`);
			expect(conflicts).toEqual([{ name: 'A', version: '1.0.0', taken: 'tag v1.0.0', left: ['tag v1.1.0'] }]);
			expect(box.pup(id, 'N')).toMatchObject({ runnable: false, reason: expect.stringContaining('pup.nix') });
			expect(() => box.sources.find(id, 'N')).toThrow(expect.objectContaining({ code: 'pup-unusable', status: 422 }));
			await expect(box.sources.checkout(id, 'N', '1.0.0', quiet, never)).rejects.toMatchObject({
				code: 'pup-unusable'
			});
		} finally {
			await box.end();
		}
	});

	it('gives up a reading that is cancelled or whose source is removed', async () => {
		const repo = git.repository('slow');
		repo.commit({ 'manifest.json': manifest('S', '1.0.0') }, ['refs/heads/main']);
		const box = await life('slow');
		const reading = () => box.jobs.list({ unfinishedOnly: true }).find((one) => one.kind === 'source.read');
		try {
			git.server.interfere = () => true;
			const adding = box.sources.add(`${git.server.url}/slow.git`);
			const refused = expect(adding).rejects.toMatchObject({ code: 'cancelled' });
			await until(() => reading()?.status === 'running');
			await expect(box.sources.add(`${git.server.url}/slow.git`)).rejects.toMatchObject({ code: 'already-added' });
			box.jobs.cancel(reading()!.id);
			await refused;
			expect(box.sources.list().length).toBe(1);

			git.server.interfere = null;
			const { id } = await box.sources.add(`${git.server.url}/slow.git`);
			git.server.interfere = () => true;
			const refreshing = box.sources.refresh(id);
			await until(() => reading()?.status === 'running');
			expect(box.source(id)?.jobId).toBe(reading()!.id);
			await box.sources.remove(id);
			await refreshing;
			expect(box.source(id)).toBeUndefined();
			expect(existsSync(join(box.data, 'sources', id))).toBe(false);
		} finally {
			git.server.interfere = null;
			await box.end();
		}
	});

	it('lists the official source once, calmly without internet, and not again after it was removed', async () => {
		const location = `http://127.0.0.1:${await freePort()}/Dogebox/pups.git`;
		let box = await life('official', location);
		try {
			const official = box.sources.list().find((one) => one.official);
			expect(official).toMatchObject({ kind: 'git', location, pups: 0, lastSeenAt: null, lastError: null });
			const before = git.logged.length;
			await box.sources.refresh(official!.id);
			expect(box.source(official!.id)?.lastError).toContain('The internet cannot be reached from here');
			const said = git.logged.slice(before);
			expect(said.filter((line) => line.includes('a source cannot be read'))).toHaveLength(1);
			expect(said.filter((line) => line.includes('"stack"'))).toEqual([]);
			await box.end();
			box = await life('official', location);
			expect(box.sources.list().filter((one) => one.official).length).toBe(1);
			await box.sources.remove(official!.id);
			await box.end();
			box = await life('official', location);
			expect(box.sources.list().some((one) => one.official)).toBe(false);
		} finally {
			await box.end();
		}
	});

	it('sees changes of a folder by itself, and keeps what it knew when the folder goes away', async () => {
		const folder = join(git.data, 'workshop');
		const write = (path: string, text: string) => {
			mkdirSync(join(folder, path, '..'), { recursive: true });
			writeFileSync(join(folder, path), text);
		};
		write('dogebox.json', index('one'));
		write('one/manifest.json', manifest('One', '1.0.0'));
		const box = await life('folder');
		try {
			const { id } = await box.sources.add(folder);
			expect(box.jobs.list().length).toBe(0);
			await new Promise((resolve) => setTimeout(resolve, 100));
			write('one/manifest.json', manifest('One', '1.0.1'));
			await until(() => box.pup(id, 'One')?.version === '1.0.1');
			write('two/manifest.json', manifest('Two', '2.0.0'));
			write('dogebox.json', index('one', 'two'));
			await until(() => box.pup(id, 'Two'));
			write('two/manifest.json', manifest('Two', '2.0.1'));
			await until(() => box.pup(id, 'Two')?.version === '2.0.1');
			rmSync(folder, { recursive: true });
			await until(() => box.source(id)?.lastError !== null);
			expect(box.pup(id, 'Two')?.version).toBe('2.0.1');
			await expect(box.sources.checkout(id, 'One', '1.0.1', quiet, never)).rejects.toThrow();
		} finally {
			await box.end();
		}
	});

	it.skipIf(noMinisign)(
		'installs only what is signed where a key is pinned, and nothing more when it stops fitting',
		async () => {
			const keys = join(git.data, 'keys');
			mkdirSync(keys, { recursive: true });
			const key = (name: string) => {
				execFileSync('minisign', ['-GW', '-p', join(keys, `${name}.pub`), '-s', join(keys, `${name}.key`)]);
				return readFileSync(join(keys, `${name}.pub`), 'utf8').split('\n')[1]!;
			};
			const [own, other] = [key('own'), key('other')];
			const sign = (text: string) => {
				const file = join(keys, 'dogebox.sums');
				writeFileSync(file, text);
				execFileSync('minisign', ['-S', '-s', join(keys, 'own.key'), '-m', file]);
				return { 'dogebox.sums': text, 'dogebox.sums.minisig': readFileSync(`${file}.minisig`, 'utf8') };
			};
			// A folder with one pup and the signed list of its hash.
			const folder = join(git.data, 'signed');
			mkdirSync(join(folder, 'one'), { recursive: true });
			writeFileSync(join(folder, 'dogebox.json'), index('one'));
			writeFileSync(join(folder, 'one/manifest.json'), manifest('One', '1.0.0'));
			const publish = (files: Record<string, string>) => {
				for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
			};
			publish(sign(`${await hashTree(join(folder, 'one'))}  one\n`));
			const box = await life('signed');
			try {
				await expect(box.sources.add(folder, { publicKey: 'RWQno' })).rejects.toMatchObject({ code: 'bad-key' });
				const { id, signature } = await box.sources.add(folder, { publicKey: own });
				expect(signature).toBe('verified');
				expect(box.sources.find(id, 'One').signature).toBe('verified');
				await (await box.sources.checkout(id, 'One', '1.0.0', quiet, never)).done();

				expect(await box.sources.change(id, { publicKey: other })).toMatchObject({
					signature: 'failed',
					publicKey: other
				});
				expect(() => box.sources.find(id, 'One')).toThrow(/another key/);
				expect(await box.sources.change(id, { publicKey: null })).toMatchObject({ signature: 'unsigned' });
				expect(box.sources.find(id, 'One').signature).toBe('unsigned');
				await box.sources.change(id, { publicKey: own });

				writeFileSync(join(folder, 'one/evil.sh'), 'evil');
				await box.sources.refresh(id);
				expect(box.source(id)?.signature).toBe('failed');
				expect(box.pup(id, 'One')).toMatchObject({ runnable: false, signature: 'failed' });
				expect(() => box.sources.find(id, 'One')).toThrow(/not those that were signed/);
				rmSync(join(folder, 'one/evil.sh'));
				writeFileSync(join(folder, 'dogebox.sums.minisig'), 'nonsense');
				await box.sources.refresh(id);
				expect(() => box.sources.find(id, 'One')).toThrow(/format of minisign/);

				// A pup at the root of a repository: the list is in the pup's own tree and does not
				// cover itself.
				const plain = join(git.data, 'plain');
				mkdirSync(plain);
				writeFileSync(join(plain, 'manifest.json'), manifest('Root', '1.0.0'));
				const good = sign(`${await hashTree(plain)}  .\n`);
				const repo = git.repository('signed');
				repo.commit({ 'manifest.json': manifest('Root', '1.0.0'), ...good }, ['refs/tags/v1.0.0']);
				const root = await box.sources.add(`${git.server.url}/signed.git`, { publicKey: own });
				expect(root.signature).toBe('verified');
				await (await box.sources.checkout(root.id, 'Root', '1.0.0', quiet, never)).done();

				// The next version has no new signature. The old version is still offered, and the
				// new one is refused.
				repo.commit({ 'manifest.json': manifest('Root', '2.0.0') }, ['refs/tags/v2.0.0']);
				// This version has a list that covers other files.
				repo.commit({ 'manifest.json': manifest('Root', '3.0.0'), evil: 'x', ...good }, ['refs/tags/v3.0.0']);
				await box.sources.refresh(root.id);
				expect(box.source(root.id)?.signature).toBe('verified');
				expect(() => box.sources.find(root.id, 'Root', '2.0.0')).toThrow(/not signed/);
				await expect(box.sources.checkout(root.id, 'Root', '3.0.0', quiet, never)).rejects.toMatchObject({
					code: 'signature-failed',
					status: 422
				});
				expect(readdirSync(join(box.data, 'sources', root.id, 'checkouts'))).toEqual([]);
			} finally {
				await box.end();
			}
		}
	);
});
