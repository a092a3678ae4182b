/** Rows of boxes, and the only writer of their values. */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import * as v from 'valibot';
import { boxOptions } from '../../contract/box-options.ts';
import type { Failure } from '../../contract/jobs.ts';
import type { BoxVolume } from '../../contract/box-inputs.ts';
import { tables, type Database } from '../db/index.ts';
import { nextHostNumber } from '../network/index.ts';
import { createNetworkRows, type MemberRow, type NetworkRows } from './network-rows.ts';
import { stateAfter, type BoxEvent } from './states.ts';

type Raw = typeof tables.boxes.$inferSelect;
export type BoxRow = Omit<Raw, 'volumes'> & { volumes: BoxVolume[] };
export type PortRow = typeof tables.boxPorts.$inferSelect;
export type SnapshotRow = typeof tables.boxSnapshots.$inferSelect;
export type VolumeRow = typeof tables.boxVolumes.$inferSelect;
/** Values that are written without an event. */
export type BoxValues = Partial<Omit<BoxRow, 'id' | 'state' | 'failure'>>;

/**
 * Host numbers of boxes on the network of pups. Pups use the numbers below, so the two ranges are
 * allocated independently.
 */
export const BOX_NUMBERS = { first: 49_152, last: 65_532 } as const;

export interface BoxRows {
	/** Newest first. */
	all(): BoxRow[];
	find(idOrName: string): BoxRow | null;
	/** @throws BoxError 404 */
	get(idOrName: string): BoxRow;
	/** @throws BoxError 409 `name-taken`, `network-full`, `too-many-networks`, `network-crowded` */
	admit(
		row: Omit<BoxRow, 'hostNumber'>,
		ports: readonly Omit<PortRow, 'boxId'>[],
		networks: readonly Omit<MemberRow, 'boxId'>[]
	): BoxRow;
	set(id: string, values: BoxValues): void;
	/** Writes facts that can be determined again if they are lost. */
	observe(id: string, values: BoxValues): void;
	/** Applies an event to the state of a box. @returns whether the event was valid in its state */
	report(id: string, event: BoxEvent, values?: BoxValues & { failure?: Failure | null }): boolean;
	/** @throws BoxError 409 `name-taken` */
	rename(id: string, name: string): void;
	remove(id: string): void;
	ports: {
		all(): PortRow[];
		of(boxId: string): PortRow[];
		set(boxId: string, ports: readonly Omit<PortRow, 'boxId'>[]): void;
	};
	networks: NetworkRows;
	snapshots: {
		/** Newest first. */
		of(boxId: string): SnapshotRow[];
		/** @throws BoxError 404 */
		get(boxId: string, id: string): SnapshotRow;
		add(row: SnapshotRow): void;
		set(id: string, values: Partial<Pick<SnapshotRow, 'bytes'>>): void;
		remove(id: string): void;
	};
	volumes: {
		all(): VolumeRow[];
		byName(name: string): VolumeRow | null;
		add(row: VolumeRow): void;
		/** Records that its folder exists. */
		made(id: string): void;
		remove(id: string): void;
	};
}

const nameTaken = (name: string) =>
	conflict('name-taken', `Another box has the name “${name}”.`, 'Choose another name, or remove that box.');

