/** The live state of a tab, as frames of the socket change it. */
import type { SvelteMap } from 'svelte/reactivity';
import type { AttentionItem } from '$lib/contract/attention.ts';
import type { Job } from '$lib/contract/jobs.ts';
import type { PupSummary } from '$lib/contract/pups.ts';
import type { BoxStats, Samples } from '$lib/contract/samples.ts';
import type { BoxNews } from './box-news.ts';
import type { LogFollower } from './connection.ts';

export interface LiveState {
	readonly pups: SvelteMap<string, PupSummary>;
	readonly jobs: SvelteMap<string, Job>;
	/** Changes of boxes since the tab was opened; pages apply them to the rendered data. */
	readonly boxes: SvelteMap<string, BoxNews>;
	/** Latest samples by `box`, or by the id of a pup or box. */
	readonly samples: SvelteMap<string, Samples>;
	/** What needs the owner's attention, the worst first. */
	attention: AttentionItem[];
	stats: BoxStats | null;
	/** `waiting`: lost for long enough to show it. */
	connection: 'connecting' | 'online' | 'waiting';
	/** Whether dogeboxd was updated while this page was open. */
	outdated: boolean;
	/** For screen readers: the latest announcement. */
	announcement: string;
	/** Position in the change log, and the dogeboxd that it belongs to. */
	readonly place: {
		/**
		 * Number of the newest change when the data were read. It may be an earlier one, because
		 * changes carry whole objects.
		 */
		seq: number;
		/** Differs after each start of dogeboxd. */
		boot: string;
		version: string;
	};
	/** Components that follow logs. */
	readonly logs: LogFollower[];
	/** Subscribes to channels until the returned function is called. */
	use(channels: string[]): () => void;
	refreshSoon(what?: string): void;
}
