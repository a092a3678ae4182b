/**
 * Files in pups' storages and in boxes: every call is a process of the host that is confined to
 * them.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import { bytes as sizeWords } from '../../contract/bytes.ts';
import {
	MOST_ENTRIES,
	namePart,
	partBytes,
	partName,
	partsOf,
	pathBytes,
	type FileEntry,
	type FolderPage,
	type UploadState
} from '../../contract/files.ts';
import { FOLDER_IN_THE_WAY, OTHER_IN_THE_WAY, OTHER_OFFSET, type FilesRequest } from '../host/index.ts';
import { readable } from '../streams/index.ts';
import { bytesUntilCritical, type SpaceWatch } from '../system/index.ts';
import { MOST_CHANGES, readChanges } from './changes.ts';
import { answerOf, readRecord, wholeOf, type FilesChannel } from './channel.ts';
import { fileFailure, overLimit, shownPath, type PlaceWords } from './failures.ts';
import type { FileStat, StoredFiles, UploadOf } from './types.ts';

/** Files read or written at once: of one pup or box, and of all of them. Each is a process. */
const MAX_OF_ONE = 8;
const MAX_OF_ALL = 24;

/**
 * Seconds that a file must have been left alone for its times to tell one content from another:
 * they count whole seconds.
 */
const SETTLED_SECONDS = 2;

const KINDS: Record<string, FileEntry['kind']> = { f: 'file', d: 'folder', l: 'link', o: 'other' };

/** A pup or box whose files are meant. */
export interface FilesOwner {
	id: string;
	/** Bytes that it may have, in its storage or on its disk; null: no limit. */
	limit: number | null;
}

export interface StoredFilesDeps {
	/** @throws BoxError 404 where there is none; 409 where its files cannot be reached */
	owner(id: string): FilesOwner;
	/** Has the host carry a request out. @param volumes whether what is mounted there is seen */
	open(id: string, request: FilesRequest, signal: AbortSignal | undefined, volumes: boolean): Promise<FilesChannel>;
	space: Pick<SpaceWatch, 'diskOf'>;
	/** What is stored: bytes at the last look, null before it; and how to ask for another look. */
	usage: { bytesOf(id: string): number | null; refresh(id: string): void };
	words: PlaceWords;
	/** Transfers by pup or box, where several places share their number. */
	transfers?: Map<string, number>;
}

