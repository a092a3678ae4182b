/** The host's end of one pup's link. */
export interface TableEnd {
	/** Interface name on the host. */
	end: string;
	mac: string;
	/** IPv4 address of the pup. */
	address: string;
}
