import { describe, expect, it } from 'vitest';
import type { PupPorts } from '../../contract/ports.ts';
import type { Dependant, Dependency, PupWiring } from '../../contract/wiring.ts';
import {
	accessEffects,
	portEffects,
	removalEffects,
	sessionEffects,
	sourceEffects,
	stopEffects,
	wiringEffects
} from './foreseen.ts';

const said = (effects: { kind: string; name: string; text: string }[]) =>
	effects.map(({ kind, name, text }) => `${kind} ${name}: ${text}`);

const core = {
	...{ id: 'c', name: 'Core', state: 'running' as const },
	webPages: [{ name: 'Status' }] as never[]
};
const explorer: Dependant = { id: 'e', name: 'Explorer', state: 'running', interface: 'core-rpc', optional: false };

describe('stopping a pup', () => {
	it('names its pages and who cannot reach it', () => {
		expect(said(stopEffects(core, [explorer], false))).toEqual([
			'pup Core: It is stopped, and stays stopped after a restart of the box.',
			'page Status: It cannot be opened until it is started.',
			'pup Explorer: It cannot reach core-rpc of Core until it is started.'
		]);
		expect(said(stopEffects(core, [], true))[0]).toBe('pup Core: It is stopped, and started again.');
	});
	it('says so where nothing runs', () => {
		expect(said(stopEffects({ ...core, state: 'stopped' }, [explorer], false))).toEqual([
			'pup Core: It does not run, and stays stopped.'
		]);
	});
});

describe('removing a pup', () => {
	const port = {
		name: 'p2p',
		type: 'tcp',
		protocol: 'tcp',
		port: 1,
		hostPort: 22_556,
		wantedPort: 1,
		problem: null
	} as const;
	it('tells what is kept, closed and missed', () => {
		const ports = [{ ...port, published: true }];
		expect(said(removalEffects(core, { serves: [explorer], ports, keepData: false }))).toEqual([
			'pup Core: It is stopped and uninstalled.',
			'data Data and keys of Core: They are deleted for good.',
			'page Status: It is gone.',
			'port p2p (22556/tcp): It is closed.',
			'pup Explorer: Nobody provides core-rpc to it any more; it needs it.'
		]);
	});
	it('leaves out ports that are closed', () => {
		const ports = [{ ...port, published: false }];
		const stopped = { ...core, state: 'stopped' as const, webPages: [] };
		expect(said(removalEffects(stopped, { serves: [], ports, keepData: true }))).toEqual([
			'pup Core: It is uninstalled.',
			'data Data and keys of Core: They are kept for a later installation.'
		]);
	});
});

describe('a change of wiring', () => {
	const group = (name: string, granted: boolean) => ({ name, granted }) as Dependency['permissions'][number];
	const wiring = (provider: string | null, granted: boolean): PupWiring => ({
		dependsOn: [
			{
				...{ interface: 'core-rpc', range: '1', optional: true, problem: null, options: [] },
				provider: provider === null ? null : { id: provider, name: provider, state: 'running' },
				permissions: [group('RPC', granted)]
			}
		],
		serves: []
	});
	const pup = { id: 'e', name: 'Explorer' };
	const follows = 'pup Explorer: It follows at once; it is restarted only where its services are told another address.';
	it.each([
		['a grant', wiring('A', false), wiring('A', true), ['connection core-rpc: RPC: Explorer is granted it at A.']],
		[
			'another provider',
			wiring('A', true),
			wiring('B', false),
			[
				'pup B: It provides core-rpc to Explorer.',
				'pup A: It provides core-rpc to Explorer no more; connections are cut.',
				'connection core-rpc: RPC: Explorer loses it at A; connections that are open with it are cut.'
			]
		]
	])('names who is touched by %s', (_, before, after, effects) => {
		expect(said(wiringEffects(pup, before, after))).toEqual([follows, ...effects]);
	});
	it('is none where nothing changes', () => {
		expect(wiringEffects(pup, wiring('A', true), wiring('A', true))).toEqual([]);
	});
	it('tells what may be reached', () => {
		const access = { internet: null, asksInternet: true, reachesInternet: true, lan: false, networks: null };
		const after = { ...access, reachesInternet: false, lan: true, networks: ['10.1.0.0/16'] };
		expect(said(accessEffects(pup, access, after))).toEqual([
			'access The internet: Explorer may reach it no more; connections are cut.',
			'access The home network: Explorer may reach it.',
			'access Names and networks: Explorer is held to 10.1.0.0/16; before, to all of it.'
		]);
	});
});

describe('a change of ports', () => {
	const ports = (hostPort: number, published: boolean, page: Partial<PupPorts['pages'][number]>): PupPorts => ({
		ports: [{ name: 'p2p', type: 'tcp', protocol: 'tcp', port: 1, wantedPort: 1, problem: null, hostPort, published }],
		pages: [{ name: 'Files', port: 80, hostPort: 8100, access: 'login', tokenAt: null, ...page }]
	});
	it('tells of each port and page that changes', () => {
		const after = ports(2, true, { access: 'token', tokenAt: 5 });
		expect(said(portEffects(ports(1, false, {}), after))).toEqual([
			'port p2p (1/tcp): It moves to port 2. Devices of the home network reach it.',
			'page Files: Programs with its token open it, too. It gets a new token.'
		]);
		expect(said(portEffects(after, ports(2, true, { access: 'login' })))).toEqual([
			'page Files: Only who is logged in opens it. The token of before is good no more.'
		]);
		expect(portEffects(after, after)).toEqual([]);
	});
});

it('a removed source keeps its pups where they are', () => {
	expect(said(sourceEffects({ id: 's', name: 'Mine' }, { offers: 2, installed: [{ id: 'c', name: 'Core' }] }))).toEqual(
		[
			'source Mine: The 2 pups that it offers leave the store.',
			'pup Core: It stays as it is, and no update is found for it.'
		]
	);
});

it('ended sessions are named, save the one that is kept', () => {
	const session = { createdAt: 0, lastSeenAt: 0, expiresAt: 0, address: '192.0.2.1' };
	const all = [
		{ ...session, id: '1', current: true, device: 'Firefox on Linux' },
		{ ...session, id: '2', current: false, device: 'Safari on iPhone' }
	];
	expect(said(sessionEffects(all, true))).toEqual([
		'session Safari on iPhone: It is signed out (192.0.2.1); what is open by it is cut.'
	]);
	expect(sessionEffects(all, false)).toHaveLength(2);
});