export function createStoredFiles(deps: StoredFilesDeps): StoredFiles {
	const { words } = deps;
	const open = deps.transfers ?? new Map<string, number>();
	const nameOf = (path: string) => partName(partsOf(path).at(-1) ?? partsOf(words.top).at(-1) ?? 'root');
	const failure = (errno: number, path: string, limited = false) => fileFailure(errno, path, words, limited);

	/** What is no path means nothing else. @throws BoxError 422 `path-too-long` */
	function encoded(path: string): string {
		const bytes = pathBytes(path);
		if (bytes === null) throw failure(PATH_TOO_LONG, path);
		return Buffer.from(bytes).toString('base64url');
	}

	/** Names an upload: the same file to the same place is the same upload. */
	const keyOf = ({ path, size, version }: UploadOf): string =>
		createHash('sha256')
			.update(JSON.stringify([encoded(path), size, version]))
			.digest('hex');

	/** @throws BoxError of `owner`; 429 `too-many-transfers` */
	async function begin(
		given: string,
		request: FilesRequest,
		signal?: AbortSignal,
		volumes = true
	): Promise<{ owner: FilesOwner; channel: FilesChannel }> {
		const owner = deps.owner(given);
		const { id } = owner;
		const own = open.get(id) ?? 0;
		const all = [...open.values()].reduce((sum, one) => sum + one, 0);
		if (own >= MAX_OF_ONE || all >= MAX_OF_ALL) {
			throw new BoxError({
				code: 'too-many-transfers',
				status: 429,
				message: 'Too many files are read or written at once.',
				hint: 'Wait until one of them is done.',
				retryAfter: 2
			});
		}
		open.set(id, own + 1);
		const over = () => {
			const left = (open.get(id) ?? 1) - 1;
			if (left > 0) open.set(id, left);
			else open.delete(id);
		};
		try {
			const channel = await deps.open(id, request, signal, volumes);
			channel.result.then(over, over);
			return { owner, channel };
		} catch (error) {
			over();
			throw error;
		}
	}

	/** Does what answers at once. @param path for the words of an error */
	async function ask(id: string, request: FilesRequest, path: string): Promise<Buffer[]> {
		const { channel } = await begin(id, request);
		channel.stdin.end();
		const { records, errno } = await answerOf(channel);
		if (errno !== 0) throw failure(errno, path);
		return records;
	}

	/**
	 * Refuses early what could not be kept.
	 * @throws BoxError 409 `storage-limit`, 507 `disk-full`
	 */
	function needRoom({ id, limit }: FilesOwner, path: string, more: number): void {
		deps.usage.refresh(id);
		const used = deps.usage.bytesOf(id) ?? 0;
		if (limit !== null && used + more > limit) {
			const left = Math.max(0, limit - used);
			throw overLimit(path, words, ` It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`);
		}
		const disk = deps.space.diskOf('pups');
		if (disk === null || more <= bytesUntilCritical(disk)) return;
		const left = Math.max(0, bytesUntilCritical(disk));
		throw new BoxError({
			code: 'disk-full',
			status: 507,
			message: `There is no room for “${shownPath(path, words.top)}” on the disk. It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`,
			hint: 'Remove a pup or box that you do not need with its data, or free space in another way; then try again.'
		});
	}

	return {
		async list(id, { path, after, limit }) {
			const behind = after === '' ? '' : Buffer.from(partBytes(after) ?? []).toString('base64url');
			const request = { do: 'list', path: encoded(path), after: behind, limit, most: MOST_ENTRIES } as const;
			return pageIn(await ask(id, request, path));
		},

		async read(id, path, signal) {
			const { channel } = await begin(id, { do: 'read', path: encoded(path) }, signal);
			const head = await readRecord(channel.stdout);
			if (head === null) throw failure((await channel.result).errno, path);
			const [inode = 0, size = 0, modified = 0, changed = 0, now = 0] = head.toString('latin1').split(' ').map(Number);
			const settled = now - Math.max(modified, changed) >= SETTLED_SECONDS;
			return {
				name: nameOf(path),
				size,
				modifiedAt: modified * 1000,
				tag: settled ? `"${[inode, size, modified, changed].map((one) => one.toString(36)).join('-')}"` : null,
				read(start, length) {
					channel.stdin.end(`${start} ${length}\n`);
					return wholeOf(channel, length);
				},
				close: () => channel.close()
			};
		},

		async stat(id, path, follow) {
			const [head, at, target] = await ask(id, { do: 'stat', path: encoded(path), follow }, path);
			const [mode = 0, size = 0, modifiedAt = 0, uid = 0, gid = 0] = (head ?? '').toString().split(' ').map(Number);
			const nothing = Buffer.alloc(0);
			return { mode, size, modifiedAt, uid, gid, path: at ?? nothing, target: target ?? nothing } satisfies FileStat;
		},

		async archive(id, path, signal, { as, volumes = true } = {}) {
			const name = Buffer.from(partBytes(partsOf(path).at(-1) ?? '') ?? nameOf(path));
			const begins = as === undefined ? Buffer.concat([name, Buffer.from('/')]) : Buffer.from(as);
			const request = { do: 'archive', path: encoded(path), as: begins.toString('base64url') } as const;
			const { channel } = await begin(id, request, signal, volumes);
			channel.stdin.end();
			await readable(channel.stdout);
			if (channel.stdout.readableLength === 0) throw failure((await channel.result).errno, path);
			return { name: `${nameOf(path)}.tar`, stream: wholeOf(channel, null) };
		},

		changes: (id, signal) => readChanges(begin(id, { do: 'changes', most: MOST_CHANGES }, signal), failure),

		async extract(id, path, body, { strict, owner: given }) {
			try {
				needRoom(deps.owner(id), path, 1);
				const request = { do: 'extract', path: encoded(path), strict, owner: given } as const;
				const { owner, channel } = await begin(id, request);
				const sent = sendBody(body, channel, () => needRoom(owner, path, 1));
				const { records, errno } = await answerOf(channel);
				const inTheWay = errno === FOLDER_IN_THE_WAY || errno === OTHER_IN_THE_WAY;
				const what = inTheWay && records[0] ? records[0].toString() : path;
				if (errno !== 0) throw failure(errno, what, owner.limit !== null);
				const cut = await sent;
				if (cut !== null) throw cut;
				deps.usage.refresh(owner.id);
			} finally {
				body.destroy();
			}
		},

		async upload(id, part, body) {
			const { path, size, offset, replace } = part;
			try {
				needRoom(deps.owner(id), path, Math.max(0, size - offset));
				const request = { do: 'upload', key: keyOf(part), path: encoded(path), size, offset, replace } as const;
				const { owner, channel } = await begin(id, request);
				const sent = sendBody(body, channel);
				const { records, errno } = await answerOf(channel);
				const [state = NOWHERE] = records.map(stateIn);
				if (errno === OTHER_OFFSET) throw otherOffset(failure(errno, path), state.offset);
				if (errno !== 0) throw failure(errno, path, owner.limit !== null);
				// What had come of a body that was cut off is kept; its sender learns of the cut.
				const cut = await sent;
				if (cut !== null) throw cut;
				deps.usage.refresh(owner.id);
				return state;
			} finally {
				// What nobody reads would hold its connection.
				body.destroy();
			}
		},

		async uploaded(id, upload) {
			const [state = NOWHERE] = (
				await ask(id, { do: 'uploaded', key: keyOf(upload), path: encoded(upload.path) }, upload.path)
			).map(stateIn);
			return state;
		},
		async cancelUpload(id, upload) {
			await ask(id, { do: 'cancel', key: keyOf(upload), path: encoded(upload.path) }, upload.path);
		},
		async createFolder(id, path) {
			await ask(id, { do: 'folder', path: encoded(path) }, path);
		},
		async move(id, from, to) {
			const { channel } = await begin(id, { do: 'move', path: encoded(from), to: encoded(to) });
			channel.stdin.end();
			const { errno } = await answerOf(channel);
			if (errno !== 0) throw failure(errno, errno === 17 ? to : from);
		},
		async remove(id, path) {
			await ask(id, { do: 'remove', path: encoded(path) }, path);
			deps.usage.refresh(deps.owner(id).id);
		},
		async sweep(id) {
			await ask(id, { do: 'sweep' }, '');
		}
	};
}

