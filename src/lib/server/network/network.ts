/**
 * The network of pups: its addresses, and who is connected. What they may reach is decided in
 * `host/network/table.ts`, when that is written in `keeper.ts`.
 */
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { BoxError, messageOf } from '../../contract/errors.ts';
import { networkAttach, networkDestroy, networkDetach, networkOpen } from '../host/index.ts';
import type { FlowLimits, Host } from '../host/index.ts';
import {
	chooseSubnet,
	formatNetwork,
	ipv6Network,
	ipv6Of,
	macOf,
	parseNetwork,
	toAddress,
	toNumber
} from './addresses.ts';
import { endOf, nameFor, standing } from './ends.ts';
import {
	addressOfInterface,
	connectedNetworks,
	hostResolvers,
	linkBytes,
	linksByAlias,
	passableResolvers,
	routedNetworks,
	type Resolvers
} from './host-network.ts';
import { createTableKeeper, type TableKeeper } from './keeper.ts';
import { createOpenedAddresses, type OpenedAddresses } from './names/opened.ts';
import { createOwnNames } from './own-names.ts';
import type { NetworkConfig, NetworkMember, PupNetwork } from './types.ts';

export interface NetworkDeps {
	host: Host;
	config: NetworkConfig;
	log: Logger;
	/** The host's resolvers; read again from the host's files when not given. */
	resolvers?: () => Resolvers;
	/** For tests: how many connections a pup may have. */
	flows?: FlowLimits;
	/** For tests: how often the host is looked at, milliseconds. */
	watchMs?: number;
	/** For tests: how often what the kernel refused is tried again, milliseconds. */
	retryMs?: number;
}

/** How often the host is looked at for a changed address, resolver or firewall, milliseconds. */
const WATCH_MS = 30_000;
/** Near the number of the network, below ports that are given to anybody, and no page's. */
const GATEWAY_PORT = 10_069;
/** Where questions for names are passed on that pups cannot ask themselves; near as well. */
const NAMES_PORT = 10_053;
/** Where those ask for names who are on networks of their own, or held to names; near as well. */
const OWN_NAMES_PORT = 10_054;
/** How often it is tried again to bound connections; a module of the kernel may be there since. */
const RETRY_MS = 10 * 60_000;

/**
 * Connections of a pup. A node of Dogecoin or Bitcoin has 125 and makes a few a minute, a crawler
 * hundreds. The kernel's own table holds 65 536 on a small computer, for two minutes each.
 */
const FLOWS: FlowLimits = { open: 1024, perMinute: 3000, burst: 500 };

/**
 * The pup network of this instance. Reads the host's addresses once to choose its subnet: that of a
 * bridge of ours that stands, else the wanted one, else the next free. Nothing is changed before
 * `ensure`.
 */
