/**
 * The owner's way into a pup's storage and into the root of a box. The work is done by a process
 * that is confined to it and has no right beyond it (`files-script.ts`).
 */
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { streamVerb, type VerbChannel } from '../channel.ts';
import { plainPath } from '../confine.ts';
import { FAILED, UPLOADS } from './files-numbers.ts';
import { killProcess } from '../process-identity.ts';
import type { Launched } from '../spawn.ts';
import type { VerbContext } from '../verb.ts';
import { needStorage, pupId, storageOf, volumesOf } from './storage.ts';

/** Bytes of memory that the process may take: names of some hundred thousand files. */
const MEMORY = 256 * 1024 * 1024;
/** Characters of its words that are kept. */
const MAX_WORDS = 500;

/** A path in the storage, bytes in base64url: `/` and parts that lead nowhere but down. */
const path = v.pipe(
	v.string(),
	v.maxLength(5600),
	v.regex(/^[\w-]+$/),
	v.check((text) => isPlain(bytesOf(text)), 'not a path in a storage')
);
const bytesOf = (text: string) => Buffer.from(text, 'base64url');
/** A path below a folder; the folder itself has no slash at its end. */
function inFolder(folder: Buffer, text: string): Buffer {
	const path = bytesOf(text);
	return folder.length > 0 && path.length === 1 ? folder : Buffer.concat([folder, path]);
}
const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const amount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 52));

/** Longest path, and longest part of one, that the kernel takes (limits.h). */
const PATH_MAX = 4095;
const NAME_MAX = 255;

function isPlain(bytes: Buffer): boolean {
	const text = bytes.toString('latin1');
	if (bytes.length > PATH_MAX || !text.startsWith('/') || text.includes('\0')) return false;
	const parts = text === '/' ? [] : text.slice(1).split('/');
	return parts.every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= NAME_MAX);
}

/** What names in an archive begin with: one name, or a folder's, which ends with a slash. */
const prefix = v.pipe(v.string(), v.maxLength(1100), v.regex(/^[\w-]*$/));
const owner = v.nullable(v.pipe(v.string(), v.regex(/^\d{1,5}:\d{1,5}$/)));

export const filesRequest = v.variant('do', [
	v.object({
		do: v.literal('list'),
		path,
		/** Names behind this one, base64url; empty for all. */
		after: v.pipe(v.string(), v.maxLength(400), v.regex(/^[\w-]*$/)),
		limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
		/** Names looked at. */
		most: amount
	}),
	v.object({ do: v.picklist(['read', 'remove', 'folder']), path }),
	/** `follow`: the last part of the path too. */
	v.object({ do: v.literal('stat'), path, follow: v.boolean() }),
	v.object({ do: v.literal('archive'), path, as: prefix }),
	/**
	 * `strict`: no folder is put in the place of anything else, or the other way round. `owner`: of
	 * all of it, inside; null as the archive says.
	 */
	v.object({ do: v.literal('extract'), path, strict: v.boolean(), owner }),
	/** Of the root of a box, so many at most. */
	v.object({ do: v.literal('changes'), most: amount }),
	v.object({ do: v.literal('move'), path, to: path }),
	v.object({ do: v.literal('upload'), key, path, size: amount, offset: amount, replace: v.boolean() }),
	v.object({ do: v.picklist(['uploaded', 'cancel']), key, path }),
	v.object({ do: v.literal('sweep') })
]);
export type FilesRequest = v.InferOutput<typeof filesRequest>;

/**
 * What the process reads, in order.
 * @param below what every path begins with
 */
function given(args: FilesRequest, below: Buffer): (Buffer | string | number)[] {
	const bytesOf = (text: string) => inFolder(below, text);
	switch (args.do) {
		case 'list':
			return [bytesOf(args.path), Buffer.from(args.after, 'base64url'), args.limit, args.most];
		case 'move':
			return [bytesOf(args.path), bytesOf(args.to)];
		case 'upload':
			return [args.key, bytesOf(args.path), args.size, args.offset, args.replace ? 1 : 0];
		case 'uploaded':
		case 'cancel':
			return [args.key, bytesOf(args.path)];
		case 'stat':
			return [bytesOf(args.path), args.follow ? 1 : 0];
		case 'archive':
			return [bytesOf(args.path), Buffer.from(args.as, 'base64url')];
		case 'extract':
			return [bytesOf(args.path), args.strict ? 1 : 0, args.owner ?? ''];
		case 'changes':
			return [args.most];
		case 'sweep':
			return [];
		default:
			return [bytesOf(args.path)];
	}
}

