/**
 * The verbs for NixOS containers, carried out by a real agent in its own mount namespace.
 * nixos-container, nix-env and systemctl are stand-ins, because none of our machines runs NixOS.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nixosVerbs as nixos } from '../../src/lib/server/host/index.ts';
import { startAgent, type TestAgent } from '../support/agent.ts';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from '../support/as-root.ts';

const ID = 'ab'.repeat(16);
const OTHER = 'cd'.repeat(16);
const system = (name: string) => `/nix/store/${'0'.repeat(32)}-${name}`;
const request = { id: ID, systemPath: system('one'), files: 'source' as const };
const given = { files: 'source' as const, credentials: ['delegated.key', 'delegated.extended.key'] };
const without = { nodes: [], owner: { uid: 420, gid: 69 } };

let folder: string;
let agent: TestAgent;

/** Paths of what the agent sees at /etc/nixos-containers and /nix. */
const etc = (...path: string[]) => join(folder, 'etc/nixos-containers', ...path);
const nix = (...path: string[]) => join(folder, 'nix', ...path);
const profile = (name: string) => {
	const at = nix('var/nix/profiles/per-container', name);
	return readlinkSync(join(at, readlinkSync(join(at, 'system'))));
};
/** Commands that were called since the call with this number, without read-only queries. */
function callsOf(from: number): string[] {
	return readFileSync(nix('calls'), 'utf8').trim().split('\n').slice(from);
}
const called = () => (existsSync(nix('calls')) ? callsOf(0).length : 0);

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-nixos-'));
	chmodSync(folder, 0o755);
	for (const name of ['etc', 'work', 'nix', 'run']) mkdirSync(join(folder, name));
	const data = join(folder, 'data');
	mkdirSync(data);
	// In a separate mount namespace, so that the machine sees nothing of it.
	const script = `set -e
		mount -t overlay overlay -o lowerdir=/etc,upperdir=${folder}/etc,workdir=${folder}/work /etc
		mkdir -p ${folder}/sbin; cp ${resolve('tests/fixtures/nixos/stand-in/bin')}/* ${folder}/sbin/
		mount --bind ${folder}/sbin /usr/local/sbin
		mkdir -p /nix
		mount --bind ${folder}/nix /nix
		exec "$@"`;
	agent = await startAgent({
		paths: {
			data,
			storage: join(data, 'storage'),
			images: join(data, 'images'),
			logs: join(data, 'logs'),
			run: join(folder, 'run/box')
		},
		names: {
			instance: 'dbxnix',
			bridge: 'dbxnix0',
			subnet: '10.198.0.0/16',
			nftTable: 'dogebox_dbxnix',
			cgroup: '/dogebox-dbxnix',
			idBase: 524288
		},
		through: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh']
	});
});
afterAll(async () => {
	await agent.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('containers of NixOS', () => {
	let name: string;

	it('makes one with a short name, which is found by the id of its pup', async () => {
		({ name } = await agent.host.call(nixos.nixosCreate, request));
		expect(name).toBe('pupabababab');
		expect(await agent.host.call(nixos.nixosList, {})).toEqual([{ id: ID, name, running: false }]);
		const { data } = agent.host.paths;
		expect(readFileSync(etc(`${name}.conf`), 'utf8').split('\n')).toEqual([
			'PRIVATE_NETWORK=1',
			'HOST_ADDRESS=',
			'LOCAL_ADDRESS=',
			'HOST_BRIDGE=',
			'HOST_PORT=',
			'PRIVATE_USERS=524288:65536',
			'AUTO_START=0',
			`EXTRA_NSPAWN_FLAGS="--private-users-ownership=auto --bind=${data}/storage/${ID}:/storage --bind-ro=${data}/pups/${ID}/source:/pup"`,
			'DOGEBOX_INSTANCE=dbxnix',
			`DOGEBOX_PUP_ID=${ID}`,
			''
		]);
	});

	it('starts and stops by one call of systemctl, and builds nothing for it', async () => {
		let from = called();
		await agent.host.call(nixos.nixosStart, { name, ...given, devices: without });
		expect(callsOf(from)).toEqual([`systemctl start container@${name}.service`]);
		expect(await agent.host.call(nixos.nixosList, {})).toMatchObject([{ running: true }]);
		from = called();
		await agent.host.call(nixos.nixosStop, { name });
		expect(callsOf(from)).toEqual([`systemctl stop container@${name}.service`]);
	});

	it('hands it the keys that are there and the devices that it was given, and takes them back', async () => {
		const { data, run } = agent.host.paths;
		const storage = join(data, 'storage', ID);
		mkdirSync(storage, { recursive: true });
		writeFileSync(join(storage, 'delegated.key'), 'its key');
		// Links that the pup itself creates there are not followed.
		symlinkSync('/etc/shadow', join(storage, 'delegated.extended.key'));
		const nodes = ['/dev/net/tun', '/dev/ttyUSB99'].map((node) => ({ node, access: 'rw' as const }));
		let from = called();
		await agent.host.call(nixos.nixosStart, { name, ...given, devices: { ...without, nodes } });
		expect(callsOf(from)).toEqual([
			`systemctl set-property --runtime container@${name}.service DeviceAllow= DeviceAllow=/dev/net/tun rw`,
			`systemctl start container@${name}.service`
		]);
		const at = join(run, `nixos-${ID}`);
		expect(
			/^EXTRA_NSPAWN_FLAGS="(.*)"$/m
				.exec(readFileSync(etc(`${name}.conf`), 'utf8'))?.[1]
				?.split(' ')
				.slice(3)
		).toEqual([
			`--bind=${at}/devices/%2Fdev%2Fnet%2Ftun:/dev/net/tun`,
			`--load-credential=delegated.key:${at}/credentials/delegated.key`
		]);
		expect(readFileSync(join(at, 'credentials/delegated.key'), 'utf8')).toBe('its key');
		expect(statSync(join(at, 'credentials')).mode & 0o777).toBe(0o700);
		from = called();
		await agent.host.call(nixos.nixosStop, { name });
		expect(callsOf(from)).toEqual([
			`systemctl stop container@${name}.service`,
			`systemctl set-property --runtime container@${name}.service DeviceAllow=`
		]);
		expect(existsSync(at)).toBe(false);
	});

	it.each(['/dev/sda', '/dev/mem', '/dev/kvm:/dev/sda --bind=/'])('hands nobody %s', async (node) => {
		const devices = { ...without, nodes: [{ node, access: 'rw' as const }] };
		await expect(agent.host.call(nixos.nixosStart, { name, ...given, devices })).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
	});

	it('limits its unit', async () => {
		const from = called();
		const limits = { memoryBytes: 2 ** 30, pids: 100, cpus: 1.5 };
		await agent.host.call(nixos.nixosLimits, { name, limits });
		expect(callsOf(from)).toEqual([
			`systemctl set-property --runtime container@${name}.service MemoryMax=1073741824 MemorySwapMax=0 TasksMax=100 CPUQuota=150% IOWeight=100`
		]);
	});

	it('goes on with the system before where an update fails, and back to it where asked', async () => {
		const failing = agent.host.call(nixos.nixosUpdate, { name, systemPath: system('two-broken') });
		await expect(failing).rejects.toThrow('is not valid');
		expect(profile(name)).toBe(system('one'));
		await agent.host.call(nixos.nixosUpdate, { name, systemPath: system('two') });
		expect(profile(name)).toBe(system('two'));
		await agent.host.call(nixos.nixosRollback, { name });
		expect(profile(name)).toBe(system('one'));
	});

	it('updates the one that is there instead of making another', async () => {
		expect(await agent.host.call(nixos.nixosCreate, { ...request, systemPath: system('three') })).toEqual({ name });
		expect(profile(name)).toBe(system('three'));
		expect(readdirSync(etc())).toEqual([`${name}.conf`]);
	});

	it('leaves nothing of one that could not be made, and makes others meanwhile', async () => {
		const broken = agent.host.call(nixos.nixosCreate, { ...request, id: OTHER, systemPath: system('broken') });
		const third = agent.host.call(nixos.nixosCreate, { ...request, id: 'ef'.repeat(16) });
		await expect(broken).rejects.toThrow('is not valid');
		await third;
		const ids = (await agent.host.call(nixos.nixosList, {})).map(({ id }) => id);
		expect(ids.sort()).toEqual([ID, 'ef'.repeat(16)]);
	});

	it('takes another name where one is taken, and leaves alone what is not ours', async () => {
		writeFileSync(etc('pupcdcdcdcd.conf'), 'PRIVATE_NETWORK=0\n');
		const { name: second } = await agent.host.call(nixos.nixosCreate, { ...request, id: OTHER });
		expect(second).toBe('pupdcdcdcdc');
		const theirs = { name: 'pupcdcdcdcd' };
		await expect(agent.host.call(nixos.nixosStart, { ...theirs, ...given, devices: without })).rejects.toThrow(
			'not ours'
		);
		await expect(agent.host.call(nixos.nixosStop, theirs)).rejects.toThrow('is not ours');
		await agent.host.call(nixos.nixosDestroy, { name: 'pupcdcdcdcd' });
		expect(existsSync(etc('pupcdcdcdcd.conf'))).toBe(true);
	});

	it.each<[string, Record<string, unknown>]>([
		['a path outside of the store', { systemPath: '/etc' }],
		['a path that climbs', { systemPath: `${system('x')}/../../../etc` }],
		['what it has no place for', { network: { address: '10.69.0.1 --bind=/' } }],
		['other files than the pup’s', { files: '../../../etc' }],
		['an id that is a path', { id: '../x' }]
	])('refuses %s', async (_what, change) => {
		await expect(agent.host.call(nixos.nixosCreate, { ...request, ...change } as typeof request)).rejects.toMatchObject(
			{
				code: 'invalid-host-call'
			}
		);
	});

	it('removes it with its generations; a second time there is nothing to do', async () => {
		await agent.host.call(nixos.nixosDestroy, { name });
		await agent.host.call(nixos.nixosDestroy, { name });
		expect(existsSync(nix('var/nix/profiles/per-container', name))).toBe(false);
		expect((await agent.host.call(nixos.nixosList, {})).map(({ id }) => id)).not.toContain(ID);
	});
});
