import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pupRow } from '../../../../../tests/support/pup-row.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import type { ContainerSpec } from '../../containers/types.ts';
import { KEY_FILES } from '../../host/index.ts';
import { checkDescription, describeForNixos, descriptionText } from '../../runtime/index.ts';
import { buildSpec } from './spec.ts';

const MANIFESTS = 'tests/fixtures/manifests';
const ID = '0123456789abcdef0123456789abcdef';
/** Stands in for a result of Nix. Nothing is built here. */
const stored = (name: string) => `/nix/store/${'0'.repeat(32)}-${name}`;

function specOf(text: string): ContainerSpec {
	const { manifest } = parseManifest(JSON.parse(text));
	return buildSpec({
		row: { ...pupRow(ID, manifest), name: manifest.meta.name, state: 'stopped', failure: null },
		config: new Map([['RPC_PASSWORD', 'hunter2hunter2']]),
		layers: ['/images/none'],
		storage: `/storage/${ID}`,
		source: { path: `/pups/${ID}/source`, writable: false },
		image: null,
		volumePath: (target) => target,
		address: '10.69.0.2',
		links: [],
		gateway: '10.69.0.1',
		totalMemory: 8 * 1024 ** 3,
		user: { uid: 420, gid: 69 }
	});
}

function described(text: string) {
	const spec = specOf(text);
	const { container } = parseManifest(JSON.parse(text)).manifest;
	return describeForNixos(spec, {
		packages: Object.fromEntries(spec.processes.map(({ name }) => [name, stored(name)])),
		gateway: '10.69.0.1',
		ports: { tcp: container.exposes.map(({ port }) => port), udp: [] },
		secret: ['RPC_PASSWORD'],
		credentials: KEY_FILES
	});
}

const real = ['Dogebox-WG+pups', 'Dogebox-WG+pup-templates'].flatMap((source) =>
	readdirSync(join(MANIFESTS, source), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => `${source}/${name}`)
);

it.each(real)('is written for %s as it is kept', async (name) => {
	const text = descriptionText(described(readFileSync(join(MANIFESTS, name, 'manifest.json'), 'utf8')));
	expect(text).not.toContain('hunter2');
	await expect(text).toMatchFileSnapshot(join(process.cwd(), `tests/fixtures/nixos/golden/${name}.json`));
});

describe('what the module is given', () => {
	const one = (command: Record<string, unknown>) =>
		JSON.stringify({
			manifestVersion: 1,
			meta: { name: 'T', version: '1.0.0' },
			container: { build: { nixFile: 'pup.nix', nixFileSha256: '0'.repeat(64) }, services: [{ name: 'web', command }] }
		});

	it('puts command and folder behind the path of the package, as a real Dogebox does', () => {
		const { web } = described(one({ exec: '/bin/run.sh --port 1', cwd: 'share/site' })).services;
		expect(web).toMatchObject({
			program: `${stored('web')}/bin/run.sh`,
			arguments: ['--port', '1'],
			workingDirectory: `${stored('web')}/share/site`
		});
	});
	it('does not leave the package by its command', () => {
		const { web } = described(one({ exec: '/../../bin/sh' })).services;
		expect(web!.program).toBe(`${stored('web')}/bin/sh`);
	});
	it('refuses a command that a Dogebox could not start', () => {
		expect(() => described(one({ exec: 'run.sh' }))).toThrow(
			'The command of “web” must begin with “/”, as it stands behind the path of its package. Found “run.sh”.'
		);
	});
	it('refuses a build that lacks a service', () => {
		const parts = { gateway: '10.69.0.1', ports: { tcp: [], udp: [] }, secret: [], credentials: [] };
		expect(() => describeForNixos(specOf(one({ exec: '/x' })), { ...parts, packages: {} })).toThrow(
			'Its build has nothing named “web”'
		);
	});
	it('is the same text for the same, whatever the order', () => {
		const { services, ...rest } = described(one({ exec: '/x', env: { A: '1', B: '2' } }));
		expect(descriptionText({ services, ...rest })).toBe(descriptionText({ ...rest, services }));
	});
});

describe('a hostile value', () => {
	const good = described(readFileSync(join(MANIFESTS, 'Dogebox-WG+pups/core/manifest.json'), 'utf8'));
	const service = Object.values(good.services)[0]!;
	const network = good.network!;

	it.each<[string, Record<string, unknown>]>([
		['another version', { version: 2 }],
		['a member that nobody knows', { imports: ['/etc/nixos'] }],
		['an id of another form', { id: '../../../etc' }],
		['a host name with a line', { hostName: 'a\nb' }],
		['a host name that is Nix', { hostName: '${builtins.readFile "/etc/hostname"}' }],
		['no user', { user: { uid: -1, gid: 0 } }],
		['a name in /etc/hosts with a line', { network: { ...network, hosts: [{ address: '1.1.1.1', names: ['a\nb'] }] } }],
		['a port that is text', { network: { ...network, tcp: ['80; reboot'] } }],
		['a gateway that is none', { network: { ...network, gateway: '10.69.0.1 dev lo' } }],
		['a package outside of the store', { services: { web: { ...service, package: '/etc' } } }],
		['a package that climbs', { services: { web: { ...service, package: `${stored('a')}/../../../etc` } } }],
		['a service that is a path', { services: { '../sshd': service } }],
		['a folder with a line', { services: { web: { ...service, workingDirectory: '/x\nExecStartPre=+/bin/sh' } } }],
		['a folder that goes on below', { services: { web: { ...service, workingDirectory: '/x\\' } } }],
		['a variable with a line', { services: { web: { ...service, environment: { 'A\nB': '1' } } } }],
		['a value with a byte nobody can be given', { services: { web: { ...service, arguments: ['a\0b'] } } }],
		['a disk as a device', { devices: [{ node: '/dev/sda', access: 'rw' }] }],
		['a device that climbs', { devices: [{ node: '/dev/net/../sda', access: 'rw' }] }],
		['a device with more than its name', { devices: [{ node: '/dev/kvm rwm', access: 'rw' }] }],
		['a device that it may make', { devices: [{ node: '/dev/kvm', access: 'rwm' }] }],
		['a credential that is a path', { credentials: ['../key'] }]
	])('is refused: %s', (_what, change) => {
		expect(() => checkDescription({ ...good, ...change })).toThrow('It cannot run on NixOS. ');
	});

	it('is kept as it is where it is only text', () => {
		const value = '"; ${builtins.readFile "/etc/hostname"} \'\' %H $HOME\n[Service]\nExecStart=/bin/sh';
		const kept = checkDescription({
			...good,
			services: { web: { ...service, arguments: [value], environment: { A: value } } }
		});
		expect(JSON.parse(descriptionText(kept))).toMatchObject({
			services: { web: { arguments: [value], environment: { A: value } } }
		});
	});
});
