/** The pup network: one bridge, isolated ports, one nft table of ours written as a whole. */

export interface NetworkMember {
	/** Container id. */
	id: string;
	address: string;
	internet: boolean;
}

export interface NetworkConfig {
	/** Bridge name, `dbx0`; at most 15 characters. */
	bridge: string;
	/** `10.69.0.0/16` */
	subnet: string;
	/** Name of our nft table, `dogebox`. */
	table: string;
}

export interface PupNetwork {
	/** The host's address on the bridge: `10.69.0.1`. */
	readonly gateway: string;
	/**
	 * Bridge and table as they should be, from the list of members. Safe to call again; one nft
	 * transaction.
	 */
	ensure(members: NetworkMember[], signal?: AbortSignal): Promise<void>;
	/** Address for a pup's number (2…65533): 10.69.0.2 … */
	addressOf(hostNumber: number): string;
	/** The other way round; null for an address that no pup can have. */
	numberOf(address: string): number | null;
	/**
	 * Puts its end into the network namespace of process `pid`: eth0, address, default route, IPv6
	 * off; adds it to the table.
	 */
	attach(member: NetworkMember, pid: number, signal?: AbortSignal): Promise<void>;
	/** Removes the host's end (if it is still there) and the rules. */
	detach(id: string): Promise<void>;
	/**
	 * Bytes as the pup sees them, from the host's end in /sys/class/net; null when not attached.
	 */
	counters(id: string): { rxBytes: number; txBytes: number } | null;
	/** Text of resolv.conf for a pup; empty where it has no internet. */
	resolvConf(member: NetworkMember): string;
	/** Removes bridge and table, when no pup is left (uninstall of the program, tests). */
	destroy(): Promise<void>;
	/**
	 * Stops looking after the host's changes. Bridge, links and table stay for the pups that go on
	 * running; where none does, they are removed.
	 */
	close(): Promise<void>;
}
