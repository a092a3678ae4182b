/**
 * Connects a page to a terminal of the box. After an interruption of the network it reconnects to
 * the same shell. It reports how much output was shown, so that the box holds back a flood of
 * output.
 */
import type { BoxExecServerMessage } from '../contract/box-execs.ts';
import type { AttachedClientMessage, AttachedServerMessage } from '../contract/terminals.ts';
import { backOff } from './connection.ts';

export type LinkState =
	| { kind: 'connecting' }
	| { kind: 'open' }
	/** The box cannot be reached; the link keeps trying. */
	| { kind: 'away' }
	/** Another window is attached to the terminal. */
	| { kind: 'replaced' }
	/** Its shell has ended. */
	| { kind: 'ended'; exitCode: number; reason: string }
	/** The box no longer has this terminal. */
	| { kind: 'gone' };

/** Shown bytes after which the box is notified again: a fraction of what it allows in flight. */
const REPORT_EVERY = 32 * 1024;
/** Longest piece of typed or pasted text in one message, in characters. */
const INPUT_PIECE = 16_384;
/** Close codes: the session of the browser has ended; another window is attached. */
const CLOSED = { session: 4401, replaced: 4409 } as const;

/** The part of a WebSocket that a link needs. */
type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'addEventListener'> & { binaryType: string };

export interface LinkOptions {
	/** Opens a WebSocket to the terminal. */
	open: () => Socket;
	size: () => { cols: number; rows: number };
	/** Shows output; `done` is called when it is displayed. */
	write: (bytes: Uint8Array, done: () => void) => void;
	/** Clears what was shown, because the following output does not continue it. */
	reset: () => void;
	state: (state: LinkState) => void;
	/** Whether the box still has the terminal; null when the box cannot be reached. */
	exists: () => Promise<boolean | null>;
	/** Milliseconds until the next attempt after so many failures, for tests. */
	wait?: (failures: number) => number;
}

export interface TerminalLink {
	type(text: string): void;
	resized(): void;
	/** Attaches again at once. */
	retry(): void;
	close(): void;
}

const isOver = ({ kind }: LinkState) => kind === 'ended' || kind === 'gone' || kind === 'replaced';

export function createTerminalLink(options: LinkOptions): TerminalLink {
	const wait = options.wait ?? ((failures) => backOff(failures, Math.random()));
	let socket: Socket | null = null;
	/** Bytes of the output that were received, shown, and confirmed. */
	let known = 0;
	let shown = 0;
	let acknowledged = 0;
	/** Number of resets. Output of an earlier era that is displayed late does not count. */
	let era = 0;
	let failures = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let now: LinkState = { kind: 'connecting' };
	let closed = false;

	function become(state: LinkState): void {
		now = state;
		options.state(state);
	}
	function send(message: AttachedClientMessage): void {
		// 1: OPEN. Text typed while the connection is lost is discarded.
		if (socket?.readyState === 1) socket.send(JSON.stringify(message));
	}
	function acknowledge(): void {
		if (shown - acknowledged < REPORT_EVERY && shown < known) return;
		if (shown === acknowledged) return;
		acknowledged = shown;
		send({ type: 'seen', to: shown });
	}
	function take(bytes: Uint8Array): void {
		known += bytes.length;
		const mine = era;
		options.write(bytes, () => {
			if (mine !== era) return;
			shown += bytes.length;
			acknowledge();
		});
	}
	function hear(message: AttachedServerMessage | BoxExecServerMessage): void {
		if (message.type === 'attached') {
			failures = 0;
			if (message.from !== known) {
				era++;
				if (known > 0) options.reset();
				known = shown = message.from;
			}
			acknowledged = 0;
			become({ kind: 'open' });
			acknowledge();
		} else if (message.type === 'exit') {
			become({ kind: 'ended', exitCode: message.exitCode, reason: message.reason });
		} else if (message.type === 'gap') known = shown = message.from;
		else if (message.type === 'replaced') become({ kind: 'replaced' });
		else if (message.code === 'not-found') become({ kind: 'gone' });
	}

	async function again(): Promise<void> {
		if (closed || isOver(now)) return;
		failures++;
		become({ kind: 'away' });
		const there = await options.exists();
		if (closed || isOver(now) || socket) return;
		if (there === false) become({ kind: 'gone' });
		else timer = setTimeout(connect, wait(failures));
	}

	function connect(): void {
		clearTimeout(timer);
		const own = options.open();
		socket = own;
		own.binaryType = 'arraybuffer';
		own.addEventListener('open', () => {
			if (socket === own) send({ type: 'attach', ...options.size(), from: known });
		});
		own.addEventListener('message', ({ data }) => {
			if (socket !== own) return;
			if (typeof data === 'string') hear(JSON.parse(data) as AttachedServerMessage | BoxExecServerMessage);
			else take(new Uint8Array(data as ArrayBuffer));
		});
		own.addEventListener('close', ({ code }) => {
			if (socket !== own) return;
			socket = null;
			if (code === CLOSED.replaced && !isOver(now)) become({ kind: 'replaced' });
			if (code === CLOSED.session && !isOver(now)) become({ kind: 'gone' });
			void again();
		});
	}

	connect();
	return {
		type(text) {
			for (let at = 0; at < text.length; at += INPUT_PIECE) {
				send({ type: 'input', text: text.slice(at, at + INPUT_PIECE) });
			}
		},
		resized: () => send({ type: 'resize', ...options.size() }),
		retry() {
			if (closed || socket) return;
			become({ kind: 'connecting' });
			connect();
		},
		close() {
			closed = true;
			clearTimeout(timer);
			const own = socket;
			socket = null;
			own?.close();
		}
	};
}
