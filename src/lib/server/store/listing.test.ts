import { describe, expect, it } from 'vitest';
import { hash, judged, listed, manifestOf, offer } from '../../../../tests/support/offers.ts';
import { storeDetailOf, storePupOf, type StoreView } from './listing.ts';
import type { HostCapabilities } from './types.ts';
import { satisfies } from './versions.ts';

const no = (reason: string) => ({ ok: false as const, reason, command: null });
const capabilities: HostCapabilities = {
	nix: no('No Nix here.'),
	flake: no('No flakes.'),
	debian: { ok: true },
	image: no('No images.')
};
const view: StoreView = { capabilities, installed: new Map(), logoUrl: () => null };

describe('what the store shows', () => {
	it('is the newest version that can be used, else the newest with its problem', () => {
		const bad = judged(listed('A', '2.0.0', { problem: 'Its pup.nix is not there.' }));
		const good = judged(listed('A', '1.0.0'));
		expect(storePupOf(offer('A', bad, good), view)).toMatchObject({ version: '1.0.0', versions: 2, runnable: true });
		expect(storePupOf(offer('A', bad), view)).toMatchObject({
			version: '2.0.0',
			runnable: false,
			reason: 'Its pup.nix is not there.'
		});
	});

	it('says of each way to build why it is skipped', () => {
		const nix = { nixFile: 'pup.nix', nixFileSha256: hash('x') };
		const both = manifestOf('A', '1.0.0', { container: { build: { ...nix, debian: { packages: [] } } } });
		const only = manifestOf('A', '1.0.0', { container: { build: nix } });
		const detail = (manifest: typeof both, builds = capabilities) => {
			const pup = offer('A', judged(listed('A', '1.0.0', { manifest })));
			return storeDetailOf(pup, pup.shown, [pup], { ...view, capabilities: builds }, null);
		};
		expect(detail(both).builds).toEqual([
			{ kind: 'nix', chosen: false, reason: 'No Nix here.', command: null },
			{ kind: 'debian', chosen: true, reason: null, command: null }
		]);
		expect(detail(both, { ...capabilities, nix: { ok: true } }).builds).toMatchObject([
			{ chosen: true },
			{ chosen: false, reason: null }
		]);
		expect(detail(only)).toMatchObject({ runnable: false, reason: 'No Nix here.', builds: [{ chosen: false }] });
	});

	it('finds who serves a dependency, and with what permissions', () => {
		const node = (name: string, version: string) =>
			manifestOf(name, '1.0.0', {
				interfaces: [{ name: 'core-rpc', version, permissionGroups: [{ name: 'RPC', severity: 2, routes: ['/*'] }] }]
			});
		const dependant = manifestOf('App', '1.0.0', {
			dependencies: [
				{ interfaceName: 'core-rpc', interfaceVersion: '0.0.1', permissionGroups: ['RPC', 'Other'] },
				{ interfaceName: 'nobody', interfaceVersion: '1.0.0', optional: true }
			]
		});
		const offered = (name: string, manifest: typeof dependant) =>
			offer(name, judged(listed(name, '1.0.0', { manifest })));
		const app = offered('App', dependant);
		const all = [
			app,
			offered('Old', node('Old', '0.0.1')),
			offered('New', node('New', '0.1.0')),
			offered('Here', node('Here', '0.0.1'))
		];
		const installed = new Map([
			['s/Here', { id: 'x', state: 'stopped' as const }],
			['s/Old', { id: 'y', state: 'uninstalled' as const }]
		]);
		expect(storeDetailOf(app, app.shown, all, { ...view, installed }, null).needs).toEqual([
			{
				name: 'core-rpc',
				version: '0.0.1',
				optional: false,
				permissions: [
					{ name: 'RPC', description: '', severity: 2, routes: ['/*'], port: null },
					{ name: 'Other', description: '', severity: null, routes: [], port: null }
				],
				providers: [
					{ sourceId: 's', name: 'Here', installed: true },
					{ sourceId: 's', name: 'Old', installed: false }
				]
			},
			{ name: 'nobody', version: '1.0.0', optional: true, permissions: [], providers: [] }
		]);
	});
});

describe('an interface', () => {
	it.each([
		['0.0.1', '0.0.1', true],
		['0.0.2', '0.0.1', false],
		['0.2.0', '^0.1.0', false],
		['1.5.0', '>=1.0.0 <2', true],
		['v1.5.0', '1.x', true],
		['1.5', '^1.0.0', true],
		['two', 'two', true],
		['two', '^1.0.0', false],
		['1.0.0', 'not a range', false],
		['1.0.0', '', true]
	])('%s serves %s: %s', (version, range, serves) => expect(satisfies(version, range)).toBe(serves));
});
