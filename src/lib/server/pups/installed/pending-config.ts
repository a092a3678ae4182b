/** Settings that an update exchanges together with the version. */
import type { SavedBy } from '../../../contract/config.ts';

/**
 * A change of a setting as the database holds it: the field, its text (null where it is removed),
 * and whether that is sealed.
 */
export type StoredChange = [field: string, value: string | null, sealed: boolean];

export interface PendingConfig {
	/** Before the switch what the pup is to get; behind it what puts back what it had. */
	changes: StoredChange[];
	/**
	 * Behind the switch, when those that it had were saved, milliseconds since the epoch; null for
	 * never.
	 */
	savedAt: number | null;
	/** Who gave them. */
	by: { actor: SavedBy; actorName: string | null };
}
