/** dogeboxd's connection to the agent. It reconnects, and calls can wait for it. */
import { connect, type Socket } from 'node:net';
import { BoxError } from '../../../contract/errors.ts';
import { createFrameReader, writeFrame, type Frame } from './frames.ts';

/** Milliseconds between two attempts to reach the agent. */
const AGAIN_MS = 100;
/**
 * Milliseconds that a call waits for an absent agent; a restart takes less. The first start may
 * take longer.
 */
const WAIT_MS = 3000;
const FIRST_WAIT_MS = 15_000;

export interface AgentConnection {
	/** Whether the agent is reachable at the moment. */
	connected(): boolean;
	/** Called at each change of {@link connected}. @returns unsubscribe */
	onChange(fn: (connected: boolean) => void): () => void;
	/** Resolves when connected. @throws BoxError `host-agent-away` after a timeout */
	reached(signal: AbortSignal | undefined): Promise<void>;
	/** Sends a frame; dropped without a connection. */
	send(kind: number, call: number, body?: Buffer | string): void;
	/** Whether a caller waits for an answer, so that this process may not exit by itself. */
	keepAwake(awake: boolean): void;
	/** Closes for good. Waiting callers are rejected. */
	close(): void;
}

/** 503: calls fail with this error while the agent is not reachable. */
export function away(): BoxError {
	return new BoxError({
		code: 'host-agent-away',
		status: 503,
		message: 'The host agent was restarted.',
		hint: 'Pups keep running. Try again in a moment.'
	});
}

/**
 * Connects at once, and reconnects whenever the connection is lost.
 * @param deps.socketPath where the agent listens
 * @param deps.onFrame called with each frame from the agent
 * @param deps.onLost called when an established connection is lost, before other listeners
 * @param deps.onBroken called with the reason when this side ended a connection
 */
export function connectToAgent(deps: {
	socketPath: string;
	onFrame: (frame: Frame) => void;
	onLost: () => void;
	onBroken: ((error: unknown) => void) | undefined;
}): AgentConnection {
	const listeners = new Set<(connected: boolean) => void>();
	const waiters = new Set<() => void>();
	let socket: Socket | null = null;
	let closed = false;
	/** There has been a connection before. */
	let met = false;
	let again: NodeJS.Timeout | undefined;

	function tryToConnect(): void {
		const next = connect(deps.socketPath);
		// The connection alone does not keep this process alive; pending calls do.
		next.unref();
		let was = false;
		next.once('connect', () => {
			was = met = true;
			socket = next;
			for (const wake of [...waiters]) wake();
			for (const listener of listeners) listener(true);
		});
		const read = createFrameReader(deps.onFrame);
		next.on('data', (chunk: Buffer) => {
			try {
				read(chunk);
			} catch (error) {
				next.destroy();
				deps.onBroken?.(error);
			}
		});
		next.on('error', () => {});
		next.once('close', () => {
			if (socket === next) socket = null;
			if (was) {
				deps.onLost();
				for (const listener of listeners) listener(false);
			}
			if (!closed) again = setTimeout(tryToConnect, AGAIN_MS).unref();
		});
	}

	tryToConnect();
	return {
		connected: () => socket !== null,
		onChange(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		async reached(signal) {
			if (socket) return;
			await new Promise<void>((resolve, reject) => {
				const over = (error?: unknown) => {
					clearTimeout(timer);
					waiters.delete(wake);
					signal?.removeEventListener('abort', aborted);
					if (error === undefined) resolve();
					else reject(error as Error);
				};
				const wake = () => over();
				const aborted = () => over(signal?.reason);
				const timer = setTimeout(() => over(away()), closed ? 0 : met ? WAIT_MS : FIRST_WAIT_MS);
				waiters.add(wake);
				signal?.addEventListener('abort', aborted, { once: true });
			});
		},
		send(kind, call, body) {
			if (socket && !socket.destroyed) writeFrame(socket, kind, call, body);
		},
		keepAwake(awake) {
			if (awake) socket?.ref();
			else socket?.unref();
		},
		close() {
			closed = true;
			clearTimeout(again);
			socket?.destroy();
			for (const wake of [...waiters]) wake();
		}
	};
}
