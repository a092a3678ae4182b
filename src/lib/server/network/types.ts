/** The pup network: one bridge, isolated ports, one nft table of ours written as a whole. */
import type { MissingPart } from '../../contract/box.ts';
import type { GatewayGrant, GatewayHook, GatewayNames, NoNames, PageRoute, PortRelay } from '../host/index.ts';

export interface NetworkMember {
	/** Container id. */
	id: string;
	address: string;
}

/** What a member has because it is on networks of its own. */
export interface JoinedNetworks {
	/**
	 * Addresses of the other members, including chosen ones. All ports are open in both directions.
	 */
	neighbors: readonly string[];
	/**
	 * Its IPv6 address, and those of the others on networks with IPv6; absent where it is on none.
	 */
	ipv6?: { address: string; neighbors: readonly string[] };
	/** The addresses chosen for it on these networks; absent for none. */
	chosen?: readonly {
		address: string;
		/** Subnet of the network, CIDR. */
		subnet: string;
		/** IPv4 and IPv6 addresses of the other members of that network. */
		neighbors: readonly string[];
	}[];
	/**
	 * IPv4 and IPv6 addresses by name, in lower case. Answers leave out members that are not
	 * connected at the moment.
	 */
	names: ReadonlyMap<string, readonly string[]>;
	/** Names by address. */
	reverse: ReadonlyMap<string, string>;
}

/** What a pup may reach, and what may reach it. A pup without a policy reaches only the gateway. */
export interface NetworkPolicy {
	/** Container id. */
	id: string;
	/** The internet, without private networks. */
	internet: boolean;
	/** Private networks of the home; never other pups or the host itself. */
	lan: boolean;
	/**
	 * Limits the two above to these entries: CIDR, an address, or a name of the internet
	 * (`api.example.org`, `*.example.org`). Null: no limit.
	 */
	networks: string[] | null;
	/** Granted ports of other pups. */
	reaches: { address: string; protocol: 'tcp' | 'udp'; port: number }[];
	/** What it has by networks of its own; absent where it is on none. */
	joined?: JoinedNetworks;
	/**
	 * Ports of the box that lead to ports of the pup: on all IPv4 addresses (null), on one address
	 * of the host, or on all IPv4 and IPv6 addresses (`::`).
	 */
	publishes: { protocol: 'tcp' | 'udp'; hostPort: number; hostAddress?: string | null; port: number }[];
}

/**
 * Traffic between two endpoints since the box was started, in both directions. The sum may restart
 * at zero: a smaller figure than before means a new beginning.
 */
export interface Traffic {
	/**
	 * Address of the pup that opened the connection; `outside` for one through a published port.
	 */
	from: string;
	/** Address of a pup, or the internet, the home network or the host. */
	to: string;
	protocol: 'tcp' | 'udp' | null;
	/** Port of the pup `to`; null where ports are not distinguished. */
	port: number | null;
	packets: number;
	bytes: number;
	/** These attempts were refused. */
	refused: boolean;
}

export interface NetworkConfig {
	/** Name of the bridge, `dbx0`; at most 15 characters. */
	bridge: string;
	/** `10.69.0.0/16` */
	subnet: string;
	/** Name of our nft table, `dogebox`. */
	table: string;
	/** TCP port on the host to which port 80 of the gateway leads; absent: 10069. */
	gatewayPort?: number;
}

/**
 * Result of setting up the forwarding of DNS queries: the port that takes them, or why there is
 * none.
 */
export type NamesPassed = { port: number } | { missing: NoNames | 'no-nginx' };

