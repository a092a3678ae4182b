/** Adopts, at the start of dogeboxd, the containers that an earlier process left running. */
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import type { NetworkMember } from '../../network/types.ts';
import type { ServiceRecords } from './records.ts';
import type { Wanted } from './wanted.ts';

/**
 * Finds running containers, removes those without a pup or box, and connects the others to the
 * network.
 */
export async function adopt(
	deps: Pick<PupsDeps, 'engine' | 'links' | 'network' | 'others' | 'log'> & {
		rows: PupRows;
		records: ServiceRecords;
		wanted: Wanted;
	}
): Promise<void> {
	const { engine, network, rows, records, wanted, log } = deps;
	if (!engine) return;
	const members: NetworkMember[] = [];
	for (const status of await engine.adopt()) {
		const other = deps.others?.().member(status.id) ?? null;
		if (other) {
			if (status.sandbox && other.address !== null) members.push({ id: status.id, address: other.address });
			continue;
		}
		records.seen(status);
		const row = rows.find(status.id);
		if (!row) {
			// It has no owner: its pup was purged by a dogeboxd that died during the purge.
			log.warn({ container: status.id }, 'removing a container that belongs to nothing');
			await engine.remove(status.id);
			continue;
		}
		if (!status.sandbox) continue;
		wanted.adopt(row);
		const address = network?.addressOf(row.hostNumber) ?? null;
		if (address !== null) members.push({ id: row.id, address });
	}
	// The connected members are passed to the network, so that the next table of rules contains
	// exactly the running containers.
	await deps.links().enforce();
	await network?.ensure(members);
}
