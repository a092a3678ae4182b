/** What a client types on its way in. */
import { Transform } from 'node:stream';
import { createDetachScanner } from './detach.ts';

/**
 * Passes it on until the client leaves by its keys.
 * @param keys null: none are looked for
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
