import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configAsEnv, helpText, readConfig } from './config-from-env.ts';
import { OPTIONS } from './options.js';
import { takeDataFolder } from './data-lock.ts';

const parts = { dkmProgram: '/p/dkm.js', builtinPups: '/p/pups', migrations: '/p/drizzle', version: '1.2.3' };
const read = (argv: string[], env: Record<string, string> = {}, isRoot = true) =>
	readConfig({ argv, env, isRoot }, parts);

describe('the settings of a run', () => {
	it('have sensible defaults for root and for a user', () => {
		expect(read([]).config).toMatchObject({
			data: '/var/lib/dogebox',
			host: '0.0.0.0',
			port: 8080,
			socketGroup: 'dogebox',
			logLevel: 'info',
			instance: 'dbx',
			subnet: '10.69.0.0/16',
			resolvers: [],
			dkmUrl: null,
			trustedProxy: null,
			publicUrl: null,
			keepPageAnswers: true,
			downloadsFrom: [],
			plainRegistries: [],
			boxFolders: [],
			registryAuth: null,
			debianSnapshots: null,
			nixpkgs: null,
			dkmProgram: '/p/dkm.js'
		});
		expect(read([], { XDG_DATA_HOME: '/home/x/data' }, false).config?.data).toBe('/home/x/data/dogebox');
		expect(read([], { XDG_DATA_HOME: 'relative' }, false).config?.data).toMatch(/\.local\/share\/dogebox$/);
	});

	it.each([
		['none', null],
		['wheel', 'wheel']
	])('take the group %s for programs of the host', (given, group) => {
		expect(read(['--socket-group', given]).config?.socketGroup).toBe(group);
	});

	it.each(['a b', '0', '../x'])('refuse %j as a group', (given) => {
		expect(() => read(['--socket-group', given])).toThrow('no name of a group');
	});

	it('let clients of Docker in as they do programs, by a socket alone, and let them change no pup', () => {
		const usual = { group: 'dogebox', socket: null, socketMode: 0o660, tcp: null, allow: [] };
		expect(read([]).config?.docker).toEqual(usual);
		expect(read(['--socket-group', 'none']).config?.docker.group).toBeNull();
		expect(read(['--docker-group', 'docker']).config?.docker.group).toBe('docker');
	});

	const files = ['--docker-tls-ca', '/ca.pem', '--docker-tls-cert', '/cert.pem', '--docker-tls-key', '/key.pem'];
	it('open a port for clients of Docker that show a certificate, and survive the way to dogeboxd', () => {
		const { config } = read(['--docker-tcp', '[fd00::2]:2376', ...files, '--docker-allow', 'pup-run, pup-exec']);
		expect(config?.docker).toMatchObject({
			tcp: { host: 'fd00::2', port: 2376, ca: '/ca.pem', cert: '/cert.pem', key: '/key.pem' },
			allow: ['pup-run', 'pup-exec']
		});
		expect(read([], configAsEnv(config!, parts)).config?.docker).toEqual(config?.docker);
	});

	it.each([
		[['--docker-tcp', '0.0.0.0:2376'], '--docker-tls-ca'],
		[['--docker-tcp', 'box.lan:2376', ...files], 'no address and port'],
		[['--docker-tcp', '2376', ...files], 'no address and port'],
		[['--docker-socket-mode', '999'], 'no mode'],
		[['--docker-allow', 'everything'], 'none of pup-run'],
		[['--docker-group', 'a b'], 'no name of a group']
	])('refuse %j', (argv, words) => {
		expect(() => read(argv)).toThrow(words);
	});

	it('come from the environment, and a flag wins', () => {
		const { config } = read(['--port', '9000'], { DOGEBOX_PORT: '9001', DOGEBOX_HOST: '127.0.0.1', DOGEBOX_DATA: '' });
		expect(config).toMatchObject({ port: 9000, host: '127.0.0.1', data: '/var/lib/dogebox' });
	});

	it('name the places at home to download from', () => {
		const { config } = read([], { DOGEBOX_DOWNLOADS_FROM: 'nas.lan:8080, 192.168.1.2:80,[fd00::2]:443' });
		expect(config?.downloadsFrom).toEqual(['nas.lan:8080', '192.168.1.2:80', '[fd00::2]:443']);
		expect(config?.plainRegistries).toEqual([]);
	});

	it('name the registries at home that have no TLS', () => {
		const { config } = read([], { DOGEBOX_DOWNLOADS_FROM: 'nas.lan:8080,http://pi.lan:5000,HTTP://[fd00::2]:80' });
		expect(config?.downloadsFrom).toEqual(['nas.lan:8080', 'pi.lan:5000', '[fd00::2]:80']);
		expect(config?.plainRegistries).toEqual(['pi.lan:5000', '[fd00::2]:80']);
	});

	it('name folders that boxes may have', () => {
		expect(read([], { DOGEBOX_BOX_FOLDERS: '/srv/media/: /home/x' }).config?.boxFolders).toEqual([
			'/srv/media',
			'/home/x'
		]);
		for (const folders of ['srv', '/', '/srv:/..']) {
			expect(() => read([], { DOGEBOX_BOX_FOLDERS: folders })).toThrow('absolute path of a folder');
		}
	});

	it('name the file with passwords for registries', () => {
		expect(read(['--registry-auth', '/etc/dogebox/auth.json']).config?.registryAuth).toBe('/etc/dogebox/auth.json');
	});

	it('name another place for snapshots of Debian', () => {
		const { config } = read(['--debian-snapshots', 'http://nas.lan:8080/archive']);
		expect(config?.debianSnapshots).toBe('http://nas.lan:8080/archive');
		expect(() => read(['--debian-snapshots', 'http://x ] y'])).toThrow('--debian-snapshots');
	});

	it('name servers for pups, by addresses that they can reach', () => {
		expect(read(['--resolvers', '192.168.1.1, 9.9.9.9']).config?.resolvers).toEqual(['192.168.1.1', '9.9.9.9']);
		for (const address of ['127.0.0.53', 'fd00::1', 'router.lan'])
			expect(() => read(['--resolvers', address])).toThrow('--resolvers');
	});

	it('let the dashboard stand among the ports of pages', () => {
		expect(read(['--port', '8150']).config).toMatchObject({ port: 8150, pagePorts: { first: 8100, last: 8199 } });
	});

	it('list the official source, another one, or none', () => {
		expect(read([]).config?.officialSource).toBe('https://github.com/Dogebox-WG/pups.git');
		expect(read([], { DOGEBOX_OFFICIAL_SOURCE: '/srv/pups.git' }).config?.officialSource).toBe('/srv/pups.git');
		expect(read(['--official-source', 'none']).config?.officialSource).toBeNull();
	});

	it('name an instance of its own for another data folder', () => {
		const a = read(['--data', '/srv/a']).config?.instance;
		expect(a).toMatch(/^dbx[0-9a-f]{6}$/);
		expect(read(['--data', '/srv/b']).config?.instance).not.toBe(a);
	});

	it.each([
		[['--port', 'x'], '--port'],
		[['--port', '70000'], '--port'],
		[['--host', 'example.org'], '--host'],
		[['--page-ports', '9000'], '--page-ports'],
		[['--page-ports', '9000-8000'], '--page-ports'],
		[['--log-level', 'loud'], '--log-level'],
		[['--instance', 'Much Too Long'], '--instance'],
		[['--subnet', '10.69.0.0/8'], '--subnet'],
		[['--dkm-url', 'ftp://x'], '--dkm-url'],
		[['--downloads-from', 'nas.lan'], '--downloads-from'],
		[['--downloads-from', 'http://nas.lan'], '--downloads-from'],
		[['--downloads-from', 'https://nas.lan:443'], '--downloads-from'],
		[['--downloads-from', 'http://nas.lan:80/x'], '--downloads-from'],
		[['--trusted-proxy', 'proxy.local'], '--trusted-proxy'],
		[['--nonsense'], '--nonsense'],
		[['stray'], 'stray']
	])('refuse %j by name', (argv, name) => expect(() => read(argv)).toThrow(name));

	it('are all in the help', () => {
		expect(read(['--help']).asked).toBe('help');
		expect(read(['--version']).asked).toBe('version');
		const help = helpText('1.2.3');
		const names = Object.values(OPTIONS).map((option) => option.env);
		expect(names).toContain('DOGEBOX_DATA');
		for (const name of names) expect(help).toContain(name);
	});
});

describe('the data folder', () => {
	it('belongs to one process, which is named, and is taken over from a dead one', () => {
		const folder = mkdtempSync(join(tmpdir(), 'dogebox-lock-'));
		try {
			const file = join(folder, 'dogeboxd.pid');
			const release = takeDataFolder(folder);
			expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`);
			expect(() => takeDataFolder(folder)).toThrow(`process ${process.pid}`);
			release();
			release();
			// Left by a killed process. Its id may belong to any other process by now.
			writeFileSync(file, '1\n');
			takeDataFolder(folder)();
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it('that cannot be made is an error in a sentence', () => {
		expect(() => takeDataFolder('/etc/hostname/dogebox')).toThrow(/cannot be written/);
		for (const folder of ['/proc/dogebox', '/proc', '/sys/dogebox']) {
			expect(() => takeDataFolder(folder)).toThrow(/cannot be written.*no place/);
		}
	});
});
