/** Rows of networks of boxes. */
import { asc, and, eq, sql } from 'drizzle-orm';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import { NETWORK_MOST } from '../../contract/networks.ts';
import { tables, type Database } from '../db/index.ts';

export type NetworkRow = typeof tables.networks.$inferSelect;
export type MemberRow = typeof tables.networkMembers.$inferSelect;

export interface NetworkRows {
	/** Sorted by name. */
	all(): NetworkRow[];
	find(idOrName: string): NetworkRow | null;
	/** @throws BoxError 404 */
	get(idOrName: string): NetworkRow;
	/** @throws BoxError 409 `name-taken`, `too-many-networks` */
	add(row: NetworkRow): void;
	/** @throws BoxError 409 `network-used` */
	remove(id: string): void;
	members: {
		all(): MemberRow[];
		/** Networks of a box, sorted by name. */
		of(boxId: string): (MemberRow & { network: NetworkRow })[];
		/**
		 * Connects a box to a network, or changes its aliases and address on it.
		 * @throws BoxError 409 `too-many-networks`, `network-crowded`
		 */
		join(row: MemberRow): void;
		/** @returns whether the box was connected */
		leave(networkId: string, boxId: string): boolean;
	};
}

const crowded = (name: string) =>
	conflict(
		'network-crowded',
		`There are ${NETWORK_MOST.boxes} boxes on the network “${name}” already.`,
		'Use another network, or remove boxes that you no longer use.'
	);

/** @param changed called with the box after each committed write of one of its networks */
export function createNetworkRows(database: Database, changed: (boxId: string) => void): NetworkRows {
	const { db } = database;
	const { networks, networkMembers: members } = tables;
	const ofBox = db
		.select({ member: members, network: networks })
		.from(members)
		.innerJoin(networks, eq(networks.id, members.networkId))
		.where(eq(members.boxId, sql.placeholder('boxId')))
		.orderBy(asc(networks.name))
		.prepare();

	const publish = (boxId: string) => database.afterCommit(() => changed(boxId));
	const byName = (name: string) => db.select().from(networks).where(eq(networks.name, name)).get();
	const find = (idOrName: string) =>
		db.select().from(networks).where(eq(networks.id, idOrName)).get() ?? byName(idOrName) ?? null;
	function get(idOrName: string): NetworkRow {
		const row = find(idOrName);
		if (!row) throw notFound('network', idOrName);
		return row;
	}
	const of = (boxId: string) => ofBox.all({ boxId }).map(({ member, network }) => ({ ...member, network }));
	const on = (networkId: string) => db.select().from(members).where(eq(members.networkId, networkId)).all();

	return {
		all: () => db.select().from(networks).orderBy(asc(networks.name)).all(),
		find,
		get,
		add(row) {
			database.transaction(() => {
				if (byName(row.name))
					throw conflict('name-taken', `Another network has the name “${row.name}”.`, 'Choose another name.');
				if (db.select({ id: networks.id }).from(networks).all().length >= NETWORK_MOST.networks) {
					throw conflict(
						'too-many-networks',
						`There are ${NETWORK_MOST.networks} networks already.`,
						'Remove some that you no longer use.'
					);
				}
				db.insert(networks).values(row).run();
			});
		},
		remove(id) {
			database.transaction(() => {
				const { name } = get(id);
				const boxes = on(id);
				if (boxes.length > 0) {
					throw new BoxError({
						code: 'network-used',
						status: 409,
						message: `A box is on the network “${name}”.`,
						hint: 'Take it off the network, or remove the box, first.',
						fields: Object.fromEntries(boxes.map(({ boxId }) => [boxId, 'It is on this network.']))
					});
				}
				db.delete(networks).where(eq(networks.id, id)).run();
			});
		},
		members: {
			all: () => db.select().from(members).all(),
			of,
			join(row) {
				database.transaction(() => {
					const mine = of(row.boxId);
					const there = mine.some(({ networkId }) => networkId === row.networkId);
					if (!there && mine.length >= NETWORK_MOST.ofBox) {
						throw conflict(
							'too-many-networks',
							`The box is on ${NETWORK_MOST.ofBox} networks already.`,
							'Take it off one of them first.'
						);
					}
					if (!there && on(row.networkId).length >= NETWORK_MOST.boxes) throw crowded(get(row.networkId).name);
					db.insert(members)
						.values(row)
						.onConflictDoUpdate({
							target: [members.networkId, members.boxId],
							set: { aliases: row.aliases, address: row.address }
						})
						.run();
				});
				publish(row.boxId);
			},
			leave(networkId, boxId) {
				const { changes } = db
					.delete(members)
					.where(and(eq(members.networkId, networkId), eq(members.boxId, boxId)))
					.run();
				if (changes > 0) publish(boxId);
				return changes > 0;
			}
		}
	};
}
