/**
 * A release as a stranger gets it: one archive, which is verified, unpacked where no npm package is
 * near, and started with plain Node.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	closeSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pack } from '../../scripts/lib/release.mjs';
import { root } from '../../scripts/lib/prepare.mjs';
import { apart, ownSubnet } from '../support/apart.ts';
import { freePort } from '../support/program.ts';
import { runScript, serveFiles, treeOver } from './support/install-script.ts';

const work = mkdtempSync(join(tmpdir(), 'dogebox-release-test-'));
// dogeboxd does not run as root and must be able to reach the unpacked files.
chmodSync(work, 0o755);
const out = join(work, 'out');
const data = join(work, 'data');
const publicKey = join(work, 'minisign.pub');
let archive = '';
let folder = '';
let box: ChildProcess | undefined;

const instance = `dbxr${apart(1000, 8000)}`;

beforeAll(() => {
	const key = join(work, 'minisign.key');
	execFileSync('minisign', ['-G', '-W', '-f', '-p', publicKey, '-s', key], { stdio: 'ignore' });
	const args = [join(root, 'scripts/release.mjs'), '--pack-only', '--out', out, '--key', key];
	execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	archive = join(out, readdirSync(out).find((name) => name.endsWith('.tar.gz')) ?? '');
	const unpacked = join(work, 'unpacked');
	mkdirSync(unpacked);
	execFileSync('tar', ['-xzf', archive], { cwd: unpacked });
	folder = join(unpacked, readdirSync(unpacked)[0] ?? '');
});

afterAll(async () => {
	if (box && box.exitCode === null) {
		const ended = new Promise((resolve) => box?.once('exit', resolve));
		box.kill('SIGKILL');
		await ended;
	}
	rmSync(work, { recursive: true, force: true });
	// The run folder stays after the end for the next start, and here there is none.
	rmSync(join('/run/dogebox', instance), { recursive: true, force: true });
});

it('is one archive named by version, system and processor, with its hash and its signature', () => {
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	expect(basename(archive)).toBe(`dogebox-${version}-linux-${process.arch}.tar.gz`);
	expect(readdirSync(out).sort()).toEqual(['', '.minisig', '.sha256'].map((end) => basename(archive) + end).sort());
	const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
	expect(readFileSync(`${archive}.sha256`, 'utf8')).toBe(`${sha256}  ${basename(archive)}\n`);
	const verified = execFileSync('minisign', ['-V', '-p', publicKey, '-m', archive], { encoding: 'utf8' });
	expect(verified).toContain(`dogebox ${version} linux-${process.arch}`);
});

it('holds no owner, no time of its own and nothing that only a build needs', () => {
	const lines = execFileSync('tar', ['-tvzf', archive, '--numeric-owner'], { encoding: 'utf8' }).trim().split('\n');
	const entries = lines.map((line) => /^(\S+) (\S+) +\d+ (\S+ \S+) (\S+)/.exec(line) ?? []);
	expect(new Set(entries.map(([, , owner]) => owner))).toEqual(new Set(['0/0']));
	expect(new Set(entries.map(([, , , time]) => time)).size).toBe(1);
	const names = entries.map(([, , , , name]) => name ?? '');
	expect(names.filter((name) => /\.(test\.ts|map|gyp|c|h)$|\/(src\/routes|tests|\.git)\//.test(name))).toEqual([]);
});

it('for another processor brings every package that the build imports, with binaries for it alone', () => {
	const arch = process.arch === 'x64' ? 'arm64' : 'x64';
	const args = ['--pack-only', '--unsigned', '--arch', arch, '--out', join(work, 'other')];
	execFileSync(process.execPath, [join(root, 'scripts/release.mjs'), ...args], { cwd: root, stdio: 'pipe' });
	const unpacked = join(work, 'other-unpacked');
	mkdirSync(unpacked);
	const [name = ''] = readdirSync(join(work, 'other')).filter((file) => file.endsWith('.tar.gz'));
	execFileSync('tar', ['-xzf', join(work, 'other', name)], { cwd: unpacked });
	const top = join(unpacked, basename(name, '.tar.gz'));
	const files = (below: string, end: string) =>
		readdirSync(join(top, below), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(end));
	const imported = files('build', '.js')
		.filter((file) => !file.startsWith('client/'))
		.flatMap((file) => [
			...readFileSync(join(top, 'build', file), 'utf8').matchAll(
				/(?:^|[;}])(?:import|export)\b[^;"']*["']([^"'./][^"']*)["'];/gm
			)
		])
		.concat(
			files('build', '.cjs').flatMap((file) => [
				...readFileSync(join(top, 'build', file), 'utf8').matchAll(/\brequire\("(better-sqlite3|@[\w/-]+)"\)/g)
			])
		)
		.map(([, specifier = '']) => specifier)
		.filter((specifier) => !isBuiltin(specifier));
	expect(imported).toContain('better-sqlite3');
	const from = createRequire(join(top, 'build/main.js'));
	for (const specifier of new Set(imported)) expect(from.resolve(specifier), specifier).toContain(top);
	const binaries = files('node_modules', '.node');
	expect(binaries).toHaveLength(3);
	for (const file of binaries) {
		// e_machine of elf(5): 0x3e for x86-64, 0xb7 for AArch64.
		const machine = readFileSync(join(top, 'node_modules', file))[18];
		expect(machine, file).toBe(arch === 'x64' ? 0x3e : 0xb7);
	}
});

it('has the same bytes when the same files are packed again', () => {
	const again = pack({ folder, out: join(work, 'again'), time: 1_000_000 });
	const twice = pack({ folder, out: join(work, 'twice'), time: 1_000_000 });
	expect(again.sha256).toBe(twice.sha256);
});

it('brings the program that unpacks archives, whole in one file, where the agent looks for it', () => {
	const build = join(folder, 'build');
	const agent = readdirSync(build).filter((file) => /^agent-[\w-]+\.cjs$/.test(file));
	expect(agent.some((file) => readFileSync(join(build, file), 'utf8').includes('unpack.js'))).toBe(true);
	// As the agent's script runs it: away from its folder, with the archive as a descriptor.
	const alone = join(work, 'unpack.mjs');
	copyFileSync(join(build, 'unpack.js'), alone);
	const packed = openSync(archive, 'r');
	const orders = { tree: join(work, 'by-unpacker'), archives: [{ links: 'inside', modes: 'plain', owner: null }] };
	const { status, stdout } = spawnSync(process.execPath, [alone, '3'], {
		input: `${JSON.stringify(orders)}\n`,
		stdio: ['pipe', 'pipe', 'inherit', packed],
		encoding: 'utf8'
	});
	closeSync(packed);
	expect([status, stdout.trim().split('\n').at(-1)]).toEqual([
		0,
		expect.stringMatching(/^\{"entries":\d+,"skipped":0\}$/)
	]);
	expect(readdirSync(join(work, 'by-unpacker'))).toEqual([basename(folder)]);
});

it('brings the tools of its user along: a pup is made and checked, the unit of the service printed', () => {
	const run = (program: string, ...args: string[]) => {
		const env = { PATH: '/usr/bin:/bin', HOME: work };
		return execFileSync(process.execPath, [join('scripts', program), ...args], { cwd: folder, env, encoding: 'utf8' });
	};
	const made = join(work, 'my-pup');
	expect(run('pup.mjs', 'new', 'my-pup', '--folder', made)).toContain(made);
	expect(run('pup.mjs', 'check', made)).toContain('My pup');
	expect(run('service.mjs', 'install', '--print')).toContain(`"${join(folder, 'build/supervisor.cjs')}"`);
	const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: object };
	expect(Object.keys(scripts)).toEqual(['start', 'service:install', 'service:remove', 'pup:new', 'pup:check']);
	for (const command of Object.values(scripts) as string[]) {
		expect(existsSync(join(folder, /scripts\/\S+/.exec(command)?.[0] ?? 'none')), command).toBe(true);
	}
});

it('is installed by its script over the web, updated, and taken away; a wrong one changes nothing', async () => {
	const tree = treeOver(join(work, 'host'));
	const bad = join(work, 'bad');
	mkdirSync(bad);
	const name = basename(archive);
	/** Files that are served instead of those of the release. */
	const instead = new Map<string, string>();
	const server = await serveFiles((file) => instead.get(file) ?? join(out, file));
	const keyOf = (file: string) => readFileSync(file, 'utf8').split('\n')[1]!;
	const install = (key: string, at = `${server.origin}/${name}`) =>
		runScript(join(folder, 'install.sh'), at, '--root', tree.root, '--key', key);
	const program = join(tree.root, 'usr/lib/dogebox');
	const inTree = (path: string) => join(tree.root, path);
	try {
		const otherKey = join(work, 'other.pub');
		execFileSync('minisign', ['-G', '-W', '-f', '-p', otherKey, '-s', join(work, 'other.key')], { stdio: 'ignore' });
		const key = keyOf(publicKey);
		// Its hash matches the archive's content, so only the signature reveals the change.
		const changed = join(bad, name);
		writeFileSync(changed, Buffer.concat([readFileSync(archive), Buffer.from('more')]));
		const hash = createHash('sha256').update(readFileSync(changed)).digest('hex');
		writeFileSync(`${changed}.sha256`, `${hash}  ${name}\n`);
		const before = readdirSync(tree.written, { recursive: true });
		for (const [served, given, said] of [
			[new Map([[name, changed]]), key, 'the archive is damaged'],
			[
				new Map([
					[name, changed],
					[`${name}.sha256`, `${changed}.sha256`]
				]),
				key,
				'the signature is not by this key. Nothing was changed.'
			],
			[new Map<string, string>(), keyOf(otherKey), 'the signature is not by this key. Nothing was changed.'],
			[
				new Map([[`${name}.minisig`, join(bad, 'missing')]]),
				key,
				`${name}.minisig cannot be fetched. Nothing was changed.`
			]
		] as const) {
			instead.clear();
			for (const [file, by] of served) instead.set(file, by);
			const { status, why } = await install(given);
			expect([status, why]).toEqual([1, expect.stringContaining(said)]);
		}
		instead.clear();
		expect((await install(key, `ftp://127.0.0.1/${name}`)).why).toBe(
			'install.sh: an address must begin with https://.'
		);
		expect(readdirSync(tree.written, { recursive: true })).toEqual(before);

		expect(await install(key)).toMatchObject({ status: 0, said: expect.stringContaining('Installed.') });
		expect(tree.run('getent', 'passwd', 'dogebox', 'dogebox-dkm', 'dogebox-web').trim().split('\n')).toHaveLength(3);
		const unit = readFileSync(inTree('etc/systemd/system/dogeboxd.service'), 'utf8');
		const node = tree.run('sh', '-c', 'command -v node').trim();
		expect(existsSync(join(program, 'build/unpack.js'))).toBe(true);
		expect(unit).toContain(`ExecStart=${node} --max-semi-space-size=1 /usr/lib/dogebox/build/main.cjs`);
		expect(readdirSync(inTree('etc/systemd/system/multi-user.target.wants'))).toContain('dogebox.target');
		expect(tree.run('node', '/usr/lib/dogebox/dogebox.mjs', '--help')).toContain('--data');

		// Files of the owner, and a file that an older version left.
		mkdirSync(inTree('var/lib/dogebox/dkm'), { recursive: true });
		writeFileSync(inTree('var/lib/dogebox/dkm/dkm.db'), 'keys');
		writeFileSync(inTree('etc/default/dogebox'), 'DOGEBOX_PORT=80\n');
		writeFileSync(join(program, 'of-an-old-version'), '');
		expect(await install(key, archive)).toMatchObject({ status: 0 });
		expect(existsSync(join(program, 'of-an-old-version'))).toBe(false);
		const kept = () =>
			['var/lib/dogebox/dkm/dkm.db', 'etc/default/dogebox'].map((path) => readFileSync(inTree(path), 'utf8'));
		expect(kept()).toEqual(['keys', 'DOGEBOX_PORT=80\n']);

		// A truncated archive with the hash of the rest.
		const cut = join(bad, 'cut', name);
		mkdirSync(join(bad, 'cut'));
		writeFileSync(cut, readFileSync(archive).subarray(0, 1_000_000));
		writeFileSync(`${cut}.sha256`, createHash('sha256').update(readFileSync(cut)).digest('hex'));
		expect((await runScript(join(folder, 'install.sh'), cut, '--root', tree.root, '--unsigned')).status).not.toBe(0);
		expect(tree.run('node', '/usr/lib/dogebox/dogebox.mjs', '--help')).toContain('--data');
		expect(readdirSync(inTree('usr/lib')).filter((one) => one.startsWith('dogebox'))).toEqual(['dogebox']);

		const away = () => runScript(join(folder, 'install.sh'), '--uninstall', '--root', tree.root);
		expect(await away()).toMatchObject({ status: 0, said: expect.stringContaining('Taken away. Kept:') });
		expect(existsSync(program)).toBe(false);
		expect(readdirSync(inTree('etc/systemd/system')).filter((one) => one.startsWith('dogebox'))).toEqual([]);
		expect(kept()).toEqual(['keys', 'DOGEBOX_PORT=80\n']);
		expect((await away()).why).toContain('this script has installed nothing in');
	} finally {
		server.close();
		tree.dispose();
	}
}, 120_000);

