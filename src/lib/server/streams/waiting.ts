/** Waits for streams of Node. */
import type { Readable, Writable } from 'node:stream';

/** Resolves when there is data to read, or the stream has ended. */
export function readable(stream: Readable): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			stream.off('readable', done);
			stream.off('close', done);
			resolve();
		};
		stream.on('readable', done);
		stream.once('close', done);
		if (stream.readableLength > 0 || stream.destroyed || stream.readableEnded) done();
	});
}

/** Resolves when a stream whose `write` returned false accepts more, or has closed. */
export function drained(stream: Writable): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			stream.off('drain', done).off('close', done);
			resolve();
		};
		stream.on('drain', done).on('close', done);
	});
}
