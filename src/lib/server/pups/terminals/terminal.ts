/** One terminal. A bounded amount of its output is kept for the next viewer. */
import { TERMINAL_WINDOW } from '../../../contract/terminals.ts';
import type { ExecEnd, ExecSession } from '../../containers/index.ts';
import { drained } from '../../streams/index.ts';
import { createRing } from './ring.ts';
import type { Attachment, Viewer } from './types.ts';

/**
 * Bytes of output that are kept: some thousand lines. Must exceed the window of unacknowledged
 * bytes.
 */
export const KEPT = 512 * 1024;
/**
 * Without a viewer, at most this many bytes are read per interval (milliseconds); further output
 * waits.
 */
const ALONE_BYTES = 64 * 1024;
const ALONE_MS = 100;
/** Most bytes of one message. */
const PIECE = 32 * 1024;

export interface Terminal {
	readonly attached: boolean;
	readonly end: ExecEnd | null;
	attach(viewer: Viewer): Attachment;
	/** Ends the terminal and every process in it. */
	close(): void;
}

/**
 * @param changed called when a viewer attaches or detaches, and when the shell has ended
 * @param failed called with the error where the host could not report how the shell ended
 */
export function createTerminal(
	session: ExecSession,
	{ changed, failed }: { changed: () => void; failed: (error: unknown) => void }
): Terminal {
	const ring = createRing(KEPT);
	let viewer: (Viewer & { sent: number; seen: number }) | null = null;
	let end: ExecEnd | null = null;
	let wake = () => {};

	/** Sends missing output to the viewer within its window, and then the end. */
	function send(): void {
		while (viewer && viewer.sent < ring.end && viewer.sent - viewer.seen < TERMINAL_WINDOW) {
			const bytes = ring.from(viewer.sent, PIECE);
			viewer.sent += bytes.length;
			viewer.output(bytes);
		}
		if (!viewer || !end || viewer.sent < ring.end) return;
		const last = viewer;
		viewer = null;
		last.ended(end);
		changed();
	}

	/** Waits until the next chunk may be read. */
	async function room(): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		let alone = false;
		while (viewer ? ring.end - viewer.seen >= TERMINAL_WINDOW : !alone) {
			await new Promise<void>((resolve) => {
				wake = resolve;
				if (!viewer) timer = setTimeout(() => ((alone = true), resolve()), ALONE_MS).unref();
			});
			clearTimeout(timer);
		}
	}

	async function read(): Promise<void> {
		try {
			let since = 0;
			for await (const chunk of session.stdout as AsyncIterable<Buffer>) {
				ring.push(chunk);
				since += chunk.length;
				send();
				if (viewer || since >= ALONE_BYTES) {
					await room();
					since = 0;
				}
			}
		} catch {
			// The session was closed.
		}
		end = await session.ended.catch((error: unknown): ExecEnd => {
			failed(error);
			return { exitCode: 137, reason: 'closed' };
		});
		send();
		changed();
	}
	session.stderr.resume();
	session.stderr.on('error', () => {});
	session.stdin.on('error', () => {});
	void read();

	return {
		get attached() {
			return viewer !== null;
		},
		get end() {
			return end;
		},
		attach(next) {
			viewer?.replaced();
			const known = next.from >= ring.start && next.from <= ring.end && next.from > 0;
			const from = known ? next.from : ring.fresh();
			const own = Object.assign(next, { sent: from, seen: from });
			viewer = own;
			session.resize(next.size);
			own.attached(from);
			send();
			wake();
			changed();
			const isMine = () => viewer === own;
			return {
				input: (bytes) =>
					!isMine() || session.stdin.destroyed || session.stdin.writableEnded || session.stdin.write(bytes),
				drained: () => drained(session.stdin),
				resize(size) {
					if (isMine()) session.resize(size);
				},
				seen(to) {
					if (!isMine()) return;
					own.seen = Math.max(own.seen, Math.min(to, own.sent));
					send();
					wake();
				},
				detach() {
					if (!isMine()) return;
					viewer = null;
					wake();
					changed();
				}
			};
		},
		close() {
			viewer?.replaced();
			viewer = null;
			session.close();
			wake();
		}
	};
}
