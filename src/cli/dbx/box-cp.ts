/** `dbx boxes cp` copies files and folders into a box and out of it, as `docker cp` does. */
import { once } from 'node:events';
import { chmod, mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Session } from './around.ts';
import { EXIT, Failure, fileFailure } from './failure.ts';
import { openOutput } from './files.ts';

/**
 * Bytes of a file per call. An interrupted copy resumes at a part, and one part takes less than two
 * minutes.
 */
const PART = 64 * 1024 * 1024;
/** The same on the box itself, where more fits into the two minutes of one call. */
const PART_HERE = 256 * 1024 * 1024;
/** Bytes per read. */
const PIECE = 1024 * 1024;
const TAR = 'application/x-tar';

/** Source or destination of a copy: in a box, or on this machine. */
export type Place = { box: string; path: string } | { here: string };

/**
 * Parses a source or destination. `web:/srv/data` is in a box. A text that begins with `/`, `.` or
 * `-`, or has no colon, is on this machine.
 * @throws Failure for a box without a path
 */
export function placeOf(given: string): Place {
	const found = /^([a-zA-Z0-9][a-zA-Z0-9._-]*):(.*)$/s.exec(given);
	if (!found) return { here: given };
	const [, box, path] = found;
	if (path === '') throw new Failure(EXIT.usage, `“${given}” has no path.`, { hint: `Write ${box}:/some/path.` });
	return { box: box!, path: path! };
}

/** Converts a path to the API's form: relative to the root of the box, without a leading slash. */
export const pathInBox = (path: string): string =>
	path
		.split('/')
		.filter((part) => part !== '' && part !== '.')
		.join('/');

/**
 * Returns the destination path: in an existing folder under the source's name, otherwise the given
 * path.
 */
export function targetOf(given: string, name: string, there: 'file' | 'folder' | null): string {
	if (there === 'folder') return `${given}/${name}`;
	if (there === null && given.endsWith('/')) {
		throw new Failure(EXIT.notFound, `There is no folder “${given}”.`, {
			hint: 'Create it first, or omit the slash.'
		});
	}
	return given;
}

/** The box of a copy, with its session. */
interface InBox {
	session: Session;
	box: string;
}

const files = ({ box }: InBox, rest: string, query: Record<string, string>) =>
	`/boxes/${encodeURIComponent(box)}/files${rest}?${new URLSearchParams(query).toString()}`;

/** @returns null when nothing exists at the path */
async function findInBox(at: InBox, path: string): Promise<{ kind: 'file' | 'folder'; mode: number } | null> {
	try {
		const { kind, mode } = await at.session.connection().json<{ kind: string; mode: number }>({
			method: 'GET',
			path: files(at, '/stat', { path: pathInBox(path), follow: 'true' })
		});
		if (kind === 'folder' || kind === 'file') return { kind, mode };
	} catch (error) {
		if (error instanceof Failure && error.problem?.code === 'no-such-file') return null;
		throw error;
	}
	throw new Failure(EXIT.usage, `“${at.box}:${path}” is neither a file nor a folder.`);
}

async function kindHere(path: string, given: string): Promise<'file' | 'folder' | null> {
	try {
		return (await stat(path)).isDirectory() ? 'folder' : 'file';
	} catch (error) {
		const known = error as NodeJS.ErrnoException;
		if (known.code === 'ENOENT') return null;
		throw fileFailure(known, given);
	}
}

/**
 * Runs tar(1) with a folder of this machine; `pass` handles the archive. @throws Failure when tar
 * fails
 */
