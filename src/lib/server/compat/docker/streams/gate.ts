/** Filters the input that a client sends. */
import { Transform } from 'node:stream';
import { createDetachScanner } from './detach.ts';

/**
 * Creates a stream that passes input on until the detach keys are pressed.
 * @param keys null for none
 * @param left called when they were pressed
 */
export function createGate(keys: Buffer | null, left: () => void): Transform {
	const scan = keys && createDetachScanner(keys);
	const gate = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			if (!scan) return done(null, chunk);
			const { passed, detached } = scan(chunk);
			if (detached) left();
			done(null, passed);
		}
	});
	gate.on('error', () => {});
	return gate;
}
