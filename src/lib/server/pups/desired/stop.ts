/** How a pup's services are stopped. Pure. */
import type { StopHow } from '../../containers/types.ts';
import type { PupRow } from '../installed/index.ts';

/** Time that a service has to end by itself where nobody says otherwise, seconds. */
const SECONDS = 30;
/** As long as that for what keeps other people's money or data, and writes it out at its end. */
const LONG_SECONDS = 120;
const LONG_CATEGORIES = ['node', 'wallet', 'data'];

type Row = Pick<PupRow, 'manifest' | 'stopSeconds'>;

/**
 * A pup of the original's says nothing of what it is; one that others stand on is a node, a wallet
 * or a database.
 */
function secondsOf({ meta, interfaces }: PupRow['manifest']): number {
	const category = meta.category?.toLowerCase() ?? null;
	const long = category === null ? interfaces.length > 0 : LONG_CATEGORIES.includes(category);
	return long ? LONG_SECONDS : SECONDS;
}

/** What its owner set goes before the manifest, and that before the default of the box. */
export function stopOf({ manifest, stopSeconds }: Row, service: string): StopHow {
	// A manifest of an older version has no such member.
	const declared = manifest.container.services.find(({ name }) => name === service)?.stop ?? null;
	const seconds = stopSeconds ?? declared?.seconds ?? secondsOf(manifest);
	return { signal: declared?.signal ?? 'SIGTERM', graceMs: seconds * 1000 };
}

/** The longest of its services where its owner sets nothing, seconds. */
export function defaultStopSeconds({ manifest }: Pick<PupRow, 'manifest'>): number {
	const all = manifest.container.services.map(({ name }) => stopOf({ manifest, stopSeconds: null }, name).graceMs);
	return Math.max(0, ...all) / 1000 || SECONDS;
}
