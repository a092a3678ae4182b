/**
 * A host with three pups, a computer of its home network and one on the internet. Each is a network
 * namespace, and firewall, bridge and links are real.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostNames } from '../../../src/lib/server/host/index.ts';
import type { NetworkMember, NetworkPolicy } from '../../../src/lib/server/network/index.ts';
import { foldersOf } from '../../support/apart.ts';
import { rmSync, spawnSync } from '../../support/as-root.ts';
import { sweep } from '../../support/host.ts';
import { createNetPeer, type NetPeer } from './net-peer.ts';
import { createNetSpace, type NetSpace } from './net-space.ts';
import { startNetworkHost, type NetworkHost } from './network-host.ts';

export const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });

/** Whether this process is root and has the necessary programs. */
export const canCreateNetWorld = () =>
	process.getuid?.() === 0 &&
	['nft', 'ip', 'unshare', 'nsenter', 'perl'].every((tool) => run(tool, '-v').error === undefined);

export const GATEWAY = '10.96.0.1';
export const A = '10.96.0.2';
export const B = '10.96.0.3';
export const C = '10.96.0.4';
/** Addresses of the host in its two networks. */
export const HOST_HOME = '192.168.77.1';
export const HOST_OUTSIDE = '82.1.2.1';
export const HOME = '192.168.77.2';
/** An address behind a router of the home network. */
export const HOME_FAR = '172.20.0.5';
export const INTERNET = '9.9.9.9';
export const INTERNET_OTHER = '1.1.1.1';
/**
 * One address of each special range that nobody on the internet has. The uplink would forward
 * packets to all of them.
 */
export const SPECIAL = [
	'100.64.9.9',
	'169.254.169.254',
	'192.0.2.9',
	'198.18.0.9',
	'198.51.100.9',
	'203.0.113.9',
	'240.0.0.9'
];

export const ID = { a: 'a'.repeat(32), b: 'b'.repeat(32), c: 'c'.repeat(32) };
export const MEMBERS: NetworkMember[] = [
	{ id: ID.a, address: A },
	{ id: ID.b, address: B },
	{ id: ID.c, address: C }
];
export const policy = (id: keyof typeof ID, more: Partial<NetworkPolicy> = {}): NetworkPolicy => ({
	id: ID[id],
	internet: false,
	lan: false,
	networks: null,
	reaches: [],
	publishes: [],
	...more
});

/** The host, three pups and the two other computers. */
export type Who = 'host' | 'a' | 'b' | 'c' | 'home' | 'internet';

export interface NetWorld {
	host: NetworkHost;
	bridge: string;
	table: string;
	spaces: Record<Who, NetSpace>;
	by: Record<Who, NetPeer>;
	/**
	 * Ends the box as a crash does and starts it again. Everything that it created stays in the
	 * meantime.
	 */
	restart(): Promise<void>;
	close(): Promise<void>;
}

/** Sets addresses and routes of all but the pups. */
function connect({ host, home, internet }: Record<Who, NetSpace>): void {
	host.ip(
		'link set lo up',
		`link add home type veth peer name eth0 netns ${home.pid}`,
		`address add ${HOST_HOME}/24 dev home`,
		'link set home up',
		`link add outside type veth peer name eth0 netns ${internet.pid}`,
		`address add ${HOST_OUTSIDE}/30 dev outside`,
		'link set outside up',
		'route add default via 82.1.2.2',
		`route add 172.20.0.0/16 via ${HOME}`
	);
	home.ip(
		`address add ${HOME}/24 dev eth0`,
		`address add ${HOME_FAR}/32 dev eth0`,
		'link set eth0 up',
		`route add default via ${HOST_HOME}`
	);
	internet.ip(
		'address add 82.1.2.2/32 dev eth0',
		...[INTERNET, INTERNET_OTHER, ...SPECIAL.filter((one) => one !== '240.0.0.9')].map(
			(one) => `address add ${one}/32 dev eth0`
		),
		'link set eth0 up',
		`route add ${HOST_OUTSIDE}/32 dev eth0 src ${INTERNET}`,
		`route add default via ${HOST_OUTSIDE} src ${INTERNET}`
	);
}

/** @param options.before policies that are set before the pups are connected */
export async function createNetWorld(
	instance: string,
	options: { resolvers: string[]; before?: NetworkPolicy[] }
): Promise<NetWorld> {
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const bridge = `${instance}0`;
	const names: HostNames = {
		instance,
		bridge,
		subnet: '10.96.0.0/16',
		nftTable: `dogebox_${instance}`,
		cgroup: `/${instance}`,
		idBase: 524288
	};
	const all: Who[] = ['host', 'a', 'b', 'c', 'home', 'internet'];
	const spaces = {} as NetWorld['spaces'];
	const by = {} as NetWorld['by'];
	let host: NetworkHost | undefined;
	async function close(): Promise<void> {
		await Promise.all(Object.values(by).map((peer) => peer.close()));
		await host?.close();
		await Promise.all(Object.values(spaces).map((space) => space.close()));
		sweep({ instance, data });
		rmSync(data, { recursive: true, force: true });
	}
	try {
		for (const who of all) spaces[who] = await createNetSpace(['a', 'b', 'c'].includes(who));
		connect(spaces);
		const { resolvers, before = [] } = options;
		const start = () => startNetworkHost(spaces.host, { paths: foldersOf(instance, data), names, resolvers });
		host = await start();
		await host.ensure([]);
		await host.allow(before);
		for (const [at, who] of (['a', 'b', 'c'] as const).entries()) await host.attach(MEMBERS[at]!, spaces[who].pid);
		for (const who of all) by[who] = createNetPeer(spaces[who]);
		const world: NetWorld = {
			...{ host, bridge, table: names.nftTable, spaces, by, close },
			async restart() {
				await host?.crash();
				world.host = host = await start();
			}
		};
		return world;
	} catch (error) {
		await close();
		throw error;
	}
}