export function createPupNetwork({
	host,
	config,
	log,
	resolvers = hostResolvers,
	flows = FLOWS,
	watchMs = WATCH_MS,
	retryMs = RETRY_MS
}: NetworkDeps): PupNetwork {
	const { instance } = host.names;
	const marker = `dogebox ${instance} `;
	const ours = (name: string) => name === config.bridge || linksByAlias(marker).has(name);
	const subnet = pickSubnet(config, log);
	const network = parseNetwork(subnet);
	const gateway = toAddress(network.first + 1);
	const { gatewayPort = GATEWAY_PORT } = config;
	const links = () => linksByAlias(marker);
	const opened = openedBy(host, config.table, () => keeper);
	const ownNames = createOwnNames({
		...{ gateway, port: OWN_NAMES_PORT, members: () => keeper.members },
		ipv6Of: (address) => ipv6Of(instance, address),
		resolvers: () => keeper.resolvers(),
		isInside: (address) => address === gateway || isInside(address, subnet, instance),
		open: opened.open,
		again: () =>
			inTurn(async () => {
				if (ensured) await answerNames();
			}).catch((err: unknown) => log.warn({ err }, 'names of boxes on networks are not answered yet')),
		log
	});
	const keeper = createTableKeeper({
		host,
		config: { ...config, subnet, gatewayPort },
		log,
		resolvers,
		flows,
		watchMs,
		retryMs,
		ownNames,
		named: opened.list,
		ours
	});
	const { members, inTurn, rulesOf, needs } = keeper;
	/** Bridge and table were made (or taken over) by this process. */
	let ensured = false;

	/** Mends what keeps names from being answered, and has them answered. */
	async function answerNames(): Promise<void> {
		if (!ownNames.unanswered()) return;
		// An address of this host is what they are answered at.
		if (!addressOfInterface(config.bridge)) await keeper.writeAll([]);
		if (await ownNames.listen()) await keeper.write();
		await keeper.report();
	}

	async function destroyAll(): Promise<void> {
		keeper.stopWatch();
		members.clear();
		const ends = [...links().keys()];
		await host.call(networkDestroy, { table: config.table, bridge: config.bridge, ends });
	}

	return {
		subnet,
		gateway,
		gatewayPort,
		ensure: (list, signal) =>
			inTurn(async () => {
				ensured = true;
				keeper.inspectHost();
				members.clear();
				for (const member of list) members.set(member.id, { member, end: endOf(instance, member, members, links()) });
				const leftovers = [...links()].filter(([, id]) => !members.has(id)).map(([name]) => name);
				// Where the bridge stands, nobody who asks for a name waits for the second table.
				if (addressOfInterface(config.bridge)) await ownNames.listen();
				await keeper.writeAll(leftovers, signal);
				// Its address is there from now on.
				if (await ownNames.listen()) await keeper.write(signal);
				keeper.startWatch();
			}),

		allow: (list, signal) =>
			inTurn(async () => {
				ownNames.show(list);
				const adopted = keeper.adopt(list);
				if (!ensured) return;
				const before = ownNames.unanswered();
				const listens = await ownNames.listen();
				if (adopted || listens) await keeper.write(signal);
				if (adopted || before) await keeper.report();
			}),

		traffic: () => inTurn(() => keeper.traffic.read()),
		forgetTraffic: (address) =>
			inTurn(async () => {
				// Written anew, the table has counted nothing.
				if (ensured) await keeper.write().catch((err: unknown) => log.warn({ err }, 'counters were not reset'));
				keeper.traffic.forget(address);
			}),

		namesToPass() {
			const { usable, unusable } = keeper.resolvers();
			const resolvers = passableResolvers(unusable).slice(0, 3);
			return usable.length === 0 && resolvers.length > 0 ? { port: NAMES_PORT, resolvers } : null;
		},
		passNames: (passed) => inTurn(() => keeper.passNames(passed, ensured)),
		...{ onNamesToPass: keeper.onHostChange, onPortRelays: keeper.onPortRelays },

		...{ subnet6: ipv6Network(instance), ipv6Of: (address) => ipv6Of(instance, address) },
		addressOf: (hostNumber) => addressInside(subnet, hostNumber),
		numberOf: (address) => numberInside(subnet, address),

		attach: (member, pid, signal) =>
			inTurn(async () => {
				refuseTwin(member, members);
				// Looked at once: each look reads a file for every link of the host.
				const stand = links();
				const old = standing(member.id, stand);
				const known = members.get(member.id)?.end ?? null;
				if (old || (known && known.address !== member.address)) {
					const args = { table: config.table, ends: old ? [old] : [], member: known };
					await host.call(networkDetach, { ...args, ...rulesOf(known && { ...member, address: known.address }) });
				}
				const name = nameFor(instance, member.id, members, stand);
				const end = { ...endOf(instance, member, members, stand), end: name };
				const args = {
					table: config.table,
					bridge: config.bridge,
					...{ gateway, gatewayMac: macOf(gateway), subnet },
					end,
					...rulesOf(member),
					alias: marker + member.id,
					pid
				};
				const attach = () => keeper.restore(signal).then(() => host.call(networkAttach, args, { signal }));
				const before = needs();
				members.set(member.id, { member, end });
				try {
					await attach().catch(async (error: unknown) => {
						signal?.throwIfAborted();
						// Somebody emptied the firewall or took the bridge away since: mended once,
						// then tried again.
						const { stands } = await keeper.inspect();
						if (stands && addressOfInterface(config.bridge)) throw error;
						await keeper.writeAll([], signal);
						if (await ownNames.listen()) await keeper.write(signal);
						await attach();
					});
				} catch (error) {
					members.delete(member.id);
					if (signal?.aborted) throw error;
					throw attachFailure(error);
				}
				// It may need what none needed before it; its start does not wait for that.
				if (!isDeepStrictEqual(before, needs())) keeper.reportSoon();
			}),

		detach: (id, used = true) =>
			inTurn(async () => {
				const link = standing(id, links());
				const found = members.get(id) ?? null;
				const end = found?.end ?? null;
				members.delete(id);
				if (!link && !end) return;
				const args = { table: config.table, ends: [...new Set([link, end?.end].flatMap((name) => name ?? []))] };
				if (end) opened.forget(end.address);
				try {
					if (end && used) await keeper.traffic.keep(end.address);
					await host.call(networkDetach, { ...args, member: end, ...rulesOf(found && found.member) });
				} catch (error) {
					// Whoever gets this address next must not have what was left of it.
					keeper.distrust();
					const { stands } = await keeper.inspect();
					if (stands) throw error;
					await host.call(networkDetach, { ...args, member: null, ...rulesOf(null) });
				}
			}),

		counters(id) {
			const name = members.get(id)?.end.end ?? standing(id, links());
			const bytes = name === null ? null : linkBytes(name);
			return bytes && { rxBytes: bytes.sent, txBytes: bytes.received };
		},

		problems: keeper.problems,
		onProblems: keeper.onProblems,

		resolvConf: () => `# Names are looked up by the box.\nnameserver ${gateway}\noptions timeout:2 attempts:3\n`,

		destroy: () => inTurn(destroyAll),

		close: () =>
			inTurn(async () => {
				keeper.stopWatch();
				ownNames.close();
				// Nobody is connected: then nothing of ours stays on the host while the box is off.
				if (ensured && members.size === 0 && links().size === 0) await destroyAll();
			})
	};
}

