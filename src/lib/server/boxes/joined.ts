/** Which boxes reach each other over networks, and by which names. Pure. */
import { isReservedName } from '../../contract/networks.ts';
import type { JoinedNetworks } from '../network/types.ts';

/** A box on a network. */
export interface Joining {
	networkId: string;
	/** Name of the network. */
	network: string;
	box: { id: string; name: string };
	aliases: readonly string[];
	/** Null: this host assigns none. */
	address: string | null;
	/** Its IPv6 address, where the network has IPv6. */
	ipv6: string | null;
	/**
	 * Address chosen for it on this network, with the network's subnet. Null: it has only its own
	 * address.
	 */
	chosen: { address: string; subnet: string } | null;
}

/** IPv4 addresses of a box on a network. */
const addressesOf = ({ address, chosen }: Joining) => [address, chosen?.address ?? null].filter((one) => one !== null);

/** Digits of an id that Docker clients use as a short container id. */
const SHORT_ID = 12;

/** Names of a box on one network, each alone and with the network's name appended. */
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

/** Network data of each box by its id. Boxes without a network are not included. */
export function joinedNetworks(all: readonly Joining[]): Map<string, JoinedNetworks> {
	const byNetwork = grouped(all, ({ networkId }) => networkId);
	const found = new Map<string, JoinedNetworks>();
	for (const [id, mine] of grouped(all, ({ box }) => box.id)) {
		const neighbors = new Set<string>();
		const neighbors6 = new Set<string>();
		const own6 = mine.find(({ ipv6 }) => ipv6 !== null)?.ipv6;
		const names = new Map<string, Set<string>>();
		const reverse = new Map<string, string>();
		for (const other of mine.flatMap(({ networkId }) => byNetwork.get(networkId)!)) {
			if (other.address === null) continue;
			if (other.box.id !== id) {
				for (const address of addressesOf(other)) neighbors.add(address);
				if (other.ipv6 !== null) neighbors6.add(other.ipv6);
			}
			const called = `${other.box.name}.${other.network}`;
			const six = other.ipv6 === null ? [] : [other.ipv6];
			// A chosen address is where the box's programs listen.
			const both = [other.chosen?.address ?? other.address, ...six];
			for (const address of [...addressesOf(other), ...six])
				if (!reverse.has(address) && fits(called)) reverse.set(address, called);
			for (const name of namesOf(other)) {
				const addresses = names.get(name) ?? new Set<string>();
				for (const address of both) addresses.add(address);
				names.set(name, addresses);
			}
		}
		const chosen = mine.flatMap(({ networkId, address, chosen: own }) => {
			const others = byNetwork.get(networkId)!.filter(({ box }) => box.id !== id);
			return own && address !== null ? [{ ...own, neighbors: others.flatMap(addressesOf) }] : [];
		});
		found.set(id, {
			neighbors: [...neighbors],
			...(own6 && { ipv6: { address: own6, neighbors: [...neighbors6] } }),
			...(chosen.length > 0 && { chosen }),
			names: new Map([...names].map(([name, addresses]) => [name, [...addresses]])),
			reverse
		});
	}
	return found;
}
