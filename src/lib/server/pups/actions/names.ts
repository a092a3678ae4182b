/** Names of pups: checks whether a name is free within a source, and renames a pup. */
import { BoxError } from '../../../contract/errors.ts';
import type { PupsDeps } from '../deps.ts';
import { offerNameOf, type PupRow, type PupRows, type Signals } from '../installed/index.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';

/**
 * Refuses a name that another pup of the source has, or that the source offers for a different pup.
 * @param offerName the pup's own name in its source
 * @throws BoxError 409 `name-taken`
 */
export function needFreeName(
	{ sources, rows }: { sources: Pick<PupsDeps['sources'], 'offers'>; rows: Pick<PupRows, 'bySourceAndName'> },
	{ sourceId, offerName, name, id }: { sourceId: string; offerName: string; name: string; id?: string }
): void {
	const other = rows.bySourceAndName(sourceId, name);
	const taken = other !== null && other.id !== id && (id !== undefined || offerNameOf(other) !== offerName);
	const offered = name !== offerName && sources.offers().some((one) => one.sourceId === sourceId && one.name === name);
	if (!taken && !offered) return;
	const message = `Another pup of this source is called ${name}.`;
	throw new BoxError({
		code: 'name-taken',
		status: 409,
		message,
		hint: 'Give it another name.',
		fields: { [id === undefined ? 'as' : 'name']: message }
	});
}

export function nameActions(
	deps: Pick<PupsDeps, 'database' | 'sources'> & {
		rows: PupRows;
		signals: Signals;
		views: Pick<PupViews, 'get'>;
	}
): Pick<Pups, 'rename'> {
	const { database, rows, signals, views } = deps;

	/** The source's name is stored separately only where the display name differs. */
	const valuesOf = (row: PupRow, name: string) => {
		const offerName = offerNameOf(row);
		return { name, offerName: name === offerName ? null : offerName };
	};

	return {
		rename(id, name) {
			database.transaction(() => {
				const row = rows.get(id);
				if (row.name === name) return;
				needFreeName(deps, { sourceId: row.sourceId, offerName: offerNameOf(row), name, id });
				rows.set(id, valuesOf(row, name));
				signals.publish('changed', id);
			});
			return views.get(id);
		}
	};
}
