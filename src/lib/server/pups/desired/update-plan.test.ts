import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../../../tests/support/offers.ts';
import { compareVersions } from '../../sources/index.ts';
import { asksOf, permissionsNeeded } from './asks.ts';
import { between, updatePlanOf, type UpdateInput } from './update-plan.ts';
import { differencesOf } from './version-diff.ts';

const field = (name: string, more: object = {}) => ({ name, label: name.toLowerCase(), type: 'text', ...more });
const config = (...fields: object[]) => ({ config: { sections: [{ name: 's', fields }] } });
const none = new Map<string, { value: string; sealed: boolean }>();
const stored = (values: Record<string, string>) =>
	new Map(Object.entries(values).map(([name, value]) => [name, { value, sealed: false }]));
const debian = { was: 'debian', next: 'debian' } as const;

/** Returns the differences, in words. */
function said(was: object, next: object, values = none, how: Parameters<typeof differencesOf>[3] = debian): string[] {
	const [one, other] = [was, next].map((more) => manifestOf('Web', '1.0.0', more as Record<string, unknown>));
	return differencesOf(one!, other!, values, how).map(({ topic, change, text }) => `${topic} ${change}: ${text}`);
}

describe('what differs between two versions', () => {
	it('is nothing where only the program differs', () => {
		expect(said({}, {})).toEqual([]);
	});
	it('are settings: new ones, gone ones, changed ones', () => {
		const was = config(field('A'), field('B', { default: 'x' }), field('C', { type: 'select', options: ['a', 'b'] }));
		const next = config(
			field('B', { default: 'y', required: true }),
			field('C', { type: 'select', options: ['b', 'c'] }),
			field('D', { required: true }),
			field('E', { default: 'gold' }),
			field('F', { type: 'password', default: 'secret' })
		);
		expect(said(was, next, stored({ A: '1', C: 'a' }))).toEqual([
			'settings added: New setting “d”, which is required.',
			'settings added: New setting “e”; it begins with “gold”.',
			'settings added: New setting “f”; it begins with a default.',
			'settings removed: The setting “a” is gone; its value is kept.',
			'settings changed: The setting “b” is now required.',
			'settings changed: The setting “b” has the default “y” now.',
			'settings changed: Your value of “c”, “a”, no longer fits: it must be one of: b, c.',
			'settings changed: The setting “c” has other choices.'
		]);
		// A value that was set while an earlier version had the setting is used again.
		expect(said(config(), config(field('A', { default: 'x' })), stored({ A: '1' }))).toEqual([
			'settings added: New setting “a”; the value from before is used again.'
		]);
		expect(said(config(field('A')), config(field('A', { type: 'number', min: 1 })))).toEqual([
			'settings changed: The setting “a” changes from text to number.',
			'settings changed: The setting “a” has other bounds.'
		]);
	});
	it('never says a secret', () => {
		const sealed = new Map([['A', { value: 'sealed:hush', sealed: true }]]);
		const all = said(config(field('A', { type: 'password' })), config(field('A', { type: 'number', max: 3 })), sealed);
		expect(all.join()).not.toContain('hush');
	});
	it('are pages, ports, services, permissions, what it offers, and what is fetched', () => {
		const port = (name: string, number: number, more: object = {}) => ({ name, type: 'tcp', port: number, ...more });
		const service = (name: string, exec = name) => ({ name, command: { exec } });
		const was = {
			container: {
				build: { debian: { packages: ['aa', 'bb'] } },
				services: [service('web'), service('db')],
				exposes: [port('Page', 80, { type: 'http', webUI: true }), port('p2p', 22556), port('rpc', 22555)],
				resources: { memoryMiB: 256 }
			},
			interfaces: [{ name: 'core-rpc', version: '1.0.0' }],
			dependencies: [{ interfaceName: 'core-zmq', interfaceVersion: '^1.0.0', permissionGroups: ['blocks'] }]
		};
		const next = {
			container: {
				build: { debian: { packages: ['bb', 'cc', 'dd'] } },
				services: [service('web', 'other'), service('cache')],
				exposes: [port('Admin', 81, { type: 'http', webUI: true }), port('p2p', 22556, { listenOnHost: true })],
				requiresInternet: true,
				resources: { memoryMiB: 512, diskMiB: 1000 }
			},
			interfaces: [{ name: 'core-rpc', version: '2.0.0' }],
			dependencies: [{ interfaceName: 'core-zmq', interfaceVersion: '^2.0.0', permissionGroups: ['blocks', 'txs'] }]
		};
		expect(said(was, next)).toEqual([
			'pages added: New web page “Admin”.',
			'pages removed: The web page “Page” is gone.',
			'ports removed: Port 22555 (rpc, tcp) is gone.',
			'ports changed: Port 22556 (p2p) is now open to your network.',
			'permissions added: It uses the internet.',
			'permissions added: It asks for the permission “txs” of core-zmq.',
			'permissions changed: It needs core-zmq ^2.0.0, no longer ^1.0.0.',
			'services added: New service cache.',
			'services removed: The service db is gone.',
			'services changed: The service web is started with another command.',
			'interfaces changed: It offers core-rpc 2.0.0 to other pups, no longer 1.0.0.',
			'disk added: Debian packages are fetched: cc and dd.',
			'disk removed: Debian packages are gone: aa.',
			'disk changed: It will fill about 1.0 GB of disk.',
			'memory changed: It needs 537 MB of memory, no longer 268 MB.'
		]);
	});
	it('says where its root is made another way', () => {
		const image = (hex: string) => ({ container: { build: { image: `r.example/x@sha256:${hex.repeat(32)}` } } });
		expect(said({}, image('ab'), none, { was: 'debian', next: 'image' })).toEqual([
			'disk changed: Its root filesystem is made by image, no longer by debian.'
		]);
		expect(said(image('ab'), image('cd'), none, { was: 'image', next: 'image' })).toEqual([
			'disk changed: A new image is fetched.'
		]);
	});
});

