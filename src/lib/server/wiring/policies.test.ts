import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../../tests/support/offers.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { PupState } from '../../contract/pups.ts';
import type { KnownPup } from '../pups/index.ts';
import { takenBack } from './enforcer.ts';
import { directPort, gatewayGrantsOf, linkedProviders, policiesOf, type WiringFacts } from './policies.ts';
import { waitsFor } from './turn.ts';

const rpc = { name: 'rpc', interfaces: ['core-rpc'] };
const NODE = manifestOf('Node', '1.0.0', {
	container: {
		exposes: [
			{ name: 'rpc-tcp', type: 'tcp', port: 22555, interfaces: ['core-rpc'] },
			{ ...rpc, type: 'http', port: 22554 },
			{ name: 'zmq', type: 'tcp', port: 28332, interfaces: ['core-zmq'] }
		]
	},
	interfaces: [
		{
			name: 'core-rpc',
			version: '1.0.0',
			permissionGroups: [
				{ name: 'Chain', severity: 3, description: '', routes: ['/chain'] },
				{ name: 'RPC', severity: 2, description: '', routes: ['/*'], port: 22555 }
			]
		},
		{
			name: 'core-zmq',
			version: '1.0.0',
			permissionGroups: [{ name: 'ZMQ', severity: 3, description: '', port: 28332 }]
		}
	]
});
const EXPLORER = manifestOf('Explorer', '1.0.0', {
	container: { requiresInternet: true },
	dependencies: [
		{
			interfaceName: 'core-rpc',
			interfaceVersion: '^1.0.0',
			permissionGroups: ['Chain'],
			optionalPermissionGroups: ['RPC']
		},
		{ interfaceName: 'core-zmq', interfaceVersion: '^1.0.0', permissionGroups: ['ZMQ'], optional: true }
	]
});

const pup = (id: string, manifest: Manifest, n: number, more: Partial<KnownPup> = {}): KnownPup => ({
	id,
	sourceId: 's',
	name: manifest.meta.name,
	offerName: null,
	state: 'running',
	version: manifest.meta.version,
	manifest,
	enabled: true,
	leaving: false,
	address: `10.69.0.${n}`,
	...more
});
const given = (name: string, providerId = 'node') => ({ dependantId: 'app', interface: name, providerId });
const grant = (name: string, group: string) => ({ dependantId: 'app', interface: name, group });

function facts(more: Partial<WiringFacts> & { node?: Partial<KnownPup>; app?: Partial<KnownPup> } = {}): WiringFacts {
	const { node = {}, app = {}, ...rest } = more;
	return {
		pups: [pup('app', EXPLORER, 2, app), pup('node', NODE, 3, node)],
		providers: [given('core-rpc')],
		grants: [],
		access: [],
		...rest
	};
}

const at = (port: number) => ({ address: '10.69.0.3', protocol: 'tcp', port });

describe('the port that a group opens directly', () => {
	const http = { name: 'web', type: 'http', port: 80, interfaces: ['x'] };
	const tcp = { name: 'raw', type: 'tcp', port: 81, interfaces: ['x'] };
	const later = { ...tcp, name: 'later', port: 82 };
	it.each([
		['none, where it speaks HTTP alone', [http], { routes: ['/*'] }, null],
		['none, where its own port speaks HTTP', [http, tcp], { routes: ['/a'], port: 80 }, null],
		['none, where its own port serves something else', [tcp], { port: 99 }, null],
		['its own', [tcp, later], { port: 81 }, 81],
		['that of the interface, the last of several', [tcp, later], {}, 82],
		['that of the interface, where its routes leave nothing out', [http, tcp], { routes: ['/*'] }, 81],
		['none, where its routes would be got round', [http, tcp], { routes: ['/a', '/b/*'] }, null],
		['that of the interface, where routes can limit nothing', [tcp], { routes: ['/a'] }, 81],
		['none, where the interface is served nowhere', [{ ...tcp, interfaces: ['y'] }], {}, null]
	])('is %s', (_, exposes, group, port) => {
		const manifest = manifestOf('P', '1.0.0', {
			container: { exposes },
			interfaces: [{ name: 'x', version: '1.0.0', permissionGroups: [{ name: 'g', description: '', ...group }] }]
		});
		expect(directPort(manifest, 'x', manifest.interfaces[0]!.permissionGroups[0]!)).toBe(port);
	});
});