/**
 * Lists, reads, writes and removes in a pup's storage. Its output is the script's, not looked at
 * here.
 * @returns `errno`: 0 where it was done; else the system's number or one of the script's own
 * @throws BoxError 409 `storage-missing`, 500 `files-failed`
 */
export const storageFiles = streamVerb(
	'storage.files',
	v.object({
		pupId,
		request: filesRequest,
		/** Where it is inside, for a folder in which the image keeps data; absent: the storage. */
		volume: v.optional(plainPath)
	}),
	v.never(),
	async ({ pupId: id, request, volume }, context, channel): Promise<{ errno: number }> => {
		const { paths, names } = context;
		await needStorage(paths);
		const base = names.idBase;
		if (volume === undefined) {
			return runFiles({ request, base, place: ['storage', storageOf(paths, id)] }, context, channel);
		}
		const top = volumesOf(paths, id);
		if (request.do === 'upload') await createUploads(top, base);
		const below = Buffer.from(`/${encodeURIComponent(volume)}`);
		return runFiles({ request, base, place: ['storage', top], below }, context, channel);
	}
);

/**
 * Where uploads to volumes wait: beside them, on the same disk and in the same project. In one it
 * would be in the way of a program to which the folder belongs. Nobody but root writes there.
 */
async function createUploads(top: string, base: number): Promise<void> {
	const folder = join(top, UPLOADS);
	try {
		await mkdir(folder, { mode: 0o700 });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// Without any volume the script says what is missing.
		if (code === 'ENOENT') return;
		if (code !== 'EEXIST') throw error;
	}
	await chown(folder, base, base);
}

/**
 * Carries out one request.
 * @param work.base first id of the range that the files have
 * @param work.place where the script works, in its own words
 * @param work.below folder in it that is meant; absent: all of it
 */
export async function runFiles(
	work: { request: FilesRequest; base: number; place: readonly string[]; below?: Buffer },
	context: VerbContext,
	channel: VerbChannel
): Promise<{ errno: number }> {
	const { FILE_CALLS, FILES_SCRIPT } = await import('./files-script.ts');
	const calls = FILE_CALLS[process.arch];
	if (!calls) throw failed(`It is not known how to confine a program on ${process.arch}.`);
	context.signal?.throwIfAborted();
	const words = [work.request.do, ...given(work.request, work.below ?? Buffer.alloc(0))].map((word) =>
		(Buffer.isBuffer(word) ? word : Buffer.from(String(word))).toString('hex')
	);
	const running = await context.launch(
		'prlimit',
		[
			...[`--as=${MEMORY}`, '--core=0', 'perl', '-e', FILES_SCRIPT, ...calls.map(String)],
			...[String(work.base), ...work.place]
		],
		// Names of a person's files, which arguments would show to everybody on the host.
		{ cwd: '/', env: { REQUEST: words.join(',') } }
	);
	let over = false;
	const end = () => {
		// One that has ended may have left its number to another.
		if (!over) killProcess(running.pid);
	};
	context.signal?.addEventListener('abort', end, { once: true });
	if (context.signal?.aborted) end();
	try {
		let said = '';
		running.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('latin1')).slice(0, MAX_WORDS)));
		channel.stdin.pipe(running.stdin);
		const passed = passOn(running.stdout, channel.stdout);
		const closed = new Promise((resolve) => running.stderr.once('close', resolve));
		const exitCode = await running.exited;
		over = true;
		await Promise.all([passed, closed]);
		context.signal?.throwIfAborted();
		if (exitCode === 0) return { errno: 0 };
		const errno = /^(\d{1,4})$/.exec(said.trim())?.[1];
		if (exitCode !== FAILED || errno === undefined) throw failed(said.trim() || `exit status ${exitCode}`);
		return { errno: Number(errno) };
	} finally {
		context.signal?.removeEventListener('abort', end);
		channel.stdin.unpipe(running.stdin);
		end();
		running.release();
	}
}

/** Resolves when all was handed on, or nobody takes it. */
function passOn(from: Launched['stdout'], to: Writable): Promise<void> {
	return new Promise((resolve) => {
		from.once('close', resolve);
		to.once('close', () => from.destroy());
		from.pipe(to, { end: false });
	});
}

function failed(why: string): BoxError {
	return new BoxError({ code: 'files-failed', status: 500, message: `The files cannot be reached: ${why}` });
}