describe('what a version asks for beyond what the pup has', () => {
	const version = (more: object, signature: 'unsigned' | 'verified' = 'unsigned') => ({
		manifest: manifestOf('Web', '1.0.0', more as Record<string, unknown>),
		signature
	});
	const wants = {
		container: {
			requiresInternet: true,
			exposes: [{ name: 'p2p', type: 'tcp', port: 22556, listenOnHost: true }]
		},
		dependencies: [{ interfaceName: 'core-rpc', interfaceVersion: '*', permissionGroups: ['wallet'] }]
	};
	it('is each thing once, with a key that stays', () => {
		const asks = asksOf(version({}, 'verified'), version(wants));
		expect(asks.map(({ key }) => key)).toEqual([
			'signature',
			'internet',
			'port/tcp/22556/p2p',
			'interface/core-rpc',
			'permission/core-rpc/wallet'
		]);
		const refusal = permissionsNeeded('Web', asks);
		expect(refusal).toMatchObject({ code: 'permissions-needed', status: 409 });
		expect(refusal.fields?.['internet']).toBe('It wants access to the internet.');
	});
	it('is what a permission opens beyond that of before, which others were granted', () => {
		const offers = (...permissionGroups: object[]) => ({
			interfaces: [{ name: 'api', version: '1.0.0', permissionGroups }]
		});
		const read = { name: 'Read', severity: 3, routes: ['/info'], description: '' };
		const further = { ...read, severity: 1, routes: ['/*'], port: 9999 };
		expect(asksOf(version(offers(read)), version(offers(further)))).toEqual([
			{
				key: 'offer/api/Read',
				text: 'Its permission “Read” of api opens more: the path “/*”, port 9999, and what is rated “Critical”. Pups that were granted it get that, too.'
			}
		]);
		expect(asksOf(version(offers(further)), version(offers(read)))).toEqual([]);
		expect(asksOf(version(offers(read)), version(offers(read, { ...further, name: 'New' })))).toEqual([]);
	});
	it('is nothing where it asks for the same, or for less', () => {
		expect(asksOf(version(wants), version(wants))).toEqual([]);
		expect(asksOf(version(wants), version({}))).toEqual([]);
		expect(asksOf(version({}), version({}, 'verified'))).toEqual([]);
	});
});

