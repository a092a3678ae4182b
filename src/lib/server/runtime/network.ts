/** What a runtime requires of the network of its containers. */

export interface NetworkMember {
	/** Container id. */
	id: string;
	address: string;
}

export interface ContainerNetwork {
	/**
	 * Moves the container's end of the link into the network namespace of process `pid`: eth0,
	 * address, default route.
	 */
	attach(member: NetworkMember, pid: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Removes the host's end of the link, if it still exists, and its rules.
	 * @param used false: no packet passed over the link; absent: unknown
	 */
	detach(id: string, used?: boolean): Promise<void>;
	/** Byte counts from the container's side; null when it is not attached. */
	counters(id: string): { rxBytes: number; txBytes: number } | null;
	/** Contents of resolv.conf. */
	resolvConf(): string;
}
