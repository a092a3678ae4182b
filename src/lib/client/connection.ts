import { goto } from '$app/navigation';
import type { ClientFrame, ServerFrame } from '$lib/contract/live.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';

const PING_EVERY_MS = 25_000;
/** A connection without an answer for this long is dead, whatever the browser thinks. */
const SILENCE_MS = 12_000;
const BACK_OFF_FIRST_MS = 400;
const BACK_OFF_MOST_MS = 15_000;
/** The banner waits this long, so that a blink of the Wi-Fi shows nothing. */
const PATIENCE_MS = 2_500;
/** Close code for an ended session. */
const SESSION_ENDED = 4401;

/** Who looks at a log. */
export interface LogFollower {
	channel: string;
	/** Gets new lines; `gap`: lines before these were passed over. */
	fn: (lines: LogLine[], gap: boolean) => void;
	/** Of the newest line known here; empty where none is. */
	cursor: string;
}

/** What a {@link Connection} tells. */
export interface ConnectionEvents {
	frame(frame: ServerFrame): void;
	/** The server answered on a new connection. */
	online(): void;
	/** Lost for long enough to say so. */
	lost(): void;
	/** Who looks at logs now. Their frames go to them alone. */
	logs(): LogFollower[];
	/** Number of the newest change known here. */
	seq(): number;
}

/**
 * How long to wait before try number `failures`: doubling, with full jitter above a floor, so that
 * after a restart of the box not all tabs come back in the same moment.
 *
 * @param failures failed tries so far, from 1
 * @param random   0–1
 * @returns milliseconds
 */
export function backOff(failures: number, random: number): number {
	const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** failures);
	return most * (0.25 + 0.75 * random);
}

/**
 * The one WebSocket of this tab: channels, reconnecting, noticing that the other end is gone. Knows
 * nothing of pups.
 */
export class Connection {
	#on: ConnectionEvents;
	#socket: WebSocket | null = null;
	/** Channel → how many want it. */
	#wanted = new Map<string, number>();
	/**
	 * Asked for and not yet answered: the answer names all channels of the socket, not only the new
	 * ones.
	 */
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
	 * @returns gives them up again
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
	 * @returns closes the connection for good
	 */
	start(): () => void {
		this.#stopped = false;
		const wake = () => {
			if (document.visibilityState === 'visible' && !this.#socket && !this.#stopped) this.#open();
		};
		// A page in the back/forward cache must not hold a socket.
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

	/** Closes for good. */
	stop(): void {
		this.#stopped = true;
		clearTimeout(this.#patience);
		this.#drop();
	}

	/** Whether the box can be asked now. */
	get open(): boolean {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	/** Tries again at once, when the owner asks. */
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
		// The browser does not tell why an upgrade was refused. Ask once in a while whether it is
		// the session.
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
			// Not reachable: the back-off goes on.
		}
	}

	/** The owner's session has ended: nothing more will come before a login. */
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
