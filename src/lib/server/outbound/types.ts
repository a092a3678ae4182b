/**
 * Everything the box fetches from other machines because a source or a pup names it goes through
 * here.
 */

/**
 * Where a request may lead. Addresses inside the home network and of this host are refused unless
 * named.
 */
export interface ReachPolicy {
	/**
	 * `host:port` as the owner typed them (the location of a source): these may be internal.
	 * Redirects from elsewhere to them stay refused for a public origin.
	 */
	allow?: readonly string[];
	/**
	 * Most redirects; default 5. Credentials are dropped where the origin changes; https never
	 * leads to http.
	 */
	redirects?: number;
}

export interface FetchLimits {
	/** Most bytes of the body. */
	maxBytes: number;
	/** Longest time without a byte, milliseconds; default 20 s. */
	idleMs?: number;
	/** Longest time of the whole, milliseconds; default 60 s, none for a part of a file. */
	totalMs?: number;
}

/** What is sent of a file. */
export interface FilePart {
	/** Absolute path. */
	file: string;
	/** First byte, and how many. */
	from: number;
	size: number;
	/** Bytes that are on their way so far. */
	onSent?: (bytes: number) => void;
}

export interface FetchRequest extends ReachPolicy, FetchLimits {
	url: string;
	/** HTTP Basic. */
	credentials?: { username: string; password: string } | null;
	headers?: Readonly<Record<string, string>>;
	/** Default: POST with a body, else GET. Redirects are followed for GET and HEAD alone. */
	method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
	/** A part of a file is sent as it is read, and without a limit of the whole time. */
	body?: Buffer | FilePart | undefined;
	/** Only the head of the answer is waited for; its body is not read, and empty here. */
	headOnly?: boolean;
	/** Statuses that are answers and no errors, beside 2xx (401 with a challenge, 304). */
	accept?: readonly number[];
	signal?: AbortSignal | undefined;
}

export interface FetchAnswer {
	status: number;
	/** Lower-case names. */
	headers: Readonly<Record<string, string>>;
	body: Buffer;
	/** Where it came from in the end. */
	url: string;
}

export interface DownloadRequest extends ReachPolicy {
	url: string;
	/** SHA-256, lower-case hex. */
	sha256: string;
	maxBytes: number;
	/**
	 * Longest time in which fewer than 16 KiB arrive, milliseconds; default 60 s. Nothing limits
	 * the whole.
	 */
	idleMs?: number;
	/** Times it is resumed after a break; default 5. */
	retries?: number;
	headers?: Readonly<Record<string, string>>;
	credentials?: { username: string; password: string } | null;
	/** Bytes so far and in all (null while unknown). */
	onProgress?: (done: number, total: number | null) => void;
	signal?: AbortSignal | undefined;
}

export interface Outbound {
	/**
	 * A small answer, whole in memory.
	 * @throws BoxError 502 `unreachable` (name not found, refused, timed out: says which in plain
	 *   words), `too-large`, `too-slow`, `bad-redirect`, `internal-address`, `http-status` (with
	 *   the status and what it usually means)
	 */
	fetch(request: FetchRequest): Promise<FetchAnswer>;
	/**
	 * A large file, checked by its hash, kept in the download folder under it: what is there is not
	 * fetched again, what broke off is resumed where it ended (Range), and retried with a growing
	 * delay.
	 * @returns absolute path of the file
	 * @throws BoxError as `fetch`; 422 `wrong-hash` when the content is another one
	 */
	download(request: DownloadRequest): Promise<string>;
	/**
	 * A forward proxy on loopback for programs that connect themselves (git): each connection is
	 * held to the policy, all together to the byte and time limits. `url` holds a random password,
	 * so that no other program can use it. One proxy is for one run for one address: after the
	 * first public address nothing internal is reached any more, after the first https nothing
	 * without it. `refusal` says why the last connection was refused, did not come about or
	 * was cut off; null when all went well.
	 */
	proxy(
		policy: ReachPolicy & FetchLimits
	): Promise<{ url: string; bytes(): number; refusal(): string | null; close(): Promise<void> }>;
	/**
	 * Removes downloads that nobody used for `olderThanMs`, and unfinished ones after a day at
	 * most.
	 * @returns bytes freed
	 */
	sweep(olderThanMs: number): Promise<number>;
	/** Bytes of all downloads, and of those that `sweep` would remove. */
	kept(olderThanMs: number): Promise<{ total: number; unused: number }>;
}
