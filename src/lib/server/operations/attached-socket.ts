/** A terminal that stays, over a WebSocket: messages as JSON, its output as bytes. */
import type { WebSocket } from 'ws';
import { isBoxError } from '../../contract/errors.ts';
import { attachedClient, type AttachedClientMessage, type AttachedServerMessage } from '../../contract/terminals.ts';
import type { Attachment, Viewer } from '../pups/types.ts';
import { INVALID, readOrClose } from './socket-messages.ts';

/** Time for the first message, milliseconds. */
const START_MS = 30_000;
/**
 * The normal end, and what was wrong (4000–4999 are an application's own, RFC 6455 7.4.2).
 */
const CLOSE = { done: 1000, invalid: INVALID, late: 4408, replaced: 4409 } as const;

/**
 * Serves one socket. The terminal goes on when it closes.
 * @param attach looks at the terminal; its errors are told and end the socket
 * @param unexpected told of what is no BoxError
 */
export function serveAttached(
	socket: WebSocket,
	attach: (viewer: Viewer) => Attachment,
	unexpected: (error: unknown) => void
): void {
	let attachment: Attachment | null = null;
	const send = (message: AttachedServerMessage) => socket.send(JSON.stringify(message));

	function begin({ cols, rows, from }: Extract<AttachedClientMessage, { type: 'attach' }>): void {
		try {
			attachment = attach({
				size: { cols, rows },
				from,
				attached: (at) => send({ type: 'attached', from: at }),
				output: (bytes) => socket.send(bytes),
				ended(end) {
					send({ type: 'exit', ...end });
					socket.close(CLOSE.done);
				},
				replaced() {
					send({ type: 'replaced' });
					socket.close(CLOSE.replaced, 'somebody else looks at it now');
				}
			});
		} catch (error) {
			if (!isBoxError(error)) unexpected(error);
			const known = isBoxError(error) ? error : { code: 'internal', message: 'Something went wrong in the box.' };
			send({ type: 'error', code: known.code, message: known.message });
			socket.close(CLOSE.done);
		}
	}

	/** A shell that does not read slows its typist down. */
	function type(text: string, own: Attachment): void {
		if (own.input(Buffer.from(text))) return;
		socket.pause();
		void own.drained().then(() => socket.resume());
	}

	const late = setTimeout(() => socket.close(CLOSE.late, 'nothing was asked for'), START_MS).unref();
	socket.on('message', (data, isBinary) => {
		// What comes while it closes, from a session that has ended, counts no more.
		if (socket.readyState !== socket.OPEN) return;
		const message = readOrClose(socket, attachedClient, data, isBinary);
		if (message === null) return;
		if ((message.type === 'attach') !== (attachment === null)) {
			socket.close(CLOSE.invalid, attachment ? 'It was attached to already.' : 'The message attach comes first.');
			return;
		}
		if (message.type === 'attach') {
			clearTimeout(late);
			begin(message);
		} else if (!attachment) return;
		else if (message.type === 'input') type(message.text, attachment);
		else if (message.type === 'resize') attachment.resize({ cols: message.cols, rows: message.rows });
		else attachment.seen(message.to);
	});
	socket.on('error', () => undefined);
	socket.once('close', () => {
		clearTimeout(late);
		attachment?.detach();
	});
}
