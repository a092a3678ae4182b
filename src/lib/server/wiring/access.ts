/** What a pup may reach beyond the box, by the owner's choice. */
import { notFound } from '../../contract/errors.ts';
import type { PupAccess } from '../../contract/wiring.ts';
import type { Database } from '../db/index.ts';
import type { KnownPup, Pups } from '../pups/index.ts';
import type { AccessRow, AccessRows } from './rows.ts';
import type { Wiring } from './types.ts';

/** Returns the access of a pup: what the owner chose, else what its manifest asks for. Pure. */
export function accessOf({ manifest }: Pick<KnownPup, 'manifest'>, row: AccessRow | null): PupAccess {
	const asksInternet = manifest.container.requiresInternet;
	const { internet, lan, networks } = row ?? { internet: null, lan: false, networks: null };
	return { internet, asksInternet, reachesInternet: internet ?? asksInternet, lan, networks };
}

export function createAccess(deps: {
	rows: AccessRows;
	pups: Pick<Pups, 'known'>;
	database: Pick<Database, 'transaction'>;
	/** Called within the transaction with the pups whose access changed. */
	changed(ids: readonly string[]): void;
}): Pick<Wiring, 'access' | 'setAccess'> {
	const { rows, pups, database, changed } = deps;

	function find(id: string): KnownPup {
		const pup = pups.known().find((one) => one.id === id);
		if (!pup) throw notFound('pup', id);
		return pup;
	}

	return {
		access: (pupId) => accessOf(find(pupId), rows.of(pupId)),
		setAccess(pupId, { internet, lan, networks }) {
			const pup = find(pupId);
			const before = rows.of(pupId);
			const row: AccessRow = {
				pupId,
				internet: internet === undefined ? before.internet : internet,
				lan: lan ?? before.lan,
				networks: networks === undefined ? before.networks : networks && [...new Set(networks)]
			};
			database.transaction(() => {
				rows.set(row);
				changed([pupId]);
			});
			return accessOf(pup, row);
		}
	};
}
