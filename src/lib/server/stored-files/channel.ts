/**
 * Talks to the process that works in a folder: reads records, whole answers, and streams of known
 * size.
 */
import { Transform, pipeline, type Readable } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import type { HostChannel } from '../host/index.ts';

export type FilesChannel = HostChannel<never, { errno: number }>;

/** Most bytes of an answer in memory: a thousand entries with the longest names and targets. */
const MAX_ANSWER = 8 * 1024 * 1024;

/** The first record of a stream, up to a NUL; null where the stream ends before. */
export function readRecord(stream: Readable): Promise<Buffer | null> {
	return new Promise((resolve) => {
		const kept: Buffer[] = [];
		const done = (record: Buffer | null) => {
			stream.off('readable', check);
			stream.off('end', none);
			stream.off('close', none);
			resolve(record);
		};
		const none = () => done(null);
		const check = () => {
			for (let chunk: Buffer | null; (chunk = stream.read() as Buffer | null) !== null;) {
				const end = chunk.indexOf(0);
				if (end < 0) {
					kept.push(chunk);
					continue;
				}
				kept.push(chunk.subarray(0, end));
				if (end + 1 < chunk.length) stream.unshift(chunk.subarray(end + 1));
				done(Buffer.concat(kept));
				return;
			}
		};
		stream.on('readable', check);
		stream.once('end', none);
		stream.once('close', none);
		check();
	});
}

/** Reads the whole answer. @returns records, and the error number; 0 for none */
export async function answerOf(channel: FilesChannel): Promise<{ records: Buffer[]; errno: number }> {
	const chunks: Buffer[] = [];
	let size = 0;
	channel.stdout.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size <= MAX_ANSWER) chunks.push(chunk);
		else channel.close();
	});
	const { errno } = await channel.result;
	if (!channel.stdout.readableEnded && !channel.stdout.destroyed) {
		await new Promise((resolve) => channel.stdout.once('close', resolve));
	}
	return { records: recordsIn(Buffer.concat(chunks)), errno };
}

/** Records in a buffer, each ended by NUL; an incomplete last one is left out. */
export function recordsIn(bytes: Buffer): Buffer[] {
	const records: Buffer[] = [];
	for (let at = 0, end; (end = bytes.indexOf(0, at)) >= 0; at = end + 1) records.push(bytes.subarray(at, end));
	return records;
}

/**
 * A channel's output as a stream that fails if it ends early: a reader that expects a size must not
 * take less for the whole.
 * @param bytes expected; null where unknown, and the channel's result decides
 */
export function wholeOf(channel: FilesChannel, bytes: number | null): Readable {
	let left = bytes;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			if (left !== null) left -= chunk.length;
			done(null, chunk);
		},
		flush(done) {
			if (left !== null) done(left === 0 ? null : cutShort());
			else
				channel.result.then(
					({ errno }) => done(errno === 0 ? null : cutShort()),
					(error: Error) => done(error)
				);
		}
	});
	pipeline(channel.stdout, counted, () => {});
	counted.once('close', () => channel.close());
	return counted;
}

function cutShort(): BoxError {
	return new BoxError({
		code: 'files-failed',
		status: 500,
		message: 'The file changed while it was read.',
		hint: 'Download it again.'
	});
}
