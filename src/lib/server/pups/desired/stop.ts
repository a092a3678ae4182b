/** How a pup's services are stopped. Pure. */
import type { StopHow } from '../../containers/types.ts';
import type { PupRow } from '../installed/index.ts';

/** Default grace period of a service, seconds. */
const SECONDS = 30;
/**
 * Default grace period, seconds, of pups that keep other people's money or data and write it out
 * when they end.
 */
const LONG_SECONDS = 120;
const LONG_CATEGORIES = ['node', 'wallet', 'data'];

type Row = Pick<PupRow, 'manifest' | 'stopSeconds'>;

/**
 * Manifests of the original Dogebox may lack a category. A pup with interfaces for others then
 * counts as a node, wallet or database.
 */
function secondsOf({ meta, interfaces }: PupRow['manifest']): number {
	const category = meta.category?.toLowerCase() ?? null;
	const long = category === null ? interfaces.length > 0 : LONG_CATEGORIES.includes(category);
	return long ? LONG_SECONDS : SECONDS;
}

/** The owner's setting takes precedence over the manifest, and the manifest over the default. */
export function stopOf({ manifest, stopSeconds }: Row, service: string): StopHow {
	// Manifests stored by older versions lack this field.
	const declared = manifest.container.services.find(({ name }) => name === service)?.stop ?? null;
	const seconds = stopSeconds ?? declared?.seconds ?? secondsOf(manifest);
	return { signal: declared?.signal ?? 'SIGTERM', graceMs: seconds * 1000 };
}

/** The longest grace period of its services where the owner sets none, seconds. */
export function defaultStopSeconds({ manifest }: Pick<PupRow, 'manifest'>): number {
	const all = manifest.container.services.map(({ name }) => stopOf({ manifest, stopSeconds: null }, name).graceMs);
	return Math.max(0, ...all) / 1000 || SECONDS;
}