describe('the plan of an update', () => {
	const of = (version: string, more: Record<string, unknown> = {}) => ({
		version,
		manifest: manifestOf('Web', version, more),
		signature: 'unsigned' as const,
		buildKind: 'debian' as const
	});
	const input = (more: Partial<UpdateInput> = {}): UpdateInput => ({
		name: 'Web',
		now: of('1.0.0'),
		next: of('1.2.0'),
		compare: compareVersions,
		stored: none,
		given: null,
		savedAt: null,
		up: true,
		enabled: true,
		kept: false,
		offered: ['1.3.0', '1.2.0', '1.1.0', '1.0.0', '0.9.0'].map((one) => ({
			version: one,
			origin: '',
			updatedAt: null
		})),
		notesHtml: null,
		...more
	});
	const words = (more: Partial<UpdateInput> = {}) => updatePlanOf(input(more)).text;
	it('says what happens', () => {
		expect(words()).toBe(
			'Web is updated from 1.0.0 to 1.2.0. Its data and settings stay. It runs on until the new version is built. It is restarted then.'
		);
		expect(words({ next: of('0.9.0'), kept: true })).toBe(
			'Web goes back from 1.0.0 to 0.9.0. Its data and settings stay. It is restarted then.'
		);
		expect(words({ up: false, enabled: false })).toBe(
			'Web is updated from 1.0.0 to 1.2.0. Its data and settings stay. It is not started.'
		);
		expect(words({ up: false })).toContain('It is started then.');
		expect(words({ enabled: false })).toContain('It is stopped then.');
	});
	it('names required settings without a value, and says that it waits for them', () => {
		const next = of('1.2.0', config(field('A', { required: true }), field('B', { required: true, default: 'x' })));
		const plan = updatePlanOf(input({ next }));
		expect(plan).toMatchObject({ missing: [{ name: 'A', label: 'a' }], restarts: false });
		expect(plan.text).toContain('It is stopped then, and waits for its settings.');
		expect(updatePlanOf(input({ next, stored: stored({ A: '1' }) }))).toMatchObject({ missing: [], restarts: true });
		// A version that wants its settings looked through once also waits.
		const asked = of('1.2.0', { config: { showOnInstall: true, sections: [] } });
		expect(updatePlanOf(input({ next: asked })).restarts).toBe(false);
		expect(updatePlanOf(input({ next: asked, savedAt: 1 })).restarts).toBe(true);
	});
	it('asks for the settings that it needs, and says what those that are given leave to do', () => {
		const asked = (more: Partial<UpdateInput>) => {
			const { missing, settings, restarts } = updatePlanOf(input(more));
			const names = settings.flatMap(({ fields }) => fields.map(({ name }) => name));
			return { missing: missing.map(({ name }) => name), asked: names, restarts };
		};
		const next = of(
			'1.2.0',
			config(
				field('A', { required: true }),
				field('B', { required: true, default: 'x' }),
				field('C', { type: 'number', required: true }),
				field('D', { type: 'password', required: true }),
				field('E')
			)
		);
		const had = stored({ C: 'many' });
		expect(asked({ next, stored: had })).toEqual({ missing: ['A', 'D'], asked: ['A', 'C', 'D'], restarts: false });
		const some = new Map([['A', '1']]);
		expect(asked({ next, stored: had, given: some })).toMatchObject({ missing: ['D'], restarts: false });
		const all = new Map([...some, ['C', '3'], ['D', 'hush']] as const);
		expect(asked({ next, stored: had, given: all })).toMatchObject({ missing: [], restarts: true });
		expect(asked({ next, stored: stored({ A: '1', C: '2', D: '3' }) })).toMatchObject({ asked: [], restarts: true });
		// All settings that the owner should look through are asked for, until they were saved.
		const shown = of('1.2.0', { config: { ...config(field('A')).config, showOnInstall: true } });
		expect(asked({ next: shown })).toEqual({ missing: [], asked: ['A'], restarts: false });
		expect(asked({ next: shown, given: new Map() })).toMatchObject({ restarts: true });
		expect(asked({ next: shown, savedAt: 1 })).toMatchObject({ asked: [], restarts: true });
	});
	it('lists the versions between', () => {
		expect(updatePlanOf(input()).versions.map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
		const names = (from: string, to: string) =>
			between(input().offered, from, to, compareVersions).map(({ version }) => version);
		expect(names('1.3.0', '1.0.0')).toEqual(['1.2.0', '1.1.0', '1.0.0']);
		expect(names('1.0.0', '1.0.0')).toEqual(['1.0.0']);
		expect(names('1.0.0', '7.0.0')).not.toContain('0.9.0');
	});
});
