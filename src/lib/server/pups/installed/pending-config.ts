/** Settings that an update replaces together with the version. */
import type { SavedBy } from '../../../contract/config.ts';

/**
 * A change of a setting as the database stores it: the field, its text (null where it is removed),
 * and whether the text is sealed.
 */
export type StoredChange = [field: string, value: string | null, sealed: boolean];

export interface PendingConfig {
	/**
	 * Before the switch: the new values. After the switch: the values that restore the previous
	 * ones.
	 */
	changes: StoredChange[];
	/**
	 * After the switch: when the previous values were saved, milliseconds since the epoch; null for
	 * never.
	 */
	savedAt: number | null;
	/** Who supplied the new values. */
	by: { actor: SavedBy; actorName: string | null };
}
