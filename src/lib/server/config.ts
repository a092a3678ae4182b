/** What Docker's clients may do to pups; each is refused by default. */
export const DOCKER_PERMITS = ['pup-run', 'pup-exec', 'pup-remove'] as const;
export type DockerPermit = (typeof DOCKER_PERMITS)[number];

/** How Docker's clients reach the box, and their permissions. */
export interface DockerConfig {
	/**
	 * DOGEBOX_DOCKER_GROUP: group whose programs may open the socket; null: no socket. The
	 * supervisor gives its folder to that group.
	 */
	group: string | null;
	/** DOGEBOX_DOCKER_SOCKET, absolute; null: below the run folder. */
	socket: string | null;
	/** DOGEBOX_DOCKER_SOCKET_MODE */
	socketMode: number;
	/** DOGEBOX_DOCKER_TCP and its certificate files; null: no port. */
	tcp: { host: string; port: number; ca: string; cert: string; key: string } | null;
	/** DOGEBOX_DOCKER_ALLOW */
	allow: DockerPermit[];
}

/**
 * Settings of one run of dogeboxd, from flags and environment; nothing else reads `process.env`.
 */
export interface BoxConfig {
	/** DOGEBOX_DATA, absolute. */
	data: string;
	/** DOGEBOX_HOST */
	host: string;
	/** DOGEBOX_PORT; 0 = any free port (tests). */
	port: number;
	/**
	 * DOGEBOX_SOCKET_GROUP: group whose programs may open the Unix socket of the API; null: no
	 * socket. The supervisor gives its folder to that group.
	 */
	socketGroup: string | null;
	docker: DockerConfig;
	/** DOGEBOX_LOG_LEVEL */
	logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
	/** DOGEBOX_PAGE_PORTS: ports at which pups' web pages are served. */
	pagePorts: { first: number; last: number };
	/**
	 * DOGEBOX_TRUSTED_PROXY: address of a reverse proxy whose X-Forwarded-* headers are trusted;
	 * null for none.
	 */
	trustedProxy: string | null;
	/**
	 * DOGEBOX_PUBLIC_URL: origin of the dashboard for browsers behind that proxy, without a
	 * trailing slash; null when unknown.
	 */
	publicUrl: string | null;
	/**
	 * DOGEBOX_DOWNLOADS_FROM: `host:port` in the home network or on this host from which sources
	 * and pups may download.
	 */
	downloadsFrom: string[];
	/**
	 * Entries of {@link downloadsFrom} that the owner wrote as `http://host:port`: image registries
	 * there may be used without TLS.
	 */
	plainRegistries: string[];
	/** DOGEBOX_BOX_FOLDERS: folders of the host that may be mounted into boxes, absolute. */
	boxFolders: string[];
	/**
	 * DOGEBOX_REGISTRY_AUTH: file with passwords for image registries, absolute; null for none. Its
	 * content is not stored.
	 */
	registryAuth: string | null;
	/**
	 * DOGEBOX_DEBIAN_SNAPSHOTS: http(s) address of snapshots of Debian's archive; null for
	 * snapshot.debian.org.
	 */
	debianSnapshots: string | null;
	/** DOGEBOX_NIXPKGS: folder of the nixpkgs that pups are built from, absolute; null for none. */
	nixpkgs: string | null;
	/**
	 * nginx caches for a second that a session may see a page. False only to measure the
	 * difference.
	 */
	keepPageAnswers: boolean;
	/** DKM_URL: use this original DKM over HTTP instead of our own process. */
	dkmUrl: string | null;
	/** Program file of our own DKM. */
	dkmProgram: string;
	/** DOGEBOX_INSTANCE: names on the host (bridge, cgroup, nft table). */
	instance: string;
	/** DOGEBOX_SUBNET */
	subnet: string;
	/** DOGEBOX_RESOLVERS: name servers for pups; empty: those of the host. */
	resolvers: string[];
	/** Folder with the built-in pups. */
	builtinPups: string;
	/**
	 * DOGEBOX_OFFICIAL_SOURCE: location of the source that is listed from the start; null for none.
	 */
	officialSource: string | null;
	/** Socket of the host agent, if a supervisor started one; null: verbs run in this process. */
	agentSocket: string | null;
	/**
	 * A supervisor started this process: it sends the state of other parts on standard input, and
	 * reads the progress of the start from descriptor 3.
	 */
	supervised: boolean;
	/**
	 * Folder with a file about each part, if systemd starts them (`part-files.ts`); null otherwise.
	 */
	partsFolder: string | null;
	/** Folder with the SQL migrations. */
	migrations: string;
	version: string;
}