/** ENAMETOOLONG (errno(3)). */
const PATH_TOO_LONG = 36;
/** Bytes between two looks whether there is room for more. */
const CHECK_BYTES = 64e6;

const NOWHERE: UploadState = { offset: 0, done: false };

function stateIn(record: Buffer): UploadState {
	const [offset = 0, done = 0] = record.toString('latin1').split(' ').map(Number);
	return { offset, done: done === 1 };
}

function otherOffset({ code, status, message }: BoxError, offset: number): BoxError {
	return new BoxError({ code, status, message, hint: `${offset} bytes have come. Go on from there.` });
}

/** A page from its records: a head, then three for each entry. */
export function pageIn(records: readonly Buffer[]): FolderPage {
	const [seen = 0, cut = 0] = (records[0]?.toString('latin1') ?? '').split(' ').map(Number);
	const entries: FileEntry[] = [];
	for (let at = 1; at + 2 < records.length; at += 3) {
		const [kind = '', size = 0, modified = 0] = records[at]!.toString('latin1').split(' ');
		const target = records[at + 2]!;
		entries.push({
			...namePart(records[at + 1]!),
			kind: KINDS[kind] ?? 'other',
			size: kind === 'f' ? Number(size) : 0,
			modifiedAt: Number(modified) * 1000,
			...(kind === 'l' && { target: target.toString('utf8') })
		});
	}
	return {
		entries,
		total: Math.min(seen, MOST_ENTRIES),
		more: seen > MOST_ENTRIES,
		next: cut === 1 ? (entries.at(-1)?.part ?? null) : null
	};
}

/**
 * Hands a body on. One that fails ends what is written, so that what came is kept.
 * @param check called now and then: what it throws cuts the body off
 * @returns resolves with why it was cut off; null where all came
 */
function sendBody(body: Readable, channel: FilesChannel, check: () => void = () => {}): Promise<Error | null> {
	const cutOff = () => new BoxError({ code: 'cut-off', status: 400, message: 'The request was cut off.' });
	return new Promise((resolve) => {
		// It may have ended while the way there was made; then it says nothing any more.
		if (body.destroyed) {
			channel.stdin.end();
			return resolve(body.errored ?? cutOff());
		}
		let unseen = 0;
		body.on('data', (chunk: Buffer) => {
			unseen += chunk.length;
			if (unseen < CHECK_BYTES) return;
			unseen = 0;
			try {
				check();
			} catch (error) {
				body.destroy(error as Error);
			}
		});
		body.once('end', () => resolve(null));
		body.once('error', (error) => {
			channel.stdin.end();
			resolve(error);
		});
		body.once('close', () => {
			channel.stdin.end();
			resolve(cutOff());
		});
		channel.stdin.once('close', () => body.unpipe(channel.stdin));
		body.pipe(channel.stdin);
	});
}
