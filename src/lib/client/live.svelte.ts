import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { goto, invalidate, invalidateAll } from '$app/navigation';
import type { Job } from '$lib/contract/jobs.ts';
import type { ChangeBody, ClientFrame, ServerFrame } from '$lib/contract/live.ts';
import type { BoxStats, LogLine, PupSummary, Sample } from '$lib/contract/pups.ts';

/** What the server rendered, to go on from. */
export interface LiveStart {
	/** Number of the newest change when the data was read (or earlier: changes carry whole objects). */
	seq: number;
	/** Differs after each start of dogeboxd. */
	boot: string;
	version: string;
	pups: PupSummary[];
	jobs: Job[];
	stats: BoxStats | null;
}

type LogListener = (lines: LogLine[]) => void;

/** Samples kept per subject: five minutes at one per two seconds. */
const SAMPLES_KEPT = 150;
const PING_EVERY_MS = 25_000;
/** A connection without an answer for this long is dead, whatever the browser thinks. */
const SILENCE_MS = 12_000;
const BACK_OFF_FIRST_MS = 400;
const BACK_OFF_MOST_MS = 15_000;
/** The banner waits this long, so that a blink of the Wi-Fi shows nothing. */
const PATIENCE_MS = 2_500;
/** Close code for an ended session. */
const SESSION_ENDED = 4401;

/**
 * The live state of the box in this tab: one WebSocket, changes applied to maps that components read.
 * Filled from server-rendered data first; nothing between rendering and connecting is missed, because the
 * connection asks for every change after `seq`.
 */
export class Live {
	readonly pups = new SvelteMap<string, PupSummary>();
	readonly jobs = new SvelteMap<string, Job>();
	/** Latest samples by `box` or pup id, oldest first. */
	readonly samples = new SvelteMap<string, Sample[]>();
	stats = $state.raw<BoxStats | null>(null);
	/** `waiting`: lost for long enough to say so. */
	connection = $state<'connecting' | 'online' | 'waiting'>('connecting');
	/** When the next try comes, milliseconds since the epoch. */
	retryAt = $state(0);
	/** dogeboxd was updated under this page. */
	outdated = $state(false);
	/** For screen readers: the last thing worth saying. */
	announcement = $state('');

	#seq: number;
	#boot: string;
	#version: string;
	#socket: WebSocket | null = null;
	#wanted = new Map<string, number>();
	#logs = new Map<string, Set<LogListener>>();
	#onSubscribed = new Map<string, Set<() => void>>();
	/** Asked for and not yet answered: the answer names all channels of the socket, not only the new ones. */
	#asked = new Set<string>();
	#failures = 0;
	#stopped = true;
	#reconnect: ReturnType<typeof setTimeout> | undefined;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#ping: ReturnType<typeof setInterval> | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;

	constructor(start: LiveStart) {
		this.#seq = start.seq;
		this.#boot = start.boot;
		this.#version = start.version;
		this.#fill(start);
	}

	/**
	 * Takes newer server-rendered data (after a form action or a reload of the data). Older data than what the
	 * connection has already told is ignored.
	 *
	 * @param start data of the layout
	 */
	refill(start: LiveStart): void {
		if (start.seq < this.#seq) return;
		this.#seq = start.seq;
		this.#fill(start);
	}

	#fill(start: LiveStart): void {
		const ids = new Set(start.pups.map((pup) => pup.id));
		for (const id of [...this.pups.keys()]) if (!ids.has(id)) this.pups.delete(id);
		for (const pup of start.pups) this.pups.set(pup.id, pup);
		for (const job of start.jobs) this.jobs.set(job.id, job);
		this.stats = start.stats ?? this.stats;
	}

	/**
	 * Puts rendered history before what has been seen live, without doubles.
	 *
	 * @param subject `box` or a pup id
	 * @param history samples, oldest first
	 */
	seed(subject: string, history: Sample[]): void {
		const seen = this.samples.get(subject) ?? [];
		const last = history.at(-1)?.at ?? 0;
		this.samples.set(subject, [...history, ...seen.filter((sample) => sample.at > last)].slice(-SAMPLES_KEPT));
	}

