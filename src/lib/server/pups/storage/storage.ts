/** Files in pups' storages: every call is a process of the host that is confined to the storage. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BoxError } from '../../../contract/errors.ts';
import { bytes as sizeWords } from '../../../contract/bytes.ts';
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
} from '../../../contract/files.ts';
import { OTHER_OFFSET, storageFiles, type FilesRequest } from '../../host/index.ts';
import { readable } from '../../streams/index.ts';
import { bytesUntilCritical, type SpaceWatch } from '../../system/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRow, PupRows } from '../installed/index.ts';
import { hostCannotRun } from '../refusals.ts';
import type { PupSpaceWatch } from '../space/index.ts';
import { answerOf, readRecord, wholeOf, type FilesChannel } from './channel.ts';
import { fileFailure, overLimit, shownPath } from './failures.ts';
import type { PupStorage, UploadOf } from './types.ts';

/** Files read or written at once: of one pup, and of all. Each is a process. */
const MAX_OF_ONE = 8;
const MAX_OF_ALL = 24;

/**
 * Seconds that a file must have been left alone for its times to tell one content from another:
 * they count whole seconds.
 */
const SETTLED_SECONDS = 2;

const KINDS: Record<string, FileEntry['kind']> = { f: 'file', d: 'folder', l: 'link', o: 'other' };

type Deps = Pick<PupsDeps, 'host' | 'engine' | 'facts'> & {
	rows: Pick<PupRows, 'get'>;
	space: Pick<SpaceWatch, 'diskOf'>;
	usage: Pick<PupSpaceWatch, 'bytesOf' | 'refresh'>;
};

const encoded = (path: string) => Buffer.from(pathBytes(path) ?? '/').toString('base64url');

/** Names an upload: the same file to the same place is the same upload. */
function keyOf({ path, size, version }: UploadOf): string {
	return createHash('sha256')
		.update(JSON.stringify([encoded(path), size, version]))
		.digest('hex');
}

const nameOf = (path: string) => partName(partsOf(path).at(-1) ?? 'storage');

