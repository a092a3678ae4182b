/** Sends requests to the recorder of a running command. They are lost after the command's end. */
import { connect, type Socket } from 'node:net';
import { constants } from 'node:os';
import { Writable } from 'node:stream';
import type { ExecControl } from '../../types.ts';
import type { TerminalSize } from '../../spec.ts';

const MOST = 65_536;
/**
 * Timeout of one frame, milliseconds. It usually takes two. The keeper of an attachment waits up to
 * ten seconds for a size.
 */
const DONE_WITHIN_MS = 15_000;

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
	/** Sends a frame. Resolves when the other side has processed it, or has ended. */
	const say = (bytes: Buffer) =>
		new Promise<void>((resolve) => {
			const socket = connect(path);
			// The command has ended.
			socket.on('error', () => {});
			socket.once('close', () => resolve());
			socket.setTimeout(DONE_WITHIN_MS, () => socket.destroy());
			// A socket notices its end only while it is read.
			socket.resume();
			socket.end(bytes);
		});
	let wanted: TerminalSize | null = null;
	let sizing: Promise<void> | null = null;
	async function setSizes(): Promise<void> {
		while (wanted) {
			const body = Buffer.alloc(4);
			body.writeUInt16BE(wanted.cols, 0);
			body.writeUInt16BE(wanted.rows, 2);
			wanted = null;
			await say(frame('r', body));
		}
		sizing = null;
	}
	return {
		stdin: input ? inputOf(path, () => sizing) : null,
		resize(size) {
			wanted = size;
			sizing ??= setSizes();
			return sizing;
		},
		signal: (signal) => void say(frame('s', Buffer.from([constants.signals[signal]]))),
		kill: () => void say(frame('k'))
	};
}

/**
 * Input over its own connection, opened by the first write, so that it cannot block requests.
 * @param sizing writes wait for this
 */
function inputOf(path: string, sizing: () => Promise<void> | null): Writable {
	let socket: Socket | null = null;
	const open = () => {
		if (socket) return socket;
		socket = connect(path);
		socket.on('error', (error) => input.destroy(error));
		return socket;
	};
	/** @param send is not called if the input was destroyed in the meantime */
	function behindSizes(send: () => void): void {
		const sized = sizing();
		if (sized) void sized.then(() => input.destroyed || send());
		else send();
	}
	const input = new Writable({
		highWaterMark: MOST,
		write(chunk: Buffer, _encoding, done) {
			const frames: Buffer[] = [];
			for (let at = 0; at < chunk.length; at += MOST) frames.push(frame('i', chunk.subarray(at, at + MOST)));
			behindSizes(() => open().write(Buffer.concat(frames), done));
		},
		final(done) {
			behindSizes(() => open().end(frame('e'), done));
		},
		destroy(error, done) {
			socket?.destroy();
			done(error);
		}
	});
	input.on('error', () => {});
	return input;
}
