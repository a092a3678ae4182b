/**
 * Everything that the box fetches from other machines because a source or a pup names it goes
 * through this room.
 */

/**
 * Where a request may lead. Addresses inside the home network and of this host are refused unless
 * named.
 */
export interface ReachPolicy {
	/**
	 * `host:port` as the owner typed it (the location of a source); it may be internal. Redirects
	 * to it from a public origin are still refused.
	 */
	allow?: readonly string[];
	/**
	 * Most redirects; default 5. Credentials are dropped where the origin changes. https never
	 * redirects to http.
	 */
	redirects?: number;
}

export interface FetchLimits {
	/** Most bytes of the body. */
	maxBytes: number;
	/** Longest time without a byte, milliseconds; default 20 s. */
	idleMs?: number;
	/**
	 * Longest time of the whole request, milliseconds; default 60 s, unlimited for a part of a
	 * file.
	 */
	totalMs?: number;
}

/** Bytes of a file that are sent as the body of a request. */
export interface FilePart {
	/** Absolute path. */
	file: string;
	/** First byte, and number of bytes. */
	from: number;
	size: number;
	/** Called with the number of bytes sent so far. */
	onSent?: (bytes: number) => void;
}

export interface FetchRequest extends ReachPolicy, FetchLimits {
	url: string;
	/** HTTP Basic. */
	credentials?: { username: string; password: string } | null;
	headers?: Readonly<Record<string, string>>;
	/** Default: POST with a body, else GET. Redirects are only followed for GET and HEAD. */
	method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
	/** A part of a file is streamed, and without a limit of the whole time. */
	body?: Buffer | FilePart | undefined;
	/** Returns after the head of the answer. The body is not read; it is empty in the result. */
	headOnly?: boolean;
	/** Statuses that are returned and not thrown, besides 2xx (401 with a challenge, 304). */
	accept?: readonly number[];
	signal?: AbortSignal | undefined;
}

export interface FetchAnswer {
	status: number;
	/** Lower-case names. */
	headers: Readonly<Record<string, string>>;
	body: Buffer;
	/** The final URL after redirects. */
	url: string;
}

export interface DownloadRequest extends ReachPolicy {
	url: string;
	/** SHA-256, lower-case hex. */
	sha256: string;
	maxBytes: number;
	/**
	 * Longest time in which fewer than 16 KiB arrive, milliseconds; default 60 s. The whole time is
	 * unlimited.
	 */
	idleMs?: number;
	/** Most resumptions after an interruption; default 5. */
	retries?: number;
	headers?: Readonly<Record<string, string>>;
	credentials?: { username: string; password: string } | null;
	/** Called with the bytes so far and in all (null while unknown). */
	onProgress?: (done: number, total: number | null) => void;
	signal?: AbortSignal | undefined;
}

export interface Outbound {
	/**
	 * Fetches a small answer into memory.
	 * @throws BoxError 502 `unreachable` (name not found, refused, timed out: says which in plain
	 *   words), `too-large`, `too-slow`, `bad-redirect`, `internal-address`, `http-status` (with
	 *   the status and what it usually means)
	 */
	fetch(request: FetchRequest): Promise<FetchAnswer>;
	/**
	 * Downloads a large file, verifies its hash, and stores it under the hash in the download
	 * folder. An existing file is not downloaded again. An interrupted download is resumed (Range),
	 * and retried with a growing delay.
	 * @returns absolute path of the file
	 * @throws BoxError as `fetch`; 422 `wrong-hash` when the content has another hash
	 */
	download(request: DownloadRequest): Promise<string>;
	/**
	 * Opens a forward proxy on loopback for programs that open connections themselves (git). The
	 * policy applies to each connection, and the byte and time limits to all together. `url` has a
	 * random password, so that no other program can use the proxy. One proxy is for one run for one
	 * address: after the first public address internal ones are refused, after the first https
	 * plain http is refused. `refusal` is the reason why the last connection was refused, failed or
	 * was cut off; null when all went well.
	 */
	proxy(
		policy: ReachPolicy & FetchLimits
	): Promise<{ url: string; bytes(): number; refusal(): string | null; close(): Promise<void> }>;
	/**
	 * Removes downloads that were not used for `olderThanMs`, and unfinished ones after at most a
	 * day.
	 * @returns bytes freed
	 */
	sweep(olderThanMs: number): Promise<number>;
	/** Bytes of all downloads, and of those that `sweep` would remove. */
	kept(olderThanMs: number): Promise<{ total: number; unused: number }>;
}
