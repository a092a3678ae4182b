/**
 * Ports of the host that lead to pups, for the home network. Each port of a pup has one from the
 * installation on; it is closed until the owner opens it.
 */
import { and, eq } from 'drizzle-orm';
import { hostPorts } from '../../../contract/manifest.ts';
import { tables, type Database } from '../../db/index.ts';
import type { PupRow } from '../installed/index.ts';
import { choosePort, portKey, portRefusal, type PortWorld, type Protocol } from '../../network/index.ts';

export interface PortRow {
	pupId: string;
	name: string;
	protocol: Protocol;
	/** Inside the container. */
	port: number;
	hostPort: number;
	published: boolean;
}

export interface Ports {
	/** Ports of a pup, in no particular order. */
	of(pupId: string): PortRow[];
	all(): PortRow[];
	/**
	 * Allocates a host port to each port that the manifest wants on the host. Existing allocations
	 * stay, open or closed.
	 * @param options.keepOthers ports that the manifest does not name stay too
	 * @param options.publish names of the ports that are open from now on, all others are closed;
	 * absent: each keeps its state
	 * @throws BoxError 409 `port-taken`
	 */
	allocate(row: Pick<PupRow, 'id' | 'manifest'>, options?: { keepOthers?: boolean; publish?: readonly string[] }): void;
	/** @throws BoxError 409 `port-taken`, 422 `port-reserved` */
	change(row: PortRow, change: { hostPort?: number | undefined; published?: boolean | undefined }): void;
}

/** @param world uses of the host's ports, without those of this table */
export function createPorts(
	database: Database,
	rows: { all(): Pick<PupRow, 'id' | 'name' | 'state'>[] },
	world: () => PortWorld
): Ports {
	const { db } = database;
	const { pupPorts } = tables;
	const all = () => db.select().from(pupPorts).all();
	const of = (pupId: string) => db.select().from(pupPorts).where(eq(pupPorts.pupId, pupId)).all();
	const at = ({ pupId, name }: Pick<PortRow, 'pupId' | 'name'>) =>
		and(eq(pupPorts.pupId, pupId), eq(pupPorts.name, name));

	/**
	 * All uses of the host's ports, including this table. An uninstalled pup keeps its ports only
	 * until another one needs them.
	 */
	function whole(except: Pick<PortRow, 'pupId' | 'name'> | null): PortWorld {
		const base = world();
		const pups = new Map(rows.all().map((row) => [row.id, row]));
		const taken = new Map(base.taken);
		for (const { pupId, name, protocol, hostPort } of all()) {
			const pup = pups.get(pupId);
			if (!pup || pup.state === 'uninstalled' || (except?.pupId === pupId && except.name === name)) continue;
			taken.set(portKey(protocol, hostPort), pup.name);
		}
		return { ...base, taken };
	}

	/** Takes a port from an uninstalled pup. */
	function free(protocol: Protocol, hostPort: number): void {
		const holder = all().find((row) => row.protocol === protocol && row.hostPort === hostPort);
		if (holder) db.delete(pupPorts).where(at(holder)).run();
	}

	return {
		of,
		all,
		allocate({ id, manifest }, { keepOthers = false, publish } = {}) {
			database.transaction(() => {
				const wanted = hostPorts(manifest);
				const had = new Map(of(id).map((row) => [row.name, row]));
				for (const row of keepOthers ? [] : had.values())
					if (!wanted.some(({ name }) => name === row.name)) db.delete(pupPorts).where(at(row)).run();
				for (const { name, protocol, port } of wanted) {
					const row = { pupId: id, name };
					const open = publish && { published: publish.includes(name) };
					// A port with another protocol counts as a new one.
					if (had.get(name)?.protocol === protocol) {
						const kept = { port, ...open };
						db.update(pupPorts).set(kept).where(at(row)).run();
						continue;
					}
					db.delete(pupPorts).where(at(row)).run();
					const hostPort = choosePort(protocol, port, whole(null));
					free(protocol, hostPort);
					db.insert(pupPorts)
						.values({ ...row, protocol, port, hostPort, ...open })
						.run();
				}
			});
		},
		change(row, { hostPort = row.hostPort, published = row.published }) {
			const moves = hostPort !== row.hostPort;
			if (moves) {
				const refusal = portRefusal({ protocol: row.protocol, port: hostPort }, whole(row));
				if (refusal) throw refusal;
				free(row.protocol, hostPort);
			}
			if (moves || published !== row.published) db.update(pupPorts).set({ hostPort, published }).where(at(row)).run();
		}
	};
}
