/**
 * Files in pups' storages and in boxes. Every call is a process of the host that is confined to
 * them.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import { MOST_ENTRIES, partBytes, partName, partsOf } from '../../contract/files.ts';
import { FOLDER_IN_THE_WAY, OTHER_IN_THE_WAY, OTHER_OFFSET } from '../host/index.ts';
import { readable } from '../streams/index.ts';
import { MOST_CHANGES, readChanges } from './changes.ts';
import { answerOf, readRecord, wholeOf, type FilesChannel } from './channel.ts';
import { NOWHERE, pageIn, stateIn } from './records.ts';
import { createFileRequests, type RequestsDeps } from './requests.ts';
import { needRoom, type RoomDeps } from './room.ts';
import type { FileStat, StoredFiles, UploadOf } from './types.ts';

/**
 * Seconds since the last change after which a file's times identify its content, because they count
 * whole seconds.
 */
const SETTLED_SECONDS = 2;

export interface StoredFilesDeps extends RequestsDeps, RoomDeps {}

export function createStoredFiles(deps: StoredFilesDeps): StoredFiles {
	const { words } = deps;
	const { encoded, failure, begin, ask } = createFileRequests(deps);
	const nameOf = (path: string) => partName(partsOf(path).at(-1) ?? partsOf(words.top).at(-1) ?? 'root');
	/** Identifies an upload: the same file to the same path is the same upload. */
	const keyOf = ({ path, size, version }: UploadOf): string =>
		createHash('sha256')
			.update(JSON.stringify([encoded(path), size, version]))
			.digest('hex');

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
				needRoom(deps, deps.owner(id), path, 1);
				const request = { do: 'extract', path: encoded(path), strict, owner: given } as const;
				const { owner, channel } = await begin(id, request);
				const sent = sendBody(body, channel, () => needRoom(deps, owner, path, 1));
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
				needRoom(deps, deps.owner(id), path, Math.max(0, size - offset));
				const request = { do: 'upload', key: keyOf(part), path: encoded(path), size, offset, replace } as const;
				const { owner, channel } = await begin(id, request);
				const sent = sendBody(body, channel);
				const { records, errno } = await answerOf(channel);
				const [state = NOWHERE] = records.map(stateIn);
				if (errno === OTHER_OFFSET) throw otherOffset(failure(errno, path), state.offset);
				if (errno !== 0) throw failure(errno, path, owner.limit !== null);
				// The part of the body before the interruption is stored. Its sender gets an error.
				const cut = await sent;
				if (cut !== null) throw cut;
				deps.usage.refresh(owner.id);
				return state;
			} finally {
				// An unread body would block its connection.
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

/** Bytes between two checks for free space. */
const CHECK_BYTES = 64e6;

function otherOffset({ code, status, message }: BoxError, offset: number): BoxError {
	return new BoxError({ code, status, message, hint: `${offset} bytes have arrived. Continue from there.` });
}

/**
 * Passes a body on. When it fails, the writer's input ends, so that the received part is stored.
 * @param check called now and then; an error that it throws aborts the body
 * @returns resolves with the reason of an interruption; null where the whole body arrived
 */
function sendBody(body: Readable, channel: FilesChannel, check: () => void = () => {}): Promise<Error | null> {
	const cutOff = () => new BoxError({ code: 'cut-off', status: 400, message: 'The request was cut off.' });
	return new Promise((resolve) => {
		// It may have ended before the channel was open; it emits no event then.
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
