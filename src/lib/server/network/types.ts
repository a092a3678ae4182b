/** The pup network: one bridge, isolated ports, one nft table of ours written as a whole. */
import type { MissingPart } from '../../contract/box.ts';
import type { PageRoute } from '../host/index.ts';

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
	/** What on this host keeps pups from the internet, as it was last seen. */
	problems(): readonly MissingPart[];
	/** Called when those are others. @returns how to stop that */
	onProblems(fn: () => void): () => void;
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

/** A connection of a browser to a page. */
export interface PageConnection {
	/** The page's. */
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
	cut(connections: PageConnection[]): Promise<void>;
	/** Ends nginx and starts it again: every connection is cut. */
	restart(): Promise<void>;
	/** Looks after it no more. */
	close(): Promise<void>;
}
