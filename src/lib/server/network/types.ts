/** The pup network: one bridge, isolated ports, one nft table of ours written as a whole. */
import type { MissingPart } from '../../contract/box.ts';
import type { GatewayGrant, GatewayHook, GatewayNames, NoNames, PageRoute, PortRelay } from '../host/index.ts';

export interface NetworkMember {
	/** Container id. */
	id: string;
	address: string;
}

/** What somebody on networks of his own has by them. */
export interface JoinedNetworks {
	/** Addresses of the others, chosen ones too: all of their ports are reached, and reach back. */
	neighbors: readonly string[];
	/**
	 * Its IPv6 address, and those of the others on networks with IPv6; absent: it is on none.
	 */
	ipv6?: { address: string; neighbors: readonly string[] };
	/** Addresses that were chosen for it there; absent: none. */
	chosen?: readonly {
		address: string;
		/** CIDR, of the network. */
		subnet: string;
		/** Addresses of the others on it, of both kinds. */
		neighbors: readonly string[];
	}[];
	/**
	 * Names by which they are found, in small letters, with their addresses, of both kinds. Those
	 * who are not connected at the moment are left out of answers.
	 */
	names: ReadonlyMap<string, readonly string[]>;
	/** The other way round: what each address is called. */
	reverse: ReadonlyMap<string, string>;
}

/** What a pup may reach, and what leads to it. One without a policy reaches the gateway alone. */
export interface NetworkPolicy {
	/** Container id. */
	id: string;
	/** The internet, never private networks. */
	internet: boolean;
	/** Private networks of the home too; never other pups, never the host itself. */
	lan: boolean;
	/**
	 * CIDR, an address, or a name of the internet (`api.example.org`, `*.example.org`): only these
	 * of what the two open; null: all of it.
	 */
	networks: string[] | null;
	/** Ports of other pups that were granted. */
	reaches: { address: string; protocol: 'tcp' | 'udp'; port: number }[];
	/** What it has by networks of its own; absent: it is on none. */
	joined?: JoinedNetworks;
	/**
	 * Ports of the box that lead to the pup's own: at all addresses of IPv4 (null), at one of the
	 * host alone, or (`::`) at all of both kinds.
	 */
	publishes: { protocol: 'tcp' | 'udp'; hostPort: number; hostAddress?: string | null; port: number }[];
}

/**
 * What went between two places since the box was started, in both directions. It may begin at
 * nothing again: who wants a rate takes a smaller figure for a new beginning.
 */
export interface Traffic {
	/** Address of the pup that began it; `outside`: it came by a published port. */
	from: string;
	/** Address of a pup; or the internet, the home network, the host itself. */
	to: string;
	protocol: 'tcp' | 'udp' | null;
	/** Port of the pup `to`; null where ports are not distinguished. */
	port: number | null;
	packets: number;
	bytes: number;
	/** Attempts that were refused. */
	refused: boolean;
}

export interface NetworkConfig {
	/** Bridge name, `dbx0`; at most 15 characters. */
	bridge: string;
	/** `10.69.0.0/16` */
	subnet: string;
	/** Name of our nft table, `dogebox`. */
	table: string;
	/** TCP port of the gateway to which its port 80 leads; absent: 10069. */
	gatewayPort?: number;
}

/**
 * What became of the passing on of questions for names: the port at which they are taken, or why
 * there is none.
 */
export type NamesPassed = { port: number } | { missing: NoNames | 'no-nginx' };

