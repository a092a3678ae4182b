/** Inputs of the list of attention. */
import type { DiskSpace, MissingPart, PartEnd, PupSpace, RuntimeInfo } from '../../contract/box.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PupSummary } from '../../contract/pups.ts';
import type { UnservedNeed } from '../../contract/wiring.ts';

/** What is known of the box's clock. */
export interface ClockFacts {
	/** Whether a time server set it; null where that cannot be known. */
	synchronised: boolean | null;
	/** Milliseconds by which an earlier timestamp of the box is ahead of now; 0 for none. */
	behindMs: number;
}

/** The hottest sensor of the box. */
export interface HeatFacts {
	/** Degrees Celsius. */
	celsius: number;
	/** Temperature at which the hardware throttles or switches off, degrees Celsius. */
	limit: number;
}

export interface Facts {
	/** Milliseconds since the epoch. */
	now: number;
	pups: readonly PupSummary[];
	/** Required needs of installed pups that nobody provides. */
	unserved: readonly UnservedNeed[];
	disks: readonly DiskSpace[];
	/** Pups with the most data, largest first. */
	largest: readonly PupSpace[];
	/** The newest jobs, newest first. */
	jobs: readonly Job[];
	runtime: Pick<RuntimeInfo, 'ready'> & { missing: readonly MissingPart[] };
	/** Parts of the box that ended unexpectedly. */
	ends: readonly PartEnd[];
	/** Webhooks that are paused after failures. */
	webhooks: readonly { id: string; name: string; problem: string }[];
	/** Null where the box has no sensor. */
	heat: HeatFacts | null;
	clock: ClockFacts;
}
