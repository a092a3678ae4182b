/**
 * From a new pup to an owner who installs it from its developer's source, as
 * docs/pup-development.md describes: packed, signed and served on the web, and published as a tag
 * of a git repository.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/lib/contract/sources.ts';
import type { StorePup } from '../../src/lib/contract/store.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { cannotServeGit, createRepository, serveGit, type GitServer } from '../support/git-server.ts';
import { root } from '../support/program.ts';

const DBX = ['dbx.js', 'dbx-pup.js'].map((name) => join(root, 'build', name));

/** Folder that contains `dbx` without the packages of this project. */
let home = '';
const at = (...parts: string[]) => join(home, ...parts);
const IDENTITY = {
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_AUTHOR_NAME: 'Maker',
	GIT_AUTHOR_EMAIL: 'maker@example.org',
	GIT_COMMITTER_NAME: 'Maker',
	GIT_COMMITTER_EMAIL: 'maker@example.org'
};

interface Ran {
	code: number | null;
	out: string;
	err: string;
}

/** Runs asynchronously, because the servers that it connects to are in this process. */
function dbx(words: string, env: Record<string, string> = {}): Promise<Ran> {
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[at('bin/dbx.js'), 'pup', ...words.split(' ')],
			{ cwd: home, env: { PATH: process.env['PATH'], HOME: home, ...IDENTITY, ...env } },
			(error, out, err) => resolve({ code: error ? (error.code as number) : 0, out, err })
		);
	});
}
const json = async <T>(words: string) => JSON.parse((await dbx(`${words} --json`)).out) as T;
const manifestOf = (folder: string) => at(folder, 'manifest.json');
const setVersion = (folder: string, version: string) =>
	writeFileSync(
		manifestOf(folder),
		readFileSync(manifestOf(folder), 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`)
	);
const bytesIn = (folder: string) =>
	Object.fromEntries(readdirSync(at(folder)).map((name) => [name, readFileSync(at(folder, name), 'latin1')]));

beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), 'dogebox-publish-'));
	chmodSync(home, 0o755);
	mkdirSync(at('bin'));
	for (const file of DBX) cpSync(file, at('bin', file.split('/').at(-1)!));
	expect((await dbx('new my-pup')).code).toBe(0);
	expect((await dbx('key maker.key --no-passphrase')).code).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('dbx pup pack', () => {
	beforeEach(() => {
		for (const name of ['site', 'again']) rmSync(at(name), { recursive: true, force: true });
	});

	it('gives the same bytes for the same folder', async () => {
		for (const out of ['site', 'again'])
			expect(await dbx(`pack my-pup --out ${out} --key maker.key`)).toMatchObject({ code: 0 });
		expect(Object.keys(bytesIn('site'))).toEqual([
			'dogebox.json',
			'dogebox.json.minisig',
			...['md', 'svg', 'tar.gz'].map((end) => `my-pup-0.0.1.${end}`)
		]);
		expect(bytesIn('again')).toEqual(bytesIn('site'));
		expect((await dbx('pack my-pup --out site --key maker.key')).out).toContain('already published, with this content');
		expect(bytesIn('again')).toEqual(bytesIn('site'));
		expect(await json<{ ok: boolean }>('check site')).toMatchObject({ ok: true, warnings: 0 });
	});

	it('keeps what is published, and changes none of it', async () => {
		expect((await dbx('pack my-pup --out site')).code).toBe(0);
		cpSync(at('my-pup'), at('changed'), { recursive: true });
		writeFileSync(at('changed/app.py'), '# other');
		const before = bytesIn('site');
		expect(await dbx('pack changed --out site')).toMatchObject({
			code: 6,
			err: expect.stringMatching(
				/^dbx: My pup 0\.0\.1 is already published with other content\.\n.*Raise meta\.version/
			)
		});
		expect(bytesIn('site')).toEqual(before);
		expect((await dbx('pack changed --out site --keep')).out).toContain('left unchanged');
		expect(bytesIn('site')).toEqual(before);
		setVersion('changed', '0.1.0');
		expect((await dbx('pack changed --out site')).code).toBe(0);
		const { pups } = JSON.parse(readFileSync(at('site/dogebox.json'), 'utf8')) as { pups: { location: string }[] };
		expect(pups.map(({ location }) => location)).toEqual(['my-pup-0.1.0.tar.gz', 'my-pup-0.0.1.tar.gz']);
		setVersion('changed', '1.0');
		expect(await dbx('pack changed --out site')).toMatchObject({
			code: 2,
			err: expect.stringContaining('not a semantic version')
		});
		rmSync(at('changed'), { recursive: true });
	});

	it('publishes nothing of a pup with errors', async () => {
		cpSync(at('my-pup'), at('bad'), { recursive: true });
		// Files that are excluded do not exist for the box either.
		writeFileSync(at('bad/.pupignore'), 'logo.svg\napp.py\n');
		writeFileSync(
			manifestOf('bad'),
			readFileSync(manifestOf('bad'), 'utf8').replace('/usr/bin/python3 -u /pup/app.py', '/pup/app.py')
		);
		const { code, err } = await dbx('pack bad --out site');
		expect(code).toBe(1);
		expect(err).toMatch(
			/error {4}manifest\.json:\d+:\d+: container\.services\.0\.command\.exec: There is no file app\.py/
		);
		expect(err).toContain('Nothing was published');
		expect(readdirSync(at('site'))).toEqual([]);
		rmSync(at('bad'), { recursive: true });
	});

	it('signs only what was signed before, and goes on signing', async () => {
		expect((await dbx('pack my-pup --out site --key maker.key')).code).toBe(0);
		expect(await dbx('pack my-pup --out site')).toMatchObject({ code: 6, err: expect.stringContaining('--key FILE') });
		expect((await dbx('key other.key --no-passphrase')).code).toBe(0);
		expect(await dbx('pack my-pup --out site --key other.key')).toMatchObject({
			code: 6,
			err: expect.stringContaining('was made with another key')
		});
		const index = readFileSync(at('site/dogebox.json'), 'utf8');
		writeFileSync(at('site/dogebox.json'), index.replace('"My pup"', '"My own"'));
		expect(await dbx('pack my-pup --out site --key maker.key')).toMatchObject({
			code: 6,
			err: expect.stringContaining('does not fit the content')
		});
		writeFileSync(at('site/dogebox.json'), index);
		writeFileSync(at('site/my-pup-0.0.1.tar.gz'), 'other');
		expect(await dbx('pack my-pup --out site --key maker.key')).toMatchObject({
			code: 1,
			err: expect.stringContaining('The SHA-256 of my-pup-0.0.1.tar.gz differs')
		});
	});

	it('goes on where it was cut off', async () => {
		expect((await dbx('pack my-pup --out site --key maker.key')).code).toBe(0);
		const whole = bytesIn('site');
		// As if it had been killed between the two renames: the index is new, and its signature is
		// still beside it.
		writeFileSync(at('site/.dogebox.json.minisig.next'), whole['dogebox.json.minisig']!);
		rmSync(at('site/dogebox.json.minisig'));
		mkdirSync(at('site/.dbx-pack-99999999'));
		expect((await dbx('pack my-pup --out site --key maker.key')).code).toBe(0);
		expect(bytesIn('site')).toEqual(whole);
	});

	it('makes keys for their owner alone, sealed by a passphrase that no list of processes shows', async () => {
		expect(statSync(at('maker.key')).mode & 0o777).toBe(0o600);
		expect(await dbx('key maker.key --no-passphrase')).toMatchObject({
			code: 6,
			err: expect.stringContaining('already')
		});
		expect((await dbx('key sealed.key', { DOGEBOX_PUP_PASSPHRASE: 'such secret' })).code).toBe(0);
		writeFileSync(at('passphrase'), 'such secret\n');
		expect((await dbx('pack my-pup --out site --key sealed.key --passphrase-file passphrase')).code).toBe(0);
		execFileSync('minisign', ['-Vm', at('site/dogebox.json'), '-p', at('sealed.pub')]);
		expect(await dbx('pack my-pup --out site --key sealed.key')).toMatchObject({
			code: 2,
			err: expect.stringContaining('--passphrase-file')
		});
		// Needs a gigabyte of memory twice, so the time depends on the machine.
	}, 400_000);
});

describe.skipIf(cannotRun() ?? cannotServeGit())('an owner', () => {
	let box: AliveBox;
	let web: Server;
	let git: GitServer;
	const tampered = new Map<string, (bytes: Buffer) => Buffer>();
	beforeAll(async () => {
		box = await AliveBox.start('pup-publish');
		web = createServer((request, response) => {
			const name = (request.url ?? '').slice(1);
			try {
				const bytes = readFileSync(at('served', name));
				response.end(tampered.get(name)?.(bytes) ?? bytes);
			} catch {
				response.writeHead(404).end();
			}
		});
		await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
		mkdirSync(at('repos'));
		git = await serveGit(at('repos'));
	});
	afterAll(async () => {
		web?.closeAllConnections();
		web?.close();
		await git?.close();
		await box?.dispose();
	});

	const add = async (location: string, publicKey?: string) => {
		const { status, body } = await box.api.call<Source>('POST', '/sources', {
			location,
			...(publicKey && { publicKey })
		});
		expect(status, JSON.stringify(body)).toBe(201);
		return body;
	};
	const refresh = async (id: string) => {
		await box.api.call('POST', `/sources/${id}/refresh`);
	};
	const offer = async (sourceId: string, name: string): Promise<StorePup | undefined> =>
		(await box.store()).find((one) => one.sourceId === sourceId && one.name === name);
	const flip = (at: number) => (bytes: Buffer) => {
		const other = Buffer.from(bytes);
		other[at] = other[at]! ^ 1;
		return other;
	};
	/**
	 * Replaces the signature. Its second line contains the algorithm, the id of the key and 64
	 * bytes.
	 */
	const otherSignature = (bytes: Buffer) => {
		const lines = bytes.toString().split('\n');
		lines[1] = flip(40)(Buffer.from(lines[1]!, 'base64')).toString('base64');
		return Buffer.from(lines.join('\n'));
	};

	it('installs from the web what the maker signed, and nothing else', async () => {
		const { publicKey } = await json<{ publicKey: string }>('pack my-pup --out served --key maker.key');
		const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/dogebox.json`;
		const source = await add(url, publicKey);
		expect(await offer(source.id, 'My pup')).toMatchObject({ version: '0.0.1', signature: 'verified' });
		const archive = 'my-pup-0.0.1.tar.gz';

		tampered.set(archive, flip(500));
		const refused = await box.askInstall('My pup');
		await expect(box.succeeds(refused.jobId)).rejects.toThrow(/hash|sha|SHA/);
		await box.remove(refused.pupId, false);
		tampered.clear();

		const inText = readFileSync(at('served/dogebox.json')).indexOf('greets');
		for (const [file, change] of [
			['dogebox.json', flip(inText)],
			['dogebox.json.minisig', otherSignature]
		] as const) {
			tampered.set(file, change);
			await refresh(source.id);
			expect((await offer(source.id, 'My pup'))?.signature, file).toBe('failed');
			const request = { sourceId: source.id, name: 'My pup' };
			const { status, body } = await box.api.call('POST', '/pups', request);
			expect([status, JSON.stringify(body)], file).toEqual([422, expect.stringContaining('does not fit the content')]);
			tampered.clear();
		}
		await refresh(source.id);
		const id = await box.install('My pup');
		await box.answers(id);
		await box.remove(id, false);
		await box.api.call('DELETE', `/sources/${source.id}`);
	});

	it('sees a version that was published as a tag', async () => {
		const bare = createRepository(at('repos/mine.git'));
		bare.git(['config', 'http.receivepack', 'true']);
		const repo = at('tagged');
		expect((await dbx('new tagged-pup --folder tagged')).code).toBe(0);
		const inRepo = (...words: string[]) =>
			execFileSync('git', ['-C', repo, ...words], {
				env: { PATH: process.env['PATH'], HOME: home, ...IDENTITY },
				stdio: 'pipe'
			});
		inRepo('init', '-q', '-b', 'main');
		const dirty = await dbx('publish tagged --yes');
		expect(dirty).toMatchObject({
			code: 6,
			err: expect.stringContaining('uncommitted changes: .pupignore, README.md')
		});
		inRepo('add', '.');
		inRepo('commit', '-qm', 'first');
		expect(await dbx('publish tagged')).toMatchObject({ code: 2, err: expect.stringContaining('no remote “origin”') });
		inRepo('remote', 'add', 'origin', `${git.url}/mine.git`);
		writeFileSync(join(repo, '.gitignore'), '__pycache__/\n');
		inRepo('add', '.');
		inRepo('commit', '-qm', 'ignore');
		mkdirSync(join(repo, '__pycache__'));
		writeFileSync(join(repo, '__pycache__/x'), 'x');

		const { publicKey } = await json<{ publicKey: string }>('sign tagged --key maker.key');
		inRepo('add', '.');
		inRepo('commit', '-qm', 'sign');
		const dry = await dbx('publish tagged');
		expect(dry).toMatchObject({
			code: 0,
			err: '',
			out: expect.stringContaining('Would be published as v0.0.1:\n  Tagged pup 0.0.1')
		});
		expect(bare.git(['tag'])).toBe('');
		expect(await dbx('publish tagged --yes')).toMatchObject({
			code: 0,
			out: expect.stringContaining('Published as v0.0.1')
		});
		expect(bare.git(['tag'])).toBe('v0.0.1');
		expect(await json('publish tagged --yes')).toMatchObject({ already: true, done: false, signed: true });

		const source = await add(`${git.url}/mine.git`, publicKey);
		expect(await offer(source.id, 'Tagged pup')).toMatchObject({ version: '0.0.1' });
		const id = await box.install('Tagged pup');
		await box.answers(id);

		writeFileSync(join(repo, 'app.py'), readFileSync(join(repo, 'app.py'), 'utf8').replace('Visits', 'Looks'));
		inRepo('commit', '-qam', 'reworded');
		expect(await dbx('publish tagged --yes')).toMatchObject({
			code: 1,
			err: expect.stringContaining('dogebox.sums does not have')
		});
		expect((await dbx('sign tagged --key maker.key')).code).toBe(0);
		inRepo('commit', '-qam', 'signed');
		expect(await dbx('publish tagged --yes')).toMatchObject({
			code: 6,
			err: expect.stringContaining('The tag v0.0.1 is published already, with other content')
		});
		setVersion('tagged', '0.1');
		inRepo('commit', '-qam', 'short');
		expect(await dbx('publish tagged --yes')).toMatchObject({
			code: expect.any(Number),
			err: expect.stringMatching(/semantic|dogebox\.sums/)
		});
		setVersion('tagged', '0.1.0');
		expect((await dbx('sign tagged --key maker.key')).code).toBe(0);
		inRepo('commit', '-qam', 'second');
		expect(await dbx('publish tagged --yes')).toMatchObject({ code: 0, out: expect.stringContaining('v0.1.0') });
		await refresh(source.id);
		await expect.poll(async () => (await offer(source.id, 'Tagged pup'))?.version).toBe('0.1.0');
		await box.remove(id, false);
	});

	it('never sees two contents of one version', async () => {
		const bare = createRepository(at('repos/two.git'));
		bare.git(['config', 'http.receivepack', 'true']);
		mkdirSync(at('two'));
		for (const name of ['one', 'other'])
			expect((await dbx(`new ${name} --folder two/${name} --template static`)).code).toBe(0);
		writeFileSync(
			at('two/dogebox.json'),
			JSON.stringify({ id: 'two', name: 'Two', pups: [{ location: 'one' }, { location: 'other' }] })
		);
		const inRepo = (...words: string[]) =>
			execFileSync('git', ['-C', at('two'), ...words], {
				env: { PATH: process.env['PATH'], HOME: home, ...IDENTITY },
				stdio: 'pipe'
			});
		inRepo('init', '-q', '-b', 'main');
		inRepo('add', '.');
		inRepo('commit', '-qm', 'first');
		inRepo('remote', 'add', 'origin', `${git.url}/two.git`);
		expect(await dbx('publish two')).toMatchObject({ code: 2, err: expect.stringContaining('There are 2 pups') });
		expect(await dbx('publish two/one')).toMatchObject({ code: 2, err: expect.stringContaining('not the root') });
		expect((await dbx('publish two --tag v1.0.0 --yes')).code).toBe(0);
		writeFileSync(at('two/one/site/index.html'), 'other');
		inRepo('commit', '-qam', 'changed');
		expect(await dbx('publish two --tag v1.0.1 --yes')).toMatchObject({
			code: 6,
			err: expect.stringContaining('One 0.0.1 is already at the tag v1.0.0, with other content')
		});
		setVersion('two/one', '0.0.2');
		inRepo('commit', '-qam', 'raised');
		expect((await dbx('publish two --tag v1.0.1 --yes')).code).toBe(0);
		git.interfere = (_, response) => (response.writeHead(500).end(), true);
		const failed = await dbx('publish two --tag v1.0.2 --yes');
		git.interfere = null;
		expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(/^dbx: git ls-remote failed: fatal: /) });
	});
});