export interface PupNetwork {
	/** Network of the pups (CIDR): the wanted one, or another where the host uses that. */
	readonly subnet: string;
	/** The host's address on the bridge: `10.69.0.1`. */
	readonly gateway: string;
	/**
	 * TCP port on the host to which the gateway's port 80 leads: one that a server without root can
	 * bind.
	 */
	readonly gatewayPort: number;
	/**
	 * Sets up bridge and table for a list of members, in one nft transaction. Safe to call again.
	 */
	ensure(members: NetworkMember[], signal?: AbortSignal): Promise<void>;
	/**
	 * Sets what all pups may reach, including pups that are not connected yet. It applies to open
	 * connections too: those that are no longer permitted are cut. Writes nothing where nothing
	 * differs. Before `ensure` it is only stored.
	 * @throws BoxError with the words of `nft`; the watch tries it again
	 */
	allow(policies: NetworkPolicy[], signal?: AbortSignal): Promise<void>;
	/** Returns the counted traffic. */
	traffic(): Promise<Traffic[]>;
	/**
	 * Forgets the traffic of an address whose pup is gone, so that the next owner starts at zero.
	 */
	forgetTraffic(address: string): Promise<void>;
	/** Address of a pup's number (2…65533): 10.69.0.2 … */
	addressOf(hostNumber: number): string;
	/**
	 * Returns why an address may not be chosen on a network, as a sentence: the host or one of its
	 * networks uses it. Null where it may.
	 * @param subnet of the network, CIDR
	 */
	chosenProblem(address: string, subnet: string): string | null;
	/** The IPv6 address that belongs to an IPv4 address, on networks with IPv6: fd….::a45:2 */
	ipv6Of(address: string): string;
	/** The network of these IPv6 addresses, CIDR. */
	readonly subnet6: string;
	/** The number of an address; null for an address that no pup can have. */
	numberOf(address: string): number | null;
	/**
	 * Creates the member's link in the network namespace of process `pid` (eth0, address, default
	 * route, IPv6 where its policy has it), and adds the member to the table.
	 */
	attach(member: NetworkMember, pid: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Removes the host's end (if it still exists) and the rules.
	 * @param used false: the link carried nothing, so there is nothing to count
	 */
	detach(id: string, used?: boolean): Promise<void>;
	/**
	 * Bytes as the pup counts them, from the host's end in /sys/class/net; null when it is not
	 * attached.
	 */
	counters(id: string): { rxBytes: number; txBytes: number } | null;
	/**
	 * Resolvers to which the host must forward pups' queries; null where pups can query them
	 * directly, or where no pup queries names.
	 */
	namesToPass(): GatewayNames | null;
	/** Sets the result of that. Port 53 of the gateway then leads there. */
	passNames(passed: NamesPassed | null): Promise<void>;
	/**
	 * Calls `fn` with the IPv6 relays to current members whenever they change, and once when relays
	 * and members are known. @returns unsubscribe
	 */
	onPortRelays(fn: (relays: readonly PortRelay[]) => void): () => void;
	/** Calls `fn` when {@link namesToPass} may have changed. @returns unsubscribe */
	onNamesToPass(fn: () => void): () => void;
	/** What on this host keeps pups from the internet, as of the last check. */
	problems(): readonly MissingPart[];
	/** Calls `fn` when the problems change. @returns unsubscribe */
	onProblems(fn: () => void): () => void;
	/**
	 * Text of resolv.conf for a pup. It names the gateway, which answers pups with internet access
	 * and refuses others at once.
	 */
	resolvConf(): string;
	/** Removes bridge and table when no pup is left (uninstall of the program, tests). */
	destroy(): Promise<void>;
	/**
	 * Stops watching the host. Bridge, links and table stay for pups that keep running. Without any
	 * they are removed.
	 */
	close(): Promise<void>;
}

/** A connection of a browser or a pup to a port of nginx. */
export interface NginxConnection {
	/** Port at which nginx listens: a page's or the gateway's. */
	port: number;
	peer: string;
	peerPort: number;
}

/** The nginx that carries pups' web pages. */
export interface PagePlane {
	/**
	 * Starts to supervise it.
	 * @param openGate opens the socket at which nginx asks who may pass; called once
	 */
	begin(openGate: (socketPath: string) => Promise<void>): void;
	/** Sets the pages. */
	show(pages: readonly PageRoute[]): void;
	/** Why pages cannot be served, by port. */
	problems(): ReadonlyMap<number, string>;
	/** Calls `fn` after each check. @returns unsubscribe */
	onProblems(fn: (problems: ReadonlyMap<number, string>) => void): () => void;
	/** Resets connections of browsers. */
	cut(connections: NginxConnection[]): Promise<void>;
	/** Stops nginx and starts it again, which cuts every connection. */
	restart(): Promise<void>;
	/** Stops supervising it. */
	close(): Promise<void>;
}

/** The nginx that relays boxes' ports on IPv6 addresses. */
export interface PortPlane {
	/** Whether this host has IPv6 and a suitable nginx. */
	available(): Promise<boolean>;
	/** Sets the whole list of relays. Cuts connections of those that are gone or lead elsewhere. */
	show(relays: readonly PortRelay[]): void;
	/** Waits until the last list is in force, or has failed. */
	shown(): Promise<void>;
	/** Ports at which nginx listens or is about to listen, as `tcp 8080`. */
	carried(): ReadonlySet<string>;
	/** Stops supervising it. The relays stay. */
	close(): Promise<void>;
}

/** A request of a pup to another pup or to the box. */
export interface GatewayRequest {
	/** When it ended, milliseconds since the epoch. */
	at: number;
	/** IPv4 address of the requesting pup. */
	from: string;
	/** The requested interface; `dbx` is the box itself; null where the request named none. */
	interface: string | null;
	method: string;
	/** Path at the provider, without the query; at most 512 characters. */
	path: string;
	status: number;
	/** Bytes of the answer. */
	bytes: number;
	/** Code of the refusal; null for a forwarded request. */
	refused: string | null;
}

/** The nginx that carries requests of pups to each other and to the box. */
export interface GatewayPlane {
	/**
	 * Sets who answers requests to the box itself.
	 * @param open opens the socket at which nginx asks; called once
	 */
	answerAt(open: (socketPath: string) => Promise<void>): void;
	/**
	 * Sets the whole lists of grants and of hooks.
	 * @param gateway where to listen, and where to forward DNS queries; null stops nginx
	 */
	show(
		gateway: { address: string; port: number; names: GatewayNames | null } | null,
		grants: readonly GatewayGrant[],
		hooks?: readonly GatewayHook[]
	): void;
	/**
	 * Calls `fn` when the result of forwarding DNS queries changes; null where there is nothing to
	 * forward.
	 * @returns unsubscribe
	 */
	onNamesPassed(fn: (passed: NamesPassed | null) => void): () => void;
	/** Waits until the last `show` is in force, or has failed. */
	shown(): Promise<void>;
	/** Why it does not work, as a sentence; null where no problem is known. */
	problem(): string | null;
	/** Calls `fn` when the problem changes. @returns unsubscribe */
	onProblem(fn: () => void): () => void;
	/**
	 * Calls `fn` with new requests; under heavy load some are missing. Of requests beyond the
	 * limits (429) one in sixteen is logged.
	 * @returns unsubscribe
	 */
	onRequests(fn: (batch: GatewayRequest[]) => void): () => void;
	/**
	 * Resets all connections of pups that lost a grant. Call `show` without the grant first. What
	 * cannot be cut now is cut once the configuration is in force.
	 */
	cut(pups: readonly Pick<GatewayGrant, 'from'>[]): Promise<void>;
	/** Stops supervising it. The grants stay in force. */
	close(): Promise<void>;
}
