/**
 * A client of the live socket for tests. It keeps every frame, and tests wait for the frame that
 * matters to them.
 */
import WebSocket from 'ws';
import type { ServerFrame } from '../../src/lib/contract/live.ts';

export interface LiveClient {
	/** Every frame so far, the oldest first. */
	readonly frames: ServerFrame[];
	readonly socket: WebSocket;
	subscribe(channels: string[], since?: number): Promise<void>;
	/**
	 * Resolves with the first frame for which `test` is true. Frames that have already arrived
	 * count too, beginning with index `from`.
	 */
	waitFor<T extends ServerFrame>(
		test: (frame: ServerFrame) => frame is T,
		options?: { timeoutMs?: number; from?: number }
	): Promise<T>;
	wait(test: (frame: ServerFrame) => boolean, options?: { timeoutMs?: number; from?: number }): Promise<ServerFrame>;
	close(): void;
}

/**
 * Opens `WS /api/v1/live`.
 * @param url address of the box, such as `http://127.0.0.1:8080`
 * @param headers `Authorization` or `Cookie`, `Origin` …
 * @throws Error `upgrade refused: <status>` when the box answers with a status other than 101
 */
export async function openLive(url: string, headers: Record<string, string>): Promise<LiveClient> {
	const frames: ServerFrame[] = [];
	const watchers = new Set<() => void>();
	const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/live`, { headers });
	socket.on('message', (data) => {
		frames.push(JSON.parse(String(data)) as ServerFrame);
		for (const watcher of watchers) watcher();
	});
	await new Promise<void>((resolve, reject) => {
		socket.once('open', resolve);
		socket.once('unexpected-response', (_request, response) =>
			reject(new Error(`upgrade refused: ${response.statusCode}`))
		);
		socket.once('error', reject);
	});
	socket.on('error', () => undefined);
	const wait: LiveClient['wait'] = (test, { timeoutMs = 30_000, from = 0 } = {}) =>
		new Promise((resolve, reject) => {
			let at = from;
			const check = () => {
				for (; at < frames.length; at++) {
					const frame = frames[at];
					if (frame && test(frame)) {
						watchers.delete(check);
						clearTimeout(timer);
						resolve(frame);
						return;
					}
				}
			};
			const timer = setTimeout(() => {
				watchers.delete(check);
				reject(
					new Error(
						`the frame did not come within ${timeoutMs} ms; last: ${JSON.stringify(frames.slice(-5)).slice(0, 2000)}`
					)
				);
			}, timeoutMs);
			watchers.add(check);
			check();
		});
	return {
		frames,
		socket,
		wait,
		waitFor: wait as LiveClient['waitFor'],
		async subscribe(channels, since) {
			const from = frames.length;
			socket.send(JSON.stringify({ type: 'subscribe', channels, ...(since !== undefined && { since }) }));
			await wait((f) => f.type === 'subscribed' && channels.every((channel) => f.channels.includes(channel)), { from });
		},
		close() {
			socket.removeAllListeners('message');
			socket.close();
		}
	};
}