describe('what a pup may reach', () => {
	const reaches = (now: WiringFacts) => policiesOf(now).find(({ id }) => id === 'app')?.reaches;
	it.each([
		['nothing, where nothing was granted', facts(), []],
		['nothing directly, with a group of routes', facts({ grants: [grant('core-rpc', 'Chain')] }), []],
		['the port of a group', facts({ grants: [grant('core-rpc', 'RPC')] }), [at(22555)]],
		[
			'ports of two interfaces',
			facts({
				providers: [given('core-rpc'), given('core-zmq')],
				grants: [grant('core-rpc', 'RPC'), grant('core-zmq', 'ZMQ')]
			}),
			[at(22555), at(28332)]
		],
		['nothing, where nobody was chosen', facts({ providers: [], grants: [grant('core-rpc', 'RPC')] }), []],
		['nothing of a group it never asks for', facts({ grants: [grant('core-rpc', 'All')] }), []],
		[
			'nothing of a provider that is uninstalled',
			facts({ node: { state: 'uninstalled' }, grants: [grant('core-rpc', 'RPC')] }),
			[]
		],
		[
			'nothing of a provider whose version does not fit any more',
			facts({
				node: { manifest: { ...NODE, interfaces: NODE.interfaces.map((one) => ({ ...one, version: '2.0.0' })) } },
				grants: [grant('core-rpc', 'RPC')]
			}),
			[]
		],
		[
			'the same of a provider that stands still',
			facts({ node: { state: 'stopped' }, grants: [grant('core-rpc', 'RPC')] }),
			[at(22555)]
		],
		['nothing of itself', facts({ providers: [given('core-rpc', 'app')], grants: [grant('core-rpc', 'RPC')] }), []]
	])('is %s', (_, now, expected) => {
		expect(reaches(now)).toEqual(expected);
	});

	it('is nothing at all for a pup that is uninstalled, or has no address', () => {
		for (const app of [{ state: 'uninstalled' as PupState }, { address: null }]) {
			expect(policiesOf(facts({ app, grants: [grant('core-rpc', 'RPC')] })).map(({ id }) => id)).toEqual(['node']);
			expect(gatewayGrantsOf(facts({ app }))).toEqual([]);
		}
	});

	it.each([
		[null, { internet: true, lan: false, networks: null }],
		[
			{ internet: false, lan: false, networks: null },
			{ internet: false, lan: false, networks: null }
		],
		[
			{ internet: null, lan: true, networks: ['192.0.2.0/24'] },
			{ internet: true, lan: true, networks: ['192.0.2.0/24'] }
		]
	])('beyond the box, with the owner’s word %j', (said, expected) => {
		const [app, node] = policiesOf(facts({ access: said ? [{ pupId: 'app', ...said }] : [] }), (id) =>
			id === 'node' ? [{ protocol: 'tcp', hostPort: 1, port: 2 }] : []
		);
		expect(app).toMatchObject({ ...expected, publishes: [] });
		expect(node).toMatchObject({ internet: false, publishes: [{ hostPort: 1 }] });
	});
});

