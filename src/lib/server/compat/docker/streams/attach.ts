/** Attaches a client to the standard streams of a container’s main process. */
import type { Writable } from 'node:stream';
import type { Attached, AttachedPiece } from '../../../containers/types.ts';
import type { DockerCall, Hijacked } from '../call.ts';
import { drained } from '../../../streams/index.ts';
import { createGate } from './gate.ts';

export interface AttachRequest {
	stdin: boolean;
	stdout: boolean;
	stderr: boolean;
	tty: boolean;
	/** The process’ input is closed when this client's input ends (`StdinOnce`). */
	once: boolean;
	/** Keys by which the client detaches; null for none. */
	detach: Buffer | null;
	/** Hands the connection over. */
	open: () => Promise<Hijacked>;
	/** Sends earlier output first; null for none. */
	history: ((to: Hijacked) => Promise<void>) | null;
}

/** @returns a function that stops passing input on */
function passInput(hijacked: Hijacked, stdin: Writable, request: AttachRequest, left: () => void): () => void {
	const gate = createGate(request.detach, left);
	// The input of a terminal is the terminal itself: closing it would hang up.
	const end = request.once && !request.tty;
	hijacked.input.pipe(gate).pipe(stdin, { end });
	// The process no longer reads its input.
	stdin.once('close', () => hijacked.input.unpipe(gate).resume());
	return () => {
		hijacked.input.unpipe(gate);
		if (end) stdin.end();
	};
}

/**
 * Attaches a client to a process until the process ends or the client leaves.
 * @param attach attaches to the process, which may not have started yet
 */
export async function attachClient(
	call: DockerCall,
	request: AttachRequest,
	attach: (fn: (piece: AttachedPiece) => Promise<void>) => Promise<Attached>
): Promise<void> {
	let ready: (hijacked: Hijacked) => void = () => {};
	const connection = new Promise<Hijacked>((resolve) => (ready = resolve));
	const attached = await attach(async ({ stream, bytes }) => {
		if (!(stream === 'stdout' ? request.stdout : request.stderr)) return;
		const to = await connection;
		if (!to.write(stream === 'stdout' ? 1 : 2, bytes)) await drained(to.output);
	});
	call.signal.addEventListener('abort', () => attached.close(), { once: true });
	let endInput = () => {};
	try {
		if (call.signal.aborted) return;
		const hijacked = await request.open();
		await request.history?.(hijacked);
		ready(hijacked);
		if (request.stdin) {
			void attached.begun.then((runs) => {
				const stdin = runs ? attached.stdin() : null;
				if (stdin) endInput = passInput(hijacked, stdin, request, () => attached.close());
				else hijacked.input.resume();
			});
		} else hijacked.input.resume();
		await attached.ended;
		hijacked.end();
	} finally {
		endInput();
		attached.close();
	}
}
