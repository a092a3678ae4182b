/**
 * The modules for NixOS, evaluated by the real Nix with a stand-in for nixpkgs' lib.
 * docs/dogebox-os.md covers what needs nixpkgs or a NixOS.
 */
import { execFile } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFlakeLock } from '../../src/lib/contract/flake-lock.ts';

const run = promisify(execFile);
const STAND_IN = resolve('tests/fixtures/nixos/stand-in');
const GOLDEN = resolve('tests/fixtures/nixos/golden');
const hasNix = existsSync('/usr/bin/nix-instantiate');

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-nix-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Evaluates a function of a file. It may read only our modules and the named files. */
async function evaluate(file: string, args: Record<string, string>): Promise<unknown> {
	const given = Object.entries(args).flatMap(([name, value]) => ['--argstr', name, value]);
	const readable = [
		STAND_IN,
		resolve('nix'),
		resolve('package.json'),
		resolve('package-lock.json'),
		folder,
		GOLDEN
	].flatMap((path) => ['-I', path]);
	const { stdout } = await run(
		'nix-instantiate',
		[
			'--eval',
			'--strict',
			'--json',
			'--read-write-mode',
			'--option',
			'restrict-eval',
			'true',
			...readable,
			...given,
			file
		],
		{ env: { PATH: process.env['PATH'], HOME: folder, NIX_STATE_DIR: join(folder, 'state'), NIX_PATH: '' } }
	);
	return JSON.parse(stdout);
}

interface Inside {
	networking: { hostName: string; hosts: Record<string, string[]>; firewall: { allowedTCPPorts: number[] } };
	users: { users: { pup: { uid: number } }; groups: { pup: { gid: number } } };
	systemd: {
		services: Record<string, { environment: Record<string, string>; serviceConfig: Record<string, unknown> }>;
	};
}

const container = (description: string) =>
	evaluate(join(STAND_IN, 'pup-container.nix'), {
		module: resolve('nix/pup-container.nix'),
		description
	}) as Promise<Inside>;

let written = 0;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its form is what is put wrong
type Loose = any;
function changed(change: (description: Loose) => void): string {
	const description: unknown = JSON.parse(readFileSync(join(GOLDEN, 'Dogebox-WG+pups/core.json'), 'utf8'));
	change(description);
	const file = join(folder, `${written++}.json`);
	writeFileSync(file, JSON.stringify(description));
	return file;
}