describe('what the gateway passes on', () => {
	const first = (now: WiringFacts) => gatewayGrantsOf(now)[0];
	it('is nothing where nothing was granted, and says what could be', () => {
		expect(first(facts())).toEqual({
			from: '10.69.0.2',
			interface: 'core-rpc',
			to: { address: '10.69.0.3', port: 22554 },
			routes: [],
			names: { dependant: 'Explorer', provider: 'Node' },
			missing: [
				{ group: 'Chain', routes: ['/chain'] },
				{ group: 'RPC', routes: ['/*'] }
			]
		});
	});

	it('is the routes of the groups that were granted', () => {
		expect(first(facts({ grants: [grant('core-rpc', 'Chain')] }))).toMatchObject({
			routes: ['/chain'],
			missing: [{ group: 'RPC' }]
		});
	});

	it.each([
		['nobody was chosen', facts({ providers: [] }), { to: null, names: { provider: null }, missing: [] }],
		['it does not run', facts({ node: { state: 'stopped' } }), { to: null, names: { provider: 'Node' } }],
		['it is uninstalled', facts({ node: { state: 'uninstalled' } }), { to: null, names: { provider: null } }]
	])('leads nowhere where %s', (_, now, expected) => {
		expect(first(now)).toMatchObject(expected);
	});

	it('is asked at the port of an interface that speaks no HTTP, as in the original', () => {
		expect(gatewayGrantsOf(facts({ providers: [given('core-zmq')] }))[0]).toMatchObject({ to: { port: 28332 } });
	});
});

describe('what was taken back', () => {
	const before = gatewayGrantsOf(facts({ grants: [grant('core-rpc', 'Chain'), grant('core-rpc', 'RPC')] }));
	it.each([
		['nothing, where all is as before', facts({ grants: [grant('core-rpc', 'Chain'), grant('core-rpc', 'RPC')] }), []],
		['one of two groups', facts({ grants: [grant('core-rpc', 'Chain')] }), ['core-rpc']],
		['all, with the provider', facts({ providers: [], grants: [grant('core-rpc', 'RPC')] }), ['core-rpc']],
		['all, with the pup', facts({ app: { state: 'uninstalled' } }), ['core-rpc']]
	])('is %s', (_, now, names) => {
		expect(takenBack(before, gatewayGrantsOf(now)).map((one) => one.interface)).toEqual(names);
	});

	it('is nothing where nothing was granted', () => {
		expect(takenBack(gatewayGrantsOf(facts()), [])).toEqual([]);
	});
});

describe('where services find what others provide', () => {
	it.each([
		['running', 'running'],
		['stopped', 'stopped'],
		['uninstalled, with its address kept', 'uninstalled']
	] as const)('is the first port of the interface at a provider that is %s', (_, state) => {
		const now = facts({ node: { state } });
		expect(linkedProviders(now.pups[0]!, now)).toEqual([
			{ interface: 'core-rpc', name: 'rpc-tcp', host: '10.69.0.3', port: 22555 }
		]);
	});
});

describe('a pup waits', () => {
	const waits = (now: WiringFacts, ready: string[] = []) => waitsFor(now.pups[0]!, now, (id) => ready.includes(id));
	const CIRCLE = {
		...NODE,
		dependencies: [{ ...EXPLORER.dependencies[0]!, interfaceName: 'page' }]
	};
	it.each([
		['for nobody, where its provider is ready', facts(), ['node'], null],
		['for nobody, where nobody was chosen', facts({ providers: [] }), [], null],
		['for nobody whom it also runs without', facts({ providers: [given('core-zmq')] }), [], null],
		['for nobody who is uninstalled', facts({ node: { state: 'uninstalled' } }), [], null],
		['for one that comes up', facts({ node: { state: 'starting' } }), [], 'Waits for Node to be ready.'],
		[
			'for one that is stopped',
			facts({ node: { state: 'stopped', enabled: false } }),
			[],
			'Waits for Node to be ready. Node is stopped.'
		],
		[
			'for nobody who waits for it in turn',
			facts({
				node: { manifest: CIRCLE },
				app: { manifest: { ...EXPLORER, interfaces: [{ ...NODE.interfaces[0]!, name: 'page' }] } },
				providers: [given('core-rpc'), { dependantId: 'node', interface: 'page', providerId: 'app' }]
			}),
			[],
			null
		]
	])('%s', (_, now, ready, reason) => {
		expect(waits(now, ready)?.reason ?? null).toBe(reason);
	});
});
