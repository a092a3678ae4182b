import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountOf, parseMountInfo, visibleMounts } from '../mountinfo.ts';
import { listDisks, readBlockDisks } from './disks.ts';
import { listLinks, reachableAt } from './links.ts';
import { openDatabase } from '../db/index.ts';
import { isKeyMap, isTimeZone, keyMaps, presentKeyMap, suggestedName, timeZones } from './locale.ts';
import { listeningPorts } from './ports.ts';
import { createSystem } from './system.ts';

let root: string;
const write = (path: string, text: string) => {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
};

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'dogebox-system-'));
	// A disk with a partition that holds an encrypted device, a disk without a file system, a
	// stick, and devices that are not disks.
	write('sys/block/nvme0n1/size', '1000000\n');
	write('sys/block/nvme0n1/removable', '0\n');
	write('sys/block/nvme0n1/device/model', 'Fast Disk   \n');
	write('sys/block/nvme0n1/nvme0n1p1/partition', '1\n');
	write('sys/block/sdb/size', '2000\n');
	write('sys/block/sdb/removable', '0\n');
	write('sys/block/sdb/device/vendor', 'ATA\n');
	write('sys/block/sdb/device/model', 'Plain\n');
	write('sys/block/loop0/size', '100\n');
	write('sys/block/sr0/size', '100\n');
	write('sys/class/block/nvme0n1/dev', '259:0\n');
	write('sys/class/block/nvme0n1p1/dev', '259:1\n');
	write('sys/class/block/nvme0n1p1/holders/dm-0', '');
	write('sys/class/block/dm-0/dev', '253:0\n');
	write('sys/class/block/sdb/dev', '8:16\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('disks', () => {
	it('are those of /sys/block with all that lies on them', () => {
		expect(readBlockDisks(join(root, 'sys'))).toEqual([
			{
				name: 'nvme0n1',
				model: 'Fast Disk',
				size: 512_000_000,
				names: ['nvme0n1', 'nvme0n1p1', 'dm-0'],
				devices: ['259:0', '259:1', '253:0'],
				removable: false
			},
			{ name: 'sdb', model: 'Plain', size: 1_024_000, names: ['sdb'], devices: ['8:16'], removable: false }
		]);
	});

	it('say which one starts the system, where the data lies, and why one cannot be used', async () => {
		const disks = await listDisks(root, {
			sys: join(root, 'sys'),
			mounts: parseMountInfo(
				'1 0 253:0 / / rw - ext4 /dev/mapper/root rw\n2 1 259:1 / /boot rw - vfat /dev/nvme0n1p1 rw\n'
			)
		});
		expect(disks.map(({ name, isBootDisk, mountPoint }) => ({ name, isBootDisk, mountPoint }))).toEqual([
			{ name: '/dev/nvme0n1', isBootDisk: true, mountPoint: '/' },
			{ name: '/dev/sdb', isBootDisk: false, mountPoint: null }
		]);
		expect(disks[1]).toMatchObject({ usable: false, free: null });
		expect(disks[1]?.reason).toMatch(/not mounted/);
	});

	it('refuse filesystems that keep no owners, and read-only ones', async () => {
		const other = (line: string) =>
			listDisks('/', {
				sys: join(root, 'sys'),
				mounts: parseMountInfo(`1 0 253:0 / / rw - ext4 x rw\n${line}\n`)
			}).then((disks) => disks.find(({ name }) => name === '/dev/sdb')?.reason);
		expect(await other(`2 1 8:16 / ${root} rw - exfat /dev/sdb rw`)).toMatch(/exfat/);
		expect(await other(`2 1 8:16 / ${root} ro - ext4 /dev/sdb rw`)).toMatch(/read-only/);
	});

	it('give a place for the data also where no disk holds it', async () => {
		const [first] = await listDisks(root, {
			sys: join(root, 'sys'),
			mounts: parseMountInfo('1 0 0:50 / / rw - overlay overlay rw\n')
		});
		expect(first).toMatchObject({ name: '/', isBootDisk: true, mountPoint: '/' });
		expect(first?.size).toBeGreaterThan(0);
	});

	it('on this machine include the one of the data folder, first and usable', async () => {
		const [first] = await listDisks(tmpdir());
		expect(first?.mountPoint).not.toBeNull();
		expect(first?.free).toBeGreaterThan(0);
	});

	it('find the mount of a path, blanks and hidden mounts included', () => {
		const mounts = visibleMounts(
			parseMountInfo(
				'1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:2 / /mnt/my\\040disk rw - ext4 /dev/sda2 rw\n3 1 8:3 / /mnt/my\\040disk rw - ext4 /dev/sda3 rw\n'
			)
		);
		expect(mountOf(mounts, '/mnt/my disk/x')?.device).toBe('8:3');
		expect(mountOf(mounts, '/mnt/my diskette')?.device).toBe('8:1');
	});
});

