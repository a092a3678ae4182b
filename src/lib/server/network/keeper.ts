/**
 * The table of the pup network as it should be: who is in it, what they may reach, and when it is
 * written. It is looked after while the box runs, since others empty it or change the host.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { createQueue } from '../concurrency/index.ts';
import { networkEnsure, networkWriteTable, type Host, type PortRelay } from '../host/index.ts';
import type { FlowLimits, NamedAddress, NetworkInspection, TableEnd, TablePolicy, TableSpec } from '../host/index.ts';
import { parseNetwork, toAddress } from '../../contract/ipv4.ts';
import { homeNetworks, macOf, NEVER_REACHED } from './addresses.ts';
import { createFastMembers, type MemberRules } from './fast-path.ts';
import { connectedNetworks, type Resolvers } from './host-network.ts';
import { readPolicies, tablePolicies, type Policies } from './policies.ts';
import { createRelayNews, portRelays } from './port-relays.ts';
import type { OwnNames } from './own-names.ts';
import { createProblemWatch, type ProblemWatch } from './problem-watch.ts';
import type { HostNetwork } from './problems.ts';
import { needsOf, passOn } from './pup-needs.ts';
import { createTrafficSums, type TrafficSums } from './traffic.ts';
import type { NamesPassed, NetworkConfig, NetworkMember, NetworkPolicy } from './types.ts';
import { createWrittenTable } from './written-table.ts';

/** Who starts and ends many containers has no look at the host in between, milliseconds. */
const SOON_MS = 1000;

export interface KeeperDeps {
	host: Host;
	/** With the network of pups as it is. */
	config: Required<NetworkConfig>;
	log: Logger;
	resolvers: () => Resolvers;
	flows: FlowLimits;
	/** How often the host is looked at, milliseconds. */
	watchMs: number;
	/** How often what the kernel refused is tried again, milliseconds. */
	retryMs: number;
	/** Where those on networks of their own, or held to names, ask for names. */
	ownNames: Pick<OwnNames, 'port' | 'unanswered'>;
	/** What stands open by names. */
	named: () => NamedAddress[];
	/** Whether an interface of the host is ours. */
	ours: (name: string) => boolean;
}

export interface TableKeeper extends Pick<ProblemWatch, 'inspect' | 'problems' | 'onProblems'> {
	/** Who is in the network; changed by who connects them. */
	members: Map<string, { member: NetworkMember; end: TableEnd }>;
	traffic: TrafficSums;
	/** One change at a time: table and links are read, decided and written by one caller. */
	inTurn: ReturnType<typeof createQueue>;
	/** Takes over what pups may reach. @returns whether the table says something else */
	adopt(list: readonly NetworkPolicy[]): boolean;
	/** What stands in the table of a pup's policy; null where it has none. */
	policyOf(member: NetworkMember): TablePolicy | null;
	/** The same, and whether the fast path is at its link; of nobody: neither. */
	rulesOf(member: NetworkMember | null): MemberRules;
	/** See `PupNetwork`; looked at whenever somebody's turn is over. */
	onPortRelays(fn: (relays: readonly PortRelay[]) => void): () => void;
	/** What pups need of the host. */
	needs(): HostNetwork['pups'];
	/** Reads the host's addresses and resolvers. @returns whether they are others */
	inspectHost(): boolean;
	/** Writes bridge and table. @param remove links of ours that belong to nobody */
	writeAll(remove: string[], signal?: AbortSignal): Promise<void>;
	/** Writes the table. */
	write(signal?: AbortSignal): Promise<void>;
	/** The host's resolvers, as they were last looked at. */
	resolvers(): Resolvers;
	/** Networks of the host, CIDR, likewise. */
	connected(): readonly string[];
	/**
	 * Where questions for names go that pups cannot ask themselves.
	 * @param stands the table stands, and is to be written
	 */
	passNames(passed: NamesPassed | null, stands: boolean): Promise<void>;
	/** Something was not taken out of the table: it is written anew before anybody else joins. */
	distrust(): void;
	/** Writes the table where it does not say what it should. */
	restore(signal?: AbortSignal): Promise<void>;
	/** Called when the host's addresses or resolvers are others. */
	onHostChange(fn: () => void): () => void;
	/** Looks at what keeps pups from what they may reach. */
	report(): Promise<void>;
	/**
	 * The same a second after the last who asked; where they keep asking, the host is looked at
	 * every {@link KeeperDeps.watchMs} all the same.
	 */
	reportSoon(): void;
	startWatch(): void;
	stopWatch(): void;
}

/** Whether boxes find a way to all chosen addresses. */
function areReached(policies: readonly TablePolicy[], { chosen }: NetworkInspection, log: Logger): boolean {
	const all = policies.flatMap((policy) => policy.chosen).every(({ address }) => chosen.includes(address));
	if (!all) log.warn('The ways to chosen addresses of boxes were gone and are made again.');
	return all;
}

