/** Serves a persistent terminal over a WebSocket: messages as JSON, output as bytes. */
import type { WebSocket } from 'ws';
import { attachedClient, type AttachedClientMessage, type AttachedServerMessage } from '../../contract/terminals.ts';
import type { Attachment, Viewer } from '../pups/types.ts';
import { publicError } from './public-error.ts';
import { CLOSE, closeWhenLate, readOrClose } from './socket-messages.ts';

/**
 * Serves one socket. The terminal keeps running when the socket closes.
 * @param attach attaches a viewer to the terminal; its errors are sent and end the socket
 * @param unexpected receives errors that are not a BoxError
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
			send({ type: 'error', ...publicError(error, unexpected) });
			socket.close(CLOSE.done);
		}
	}

	/** Pauses the socket while the shell does not read its input. */
	function type(text: string, own: Attachment): void {
		if (own.input(Buffer.from(text))) return;
		socket.pause();
		void own.drained().then(() => socket.resume());
	}

	const stopWaiting = closeWhenLate(socket, 'nothing was asked for');
	socket.on('message', (data, isBinary) => {
		// Messages that arrive while the socket closes, after the session has ended, are ignored.
		if (socket.readyState !== socket.OPEN) return;
		const message = readOrClose(socket, attachedClient, data, isBinary);
		if (message === null) return;
		if ((message.type === 'attach') !== (attachment === null)) {
			socket.close(CLOSE.invalid, attachment ? 'It was attached to already.' : 'The message attach comes first.');
			return;
		}
		if (message.type === 'attach') {
			stopWaiting();
			begin(message);
		} else if (!attachment) return;
		else if (message.type === 'input') type(message.text, attachment);
		else if (message.type === 'resize') attachment.resize({ cols: message.cols, rows: message.rows });
		else attachment.seen(message.to);
	});
	socket.on('error', () => undefined);
	socket.once('close', () => {
		stopWaiting();
		attachment?.detach();
	});
}
