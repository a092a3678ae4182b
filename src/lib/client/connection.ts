import { goto } from '$app/navigation';
import type { ClientFrame, ServerFrame } from '$lib/contract/live.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';

const PING_EVERY_MS = 25_000;
/** A connection without an answer for this long is dead, whatever the browser reports. */
const SILENCE_MS = 12_000;
const BACK_OFF_FIRST_MS = 400;
const BACK_OFF_MOST_MS = 15_000;
/** Delay before the banner is shown, so that a short interruption of the Wi-Fi shows nothing. */
const PATIENCE_MS = 2_500;
/** Close code for an ended session. */
const SESSION_ENDED = 4401;

/** A component that follows a log. */
export interface LogFollower {
	channel: string;
	/** Receives new lines; `gap`: lines before these were left out. */
	fn: (lines: LogLine[], gap: boolean) => void;
	/** Cursor of the newest known line; empty when none is known. */
	cursor: string;
}

/** Callbacks of a {@link Connection}. */
export interface ConnectionEvents {
	frame(frame: ServerFrame): void;
	/** The server answered on a new connection. */
	online(): void;
	/** The connection has been lost for long enough to show it. */
	lost(): void;
	/** Returns the current followers of logs. Only they receive the frames of their logs. */
	logs(): LogFollower[];
	/** Returns the number of the newest known change. */
	seq(): number;
}

/**
 * Returns the wait before the next attempt: it doubles, with full jitter above a floor, so that
 * after a restart of the box not all tabs reconnect at the same moment.
 *
 * @param failures failed attempts so far, from 1
 * @param random 0–1
 * @returns milliseconds
 */
export function backOff(failures: number, random: number): number {
	const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** failures);
	return most * (0.25 + 0.75 * random);
}

/**
 * The one WebSocket of this tab: channels, reconnecting, detecting a dead connection. It has no
 * code for pups.
 */
export class Connection {
	#on: ConnectionEvents;
	#socket: WebSocket | null = null;
	/** Channel → number of its users. */
	#wanted = new Map<string, number>();
	/** Consecutive failed connection attempts. */
	#failures = 0;
	#stopped = true;
	#reconnect: ReturnType<typeof setTimeout> | undefined;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#ping: ReturnType<typeof setInterval> | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;

	constructor(on: ConnectionEvents) {
		this.#on = on;
	}

	/**
	 * Subscribes to channels for as long as somebody needs them.
	 *
	 * @param channels names from contract/live.ts
	 * @returns a function that releases them
	 */
	use(channels: string[]): () => void {
		const fresh = channels.filter((channel) => !this.#wanted.has(channel));
		for (const channel of channels) this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) + 1);
		if (fresh.length) this.#subscribe(fresh);
		return () => {
			const over = channels.filter((channel) => {
				const users = (this.#wanted.get(channel) ?? 1) - 1;
				if (users > 0) this.#wanted.set(channel, users);
				else this.#wanted.delete(channel);
				return users <= 0;
			});
			if (over.length) this.#send({ type: 'unsubscribe', channels: over });
		};
	}

	/**
	 * Connects, and stays connected until the returned function is called.
	 *
	 * @returns a function that closes the connection for good
	 */
	start(): () => void {
		this.#stopped = false;
		const wake = () => {
			if (document.visibilityState === 'visible' && !this.#socket && !this.#stopped) this.#open();
		};
		// A page in the back/forward cache must not keep a socket open.
		const sleep = () => this.#drop();
		const heard: [EventTarget, string, () => void][] = [
			[window, 'online', wake],
			[document, 'visibilitychange', wake],
			[window, 'pageshow', wake],
			[window, 'pagehide', sleep]
		];
		for (const [target, name, fn] of heard) target.addEventListener(name, fn);
		this.#open();
		return () => {
			this.stop();
			for (const [target, name, fn] of heard) target.removeEventListener(name, fn);
		};
	}

	/** Closes the connection for good. */
	stop(): void {
		this.#stopped = true;
		clearTimeout(this.#patience);
		this.#drop();
	}

	/** Whether the box is connected now. */
	get open(): boolean {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	/** Reconnects at once, at the owner's request. */
	retryNow(): void {
		this.#failures = 0;
		if (!this.#socket && !this.#stopped) this.#open();
	}

	#open(): void {
		clearTimeout(this.#reconnect);
		const { protocol, host } = window.location;
		const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/live`);
		this.#socket = socket;
		let opened = false;
		socket.onopen = () => {
			opened = true;
			if (this.#wanted.size) this.#subscribe([...this.#wanted.keys()]);
			this.#ping = setInterval(() => {
				this.#send({ type: 'ping' });
				clearTimeout(this.#silence);
				this.#silence = setTimeout(() => this.#lose(socket, false), SILENCE_MS);
			}, PING_EVERY_MS);
		};
		socket.onmessage = (event: MessageEvent<string>) => {
			clearTimeout(this.#silence);
			this.#take(JSON.parse(event.data) as ServerFrame);
		};
		socket.onclose = (event) => {
			if (this.#socket !== socket) return;
			if (event.code === SESSION_ENDED) this.#end();
			else this.#lose(socket, !opened);
		};
	}

	#take(frame: ServerFrame): void {
		if (frame.type === 'hello') {
			clearTimeout(this.#patience);
			this.#patience = undefined;
			this.#failures = 0;
			this.#on.online();
		}
		if (frame.type === 'log') {
			for (const follower of this.#followers(frame.channel)) {
				follower.cursor = frame.lines.at(-1)?.cursor ?? follower.cursor;
				follower.fn(frame.lines, frame.gap ?? false);
			}
			return;
		}
		this.#on.frame(frame);
	}

	#followers(channel: string): LogFollower[] {
		return this.#on.logs().filter((one) => one.channel === channel);
	}

	#lose(socket: WebSocket, refused: boolean): void {
		if (this.#socket !== socket) return;
		this.#drop();
		if (this.#stopped) return;
		this.#failures += 1;
		// The browser does not report why an upgrade was refused. Checks now and then whether the
		// session has ended.
		if (refused && this.#failures % 3 === 2) void this.#checkSession();
		this.#reconnect = setTimeout(() => this.#open(), backOff(this.#failures, Math.random()));
		this.#patience ??= setTimeout(() => this.#on.lost(), PATIENCE_MS);
	}

	#drop(): void {
		clearInterval(this.#ping);
		clearTimeout(this.#silence);
		clearTimeout(this.#reconnect);
		const socket = this.#socket;
		this.#socket = null;
		socket?.close();
	}

	async #checkSession(): Promise<void> {
		try {
			const answer = await fetch('/api/v1/sessions', { headers: { accept: 'application/json' } });
			if (answer.status === 401) this.#end();
		} catch {
			// The box is not reachable: the back-off continues.
		}
	}

	/** The owner's session has ended: nothing can be received before a login. */
	#end(): void {
		this.stop();
		const here = window.location.pathname + window.location.search;
		void goto(`/login?ended=1&next=${encodeURIComponent(here)}`, { invalidateAll: true });
	}

	#subscribe(channels: string[]): void {
		const after: Record<string, string> = {};
		for (const channel of channels) {
			const cursor = this.#followers(channel)[0]?.cursor;
			if (cursor !== undefined) after[channel] = cursor;
		}
		this.#send({ type: 'subscribe', channels, since: this.#on.seq(), after });
	}

	#send(frame: ClientFrame): void {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}
}
