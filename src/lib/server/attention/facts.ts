/** What the list of attention is made from. */
import type { DiskSpace, MissingPart, PartEnd, PupSpace, RuntimeInfo } from '../../contract/box.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PupSummary } from '../../contract/pups.ts';
import type { UnservedNeed } from '../../contract/wiring.ts';

/** What is known of the box's clock. */
export interface ClockFacts {
	/** Whether it was set by a time server; null where that cannot be known. */
	synchronised: boolean | null;
	/** Milliseconds by which something the box wrote earlier lies ahead of now; 0 for none. */
	behindMs: number;
}

/** The hottest sensor of the box. */
export interface HeatFacts {
	/** Degrees Celsius. */
	celsius: number;
	/** From which on the hardware slows down or switches off, degrees Celsius. */
	limit: number;
}

export interface Facts {
	/** Milliseconds since the epoch. */
	now: number;
	pups: readonly PupSummary[];
	/** What installed pups cannot do without, and nobody serves. */
	unserved: readonly UnservedNeed[];
	disks: readonly DiskSpace[];
	/** Pups whose data take most, largest first. */
	largest: readonly PupSpace[];
	/** The newest jobs, newest first. */
	jobs: readonly Job[];
	runtime: Pick<RuntimeInfo, 'ready'> & { missing: readonly MissingPart[] };
	/** Parts of the box that ended by themselves. */
	ends: readonly PartEnd[];
	/** Webhooks that have paused themselves. */
	webhooks: readonly { id: string; name: string; problem: string }[];
	/** Null where the box has no sensor. */
	heat: HeatFacts | null;
	clock: ClockFacts;
}