it('starts with plain Node where no package is near, answers, and stops', async () => {
	expect(existsSync(join(work, 'node_modules'))).toBe(false);
	const port = await freePort();
	let output = '';
	box = spawn(process.execPath, ['dogebox.mjs'], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			// npm is not in the path, so that anything missing is noticed.
			PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
			HOME: work,
			DOGEBOX_DATA: data,
			DOGEBOX_HOST: '127.0.0.1',
			DOGEBOX_PORT: String(port),
			DOGEBOX_INSTANCE: instance,
			DOGEBOX_SUBNET: ownSubnet(),
			DOGEBOX_OFFICIAL_SOURCE: 'none'
		}
	});
	box.stdout?.on('data', (chunk) => (output += String(chunk)));
	box.stderr?.on('data', (chunk) => (output += String(chunk)));
	const ended = new Promise<number | null>((resolve) => box?.once('exit', resolve));
	const url = `http://127.0.0.1:${port}`;
	// The box answers with 503 while it starts.
	await vi.waitFor(
		async () => {
			expect(box?.exitCode, output).toBe(null);
			expect((await fetch(`${url}/api/v1/box`)).status, output).toBe(200);
		},
		{ timeout: 60_000, interval: 200 }
	);
	const page = await fetch(`${url}/setup`);
	expect(page.status, output).toBe(200);
	expect(await page.text()).toContain('Dogebox');
	box.kill('SIGTERM');
	expect(await ended, output).toBe(0);
});