export interface PupNetwork {
	/** Network of the pups (CIDR): the wanted one, or another where the host uses that. */
	readonly subnet: string;
	/** The host's address on the bridge: `10.69.0.1`. */
	readonly gateway: string;
	/** TCP port to which its port 80 leads: one that a server without root can have. */
	readonly gatewayPort: number;
	/**
	 * Bridge and table as they should be, from the list of members. Safe to call again; one nft
	 * transaction.
	 */
	ensure(members: NetworkMember[], signal?: AbortSignal): Promise<void>;
	/**
	 * What every pup may reach from now on: the whole list, also of pups that are not connected
	 * yet. It holds for open connections too: what is no longer permitted is cut. Where nothing
	 * differs, nothing is written. Before `ensure` it is only kept.
	 * @throws BoxError with the words of `nft`; the watch tries it again
	 */
	allow(policies: NetworkPolicy[], signal?: AbortSignal): Promise<void>;
	/** What was counted. */
	traffic(): Promise<Traffic[]>;
	/** Forgets what was counted of an address whose pup is gone: the next one has it for itself. */
	forgetTraffic(address: string): Promise<void>;
	/** Address for a pup's number (2…65533): 10.69.0.2 … */
	addressOf(hostNumber: number): string;
	/**
	 * Why an address may not be chosen on a network, a sentence: it is one of the host's, or of its
	 * other networks; null where it may.
	 * @param subnet CIDR, of the network
	 */
	chosenProblem(address: string, subnet: string): string | null;
	/** IPv6 address of who has this IPv4 address, on networks that have it: fd….::a45:2 */
	ipv6Of(address: string): string;
	/** Network of all of those, CIDR. */
	readonly subnet6: string;
	/** The other way round; null for an address that no pup can have. */
	numberOf(address: string): number | null;
	/**
	 * Puts its end into the network namespace of process `pid`: eth0, address, default route, IPv6
	 * where its policy has it; adds it to the table.
	 */
	attach(member: NetworkMember, pid: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Removes the host's end (if it is still there) and the rules.
	 * @param used false: nothing went over its link, so nothing was counted
	 */
	detach(id: string, used?: boolean): Promise<void>;
	/**
	 * Bytes as the pup sees them, from the host's end in /sys/class/net; null when not attached.
	 */
	counters(id: string): { rxBytes: number; txBytes: number } | null;
	/**
	 * Whom the host asks for names, where pups cannot ask them; null where they can, or where
	 * nobody is asked.
	 */
	namesToPass(): GatewayNames | null;
	/** Says what became of it: then port 53 of the gateway leads there. */
	passNames(passed: NamesPassed | null): Promise<void>;
	/**
	 * Called with the ports at addresses of IPv6 that lead to who is connected, whenever they are
	 * others; first when both are known. @returns how to stop that
	 */
	onPortRelays(fn: (relays: readonly PortRelay[]) => void): () => void;
	/** Called when {@link namesToPass} may be others. @returns how to stop that */
	onNamesToPass(fn: () => void): () => void;
	/** What on this host keeps pups from the internet, as it was last seen. */
	problems(): readonly MissingPart[];
	/** Called when those are others. @returns how to stop that */
	onProblems(fn: () => void): () => void;
	/**
	 * Text of resolv.conf for a pup. It names the gateway, which answers those who may reach the
	 * internet, and refuses others at once.
	 */
	resolvConf(): string;
	/** Removes bridge and table, when no pup is left (uninstall of the program, tests). */
	destroy(): Promise<void>;
	/**
	 * Stops looking after the host's changes. Bridge, links and table stay for the pups that go on
	 * running; where none does, they are removed.
	 */
	close(): Promise<void>;
}

/** What a browser, or a pup, has open to one of its ports. */
export interface NginxConnection {
	/** At which nginx listens: a page's, or the gateway's. */
	port: number;
	peer: string;
	peerPort: number;
}

/** nginx, which carries the bytes of pups' web pages. */
export interface PagePlane {
	/**
	 * Begins to keep it as it should be.
	 * @param openGate opens the socket at which nginx asks who may pass; called once
	 */
	begin(openGate: (socketPath: string) => Promise<void>): void;
	/** What should be shown from now on. */
	show(pages: readonly PageRoute[]): void;
	/** Why pages cannot be opened, by port. */
	problems(): ReadonlyMap<number, string>;
	/** Called whenever it was looked at. @returns how to stop that */
	onProblems(fn: (problems: ReadonlyMap<number, string>) => void): () => void;
	/** Resets connections of browsers. */
	cut(connections: NginxConnection[]): Promise<void>;
	/** Ends nginx and starts it again: every connection is cut. */
	restart(): Promise<void>;
	/** Looks after it no more. */
	close(): Promise<void>;
}

/** nginx, which carries ports of boxes at addresses of IPv6. */
export interface PortPlane {
	/** Whether this host has IPv6, and an nginx that can. */
	available(): Promise<boolean>;
	/** What should be carried from now on, the whole list. What led elsewhere is cut. */
	show(relays: readonly PortRelay[]): void;
	/** Waits until what was shown last is in force, or could not be. */
	shown(): Promise<void>;
	/** Ports at which nginx listens, or is about to, as `tcp 8080`. */
	carried(): ReadonlySet<string>;
	/** Looks after it no more; what is carried stays so. */
	close(): Promise<void>;
}

/** What one pup asked of another, or of the box. */
export interface GatewayRequest {
	/** When it was over, milliseconds since the epoch. */
	at: number;
	/** IPv4 address of the pup that asked. */
	from: string;
	/** As it was asked for; `dbx` is the box itself; null where none was named. */
	interface: string | null;
	method: string;
	/** Of the provider, without the query; at most 512 characters. */
	path: string;
	status: number;
	/** Sent back. */
	bytes: number;
	/** Code of the refusal; null where it was passed on. */
	refused: string | null;
}

/** nginx, which carries what pups ask of each other and of the box. */
export interface GatewayPlane {
	/**
	 * Says who answers what pups ask of the box itself.
	 * @param open opens the socket at which nginx asks; called once
	 */
	answerAt(open: (socketPath: string) => Promise<void>): void;
	/**
	 * What should be granted from now on, the whole list, and which hooks there are.
	 * @param gateway where to listen, and whom to pass questions for names on to; null ends it
	 */
	show(
		gateway: { address: string; port: number; names: GatewayNames | null } | null,
		grants: readonly GatewayGrant[],
		hooks?: readonly GatewayHook[]
	): void;
	/**
	 * Called when what became of the names is another; null where there is nothing to pass on.
	 * @returns how to stop that
	 */
	onNamesPassed(fn: (passed: NamesPassed | null) => void): () => void;
	/** Waits until what was shown last is in force, or could not be. */
	shown(): Promise<void>;
	/** Why it cannot be, in a sentence; null where nothing is known to be wrong. */
	problem(): string | null;
	/** Called when that is another. @returns how to stop that */
	onProblem(fn: () => void): () => void;
	/**
	 * Called with what has come since; where pups ask very much, not with all of it. Of requests
	 * beyond the limits (429) one in sixteen is logged.
	 * @returns how to stop that
	 */
	onRequests(fn: (batch: GatewayRequest[]) => void): () => void;
	/**
	 * Resets all that pups have open of whom something was taken back; `show` without it comes
	 * first. What cannot be cut now is kept, and cut when what was shown is in force.
	 */
	cut(pups: readonly Pick<GatewayGrant, 'from'>[]): Promise<void>;
	/** Looks after it no more; what is granted stays so. */
	close(): Promise<void>;
}
