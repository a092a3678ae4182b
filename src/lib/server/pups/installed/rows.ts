/** Reads installed pups from their table, and writes their values except the state. */
import { eq, getTableColumns, sql } from 'drizzle-orm';
import { BoxError, notFound } from '../../../contract/errors.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import { tables, type Database } from '../../db/index.ts';
import { nextHostNumber } from '../../network/index.ts';
import type { PendingConfig } from './pending-config.ts';
import type { Release } from './release.ts';
import type { SpecRecord } from './spec-record.ts';

/** A row of `pups`, with the manifest as it was parsed at installation. */
export type PupRow = Omit<
	typeof tables.pups.$inferSelect,
	'manifest' | 'madeFrom' | 'pending' | 'pendingConfig' | 'previous'
> & {
	manifest: Manifest;
	madeFrom: SpecRecord | null;
	pending: Release | null;
	pendingConfig: PendingConfig | null;
	previous: Release[] | null;
};

/**
 * Host numbers on the pup network: .0.1 is the host itself; numbers above the last belong to
 * containers that are no pups.
 */
export const FIRST_HOST_NUMBER = 2;
export const LAST_HOST_NUMBER = 49_151;

/** Name of a pup in its source. */
export const offerNameOf = ({ name, offerName }: Pick<PupRow, 'name' | 'offerName'>): string => offerName ?? name;

/** Rows share one manifest object per pup until it changes, so manifests must not be modified. */
export interface PupRows {
	all(): PupRow[];
	find(id: string): PupRow | null;
	/** @throws BoxError 404 */
	get(id: string): PupRow;
	/** The few columns of every pup that a list needs. */
	brief(): { id: string; sourceId: string; name: string; offerName: string | null; state: PupRow['state'] }[];
	bySourceAndName(sourceId: string, name: string): PupRow | null;
	/** The pup with this number on the pups' network. */
	byHostNumber(number: number): { id: string; name: string } | null;
	/** Writes values except the state, which the state machine writes. */
	set(id: string, values: Partial<Omit<PupRow, 'id' | 'state' | 'failure'>>): void;
	/** Returns the next free host number. @throws BoxError 409 `network-full` */
	freeHostNumber(): number;
}

export function createPupRows({ db }: Database): PupRows {
	/** Manifests are long and read often, so each text is parsed once. */
	const parsed = new Map<string, { text: string; manifest: Manifest }>();
	const columns = { ...getTableColumns(tables.pups), manifest: sql<string>`${tables.pups.manifest}` };
	type Raw = Omit<typeof tables.pups.$inferSelect, 'manifest'> & { manifest: string };

	// The manifest was checked when it was written. Callers tolerate missing fields in rows of
	// older versions.
	function typed(row: Raw): PupRow {
		let known = parsed.get(row.id);
		if (known?.text !== row.manifest) {
			known = { text: row.manifest, manifest: JSON.parse(row.manifest) as Manifest };
			parsed.set(row.id, known);
		}
		return { ...(row as Omit<PupRow, 'manifest'>), manifest: known.manifest };
	}

	function everyRow(): PupRow[] {
		const all = inOrder.all().map(typed);
		if (parsed.size > all.length) {
			const ids = new Set(all.map((row) => row.id));
			for (const id of [...parsed.keys()]) if (!ids.has(id)) parsed.delete(id);
		}
		return all;
	}

	// Prepared: a start runs it a dozen times, and preparing costs more than running.
	const byId = db
		.select(columns)
		.from(tables.pups)
		.where(eq(tables.pups.id, sql.placeholder('id')))
		.prepare();
	const inOrder = db.select(columns).from(tables.pups).orderBy(tables.pups.createdAt).prepare();
	const { id, sourceId, name, offerName, state, hostNumber } = tables.pups;
	const brief = db.select({ id, sourceId, name, offerName, state }).from(tables.pups).prepare();
	const byNumber = db
		.select({ id, name })
		.from(tables.pups)
		.where(eq(hostNumber, sql.placeholder('number')))
		.prepare();
	/** The last number that this process assigned. */
	let lastNumber = 0;

	return {
		brief: () => brief.all(),
		byHostNumber: (number) => byNumber.get({ number }) ?? null,
		all: everyRow,
		find(id) {
			const row = byId.get({ id });
			return row ? typed(row) : null;
		},
		get(id) {
			const row = byId.get({ id });
			if (!row) throw notFound('pup', id);
			return typed(row);
		},
		bySourceAndName(sourceId, name) {
			const row = db
				.select(columns)
				.from(tables.pups)
				.where(eq(tables.pups.sourceId, sourceId))
				.all()
				.find((pup) => pup.name === name);
			return row ? typed(row) : null;
		},
		set(id, values) {
			db.update(tables.pups).set(values).where(eq(tables.pups.id, id)).run();
		},
		freeHostNumber() {
			const taken = new Set(
				db
					.select({ n: tables.pups.hostNumber })
					.from(tables.pups)
					.all()
					.map((row) => row.n)
			);
			const range = { first: FIRST_HOST_NUMBER, last: LAST_HOST_NUMBER };
			const after = Math.max(lastNumber, FIRST_HOST_NUMBER - 1, ...taken);
			const number = nextHostNumber(range, after, taken);
			if (number !== null) return (lastNumber = number);
			throw new BoxError({
				code: 'network-full',
				status: 409,
				message: 'The pup network has no address left.',
				hint: 'Remove a pup that you no longer use, with its data.'
			});
		}
	};
}
