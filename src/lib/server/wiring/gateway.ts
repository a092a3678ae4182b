/** The gateway as this room uses it. */

/** What a pup may ask of an interface that it depends on. */
export interface GatewayGrant {
	/** IPv4 address of the dependant. */
	from: string;
	/** As the manifest names it. */
	interface: string;
	/** Null: nobody was chosen, or who was does not run. */
	to: { address: string; port: number } | null;
	/** Of the groups that were granted. */
	routes: string[];
	/** For sentences. */
	names: { dependant: string; provider: string | null };
	/** Groups of the provider that were not granted. */
	missing: { group: string; routes: string[] }[];
}

/** A request that the gateway passed on or refused. */
export interface GatewayRequest {
	/** Milliseconds since the epoch. */
	at: number;
	/** IPv4 address of who asked. */
	from: string;
	/** Null where it named none. */
	interface: string | null;
	method: string;
	/** Without its query. */
	path: string;
	status: number;
	bytes: number;
	/** Code of the refusal; null where it was passed on. */
	refused: string | null;
}

export interface Gateway {
	/** The whole list, from now on; `null` ends it. */
	show(at: { address: string; port: number } | null, grants: readonly GatewayGrant[]): void;
	/** Ends what is open of grants that were taken back. */
	cut(grants: readonly { from: string; interface: string }[]): Promise<void>;
	onRequests(fn: (batch: GatewayRequest[]) => void): () => void;
}
