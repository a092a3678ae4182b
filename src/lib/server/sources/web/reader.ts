/** Sources on the web: an index over HTTP(S) that lists archives with their hashes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { isBoxError } from '../../../contract/errors.ts';
import { writeFileAtomic } from '../../files/index.ts';
import { hostPortOf, type FetchRequest, type Outbound } from '../../outbound/index.ts';
import { badSource } from '../pup-index.ts';
import { README_NAMES } from '../readme-names.ts';
import type { ReaderInput, SourceReader } from '../types.ts';
import { unpackPup } from './archive.ts';
import { keepIndex, readKeptIndex } from './kept-index.ts';
import { fileKey, readWebIndex, type FilesByVersion, type WebFile } from './web-index.ts';

const MIB = 1024 * 1024;
export const MAX_INDEX_BYTES = 8 * MIB;
export const MAX_ARCHIVE_BYTES = 256 * MIB;
/** A minisign signature has four lines. */
const MAX_SIGNATURE_BYTES = 8 * 1024;
/** Limits of one small file, ms. */
const FILE_LIMITS = { idleMs: 10_000, totalMs: 20_000 };
/**
 * Longest time for all logos of one reading, ms. Nothing else limits a source with hundreds of slow
 * ones.
 */
const LOGOS_MS = 120_000;
/** Share of a checkout's progress for the download. */
const DOWNLOAD_SHARE = 0.9;

interface Known {
	files: FilesByVersion;
	/** Time spent on logos since the index was read, ms. */
	logosMs: number;
}

/**
 * Creates the reader of web sources. The location of such a source is the address of a
 * `dogebox.json`.
 */
