/** What Docker’s clients may do to pups, each of which is refused by default. */
export const DOCKER_PERMITS = ['pup-run', 'pup-exec', 'pup-remove'] as const;
export type DockerPermit = (typeof DOCKER_PERMITS)[number];

/** How Docker’s clients reach the box, and what they may. */
export interface DockerConfig {
	/**
	 * DOGEBOX_DOCKER_GROUP: group whose programs may open the socket; null: there is none. The
	 * supervisor gives its folder to that group.
	 */
	group: string | null;
	/** DOGEBOX_DOCKER_SOCKET, absolute; null: below the run folder. */
	socket: string | null;
	/** DOGEBOX_DOCKER_SOCKET_MODE */
	socketMode: number;
	/** DOGEBOX_DOCKER_TCP and the files of its certificates; null: no port. */
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
	 * DOGEBOX_SOCKET_GROUP: group whose programs may open the Unix socket of the API; null: there
	 * is none. The supervisor gives its folder to that group.
	 */
	socketGroup: string | null;
	docker: DockerConfig;
	/** DOGEBOX_LOG_LEVEL */
	logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
	/** DOGEBOX_PAGE_PORTS: ports at which pups' web pages are served. */
	pagePorts: { first: number; last: number };
	/**
	 * DOGEBOX_TRUSTED_PROXY: address of a reverse proxy whose X-Forwarded-* headers are believed;
	 * null for none.
	 */
	trustedProxy: string | null;
	/**
	 * DOGEBOX_PUBLIC_URL: origin of the dashboard for browsers that come by that proxy, without a
	 * slash at its end; null where it is not known.
	 */
	publicUrl: string | null;
	/**
	 * DOGEBOX_DOWNLOADS_FROM: `host:port` in the home network or on this host which sources and
	 * pups may download from.
	 */
	downloadsFrom: string[];
	/**
	 * Those of {@link downloadsFrom} that the owner wrote as `http://host:port`: registries of
	 * images there may be asked without TLS.
	 */
	plainRegistries: string[];
	/** DOGEBOX_BOX_FOLDERS: folders of the host that boxes may be given, absolute. */
	boxFolders: string[];
	/**
	 * DOGEBOX_REGISTRY_AUTH: file with passwords for registries of images, absolute; null for none.
	 * Its content is not kept.
	 */
	registryAuth: string | null;
	/**
	 * DOGEBOX_DEBIAN_SNAPSHOTS: where snapshots of Debian's archive are, an http(s) address; null
	 * for snapshot.debian.org.
	 */
	debianSnapshots: string | null;
	/** DOGEBOX_NIXPKGS: folder of the nixpkgs that pups are built from, absolute; null for none. */
	nixpkgs: string | null;
	/**
	 * nginx believes for a second that a session may see a page. False only where the difference is
	 * measured.
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
	/** DOGEBOX_RESOLVERS: name servers for pups; none: those of the host. */
	resolvers: string[];
	/** Folder with the built-in pups. */
	builtinPups: string;
	/**
	 * DOGEBOX_OFFICIAL_SOURCE: location of the source that is listed from the start; null for none.
	 */
	officialSource: string | null;
	/**
	 * Socket of the host agent, where a supervisor started one; null: verbs run in this process.
	 */
	agentSocket: string | null;
	/**
	 * A supervisor started this process: it says on the standard input how other parts are, and
	 * reads how the start goes from descriptor 3.
	 */
	supervised: boolean;
	/**
	 * Folder with a file about each part, where systemd starts them (`part-files.ts`); null
	 * elsewhere.
	 */
	partsFolder: string | null;
	/** Folder with the SQL migrations. */
	migrations: string;
	version: string;
}