describe('links', () => {
	it('of this machine do not include the loopback', () => {
		expect(listLinks().some(({ name }) => name === 'lo')).toBe(false);
	});

	it('give addresses to reach the box at, best first', () => {
		const link = (name: string, kind: 'ethernet' | 'wifi' | 'other', addresses: string[]) => ({
			name,
			kind,
			up: true,
			addresses,
			mac: null
		});
		const links = [
			link('wlan0', 'wifi', ['192.0.2.9']),
			link('eth0', 'ethernet', ['fe80::1', '2001:db8::1', '192.0.2.5'])
		];
		expect(reachableAt('0.0.0.0', 8080, links)).toEqual(['http://192.0.2.5:8080', 'http://192.0.2.9:8080']);
		expect(reachableAt('::', 80, links)).toEqual(['http://192.0.2.5', 'http://192.0.2.9', 'http://[2001:db8::1]']);
		expect(reachableAt('192.0.2.9', 8080, links)).toEqual(['http://192.0.2.9:8080']);
		expect(reachableAt('0.0.0.0', 8080, [])).toEqual(['http://localhost:8080']);
	});
});

describe('time zones and keyboards', () => {
	it('know real zones, old names and UTC, and nothing else', () => {
		expect(timeZones()[0]).toBe('UTC');
		expect(timeZones()).toContain('Europe/Lisbon');
		for (const name of ['UTC', 'Europe/Lisbon', 'Asia/Calcutta']) expect(isTimeZone(name), name).toBe(true);
		for (const name of ['', '+01:00', '../etc/passwd', 'Mars/Olympus']) expect(isTimeZone(name), name).toBe(false);
	});

	it('read the host’s keyboard in both of its files', () => {
		write('debian/default/keyboard', 'XKBMODEL="pc105"\nXKBLAYOUT="gb"\n');
		write('nixos/vconsole.conf', 'KEYMAP=de\n');
		expect(presentKeyMap(join(root, 'debian'))).toBe('uk');
		expect(presentKeyMap(join(root, 'nixos'))).toBe('de');
		expect(presentKeyMap(join(root, 'none'))).toBe('us');
		expect(keyMaps().every(({ id }) => isKeyMap(id))).toBe(true);
	});

	it('suggest a name that is a host label', () => {
		expect(suggestedName('My_Box.local')).toBe('my-box');
		expect(suggestedName('localhost')).toBe('dogebox');
		expect(suggestedName('---')).toBe('dogebox');
		expect(suggestedName(`${'a'.repeat(62)}-b`)).toBe('a'.repeat(62));
	});
});

describe('ports that programs listen at', () => {
	it('are found by asking the kernel', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		expect(listeningPorts().has(port)).toBe(true);
		await new Promise((resolve) => server.close(resolve));
		expect(listeningPorts().has(port)).toBe(false);
		expect(listeningPorts(['/nonexistent']).size).toBe(0);
	});
});

it('says what keeps pups from the internet beside what the host lacks', () => {
	const database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../../../drizzle') });
	const part = (code: string) => ({ code, what: 'what', effect: 'effect', command: null });
	let problems = [part('firewall-docker')];
	let closed: string | null = null;
	const { info, pupNetwork } = createSystem({
		config: {
			data: root,
			host: '127.0.0.1',
			port: 1,
			instance: 'dbx',
			version: '0',
			agentSocket: null,
			subnet: '10.69.0.0/16'
		},
		settings: database.settings,
		runtime: () => ({
			...{ kind: 'oci', version: 'runc 1', cgroups: 'v2', ready: true },
			...{ ids: { perPup: true, reason: null }, missing: [part('no-catatonit')] }
		}),
		network: () => ({ subnet: '10.70.0.0/16', problems: () => problems }),
		gatewayProblem: () => closed
	});
	const codes = () => info().runtime.missing.map((one) => one.code);
	expect(codes()).toEqual(['no-catatonit', 'firewall-docker']);
	problems = [];
	expect(codes()).toEqual(['no-catatonit']);
	closed = 'Port 80 is held by another program.';
	expect(info().runtime.missing.at(-1)).toMatchObject({
		code: 'no-gateway',
		what: expect.stringContaining(closed) as string
	});
	expect(pupNetwork()).toEqual({ subnet: '10.70.0.0/16', wanted: '10.69.0.0/16' });
	database.close();
});

it('has another name and time zone when its owner says so, and tells it', () => {
	const database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../../../drizzle') });
	let published = 0;
	const system = createSystem({
		config: { data: root, host: '', port: 1, instance: 'dbx', version: '0', agentSocket: null, subnet: '10.69.0.0/16' },
		settings: database.settings,
		runtime: () => ({
			...{ kind: 'oci', version: null, cgroups: null, ready: false },
			...{ ids: { perPup: false, reason: null }, missing: [] }
		}),
		changed: () => published++
	});
	system.change({ name: 'attic', timeZone: 'Europe/Lisbon' });
	expect([system.name(), system.timeZone(), published]).toEqual(['attic', 'Europe/Lisbon', 1]);
	system.change({ name: 'cellar' });
	expect([system.name(), system.timeZone(), published]).toEqual(['cellar', 'Europe/Lisbon', 2]);
	expect(() => system.change({ name: 'roof', timeZone: 'Mars/Olympus' })).toThrow(
		expect.objectContaining({ code: 'invalid-input', fields: { timeZone: 'This is not a time zone.' } }) as Error
	);
	expect([system.name(), published]).toEqual(['cellar', 2]);
	database.close();
});