export function createWebReader({ outbound, log }: { outbound: Outbound; log: Logger }): SourceReader {
	/** By the reader's folder of a source. */
	const known = new Map<string, Known>();

	/**
	 * Options for a request of this source. An internal address is allowed only at the source's
	 * own host and port, and the account is sent only to the source's own origin.
	 */
	function request(
		{ location, credentials }: ReaderInput,
		url: string
	): Pick<FetchRequest, 'url' | 'allow' | 'credentials'> {
		const own = new URL(url).origin === new URL(location).origin;
		return { url, allow: [hostPortOf(location)], credentials: own ? credentials : null };
	}

	/**
	 * Text of the index and of its signature. Uses the stored text where the server answers that it
	 * is unchanged.
	 */
	async function readTexts(
		input: ReaderInput,
		signal: AbortSignal
	): Promise<{ text: string; signature: string | null }> {
		const { location, folder } = input;
		const kept = await readKeptIndex(folder, location);
		const headers: Record<string, string> = { accept: 'application/json' };
		if (kept?.etag) headers['if-none-match'] = kept.etag;
		if (kept?.lastModified) headers['if-modified-since'] = kept.lastModified;
		const answer = await outbound.fetch({
			...request(input, location),
			headers,
			maxBytes: MAX_INDEX_BYTES,
			accept: kept ? [304] : [],
			signal
		});
		const unchanged = kept !== null && answer.status === 304;
		const text = unchanged ? kept.text : utf8(answer.body);
		if (!unchanged) {
			const { etag = '', 'last-modified': lastModified = '' } = answer.headers;
			keepIndex(folder, { location, etag, lastModified, text });
		}
		return { text, signature: await readSignature(input, signal) };
	}

	async function readSignature(input: ReaderInput, signal: AbortSignal): Promise<string | null> {
		const url = new URL(input.location);
		url.pathname += '.minisig';
		const { status, body } = await outbound.fetch({
			...request(input, url.href),
			maxBytes: MAX_SIGNATURE_BYTES,
			// File servers answer so for a missing file.
			accept: [403, 404, 410],
			signal
		});
		const text = body.toString('utf8');
		// Some servers answer every path with a page.
		return status === 200 && text.startsWith('untrusted comment:') ? text : null;
	}

	/** The last index that was read, for logos and readmes. */
	async function knownOf({ folder, location }: ReaderInput): Promise<Known | null> {
		const one = known.get(folder);
		if (one) return one;
		const kept = await readKeptIndex(folder, location);
		if (!kept) return null;
		const { files } = await readWebIndex(kept.text, location, new AbortController().signal);
		const made = { files, logosMs: 0 };
		known.set(folder, made);
		return made;
	}

	/** @returns null where the file does not match the index, or is too large */
	async function fetchFile(input: ReaderInput, { url, sha256 }: WebFile, maxBytes: number): Promise<Buffer | null> {
		try {
			const { body } = await outbound.fetch({ ...request(input, url), ...FILE_LIMITS, maxBytes });
			if (sha256Of(body) === sha256) return body;
			log.info({ source: input.id, url }, 'a file of a source has another hash than its index says');
		} catch (error) {
			if (!isBoxError(error) || error.code === 'unreachable' || error.code === 'too-slow') throw error;
			log.info({ source: input.id, url, reason: error.message }, 'a file of a source cannot be fetched');
		}
		return null;
	}

	async function readme(input: ReaderInput, file: WebFile, maxBytes: number): Promise<Buffer | null> {
		const folder = join(input.folder, 'readmes');
		const path = join(folder, file.sha256);
		if (existsSync(path)) {
			const bytes = await readFile(path);
			return bytes.length <= maxBytes ? bytes : null;
		}
		const bytes = await fetchFile(input, file, maxBytes);
		if (bytes) {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			writeFileAtomic(path, bytes);
		}
		return bytes;
	}

	return {
		async read(input, progress, signal) {
			progress(0, 'Fetching the list');

			const texts = await readTexts(input, signal);
			progress(0.7, 'Reading the list');
			const { listing, files } = await readWebIndex(texts.text, input.location, signal);
			known.set(input.folder, { files, logosMs: 0 });
			forgetReadmes(input.folder, files);
			if (texts.signature !== null) listing.signed['*'] = { text: texts.text, signature: texts.signature };
			progress(1, 'Read');
			return listing;
		},
		async file(input, version, path, maxBytes) {
			const one = await knownOf(input);
			const files = one?.files.get(fileKey(version));
			if (!one || !files) return null;
			if (path === README_NAMES[0]) return files.readme && readme(input, files.readme, maxBytes);
			// The logo cache of sources stores this logo, with all others.
			if (path !== version.manifest.meta.logoPath || !files.logo || one.logosMs > LOGOS_MS) return null;
			const begun = performance.now();
			try {
				return await fetchFile(input, files.logo, maxBytes);
			} finally {
				one.logosMs += performance.now() - begun;
			}
		},
		async checkout(input, version, target, progress, signal) {
			const archive = await outbound.download({
				...request(input, version.ref),
				sha256: version.identity,
				maxBytes: MAX_ARCHIVE_BYTES,
				onProgress: (done, total) => progress(total ? (DOWNLOAD_SHARE * done) / total : 0, 'Fetching the archive'),
				signal
			});
			progress(DOWNLOAD_SHARE, 'Unpacking');
			const folder = await unpackPup(archive, target, version.manifest, signal);
			progress(1, 'Unpacked');
			return folder;
		}
	};
}

/** @throws BoxError 422 `bad-source` */
function utf8(bytes: Buffer): string {
	try {
		// Keeps the byte order mark, because a signature covers all bytes.
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw badSource('dogebox.json is no text in UTF-8.');
	}
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Removes readmes that no version refers to any more. */
function forgetReadmes(folder: string, files: FilesByVersion): void {
	const path = join(folder, 'readmes');
	if (!existsSync(path)) return;
	const named = new Set([...files.values()].map(({ readme }) => readme?.sha256));
	for (const name of readdirSync(path)) if (!named.has(name)) rmSync(join(path, name), { force: true });
}