describe.skipIf(!hasNix)('Nix files', () => {
	const files = (readdirSync('nix', { recursive: true }) as string[]).filter((name) => name.endsWith('.nix'));

	it.each(['flake.nix', ...files.map((name) => join('nix', name))])('%s is one that Nix can read', async (name) => {
		await expect(run('nix-instantiate', ['--parse', name])).resolves.toBeTruthy();
	});

	it('are locked: the box is built from one nixpkgs, which Nix takes without asking anybody', async () => {
		const at = join(folder, 'locked');
		mkdirSync(at);
		for (const name of ['flake.nix', 'flake.lock']) copyFileSync(name, join(at, name));
		const store = join(folder, 'store');
		const { stdout } = await run(
			'nix',
			[
				...['--extra-experimental-features', 'nix-command flakes', '--store', store],
				...['flake', 'metadata', '--json', '--no-update-lock-file', `path:${at}`]
			],
			{ env: { PATH: process.env['PATH'], HOME: folder } }
		);
		const { locked, original } = (JSON.parse(stdout) as Loose).locks.nodes.nixpkgs;
		expect(original).toEqual({ type: 'github', owner: 'NixOS', repo: 'nixpkgs', ref: 'nixos-25.11' });
		expect(locked).toMatchObject({ rev: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
		expect(checkFlakeLock('flake.lock', readFileSync('flake.lock', 'utf8'))).toBeNull();
	});
});

describe.skipIf(!hasNix)('the container of a pup', () => {
	const golden = (readdirSync(GOLDEN, { recursive: true }) as string[]).filter((name) => name.endsWith('.json'));

	it.each(golden)('has what is written for %s', async (name) => {
		const file = join(GOLDEN, name);
		const wanted = JSON.parse(readFileSync(file, 'utf8'));
		const inside = await container(file);
		expect(inside.networking).toMatchObject({
			hostName: wanted.hostName,
			hosts: { '10.69.0.1': wanted.network.hosts[0].names },
			firewall: { allowedTCPPorts: wanted.network.tcp }
		});
		expect(inside.users.users.pup.uid).toBe(420);
		expect(inside.users.groups.pup.gid).toBe(69);
		const services = Object.fromEntries(
			Object.entries<Loose>(wanted.services).map(([service, { program, workingDirectory, environment }]) => [
				`pup-${service}`,
				expect.objectContaining({
					environment,
					serviceConfig: expect.objectContaining({
						ExecStart: `"${program}"`,
						WorkingDirectory: workingDirectory,
						User: 'pup',
						NoNewPrivileges: true,
						PrivateDevices: true,
						DeviceAllow: [],
						LoadCredential: ['delegated.key', 'delegated.extended.key']
					})
				})
			])
		);
		expect(inside.systemd.services).toEqual({ ...services, 'dogebox-network': expect.anything() as unknown });
	});

	it('keeps what looks like Nix, a unit or a shell as text', async () => {
		const value =
			'${builtins.readFile "/etc/hostname"} \'\' "\n[Service]\nExecStartPre=+/bin/sh -c reboot\n\\ %H $HOME;';
		const file = changed(({ services }) => {
			services.monitor.arguments = [value];
			services.monitor.environment = { A: value };
		});
		const { 'pup-monitor': unit } = (await container(file)).systemd.services;
		expect(unit!.environment).toEqual({ A: value.replaceAll('%', '%%') });
		const line = String(unit!.serviceConfig['ExecStart']);
		expect(line).not.toContain('\n');
		// One program and one argument. systemd's quoting matches that of JSON
		// (systemd.service(5)).
		const [, argument] = /^"[^"]*" (".*")$/.exec(line)!;
		expect(JSON.parse(argument!)).toBe(value.replaceAll('%', '%%').replaceAll('$', '$$$$'));
	});

	it('sees no device but those that its owner gave it', async () => {
		const given = changed(
			(it) =>
				(it.devices = [
					{ node: '/dev/kvm', access: 'rw' },
					{ node: '/dev/ttyUSB0', access: 'r' }
				])
		);
		const of = async (file: string) => (await container(file)).systemd.services['pup-monitor']!.serviceConfig;
		expect(await of(given)).toMatchObject({
			PrivateDevices: false,
			DevicePolicy: 'closed',
			DeviceAllow: ['/dev/kvm rw', '/dev/ttyUSB0 r']
		});
		expect(await of(changed(() => undefined))).toMatchObject({
			PrivateDevices: true,
			DevicePolicy: 'closed',
			DeviceAllow: []
		});
	});

	it.each<[string, (description: Loose) => void]>([
		['another version', (it) => (it.version = 2)],
		['a host name with a line', (it) => (it.hostName = 'a\nb')],
		['a name with a line', (it) => (it.network.hosts[0].names = ['a\n1.2.3.4 bank'])],
		['an address with a line', (it) => (it.network.hosts[0].address = '1.2.3.4\n5.6.7.8')],
		['a folder with a line', (it) => (it.services.logger.workingDirectory = '/x\nExecStartPre=+/bin/sh')],
		['a folder that goes on below', (it) => (it.services.logger.workingDirectory = '/x\\')],
		['a program outside of the store', (it) => (it.services.logger.program = '@/bin/sh')],
		['a package outside of the store', (it) => (it.services.logger.package = '/etc')],
		['a service that is a path', (it) => (it.services['../sshd'] = it.services.logger)],
		['a service with a line', (it) => (it.services['a\nb'] = it.services.logger)],
		['a credential that is a path', (it) => (it.credentials = ['x:/etc/shadow'])],
		['a disk as a device', (it) => (it.devices = [{ node: '/dev/sda', access: 'rw' }])],
		['a device with a line', (it) => (it.devices = [{ node: '/dev/kvm rw\n[Service]', access: 'rw' }])],
		['a device that climbs', (it) => (it.devices = [{ node: '/dev/bus/usb/../../sda', access: 'rw' }])],
		['a device that it may make', (it) => (it.devices = [{ node: '/dev/kvm', access: 'rwm' }])]
	])('refuses by itself what dogeboxd would not write: %s', async (_what, change) => {
		await expect(container(changed(change))).rejects.toThrow('Dogebox: ');
	});

	it('may not read a file that was not named', async () => {
		await expect(container('/etc/hostname')).rejects.toThrow('restricted mode');
	});
});

describe.skipIf(!hasNix)('the box as a package', () => {
	it('fetches each package of npm by its own hash, from where npm has it', async () => {
		const { addresses, version, installPhase } = (await evaluate(join(STAND_IN, 'package.nix'), {
			file: resolve('nix/package.nix')
		})) as { addresses: Record<string, string | null>; version: string; installPhase: string };
		const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Loose> };
		const fetched = Object.entries(lock.packages).filter(([, module]) => module.integrity);
		expect(fetched.length).toBeGreaterThan(600);
		for (const [path] of fetched) expect(addresses[path], path).toMatch(/^https:\/\/registry\.npmjs\.org\/\S+\.tgz$/);
		expect(addresses['node_modules/@axe-core/playwright']).toBe(
			'https://registry.npmjs.org/@axe-core/playwright/-/playwright-4.13.0.tgz'
		);
		expect(version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
		expect(installPhase).toContain('/nix/store/node/bin/node');
	});
});

describe.skipIf(!hasNix)('the box as a module', () => {
	const made = (settings: Record<string, unknown> = { enable: true }) =>
		evaluate(join(STAND_IN, 'module.nix'), {
			module: resolve('nix/module.nix'),
			settings: JSON.stringify(settings)
		}) as Promise<Record<'own' | 'host', Loose>>;

	it('does nothing that was not asked for', async () => {
		expect((await made({})).own).toEqual({});
	});

	it('starts the units of the package, opens its ports, and is found by its name', async () => {
		const { own, host } = await made({
			enable: true,
			port: 80,
			name: 'shiba',
			settings: { DOGEBOX_LOG_LEVEL: 'warn' }
		});
		expect(own).toMatchObject({
			systemd: { packages: ['package.nix'], targets: { dogebox: { wantedBy: ['multi-user.target'] } } },
			networking: { firewall: { allowedTCPPorts: [80], allowedTCPPortRanges: [{ from: 8100, to: 8199 }] } },
			services: { avahi: { enable: true, hostName: 'shiba' } }
		});
		const lines = String(own.environment.etc['default/dogebox'].text).split('\n');
		expect(lines).toEqual([
			'DOGEBOX_HOST="0.0.0.0"',
			'DOGEBOX_LOG_LEVEL="warn"',
			expect.stringMatching(/^DOGEBOX_NIXPKGS="\/\S+-source"$/),
			'DOGEBOX_PAGE_PORTS="8100-8199"',
			'DOGEBOX_PORT="80"',
			''
		]);
		expect(Object.keys(host.users.users)).toEqual(['dogebox', 'dogebox-dkm', 'dogebox-web']);
		expect(host.environment.systemPackages).toEqual(expect.arrayContaining(['nixos-container', 'nginx with njs']));
		// NixOS's own firewall would drop requests from pups to the box.
		expect(host.networking.firewall.trustedInterfaces).toEqual(['dbx0']);
		// Users who are not trusted by Nix cannot change these settings.
		expect(host.nix.settings).toMatchObject({ sandbox: true, 'sandbox-fallback': false });
	});

	it('opens nothing where that is not wanted', async () => {
		const { own } = await made({ enable: true, openFirewall: false });
		expect(own.networking.firewall).toEqual({ allowedTCPPorts: [], allowedTCPPortRanges: [] });
		expect(own.services.avahi.openFirewall).toBe(false);
	});

	it('keeps what an owner writes as one value of one variable', async () => {
		const value = '" DOGEBOX_PORT=1 $HOME `id` \\';
		const { own } = await made({ enable: true, settings: { DOGEBOX_PUBLIC_URL: value } });
		const line = String(own.environment.etc['default/dogebox'].text)
			.split('\n')
			.find((line) => line.startsWith('DOGEBOX_PUBLIC_URL'));
		expect(line).toBe('DOGEBOX_PUBLIC_URL="\\" DOGEBOX_PORT=1 \\$HOME \\`id\\` \\\\"');
		await expect(made({ enable: true, settings: { A: 'x\nDOGEBOX_HOST=::' } })).rejects.toThrow('control character');
	});
});
