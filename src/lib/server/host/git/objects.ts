/**
 * Reads any number of a repository's objects through one `git cat-file` (git-cat-file(1), “BATCH
 * OUTPUT”).
 */
import { BoxError } from '../../../contract/errors.ts';
import { killGit, runGit, startGit } from './run.ts';
import type { VerbContext } from '../verb.ts';

export interface ObjectHead {
	id: string;
	/** `missing` when the repository does not have it. */
	type: 'commit' | 'tree' | 'blob' | 'tag' | 'missing';
	/** Bytes. */
	size: number;
}

/** Receives contents in the requested order, each in pieces. */
export interface ObjectSink {
	begin(object: ObjectHead): Promise<void> | void;
	piece(bytes: Buffer): Promise<void> | void;
	end(): Promise<void> | void;
}

const HEAD = /^([0-9a-f]{40}) (?:(missing)|(commit|tree|blob|tag) (\d{1,15}))$/;
/** Reading is local; anything slower hangs. Milliseconds. */
const TIMEOUT_MS = 300_000;

/** The error for a repository that is damaged or lacks an object. */
export function broken(words: string): BoxError {
	return new BoxError({
		code: 'git-objects',
		status: 500,
		message: `The copy of a source cannot be read: ${words.slice(-300) || 'git ended early'}`
	});
}

function readHead(line: string): ObjectHead {
	const [, id, missing, type, size] = HEAD.exec(line) ?? [];
	if (!id) throw broken(line);
	return missing ? { id, type: 'missing', size: 0 } : { id, type: type as ObjectHead['type'], size: Number(size) };
}

/**
 * Returns type and size of objects, in the requested order.
 * @throws BoxError `git-objects` when the repository is damaged
 */
export async function objectHeads(
	context: VerbContext,
	repository: string,
	ids: readonly string[]
): Promise<ObjectHead[]> {
	if (ids.length === 0) return [];
	const end = await runGit(context, ['cat-file', '--batch-check'], {
		repository,
		input: ids.join('\n') + '\n',
		timeoutMs: TIMEOUT_MS,
		maxOutput: 100 * ids.length
	});
	const lines = end.stdout.split('\n').filter(Boolean);
	if (end.exitCode !== 0 || lines.length !== ids.length) throw broken(end.words);
	return lines.map(readHead);
}

/**
 * Streams the contents of objects.
 * @param ids must all exist
 * @throws BoxError `git-objects` when the repository is damaged; the sink's error; the signal's
 *   reason
 */
export async function objectContents(
	context: VerbContext,
	repository: string,
	ids: readonly string[],
	sink: ObjectSink
): Promise<void> {
	if (ids.length === 0) return;
	const { signal } = context;
	signal?.throwIfAborted();
	const git = await startGit(context, ['cat-file', '--batch'], { repository });
	const kill = () => killGit(git);
	const timer = setTimeout(kill, TIMEOUT_MS);
	signal?.addEventListener('abort', kill, { once: true });
	if (signal?.aborted) kill();
	let words = '';
	git.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-1000)));
	try {
		git.stdin.end(ids.join('\n') + '\n');
		let done = 0;
		let rest: Buffer = Buffer.alloc(0);
		let left = -1;
		for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
			let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
			while (bytes.length > 0) {
				if (left < 0) {
					const at = bytes.indexOf(10);
					if (at < 0) break;
					const head = readHead(bytes.toString('latin1', 0, at));
					if (head.id !== ids[done] || head.type === 'missing') throw broken(`${head.id} is missing`);
					await sink.begin(head);
					left = head.size;
					bytes = bytes.subarray(at + 1);
					continue;
				}
				if (left > 0) {
					const piece = bytes.subarray(0, left);
					await sink.piece(piece);
					left -= piece.length;
					bytes = bytes.subarray(piece.length);
					continue;
				}
				// The line feed after the content.
				bytes = bytes.subarray(1);
				left = -1;
				done += 1;
				await sink.end();
			}
			rest = bytes;
		}
		signal?.throwIfAborted();
		if (done !== ids.length || (await git.exited) !== 0) throw broken(words);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', kill);
		killGit(git);
		git.release();
	}
}
