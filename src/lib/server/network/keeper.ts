/**
 * Keeps the table of the pup network: its members, what they may reach, and when it is written. It
 * is checked while the box runs, because other programs flush it or change the host.
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

/** Delay of a check, milliseconds, so that starting many containers causes only one. */
const SOON_MS = 1000;

export interface KeeperDeps {
	host: Host;
	/** With the pup network's actual subnet. */
	config: Required<NetworkConfig>;
	log: Logger;
	resolvers: () => Resolvers;
	flows: FlowLimits;
	/** Interval of checking the host, milliseconds. */
	watchMs: number;
	/** Interval of retrying what the kernel refused, milliseconds. */
	retryMs: number;
	/** The resolver for members that are on networks of their own or limited to names. */
	ownNames: Pick<OwnNames, 'port' | 'unanswered'>;
	/** The addresses opened by name. */
	named: () => NamedAddress[];
	/** Whether an interface of the host is one of ours. */
	ours: (name: string) => boolean;
}

export interface TableKeeper extends Pick<ProblemWatch, 'inspect' | 'problems' | 'onProblems'> {
	/** Members of the network. Whoever connects or disconnects them changes this map. */
	members: Map<string, { member: NetworkMember; end: TableEnd }>;
	traffic: TrafficSums;
	/** Runs one change at a time: the same caller reads, decides and writes table and links. */
	inTurn: ReturnType<typeof createQueue>;
	/** Takes over the pups' policies. @returns whether the table has to change */
	adopt(list: readonly NetworkPolicy[]): boolean;
	/** The table's policy of a pup; null where it has none. */
	policyOf(member: NetworkMember): TablePolicy | null;
	/** The policy, and whether the link has the fast path. For null: no policy and no fast path. */
	rulesOf(member: NetworkMember | null): MemberRules;
	/** See `PupNetwork`; checked after each turn of the queue. */
	onPortRelays(fn: (relays: readonly PortRelay[]) => void): () => void;
	/** What pups need the host to do. */
	needs(): HostNetwork['pups'];
	/** Reads the host's addresses and resolvers. @returns whether they have changed */
	inspectHost(): boolean;
	/** Writes bridge and table. @param remove links of ours without a member */
	writeAll(remove: string[], signal?: AbortSignal): Promise<void>;
	/** Writes the table alone. */
	write(signal?: AbortSignal): Promise<void>;
	/** The host's resolvers, as last read. */
	resolvers(): Resolvers;
	/** The host's networks, as last read; CIDR. */
	connected(): readonly string[];
	/**
	 * Sets where DNS queries go that pups cannot send to a resolver themselves.
	 * @param stands the table exists, and is to be rewritten
	 */
	passNames(passed: NamesPassed | null, stands: boolean): Promise<void>;
	/**
	 * Marks the table as stale after a failed removal: it is rewritten before another member joins.
	 */
	distrust(): void;
	/** Rewrites the table where it is stale. */
	restore(signal?: AbortSignal): Promise<void>;
	/** Calls `fn` when the host's addresses or resolvers change. */
	onHostChange(fn: () => void): () => void;
	/** Checks what on the host keeps pups from what they may reach. */
	report(): Promise<void>;
	/**
	 * Does the same one second after the last call. A steady stream of calls only delays it until
	 * the regular check, every {@link KeeperDeps.watchMs}.
	 */
	reportSoon(): void;
	startWatch(): void;
	stopWatch(): void;
}

/** Whether boxes have routes to all chosen addresses. */
function areReached(policies: readonly TablePolicy[], { chosen }: NetworkInspection, log: Logger): boolean {
	const all = policies.flatMap((policy) => policy.chosen).every(({ address }) => chosen.includes(address));
	if (!all) log.warn('the routes to chosen addresses of boxes were missing and were added again');
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
	/** Bridge and table were written, so the members are known. */
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
	 * Restores what others change on the host: addresses, resolvers, tables flushed by `systemctl
	 * restart nftables`, and forwarding that was switched off.
	 */
	async function keep(): Promise<void> {
		const changed = inspectHost();
		if (changed) for (const fn of [...hostListeners]) fn();
		let inspection = await watched.inspect();
		const stands = inspection.stands && (inspection.bounded || last.unbounded !== null);
		const isFast = last.slow !== null || fast.isWhole(inspection);
		if (!stands) log.warn(`the firewall table ${config.table} was missing and was written again`);
		else if (!isFast) log.warn('the TCP fast path between pups was missing and was written again');
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
				log.error({ err: error }, 'the pup network could not be checked')
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
			// Restarts the timer, so that the next container's start does not wait for this check.
			clearTimeout(soon);
			soon = setTimeout(() => {
				void inTurn(() => (watch ? watched.check(state()) : Promise.resolve())).catch((error: unknown) =>
					log.warn({ err: error }, 'the network of pups could not be checked for problems')
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