/** Addresses that names lead to, opened by the list that their pup has by then. */
function openedBy(host: Host, table: string, keeper: () => TableKeeper): OpenedAddresses {
	return createOpenedAddresses((from, addresses, tags) => {
		const { inTurn, members, policyOf } = keeper();
		return inTurn(async () => {
			const found = [...members.values()].find(({ member }) => member.address === from);
			const allowed = ((found && policyOf(found.member)?.names) ?? []).filter((tag) => tags.includes(tag));
			if (allowed.length > 0) await host.call(networkOpen, { table, from, addresses, tags: allowed });
		});
	});
}

function isInside(address: string, subnet: string, instance: string): boolean {
	if (isIP(address) === 6) return address.startsWith(ipv6Network(instance).split(':/')[0]!);
	return numberInside(subnet, address) !== null;
}

function numberInside(subnet: string, address: string): number | null {
	if (isIP(address) !== 4) return null;
	const { first, length } = parseNetwork(subnet);
	const number = toNumber(address) - first;
	return number >= 2 && number <= 2 ** (32 - length) - 2 ? number : null;
}

/** @throws BoxError 409 `address-in-use` where another one has its address */
function refuseTwin(member: NetworkMember, members: ReadonlyMap<string, { member: NetworkMember }>): void {
	for (const { member: other } of members.values()) {
		if (other.address !== member.address || other.id === member.id) continue;
		const message = `The address ${member.address} belongs to ${other.id}.`;
		throw new BoxError({ code: 'address-in-use', status: 409, message });
	}
}

/** @throws BoxError `network-full` where the network has no such number */
function addressInside(subnet: string, hostNumber: number): string {
	const network = parseNetwork(subnet);
	const size = 2 ** (32 - network.length);
	if (!Number.isInteger(hostNumber) || hostNumber < 2 || hostNumber > size - 2) {
		throw new BoxError({
			code: 'network-full',
			status: 507,
			message: `The pup network ${subnet} has no address number ${hostNumber}.`,
			hint: 'Remove pups that are not needed any more.'
		});
	}
	return toAddress(network.first + hostNumber);
}

function attachFailure(error: unknown): BoxError {
	return new BoxError({
		code: 'network-attach-failed',
		status: 500,
		message: `The pup could not be connected to the network: ${messageOf(error)}`,
		cause: error
	});
}

function pickSubnet(config: NetworkConfig, log: Logger): string {
	const standing = addressOfInterface(config.bridge);
	if (standing) return formatNetwork(parseNetwork(standing.cidr));
	const other = (name: string) => name === config.bridge;
	const subnet = chooseSubnet(config.subnet, [...connectedNetworks(other), ...routedNetworks(other)]);
	if (subnet !== formatNetwork(parseNetwork(config.subnet))) {
		log.warn(`The network ${config.subnet} is in use on this host; pups get ${subnet}.`);
	}
	return subnet;
}
