/** Whom boxes on networks reach, and by which names. Pure. */
import { isReservedName } from '../../contract/networks.ts';
import type { JoinedNetworks } from '../network/types.ts';

/** A box on a network. */
export interface Joining {
	networkId: string;
	/** What it is called. */
	network: string;
	box: { id: string; name: string };
	aliases: readonly string[];
	/** Null: this host gives none. */
	address: string | null;
}

/** Digits of an id by which clients of Docker know a container. */
const SHORT_ID = 12;

/** Names of a box on one network, each alone and in front of the network’s. */
function namesOf({ box, network, aliases }: Joining): string[] {
	const plain = [box.name, ...aliases, box.id.slice(0, SHORT_ID)].map((name) => name.toLowerCase());
	return [...plain, ...plain.map((name) => `${name}.${network.toLowerCase()}`)].filter((name) => !isReservedName(name));
}

const fits = (name: string) => name.length <= 253 && name.split('.').every((label) => label.length <= 63);

function grouped(all: readonly Joining[], by: (one: Joining) => string): Map<string, Joining[]> {
	const found = new Map<string, Joining[]>();
	for (const one of all) {
		const group = found.get(by(one));
		if (group) group.push(one);
		else found.set(by(one), [one]);
	}
	return found;
}

/** What each box has by its networks, by its id; those that are on none are not in it. */
export function joinedNetworks(all: readonly Joining[]): Map<string, JoinedNetworks> {
	const byNetwork = grouped(all, ({ networkId }) => networkId);
	const found = new Map<string, JoinedNetworks>();
	for (const [id, mine] of grouped(all, ({ box }) => box.id)) {
		const neighbors = new Set<string>();
		const names = new Map<string, Set<string>>();
		const reverse = new Map<string, string>();
		for (const other of mine.flatMap(({ networkId }) => byNetwork.get(networkId)!)) {
			if (other.address === null) continue;
			if (other.box.id !== id) neighbors.add(other.address);
			const called = `${other.box.name}.${other.network}`;
			if (!reverse.has(other.address) && fits(called)) reverse.set(other.address, called);
			for (const name of namesOf(other)) {
				const addresses = names.get(name) ?? new Set<string>();
				addresses.add(other.address);
				names.set(name, addresses);
			}
		}
		found.set(id, {
			neighbors: [...neighbors],
			names: new Map([...names].map(([name, addresses]) => [name, [...addresses]])),
			reverse
		});
	}
	return found;
}