	/**
	 * Subscribes to channels for as long as somebody needs them.
	 *
	 * @param channels names from contract/live.ts
	 * @returns gives them up again
	 */
	use(channels: string[]): () => void {
		const fresh = channels.filter((channel) => (this.#wanted.get(channel) ?? 0) === 0);
		for (const channel of channels) this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) + 1);
		if (fresh.length) this.#subscribe(fresh);
		return () => {
			const over: string[] = [];
			for (const channel of channels) {
				const users = (this.#wanted.get(channel) ?? 1) - 1;
				if (users > 0) this.#wanted.set(channel, users);
				else {
					this.#wanted.delete(channel);
					over.push(channel);
				}
			}
			if (over.length) this.#send({ type: 'unsubscribe', channels: over });
		};
	}

	/**
	 * Follows a log.
	 *
	 * @param channel      `pup:<id>:log` or `job:<id>:log`
	 * @param fn           gets new lines
	 * @param onSubscribed called each time the subscription stands (also after a reconnect): lines before it may be missing
	 * @returns ends it
	 */
	follow(channel: string, fn: LogListener, onSubscribed: () => void): () => void {
		const listeners = this.#logs.get(channel) ?? new Set();
		this.#logs.set(channel, listeners.add(fn));
		const waiting = this.#onSubscribed.get(channel) ?? new Set();
		this.#onSubscribed.set(channel, waiting.add(onSubscribed));
		const release = this.use([channel]);
		return () => {
			listeners.delete(fn);
			waiting.delete(onSubscribed);
			release();
		};
	}

	/**
	 * Connects, and stays connected until the returned function is called.
	 *
	 * @returns closes the connection for good
	 */
	connect(): () => void {
		this.#stopped = false;
		const wake = () => {
			if (document.visibilityState === 'visible' && !this.#socket && !this.#stopped) this.#open();
		};
		const sleep = () => this.#drop();
		window.addEventListener('online', wake);
		document.addEventListener('visibilitychange', wake);
		// A page in the back/forward cache must not hold a socket.
		window.addEventListener('pagehide', sleep);
		window.addEventListener('pageshow', wake);
		this.#open();
		return () => {
			this.#stopped = true;
			window.removeEventListener('online', wake);
			document.removeEventListener('visibilitychange', wake);
			window.removeEventListener('pagehide', sleep);
			window.removeEventListener('pageshow', wake);
			this.#drop();
		};
	}

	/** Tries again at once, when the owner asks. */
	retryNow(): void {
		this.#failures = 0;
		if (!this.#socket) this.#open();
	}

	#open(): void {
		clearTimeout(this.#reconnect);
		const { protocol, host } = window.location;
		const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/live`);
		this.#socket = socket;
		let opened = false;
		socket.onopen = () => {
			opened = true;
			const channels = [...this.#wanted.keys()];
			if (channels.length) this.#subscribe(channels);
			this.#ping = setInterval(() => {
				this.#send({ type: 'ping' });
				clearTimeout(this.#silence);
				this.#silence = setTimeout(() => this.#lost(socket), SILENCE_MS);
			}, PING_EVERY_MS);
		};
		socket.onmessage = (event: MessageEvent<string>) => {
			clearTimeout(this.#silence);
			this.#take(JSON.parse(event.data) as ServerFrame);
		};
		socket.onclose = (event) => {
			if (this.#socket !== socket) return;
			if (event.code === SESSION_ENDED) this.#toLogin();
			else this.#lost(socket, !opened);
		};
	}

	#lost(socket: WebSocket, refused = false): void {
		if (this.#socket !== socket) return;
		this.#drop();
		if (this.#stopped) return;
		this.#failures += 1;
		// The browser does not tell why an upgrade was refused. Ask once in a while whether it is the session.
		if (refused && this.#failures % 3 === 2) void this.#checkSession();
		// Full jitter: after a restart of the box not all tabs come back in the same moment.
		const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** this.#failures);
		const wait = most / 4 + Math.random() * most * 0.75;
		this.retryAt = Date.now() + wait;
		this.#reconnect = setTimeout(() => this.#open(), wait);
		this.#patience ??= setTimeout(() => (this.connection = 'waiting'), PATIENCE_MS);
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
			if (answer.status === 401) this.#toLogin();
		} catch {
			// Not reachable: the back-off goes on.
		}
	}

	#toLogin(): void {
		this.#stopped = true;
		this.#drop();
		const here = window.location.pathname + window.location.search;
		void goto(`/login?ended=1&next=${encodeURIComponent(here)}`, { invalidateAll: true });
	}

	#subscribe(channels: string[]): void {
		for (const channel of channels) this.#asked.add(channel);
		this.#send({ type: 'subscribe', channels, since: this.#seq });
	}

	#send(frame: ClientFrame): void {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}

	#take(frame: ServerFrame): void {
		switch (frame.type) {
			case 'hello': {
				clearTimeout(this.#patience);
				this.#patience = undefined;
				this.#failures = 0;
				this.connection = 'online';
				if (frame.version !== this.#version) this.outdated = true;
				if (frame.boot !== this.#boot) {
					this.#boot = frame.boot;
					void invalidateAll();
				}
				return;
			}
			case 'subscribed': {
				for (const channel of frame.channels) {
					if (this.#asked.delete(channel)) this.#onSubscribed.get(channel)?.forEach((fn) => fn());
				}
				return;
			}
			case 'change': {
				if (frame.seq > this.#seq) this.#seq = frame.seq;
				this.#apply(frame.body);
				return;
			}
			case 'resync': {
				this.#seq = 0;
				void invalidateAll().then(() => {
					this.#seq = Math.max(this.#seq, frame.seq);
				});
				return;
			}
			case 'box-sample': {
				this.stats = frame.stats;
				this.#push('box', frame.sample);
				return;
			}
			case 'pup-sample': {
				this.#push(frame.pupId, frame.sample);
				return;
			}
			case 'log': {
				this.#logs.get(frame.channel)?.forEach((fn) => fn(frame.lines));
				return;
			}
		}
	}

	#push(subject: string, sample: Sample): void {
		const list = this.samples.get(subject) ?? [];
		// pups:samples and pup:<id>:samples may both carry it.
		if ((list.at(-1)?.at ?? 0) >= sample.at) return;
		this.samples.set(subject, [...list.slice(-(SAMPLES_KEPT - 1)), sample]);
	}

	#apply(body: ChangeBody): void {
		switch (body.kind) {
			case 'pup': {
				const before = this.pups.get(body.pup.id)?.state;
				this.pups.set(body.pup.id, body.pup);
				if (before && before !== body.pup.state) this.announcement = `${body.pup.name}: ${body.pup.state}`;
				return;
			}
			case 'pup-removed': {
				this.pups.delete(body.id);
				this.samples.delete(body.id);
				return;
			}
			case 'job': {
				const before = this.jobs.get(body.job.id)?.status;
				this.jobs.set(body.job.id, body.job);
				if (before !== body.job.status && body.job.finishedAt) {
					this.announcement = `${body.job.title}: ${body.job.status}`;
				}
				return;
			}
			case 'sessions': {
				void invalidate('box:sessions');
				return;
			}
			case 'box': {
				void invalidate('box:info');
				return;
			}
			default: {
				// Sources and what they offer.
				void invalidate('box:store');
			}
		}
	}
}

const KEY = Symbol('live');

/**
 * Makes the live state of this tab and puts it into the context of the calling layout.
 *
 * @param start what the server rendered
 */
export function provideLive(start: LiveStart): Live {
	return setContext(KEY, new Live(start));
}

/** The live state of the layout above. */
export function useLive(): Live {
	return getContext<Live>(KEY);
}
