import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { AttentionItem } from '$lib/contract/attention.ts';
import type { Job } from '$lib/contract/jobs.ts';
import type { PupSummary } from '$lib/contract/pups.ts';
import type { BoxStats, Samples } from '$lib/contract/samples.ts';
import type { BoxNews } from './box-news.ts';
import type { Connection, LogFollower } from './connection.ts';
import type { LiveState } from './live-state.ts';
import { refresh } from './refresh.ts';
import { join, newest, NO_SAMPLES, SAMPLES_KEPT } from './samples.ts';
import { untilLoaded } from './until-loaded.ts';

/** The server-rendered data with which the live state begins. */
export interface LiveStart extends Readonly<LiveState['place']> {
	pups: PupSummary[];
	jobs: Job[];
	attention: AttentionItem[];
	stats: BoxStats | null;
}

/** Milliseconds between a change and the reload of page data. */
const SOON_MS = 200;

/**
 * The live state of the box in this tab. Changes from the one connection are applied to maps that
 * components read. It begins with server-rendered data. Nothing between rendering and connecting is
 * missed, because the connection requests every change after `seq`.
 */
export class Live implements LiveState {
	readonly pups = new SvelteMap<string, PupSummary>();
	readonly jobs = new SvelteMap<string, Job>();
	readonly boxes = new SvelteMap<string, BoxNews>();
	/** Names of page data that have to be loaded again. */
	#stale: string[] = [];
	#soon: ReturnType<typeof setTimeout> | undefined;
	readonly samples = new SvelteMap<string, Samples>();
	attention = $state.raw<AttentionItem[]>([]);
	stats = $state.raw<BoxStats | null>(null);
	connection = $state<'connecting' | 'online' | 'waiting'>('connecting');
	outdated = $state(false);
	announcement = $state('');

	readonly place: LiveState['place'];
	readonly logs: LogFollower[] = [];
	/** Channels that components use, whether or not the connection exists yet. */
	#wanted: { channels: string[]; release: (() => void) | undefined }[] = [];
	/** Null until its code is loaded. */
	socket: Connection | null = null;

	constructor(start: LiveStart) {
		this.place = { seq: start.seq, boot: start.boot, version: start.version };
		this.#fill(start);
	}

	/**
	 * Takes newer server-rendered data (after a form action or a reload of the data). Data older
	 * than the connection's changes are ignored.
	 *
	 * @param start data of the layout
	 */
	refill(start: LiveStart): void {
		if (start.seq < this.place.seq) return;
		this.place.seq = start.seq;
		this.#fill(start);
	}

	#fill(start: LiveStart): void {
		for (const id of [...this.pups.keys()]) if (!start.pups.some((pup) => pup.id === id)) this.pups.delete(id);
		for (const pup of start.pups) this.pups.set(pup.id, pup);
		for (const job of start.jobs) this.jobs.set(job.id, job);
		this.attention = start.attention;
		this.stats = start.stats ?? this.stats;
	}

	/**
	 * Prepends rendered history to the samples seen live, without duplicates.
	 *
	 * @param subject `box` or a pup id
	 * @param history samples as they were rendered
	 */
	seed(subject: string, history: Samples): void {
		this.samples.set(subject, newest(join(history, this.samples.get(subject) ?? NO_SAMPLES), SAMPLES_KEPT));
	}

	/** Subscribes to channels until the returned function is called. */
	use(channels: string[]): () => void {
		const entry = { channels, release: this.socket?.use(channels) };
		this.#wanted.push(entry);
		return () => {
			this.#wanted = this.#wanted.filter((one) => one !== entry);
			entry.release?.();
		};
	}

	/**
	 * Connects, and stays connected until the returned function is called. The code of the
	 * connection is only loaded now, because the page is shown and usable without it.
	 */
	connect(): () => void {
		let stop: (() => void) | undefined;
		let over = false;
		untilLoaded(
			() => import('./live-connection.ts'),
			(loaded) => {
				if (over) return;
				this.socket = loaded.connectionOf(this);
				for (const entry of this.#wanted) entry.release = this.socket.use(entry.channels);
				stop = this.socket.start();
			}
		);
		return () => {
			over = true;
			stop?.();
		};
	}

	/**
	 * Reloads page data after a moment, if the box is still connected then: its last message may
	 * report that a part of it ends. A page that cannot be reloaded stays until the box answers
	 * (`hooks.client.ts`).
	 * @param what data to reload as well; if absent, only data that waited for a connection
	 */
	refreshSoon(what?: string): void {
		if (what && !this.#stale.includes(what)) this.#stale.push(what);
		if (this.#soon) return;
		this.#soon = setTimeout(() => {
			this.#soon = undefined;
			if (!this.socket?.open) return;
			const stale = this.#stale.splice(0);
			if (stale.length > 0) void refresh(...stale);
		}, SOON_MS);
	}
}

const KEY = Symbol('live');

/**
 * Creates the live state of this tab, and adds it to the context of the calling layout.
 *
 * @param start what the server rendered
 */
export function provideLive(start: LiveStart): Live {
	return setContext(KEY, new Live(start));
}

/** Returns the live state of the layout above. */
export function useLive(): Live {
	return getContext<Live>(KEY);
}
