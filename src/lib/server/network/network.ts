/**
 * The network of pups: its addresses, and who is connected. What they may reach is decided in
 * `host/network/table.ts`, when that is written in `keeper.ts`.
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