async function tar(words: string[], pass: (ends: { stdin: Writable; stdout: Readable }) => Promise<void>) {
	const { spawn } = await import('node:child_process');
	const child = spawn('tar', words, { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = once(child, 'close').then(
		([code]) => {
			if (code !== 0) throw new Failure(EXIT.failed, 'tar failed: the copy is incomplete.');
		},
		(error: Error) => {
			throw new Failure(EXIT.failed, `tar cannot be started: ${error.message}.`);
		}
	);
	ended.catch(() => {});
	try {
		await pass(child);
	} catch (error) {
		child.kill();
		throw error;
	}
	await ended;
}

/**
 * Yields bytes of an open file from `from` up to, but not including, `to`. It does not use a stream
 * of the handle, because Node 20 then closes the handle, whatever `autoClose` says.
 * @throws Error when the file has become shorter, because the number of bytes was announced
 */
export async function* bytesOf(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer, void> {
	for (let at = from; at < to;) {
		const piece = Buffer.allocUnsafe(Math.min(PIECE, to - at));
		const { bytesRead } = await handle.read(piece, 0, piece.length, at);
		if (bytesRead === 0) throw new Error('it became shorter while it was read');
		yield piece.subarray(0, bytesRead);
		at += bytesRead;
	}
}

/** Writes a file into the box, part by part, from where an earlier attempt stopped. */
async function sendFile(at: InBox, from: string, given: string, to: string): Promise<void> {
	const handle = await open(from).catch((error: NodeJS.ErrnoException) => {
		throw fileFailure(error, given);
	});
	try {
		const { size, mtimeMs } = await handle.stat();
		const about = { path: pathInBox(to), size: String(size), version: String(mtimeMs) };
		const connection = at.session.connection();
		let { offset } = await connection.json<{ offset: number }>({ method: 'GET', path: files(at, '/upload', about) });
		const part = at.session.box().socket === undefined ? PART : PART_HERE;
		do {
			const end = Math.min(size, offset + part);
			const stream = Readable.from(bytesOf(handle, offset, end), { objectMode: false });
			const state = await connection.json<{ offset: number; done: boolean }>({
				method: 'PUT',
				path: files(at, '/content', { ...about, offset: String(offset), replace: 'true' }),
				upload: { type: 'application/octet-stream', stream, bytes: end - offset }
			});
			if (state.done) return;
			offset = state.offset;
		} while (offset < size);
	} finally {
		await handle.close();
	}
}

const unpack = (at: InBox, path: string, stream: Readable) =>
	at.session.connection().json({
		method: 'PUT',
		path: files(at, '/archive', { path: pathInBox(path) }),
		upload: { type: TAR, stream }
	});

/** Packs with tar(1), with the given arguments, into a folder of the box. */
const packIn = (at: InBox, words: string[], to: string) =>
	tar(['-cf', '-', ...words], async ({ stdout }) => {
		await unpack(at, to, stdout);
	});

/** Copies into a box: a small file or a folder as a tar, a large file in parts. */
async function copyIn(at: InBox, given: string, to: string): Promise<void> {
	if (given === '-') return void (await unpack(at, to, process.stdin));
	const from = resolve(at.session.around.folder, given);
	const kind = await kindHere(from, given);
	if (kind === null) throw new Failure(EXIT.notFound, `There is nothing at “${given}”.`);
	const there = (await findInBox(at, to))?.kind ?? null;
	const [folder, name] = [dirname(from), basename(from)];
	if (kind === 'file') {
		const target = targetOf(to, name, there);
		// An archive preserves the file's permissions; a large file is sent in parts instead, which
		// can be resumed.
		const small = (await stat(from)).size <= PART && basename(target) === name;
		return small ? packIn(at, ['-C', folder, `./${name}`], dirname(target)) : sendFile(at, from, given, target);
	}
	if (there === 'file') throw new Failure(EXIT.usage, `“${at.box}:${to}” is a file.`, { hint: 'Name a folder.' });
	// An existing destination folder receives the folder; otherwise the destination becomes the
	// folder.
	if (there === 'folder') return packIn(at, ['-C', folder, `./${name}`], to);
	await at.session
		.connection()
		.json({ method: 'POST', path: files(at, '/folders', {}).replace(/\?$/, ''), json: { path: pathInBox(to) } });
	return packIn(at, ['-C', from, '.'], to);
}

/** Copies out of a box: a file as it is, a folder as a tar. */
async function copyOut(at: InBox, path: string, given: string): Promise<void> {
	const found = await findInBox(at, path);
	if (found === null) throw new Failure(EXIT.notFound, `There is nothing at “${at.box}:${path}”.`);
	const { session } = at;
	const connection = session.connection();
	const archive = files(at, '/archive', { path: pathInBox(path) });
	if (given === '-') {
		return void (await pipeline(await connection.open({ method: 'GET', path: archive }), process.stdout, {
			end: false
		}));
	}
	const to = resolve(session.around.folder, given);
	const there = await kindHere(to, given);
	if (found.kind === 'file') {
		const target = targetOf(given, basename(path), there);
		const output = await openOutput(target, session.around.folder);
		const content = files(at, '/content', { path: pathInBox(path) });
		const answer = await connection.open({ method: 'GET', path: content }).catch(async (error: unknown) => {
			await output.giveUp();
			throw error;
		});
		await output.take(answer);
		return chmod(resolve(session.around.folder, target), found.mode & 0o777);
	}
	if (there === 'file') throw new Failure(EXIT.usage, `“${given}” is a file.`, { hint: 'Name a folder.' });
	// An existing folder receives the source under its own name. Otherwise the given folder is
	// created.
	if (there === null) {
		await mkdir(to).catch((error: NodeJS.ErrnoException) => {
			throw fileFailure(error, given);
		});
	}
	const answer = await connection.open({ method: 'GET', path: archive });
	const strip = there === null ? ['--strip-components=1'] : [];
	return tar(['-xf', '-', '-C', to, ...strip], ({ stdin }) => pipeline(answer, stdin));
}

/**
 * Copies between a box and this machine. Exactly one of the two paths is in a box.
 * @throws Failure
 */
export async function copy(session: Session, from: string, to: string): Promise<void> {
	const [source, target] = [placeOf(from), placeOf(to)];
	if ('box' in source && 'here' in target) {
		return copyOut({ session, box: source.box }, source.path, target.here);
	}
	if ('here' in source && 'box' in target) return copyIn({ session, box: target.box }, source.here, target.path);
	throw new Failure(EXIT.usage, 'One path must be in a box, the other here.', {
		hint: 'dbx boxes cp BOX:/path ., or dbx boxes cp ./file BOX:/path'
	});
}
