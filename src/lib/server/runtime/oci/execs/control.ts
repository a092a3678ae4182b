/** Sends requests to the recorder of a running command. They are lost after the command's end. */
import { connect, type Socket } from 'node:net';
import { constants } from 'node:os';
import { Writable } from 'node:stream';
import type { ExecControl } from '../../types.ts';

const MOST = 65_536;

function frame(kind: 'i' | 'e' | 'r' | 's' | 'k', body: Buffer = Buffer.alloc(0)): Buffer {
	const head = Buffer.alloc(5);
	head.write(kind, 'latin1');
	head.writeUInt32BE(body.length, 1);
	return Buffer.concat([head, body]);
}

/**
 * @param path the recorder's socket
 * @param input whether the command's input is open
 */
export function controlOf(path: string, input: boolean): ExecControl {
	const say = (bytes: Buffer) => {
		const socket = connect(path);
		// The command has ended.
		socket.on('error', () => {});
		socket.end(bytes);
	};
	return {
		stdin: input ? inputOf(path) : null,
		resize({ cols, rows }) {
			const body = Buffer.alloc(4);
			body.writeUInt16BE(cols, 0);
			body.writeUInt16BE(rows, 2);
			say(frame('r', body));
		},
		signal: (signal) => say(frame('s', Buffer.from([constants.signals[signal]]))),
		kill: () => say(frame('k'))
	};
}

/** Input over its own connection, opened by the first write, so that it cannot block requests. */
function inputOf(path: string): Writable {
	let socket: Socket | null = null;
	const open = () => {
		if (socket) return socket;
		socket = connect(path);
		socket.on('error', (error) => input.destroy(error));
		return socket;
	};
	const input = new Writable({
		highWaterMark: MOST,
		write(chunk: Buffer, _encoding, done) {
			const frames: Buffer[] = [];
			for (let at = 0; at < chunk.length; at += MOST) frames.push(frame('i', chunk.subarray(at, at + MOST)));
			open().write(Buffer.concat(frames), done);
		},
		final(done) {
			open().end(frame('e'), done);
		},
		destroy(error, done) {
			socket?.destroy();
			done(error);
		}
	});
	input.on('error', () => {});
	return input;
}
