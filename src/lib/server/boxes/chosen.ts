/** Addresses that are chosen for boxes on their networks. */
import { conflict } from '../../contract/errors.ts';
import { networksMeet, type PupNetwork } from '../network/index.ts';
import type { NetworkRow, NetworkRows } from './network-rows.ts';

const refuse = (message: string) =>
	conflict('address-refused', message, 'Choose another address, or give the network another subnet.');

/**
 * Checks that an address may be chosen. Two boxes of one network may be created with the same
 * address; the running one has it. Compose replaces a container by a new one in this way.
 * @param deps.network null: this host has none
 * @throws BoxError 409 `address-refused`
 */
export function needChosen(
	{ name, id, subnet }: NetworkRow,
	address: string | null,
	deps: { networks: NetworkRows; network: Pick<PupNetwork, 'chosenProblem'> | null }
): void {
	if (address === null) return;
	if (subnet === null) {
		throw refuse(`Addresses can be chosen only on a network with its own subnet, and “${name}” has none.`);
	}
	const problem = deps.network?.chosenProblem(address, subnet) ?? null;
	if (problem !== null) throw refuse(problem);
	const members = deps.networks.members.all();
	for (const other of deps.networks.all()) {
		if (other.id === id || other.subnet === null || !networksMeet(other.subnet, subnet)) continue;
		if (members.some((one) => one.networkId === other.id && one.address !== null))
			throw refuse(`${subnet} overlaps with the network “${other.name}”, on which addresses were chosen.`);
	}
}
