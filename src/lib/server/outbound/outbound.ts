/** Fetches and downloads within the limits of their callers. */
import { lookup as systemLookup } from 'node:dns/promises';
import { mkdirSync } from 'node:fs';
import { lstat, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { BoxError } from '../../contract/errors.ts';
import { createSharedWork } from '../concurrency/index.ts';
import { createZones, type NetworkZone } from './addresses.ts';
import { downloadTo } from './download.ts';
import { shown, webAddress } from './exchange.ts';
import { tooLarge } from './failures.ts';
import { openProxy } from './proxy.ts';
import { createReach, type Lookup } from './reach.ts';
import { fetchSmall } from './small.ts';
import type { DownloadRequest, Outbound } from './types.ts';

/** Delay before the first resumption of an interrupted download, ms. */
const FIRST_DELAY_MS = 1000;
/** Time within which an unfinished download can be resumed, also after a restart, ms. */
const PART_KEPT_MS = 86_400_000;
/** The name of a finished or unfinished download. */
const OURS = /^[0-9a-f]{64}(\.part)?$/;

export interface OutboundDeps {
	/** Download folder, absolute; created at the first download. */
	folder: string;
	/** `host:port` of internal servers that everyone may reach (DOGEBOX_DOWNLOADS_FROM). */
	allow: readonly string[];
	log: Logger;
	/** Resolves names; default: the system's resolver. */
	lookup?: Lookup;
	/**
	 * Classifies addresses; by default with the registries and this host's own addresses. Tests
	 * have no internet, only loopback.
	 */
	zoneOf?: (address: string) => NetworkZone;
	/** Trusted certificates of authorities, PEM; default: those of Node. */
	authorities?: string[];
	/** Delay before the first resumption of an interrupted download, ms; doubled each time. */
	firstDelayMs?: number;
}

/** Creates the room. It reaches and writes nothing before it is called. */
export function createOutbound(deps: OutboundDeps): Outbound {
	const { folder, allow, log, authorities, firstDelayMs = FIRST_DELAY_MS } = deps;
	const lookup: Lookup = deps.lookup ?? ((name) => systemLookup(name, { all: true, verbatim: true }));
	const journey = createReach({ allow, lookup, zoneOf: deps.zoneOf ?? createZones() });
	const shared = createSharedWork<void, DownloadRequest['onProgress']>();

	/** Size of a finished download; null where there is none. Marks it as used. */
	async function finished(path: string): Promise<number | null> {
		const stat = await lstat(path).catch(() => null);
		if (!stat?.isFile()) return null;
		const now = new Date();
		await utimes(path, now, now);
		return stat.size;
	}

	/** Existing downloads, and whether they may be removed. */
	async function* found(olderThanMs: number): AsyncGenerator<{ path: string; size: number; unused: boolean }> {
		for (const name of await readdir(folder).catch(() => [])) {
			if (!OURS.test(name)) continue;
			const path = join(folder, name);
			const stat = await lstat(path).catch(() => null);
			if (!stat) continue;
			const kept = name.endsWith('.part') ? Math.min(olderThanMs, PART_KEPT_MS) : olderThanMs;
			const busy = shared.busy(name.slice(0, 64));
			yield { path, size: stat.size, unused: !busy && Date.now() - stat.mtimeMs >= kept };
		}
	}

	return {
		fetch: async (request) => fetchSmall(request, journey(request.allow ?? []), authorities),

		async download(request) {
			const { url, sha256, maxBytes, signal } = request;
			const host = shown(webAddress(url));
			if (!/^[0-9a-f]{64}$/.test(sha256)) {
				throw new BoxError({
					code: 'wrong-hash',
					status: 422,
					message: `The SHA-256 given for what lies at “${host}” is none.`
				});
			}
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			const path = join(folder, sha256);
			if ((await finished(path)) === null) {
				await shared({
					key: sha256,
					signal,
					listener: request.onProgress,
					// Requests with another address or limit may succeed where this one fails, so
					// they do not join it.
					same: JSON.stringify([url, maxBytes, request.allow, request.credentials, request.headers]),
					work: (publish, common) =>
						downloadTo(
							path,
							{
								...request,
								signal: common,
								onProgress: (done, total) => publish((onProgress) => onProgress?.(done, total))
							},
							{ journey: () => journey(request.allow ?? []), authorities, firstDelayMs, log }
						)
				});
			}
			const size = await finished(path);
			if (size !== null && size > maxBytes) throw tooLarge(host, maxBytes);
			return path;
		},

		proxy: (policy) => openProxy(journey(policy.allow ?? []), policy),

		async sweep(olderThanMs) {
			let freed = 0;
			for await (const { path, size, unused } of found(olderThanMs)) {
				if (!unused) continue;
				await rm(path, { force: true });
				freed += size;
			}
			return freed;
		},

		async kept(olderThanMs) {
			const sums = { total: 0, unused: 0 };
			for await (const { size, unused } of found(olderThanMs)) {
				sums.total += size;
				if (unused) sums.unused += size;
			}
			return sums;
		}
	};
}