/** @param changed called after each committed write of a box */
export function createBoxRows(database: Database, changed: (id: string) => void): BoxRows {
	const { db } = database;
	const { boxes, boxPorts, boxSnapshots, boxVolumes } = tables;
	// Union types were checked when they were written; options may lack fields of newer versions,
	// so they are parsed here.
	const typed = (raw: Raw) => ({ ...raw, options: v.parse(boxOptions, raw.options) }) as BoxRow;
	const byId = db
		.select()
		.from(boxes)
		.where(eq(boxes.id, sql.placeholder('id')))
		.prepare();
	const byName = db
		.select()
		.from(boxes)
		.where(eq(boxes.name, sql.placeholder('name')))
		.prepare();
	const everyBox = db.select().from(boxes).orderBy(desc(boxes.createdAt), desc(boxes.id)).prepare();
	const portsOf = db
		.select()
		.from(boxPorts)
		.where(eq(boxPorts.boxId, sql.placeholder('boxId')))
		.orderBy(asc(boxPorts.hostPort))
		.prepare();
	const snapshotsOf = db
		.select()
		.from(boxSnapshots)
		.where(eq(boxSnapshots.boxId, sql.placeholder('boxId')))
		.orderBy(desc(boxSnapshots.createdAt))
		.prepare();
	const networks = createNetworkRows(database, changed);
	let lastNumber = BOX_NUMBERS.first - 1;

	const publish = (id: string) => database.afterCommit(() => changed(id));
	function find(idOrName: string): BoxRow | null {
		const raw = byId.get({ id: idOrName }) ?? byName.get({ name: idOrName });
		return raw ? typed(raw) : null;
	}
	function write(id: string, values: Partial<Raw>): void {
		if (Object.keys(values).length > 0) db.update(boxes).set(values).where(eq(boxes.id, id)).run();
		publish(id);
	}
	const observe = (id: string, values: Partial<Raw>) => database.relaxed(() => write(id, values));
	const needFreeName = (name: string, id: string) => {
		const other = byName.get({ name });
		if (other && other.id !== id) throw nameTaken(name);
	};

	function freeNumber(): number {
		const taken = new Set(
			db
				.select({ n: boxes.hostNumber })
				.from(boxes)
				.all()
				.map(({ n }) => n)
		);
		const number = nextHostNumber(BOX_NUMBERS, lastNumber, taken);
		if (number !== null) return (lastNumber = number);
		throw new BoxError({
			code: 'network-full',
			status: 409,
			message: 'There is no address left for another box.',
			hint: 'Remove boxes that you no longer use.'
		});
	}

	return {
		all: () => everyBox.all().map(typed),
		find,
		get(idOrName) {
			const row = find(idOrName);
			if (!row) throw notFound('box', idOrName);
			return row;
		},
		admit(row, ports, joins) {
			return database.transaction(() => {
				needFreeName(row.name, row.id);
				const whole = { ...row, hostNumber: freeNumber() };
				db.insert(boxes).values(whole).run();
				for (const port of ports)
					db.insert(boxPorts)
						.values({ ...port, boxId: row.id })
						.run();
				for (const one of joins) networks.members.join({ ...one, boxId: row.id });
				publish(row.id);
				return whole;
			});
		},
		set: write,
		observe,
		report(id, event, { failure = null, ...values } = {}) {
			const row = byId.get({ id });
			const state = row && stateAfter(row.state, event);
			if (!state) return false;
			observe(id, { ...values, state, failure });
			return true;
		},
		rename(id, name) {
			database.transaction(() => {
				needFreeName(name, id);
				write(id, { name });
			});
		},
		remove(id) {
			database.relaxed(() => {
				db.delete(boxes).where(eq(boxes.id, id)).run();
				publish(id);
			});
		},
		ports: {
			all: () => db.select().from(boxPorts).all(),
			of: (boxId) => portsOf.all({ boxId }),
			set(boxId, ports) {
				database.transaction(() => {
					db.delete(boxPorts).where(eq(boxPorts.boxId, boxId)).run();
					for (const port of ports)
						db.insert(boxPorts)
							.values({ ...port, boxId })
							.run();
				});
				publish(boxId);
			}
		},
		networks,
		snapshots: {
			of: (boxId) => snapshotsOf.all({ boxId }),
			get(boxId, id) {
				const row = db
					.select()
					.from(boxSnapshots)
					.where(and(eq(boxSnapshots.boxId, boxId), eq(boxSnapshots.id, id)))
					.get();
				if (!row) throw notFound('snapshot', id);
				return row;
			},
			add: (row) => void db.insert(boxSnapshots).values(row).run(),
			set: (id, values) => void db.update(boxSnapshots).set(values).where(eq(boxSnapshots.id, id)).run(),
			remove: (id) => void db.delete(boxSnapshots).where(eq(boxSnapshots.id, id)).run()
		},
		volumes: {
			all: () => db.select().from(boxVolumes).orderBy(asc(boxVolumes.name)).all(),
			byName: (name) => db.select().from(boxVolumes).where(eq(boxVolumes.name, name)).get() ?? null,
			add: (row) => void db.insert(boxVolumes).values(row).run(),
			made: (id) => void db.update(boxVolumes).set({ made: true }).where(eq(boxVolumes.id, id)).run(),
			remove: (id) => void db.delete(boxVolumes).where(eq(boxVolumes.id, id)).run()
		}
	};
}
