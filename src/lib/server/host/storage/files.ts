/**
 * The owner's access to a pup's storage and to the root of a box. The work is done by a process
 * that is confined to that folder and has no rights outside it (`files-script.ts`).
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

/** Memory limit of the process, bytes: the names of some hundred thousand files. */
const MEMORY = 256 * 1024 * 1024;
/** Maximum number of characters of its error output that are kept. */
const MAX_WORDS = 500;

/** A path in the storage, bytes in base64url: `/`, or parts without `.` and `..`. */
const path = v.pipe(
	v.string(),
	v.maxLength(5600),
	v.regex(/^[\w-]+$/),
	v.check((text) => isPlain(bytesOf(text)), 'not a path in a storage')
);
const bytesOf = (text: string) => Buffer.from(text, 'base64url');
/** Joins a folder and a path; the folder itself has no trailing slash. */
function inFolder(folder: Buffer, text: string): Buffer {
	const path = bytesOf(text);
	return folder.length > 0 && path.length === 1 ? folder : Buffer.concat([folder, path]);
}
const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const amount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 52));

/** Maximum length of a path and of one part, according to the kernel (limits.h). */
const PATH_MAX = 4095;
const NAME_MAX = 255;

function isPlain(bytes: Buffer): boolean {
	const text = bytes.toString('latin1');
	if (bytes.length > PATH_MAX || !text.startsWith('/') || text.includes('\0')) return false;
	const parts = text === '/' ? [] : text.slice(1).split('/');
	return parts.every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= NAME_MAX);
}

/** Prefix of names in an archive: a single name, or a folder's name with a trailing slash. */
const prefix = v.pipe(v.string(), v.maxLength(1100), v.regex(/^[\w-]*$/));
const owner = v.nullable(v.pipe(v.string(), v.regex(/^\d{1,5}:\d{1,5}$/)));

export const filesRequest = v.variant('do', [
	v.object({
		do: v.literal('list'),
		path,
		/** Lists names after this one, base64url; empty for all. */
		after: v.pipe(v.string(), v.maxLength(400), v.regex(/^[\w-]*$/)),
		limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
		/** Maximum number of names that are read. */
		most: amount
	}),
	v.object({ do: v.picklist(['read', 'remove', 'folder']), path }),
	/** `follow`: also follow a link in the last part of the path. */
	v.object({ do: v.literal('stat'), path, follow: v.boolean() }),
	v.object({ do: v.literal('archive'), path, as: prefix }),
	/**
	 * `strict`: a folder never replaces anything else, nor the other way round. `owner`: owner of
	 * all entries inside the container; null as in the archive.
	 */
	v.object({ do: v.literal('extract'), path, strict: v.boolean(), owner }),
	/** Changes to the root of a box, at most this many. */
	v.object({ do: v.literal('changes'), most: amount }),
	v.object({ do: v.literal('move'), path, to: path }),
	v.object({ do: v.literal('upload'), key, path, size: amount, offset: amount, replace: v.boolean() }),
	v.object({ do: v.picklist(['uploaded', 'cancel']), key, path }),
	v.object({ do: v.literal('sweep') })
]);
export type FilesRequest = v.InferOutput<typeof filesRequest>;

/**
 * Returns the arguments of the script, in order.
 * @param below prefix of every path
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
 * Lists, reads, writes and removes in a pup's storage. The script's output is passed on unparsed.
 * @returns `errno`: 0 on success; otherwise the system's number or one of the script's own
 * @throws BoxError 409 `storage-missing`, 500 `files-failed`
 */
export const storageFiles = streamVerb(
	'storage.files',
	v.object({
		pupId,
		request: filesRequest,
		/** Path inside of a folder in which the image keeps data; absent: the storage. */
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
 * Creates the folder for uploads to volumes: beside them, on the same disk and in the same project.
 * Inside a volume it could disturb the program that owns the folder. Only root writes there.
 */
async function createUploads(top: string, base: number): Promise<void> {
	const folder = join(top, UPLOADS);
	try {
		await mkdir(folder, { mode: 0o700 });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// Without any volume the script reports what is missing.
		if (code === 'ENOENT') return;
		if (code !== 'EEXIST') throw error;
	}
	await chown(folder, base, base);
}

/**
 * Carries out one request.
 * @param work.base first id of the files' range
 * @param work.place where the script works, as its arguments
 * @param work.below folder in it to work in; absent: all of it
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
		// File names are private; every account on the host could read them in arguments.
		{ cwd: '/', env: { REQUEST: words.join(',') } }
	);
	let over = false;
	const end = () => {
		// Its process id may have been reused after it ended.
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

/** Resolves when everything has been passed on, or the reader is gone. */
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
