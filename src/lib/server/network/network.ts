/**
 * The network of pups: its addresses and members. `host/network/table.ts` decides what they may
 * reach; `keeper.ts` decides when that table is written.
 */
import type { Logger } from 'pino';
import { networkDestroy, networkOpen } from '../host/index.ts';
import type { FlowLimits, Host } from '../host/index.ts';
import { createAddressRange, pickSubnet } from './address-range.ts';
import { chosenProblem } from './chosen.ts';
import { endOf, standing } from './ends.ts';
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
import { createJoining } from './joining.ts';
import { createTableKeeper, type TableKeeper } from './keeper.ts';
import { createOpenedAddresses, type OpenedAddresses } from './names/opened.ts';
import { createOwnNames } from './own-names.ts';
import type { NetworkConfig, PupNetwork } from './types.ts';

export interface NetworkDeps {
	host: Host;
	config: NetworkConfig;
	log: Logger;
	/** The host's resolvers; read from the host's files when absent. */
	resolvers?: () => Resolvers;
	/** For tests: limits of a pup's connections. */
	flows?: FlowLimits;
	/** For tests: interval of checking the host, milliseconds. */
	watchMs?: number;
	/** For tests: interval of retrying what the kernel refused, milliseconds. */
	retryMs?: number;
}

/** Interval of checking the host's addresses, resolvers and firewall, milliseconds. */
const WATCH_MS = 30_000;
/**
 * Similar to the number of the subnet, below the ports that the kernel assigns by itself, and no
 * page's port.
 */
const GATEWAY_PORT = 10_069;
/** Where DNS queries are forwarded that pups cannot send themselves. Chosen likewise. */
const NAMES_PORT = 10_053;
/** The DNS server for members on networks of their own or limited to names. Chosen likewise. */
const OWN_NAMES_PORT = 10_054;
/** Interval of retrying to limit connections, because the kernel module may be installed later. */
const RETRY_MS = 10 * 60_000;

/**
 * Limits of a pup's connections. A Dogecoin or Bitcoin node has 125 and opens a few a minute, a
 * crawler hundreds. The kernel's table holds 65 536 on a small computer, each for two minutes.
 */
const FLOWS: FlowLimits = { open: 1024, perMinute: 3000, burst: 500 };

/**
 * Creates the pup network of this instance. Reads the host's addresses once to choose its subnet:
 * that of our existing bridge, else the wanted one, else the next free one. Changes nothing before
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
	const { includes, ...addresses } = createAddressRange(pickSubnet(config, log), instance);
	const { subnet, gateway } = addresses;
	const { gatewayPort = GATEWAY_PORT } = config;
	const links = () => linksByAlias(marker);
	const opened = openedBy(host, config.table, () => keeper);
	const ownNames = createOwnNames({
		...{ gateway, port: OWN_NAMES_PORT, members: () => keeper.members },
		ipv6Of: addresses.ipv6Of,
		resolvers: () => keeper.resolvers(),
		isInside: includes,
		connected: () => keeper.connected(),
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
	const { members, inTurn } = keeper;
	/** Whether this process has created bridge and table, or taken them over. */
	let ensured = false;

	/** Repairs what keeps name queries from being answered. */
	async function answerNames(): Promise<void> {
		if (!ownNames.unanswered()) return;
		// The server listens on the bridge's address.
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
		...addresses,
		gatewayPort,
		chosenProblem(address, of) {
			const hosts = keeper.resolvers().usable.map((one) => `${one}/32`);
			return chosenProblem(address, of, subnet, [...connectedNetworks(ours), ...routedNetworks(ours), ...hosts]);
		},
		ensure: (list, signal) =>
			inTurn(async () => {
				ensured = true;
				keeper.inspectHost();
				members.clear();
				for (const member of list) members.set(member.id, { member, end: endOf(instance, member, members, links()) });
				const leftovers = [...links()].filter(([, id]) => !members.has(id)).map(([name]) => name);
				// If the bridge already exists, queries need not wait for the table to be written.
				if (addressOfInterface(config.bridge)) await ownNames.listen();
				await keeper.writeAll(leftovers, signal);
				// The bridge's address exists from here on.
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
				// Rewriting the table resets its counters.
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

		...createJoining({ host, config, range: addresses, marker, keeper, ownNames, opened }),

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
				// Without members, nothing of ours stays on the host while the box is off.
				if (ensured && members.size === 0 && links().size === 0) await destroyAll();
			})
	};
}

/** Opens the addresses behind names, by the pup's list at that moment. */
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