export function createPupStorage(deps: Deps): PupStorage {
	const open = new Map<string, number>();

	/** @throws BoxError 404, 409 `host-cannot-run`, 429 `too-many-transfers` */
	function begin(id: string, request: FilesRequest, signal?: AbortSignal): { row: PupRow; channel: FilesChannel } {
		const row = deps.rows.get(id);
		if (!deps.engine) throw hostCannotRun(deps);
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
		const channel = deps.host.open(storageFiles, { pupId: id, request }, { signal });
		const over = () => {
			const left = (open.get(id) ?? 1) - 1;
			if (left > 0) open.set(id, left);
			else open.delete(id);
		};
		channel.result.then(over, over);
		return { row, channel };
	}

	/** Does what answers at once. @param path for the words of an error */
	async function ask(id: string, request: FilesRequest, path: string): Promise<Buffer[]> {
		const { channel } = begin(id, request);
		channel.stdin.end();
		const { records, errno } = await answerOf(channel);
		if (errno !== 0) throw fileFailure(errno, path);
		return records;
	}

	/**
	 * Refuses early what could not be kept.
	 * @throws BoxError 409 `storage-limit`, 507 `disk-full`
	 */
	function needRoom(row: PupRow, path: string, more: number): void {
		deps.usage.refresh(row.id);
		const used = deps.usage.bytesOf(row.id) ?? 0;
		if (row.storageLimit !== null && used + more > row.storageLimit) {
			const left = Math.max(0, row.storageLimit - used);
			throw overLimit(path, ` It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`);
		}
		const disk = deps.space.diskOf('pups');
		if (disk === null || more <= bytesUntilCritical(disk)) return;
		const left = Math.max(0, bytesUntilCritical(disk));
		throw new BoxError({
			code: 'disk-full',
			status: 507,
			message: `There is no room for “${shownPath(path)}” on the disk. It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`,
			hint: 'Remove a pup that you do not need with its data, or free space in another way; then try again.'
		});
	}

	return {
		async list(id, { path, after, limit }) {
			const behind = after === '' ? '' : Buffer.from(partBytes(after) ?? []).toString('base64url');
			const request = { do: 'list', path: encoded(path), after: behind, limit, most: MOST_ENTRIES } as const;
			return pageIn(await ask(id, request, path));
		},

		async read(id, path, signal) {
			const { channel } = begin(id, { do: 'read', path: encoded(path) }, signal);
			const head = await readRecord(channel.stdout);
			if (head === null) throw fileFailure((await channel.result).errno, path);
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

		async archive(id, path, signal) {
			const { channel } = begin(id, { do: 'archive', path: encoded(path) }, signal);
			channel.stdin.end();
			await readable(channel.stdout);
			if (channel.stdout.readableLength === 0) throw fileFailure((await channel.result).errno, path);
			return { name: `${nameOf(path)}.tar`, stream: wholeOf(channel, null) };
		},

		async upload(id, part, body) {
			const { path, size, offset, replace } = part;
			try {
				needRoom(deps.rows.get(id), path, Math.max(0, size - offset));
				const request = { do: 'upload', key: keyOf(part), path: encoded(path), size, offset, replace } as const;
				const { row, channel } = begin(id, request);
				const sent = sendBody(body, channel);
				const { records, errno } = await answerOf(channel);
				const [state = NOWHERE] = records.map(stateIn);
				if (errno === OTHER_OFFSET) throw otherOffset(path, state.offset);
				if (errno !== 0) throw fileFailure(errno, path, row.storageLimit !== null);
				// What had come of a body that was cut off is kept; its sender is told of the cut.
				const cut = await sent;
				if (cut !== null) throw cut;
				deps.usage.refresh(id);
				return state;
			} finally {
				// What nobody reads would hold its connection.
				body.destroy();
			}
		},

		async uploaded(id, upload) {
			const [state = NOWHERE] = (await ask(id, { do: 'uploaded', key: keyOf(upload) }, upload.path)).map(stateIn);
			return state;
		},
		async cancelUpload(id, upload) {
			await ask(id, { do: 'cancel', key: keyOf(upload) }, upload.path);
		},
		async makeFolder(id, path) {
			await ask(id, { do: 'folder', path: encoded(path) }, path);
		},
		async move(id, from, to) {
			const { channel } = begin(id, { do: 'move', path: encoded(from), to: encoded(to) });
			channel.stdin.end();
			const { errno } = await answerOf(channel);
			if (errno !== 0) throw fileFailure(errno, errno === 17 ? to : from);
		},
		async remove(id, path) {
			await ask(id, { do: 'remove', path: encoded(path) }, path);
			deps.usage.refresh(id);
		},
		async sweep(id) {
			await ask(id, { do: 'sweep' }, '');
		}
	};
}

const NOWHERE: UploadState = { offset: 0, done: false };

function stateIn(record: Buffer): UploadState {
	const [offset = 0, done = 0] = record.toString('latin1').split(' ').map(Number);
	return { offset, done: done === 1 };
}

function otherOffset(path: string, offset: number): BoxError {
	const { code, status, message } = fileFailure(OTHER_OFFSET, path);
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
 * @returns resolves with why it was cut off; null where all came
 */
function sendBody(body: Readable, channel: FilesChannel): Promise<Error | null> {
	return new Promise((resolve) => {
		body.once('end', () => resolve(null));
		body.once('error', (error) => {
			channel.stdin.end();
			resolve(error);
		});
		body.once('close', () => {
			channel.stdin.end();
			resolve(new BoxError({ code: 'cut-off', status: 400, message: 'The request was cut off.' }));
		});
		channel.stdin.once('close', () => body.unpipe(channel.stdin));
		body.pipe(channel.stdin);
	});
}
