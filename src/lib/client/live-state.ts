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
	/** What came of boxes since the tab was opened; pages lay it over what was rendered. */
	readonly boxes: SvelteMap<string, BoxNews>;
	/** Latest samples by `box`, or id of a pup or of a box. */
	readonly samples: SvelteMap<string, Samples>;
	/** What needs the owner, the worst first. */
	attention: AttentionItem[];
	stats: BoxStats | null;
	/** `waiting`: lost for long enough to say so. */
	connection: 'connecting' | 'online' | 'waiting';
	/** dogeboxd was updated under this page. */
	outdated: boolean;
	/** For screen readers: the last thing worth saying. */
	announcement: string;
	/** How far it is, and of which dogeboxd. */
	readonly place: {
		/**
		 * Number of the newest change when the data was read (or earlier: changes carry whole
		 * objects).
		 */
		seq: number;
		/** Differs after each start of dogeboxd. */
		boot: string;
		version: string;
	};
	/** Who looks at logs. */
	readonly logs: LogFollower[];
	/** Subscribes to channels until the returned function is called. */
	use(channels: string[]): () => void;
	refreshSoon(what?: string): void;
}