export function createTableKeeper({
	host,
	config,
	log,
	resolvers: readResolvers,
	flows,
	watchMs,
	retryMs,
	ownNames,
	named,
	ours
}: KeeperDeps): TableKeeper {
	const network = parseNetwork(config.subnet);
	const gateway = toAddress(network.first + 1);
	const members: TableKeeper['members'] = new Map();
	const traffic = createTrafficSums({ host, table: config.table });
	const last = createWrittenTable(retryMs, log);
	const watched = createProblemWatch({ host, config, log });
	const fast = createFastMembers(members);
	const queue = createQueue();
	const inTurn: typeof queue = (work) => queue(work).finally(relayNews.publish);

	let policies: Policies = new Map();
	let relayed: ReturnType<typeof readPolicies>['relayed'] | null = null;
	/** Bridge and table were written, so it is known who is in the network. */
	let begun = false;
	const relayNews = createRelayNews(() => (begun && relayed ? portRelays(members, relayed) : null));
	let connected: string[] = [];
	let resolvers: Resolvers = { usable: [], unusable: [] };
	let passed: NamesPassed | null = null;
	const hostListeners = new Set<() => void>();
	let watch: NodeJS.Timeout | null = null;
	let soon: NodeJS.Timeout | undefined;

	function inspectHost(): boolean {
		const before = JSON.stringify([connected, resolvers]);
		connected = connectedNetworks(ours);
		resolvers = readResolvers();
		return JSON.stringify([connected, resolvers]) !== before;
	}

	function policyOf({ id, address }: NetworkMember): TablePolicy | null {
		const policy = policies.get(id);
		return policy ? { address, ...policy } : null;
	}

	function table(): TableSpec {
		const passedAt = resolvers.usable.length === 0 && passed && 'port' in passed ? passed.port : null;
		return {
			table: config.table,
			bridge: config.bridge,
			gateway,
			gatewayMac: macOf(gateway),
			subnet: config.subnet,
			ends: [...members.values()].map(({ end }) => end),
			fast: fast.ends(),
			policies: tablePolicies(members, policies),
			named: named(),
			closed: [...NEVER_REACHED],
			home: homeNetworks(connected),
			resolvers: passedAt === null ? resolvers.usable : [gateway],
			resolverPort: passedAt,
			ownNamesPort: ownNames.port(),
			gatewayPort: config.gatewayPort,
			flows
		};
	}

	async function writeAll(remove: string[], signal?: AbortSignal): Promise<void> {
		begun = true;
		await traffic.keep();
		const args = { spec: table(), prefixLength: network.length, mac: macOf(gateway), remove };
		last.written(await host.call(networkEnsure, args, { signal }));
		await watched.check(state());
	}

	async function write(signal?: AbortSignal): Promise<void> {
		await traffic.keep();
		last.distrust();
		last.written(await host.call(networkWriteTable, table(), { signal }));
	}

	const needs = () => needsOf(members, tablePolicies(members, policies));

	const state = () => ({
		resolvers,
		passed,
		unbounded: last.unbounded,
		unanswered: ownNames.unanswered(),
		pups: needs()
	});

	/**
	 * Addresses change, resolvers change, `systemctl restart nftables` empties every table, others
	 * switch the passing on of packets off: then it is put right again.
	 */
	async function keep(): Promise<void> {
		const changed = inspectHost();
		if (changed) for (const fn of [...hostListeners]) fn();
		let inspection = await watched.inspect();
		const stands = inspection.stands && (inspection.bounded || last.unbounded !== null);
		const isFast = last.slow !== null || fast.isWhole(inspection);
		if (!stands) log.warn(`The firewall table ${config.table} was gone and is written again.`);
		else if (!isFast) log.warn('The fast path of TCP between pups was gone and is written again.');
		const whole = last.stale || (stands && isFast && areReached(tablePolicies(members, policies), inspection, log));
		if (changed || last.stale || !whole || last.retryDue()) {
			await write();
			inspection = await watched.inspect();
		}
		if (!inspection.forwards && needs().uses.length > 0 && (await passOn(host, log)))
			inspection = await watched.inspect();
		watched.notice(inspection, state());
	}

	function startWatch(): void {
		watch ??= setInterval(() => {
			void inTurn(() => (watch ? keep() : Promise.resolve())).catch((error: unknown) =>
				log.error({ err: error }, 'The pup network could not be looked after')
			);
		}, watchMs).unref();
	}

	function stopWatch(): void {
		if (watch) clearInterval(watch);
		watch = null;
	}

	return {
		members,
		traffic,
		inTurn,
		adopt(list) {
			const read = readPolicies(list);
			if (read.clashes.length > 0) log.warn({ ports: read.clashes }, 'Ports of the box are wanted by several pups');
			const inTable = () => [tablePolicies(members, policies), fast.ends()];
			const before = inTable();
			({ policies, relayed } = read);
			fast.adopt(policies);
			return last.stale || !isDeepStrictEqual(before, inTable());
		},
		policyOf,
		rulesOf: (member) => fast.rulesOf(member, member && policyOf(member)),
		onPortRelays: relayNews.on,
		needs,
		inspectHost,
		writeAll,
		write,
		...{ resolvers: () => resolvers, connected: () => connected },
		async passNames(next, stands) {
			if (isDeepStrictEqual(next, passed)) return;
			passed = next;
			if (!stands) return;
			await write();
			await watched.check(state());
		},
		distrust: last.distrust,
		async restore(signal) {
			if (last.stale) await write(signal);
		},
		onHostChange(fn) {
			hostListeners.add(fn);
			return () => void hostListeners.delete(fn);
		},
		report: () => watched.check(state()),
		reportSoon() {
			// Begun anew: whoever starts the next container does not wait for the look.
			clearTimeout(soon);
			soon = setTimeout(() => {
				void inTurn(() => (watch ? watched.check(state()) : Promise.resolve())).catch((error: unknown) =>
					log.warn({ err: error }, 'it was not looked at what keeps pups from what they may reach')
				);
			}, SOON_MS).unref();
		},
		inspect: watched.inspect,
		problems: watched.problems,
		onProblems: watched.onProblems,
		startWatch,
		stopWatch
	};
}
