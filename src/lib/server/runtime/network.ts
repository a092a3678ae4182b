/** What a runtime asks of the network that its containers are connected to. */

export interface NetworkMember {
	/** Container id. */
	id: string;
	address: string;
}

export interface ContainerNetwork {
	/** Puts its end into the network namespace of process `pid`: eth0, address, default route. */
	attach(member: NetworkMember, pid: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Removes the host's end, if it is still there, and its rules.
	 * @param used false: nothing went over its link; absent: that is not known
	 */
	detach(id: string, used?: boolean): Promise<void>;
	/** Bytes as the container sees them; null when not attached. */
	counters(id: string): { rxBytes: number; txBytes: number } | null;
	/** Text of resolv.conf. */
	resolvConf(): string;
}
