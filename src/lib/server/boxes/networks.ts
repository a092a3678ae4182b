/** Networks of boxes: the owner's actions, and the resulting network policies. */
import { randomBytes } from 'node:crypto';
import { conflict } from '../../contract/errors.ts';
import type { Effect } from '../../contract/effects.ts';
import type { NetworkInfo } from '../../contract/networks.ts';
import { wholeNetwork } from '../network/index.ts';
import type { NetworkPolicy } from '../network/types.ts';
import type { BoxesDeps } from './deps.ts';
import { needChosen } from './chosen.ts';
import { joiningEffects, leavingEffects } from './foreseen.ts';
import { joinedNetworks, type Joining } from './joined.ts';
import type { NetworkRow } from './network-rows.ts';
import type { BoxRow, BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';

/** A network or box may be given by its id or its name; 404 `not-found` for an unknown one. */
export interface BoxNetworks {
	/** Sorted by name. */
	list(): NetworkInfo[];
	get(network: string): NetworkInfo;
	/** @throws BoxError 409 `name-taken`, `too-many-networks` */
	create(options: {
		name: string;
		labels: Record<string, string>;
		internal: boolean;
		ipv6: boolean;
		/** IPv4 CIDR in which addresses can be chosen. */
		subnet?: string | undefined;
		annotations?: string | undefined;
	}): NetworkInfo;
	/** @throws BoxError 409 `network-used` */
	remove(network: string): void;
	/**
	 * Connects a box to a network.
	 * @param address chosen within the network's subnet; null: only its own address
	 * @throws BoxError 409 `wrong-state`, `too-many-networks`, `network-crowded`, `address-refused`
	 */
	connect(network: string, box: string, aliases: readonly string[], address?: string | null): Promise<NetworkInfo>;
	disconnect(network: string, box: string): Promise<NetworkInfo>;
	/** Effects of connecting a box. @throws BoxError like `connect` */
	planConnect(network: string, box: string, address?: string | null): Effect[];
	planDisconnect(network: string, box: string): Effect[];
	/** Removes networks without boxes. @param of only these @param dry only returns them */
	prune(of?: readonly string[], dry?: boolean): { id: string; name: string }[];
}

const isUp = ({ state }: BoxRow) => state === 'running' || state === 'paused';

/** @returns also the network policies of all boxes */
export function createBoxNetworks(
	deps: Pick<BoxesDeps, 'database' | 'enforce' | 'network'> & { rows: BoxRows; running: BoxRunning }
): BoxNetworks & { policies(): NetworkPolicy[] } {
	const { rows, running } = deps;
	const { networks } = rows;
	const ipv6Of = (address: string | null) => (address === null ? null : (deps.network?.ipv6Of(address) ?? null));

	function infoOf(row: NetworkRow, members = networks.members.all()): NetworkInfo {
		const boxes = members.flatMap(({ networkId, boxId, aliases, address: chosen }) => {
			const box = networkId === row.id ? rows.find(boxId) : null;
			if (!box) return [];
			const own = isUp(box) ? running.addressOf(box) : null;
			const address = own && (chosen ?? own);
			return [{ id: box.id, name: box.name, aliases, address, ipv6: row.ipv6 ? ipv6Of(own) : null }];
		});
		return { ...row, boxes };
	}

	function policies(): NetworkPolicy[] {
		const all = rows.all();
		const members = networks.members.all();
		if (members.length === 0) return all.map((row) => policyOf(row, true));
		const boxes = new Map(all.map((row) => [row.id, row]));
		const known = new Map(networks.all().map((row) => [row.id, row]));
		const joinings = members.flatMap(({ networkId, boxId, aliases, address }): Joining[] => {
			const [box, network] = [boxes.get(boxId), known.get(networkId)];
			if (!box || !network) return [];
			const chosen = address !== null && network.subnet !== null ? { address, subnet: network.subnet } : null;
			return [{ networkId, network: network.name, box, aliases, chosen, ...addressesOf(box, network) }];
		});
		const joined = joinedNetworks(joinings);
		const leadOut = new Set(joinings.flatMap(({ networkId, box }) => (known.get(networkId)!.internal ? [] : [box.id])));
		return all.map((row) => {
			const own = joined.get(row.id);
			const policy = policyOf(row, !own || leadOut.has(row.id));
			return own ? { ...policy, joined: own } : policy;
		});
	}

	function addressesOf(box: BoxRow, network: NetworkRow) {
		const address = running.addressOf(box);
		return { address, ipv6: network.ipv6 ? ipv6Of(address) : null };
	}

	/** @param out false where all its networks are internal: its own setting then opens nothing */
	function policyOf(row: BoxRow, out: boolean): NetworkPolicy {
		return {
			id: row.id,
			internet: out && row.network !== 'none',
			lan: out && row.network === 'home',
			networks: null,
			reaches: [],
			publishes: rows.ports.of(row.id).map(({ boxId: _box, ...port }) => port)
		};
	}

	/** A box that was started without any network cannot be connected while it runs. */
	function needSlot(box: BoxRow): void {
		if (!isUp(box) || !deps.network || deps.network.counters(box.id) !== null) return;
		throw conflict(
			'wrong-state',
			`${box.name} was started without a network.`,
			'Stop it, put it on the network, then start it.'
		);
	}

	/** A running box cannot have an address that another running box has. */
	function needAddress(row: NetworkRow, box: BoxRow, address: string | null): void {
		needChosen(row, address, { networks, network: deps.network });
		const others = networks.members.all().filter((one) => one.address === address && one.boxId !== box.id);
		const twin = others.map(({ boxId }) => rows.find(boxId)).find((other) => other && isUp(other));
		if (address === null || !isUp(box) || !twin) return;
		throw conflict('address-refused', `Address already in use: ${twin.name} has ${address}.`, 'Choose another one.');
	}

	return {
		policies,
		list() {
			const members = networks.members.all();
			return networks.all().map((row) => infoOf(row, members));
		},
		get: (network) => infoOf(networks.get(network)),
		create({ name, labels, internal, ipv6, subnet = null, annotations = null }) {
			const row = {
				id: randomBytes(32).toString('hex'),
				name,
				labels,
				internal,
				ipv6,
				// The host accepts only network addresses in this form.
				subnet: subnet === null ? null : wholeNetwork(subnet),
				annotations,
				createdAt: Date.now()
			};
			networks.add(row);
			return infoOf(row, []);
		},
		remove: (network) => networks.remove(networks.get(network).id),
		async connect(network, name, aliases, address = null) {
			const row = networks.get(network);
			const box = rows.get(name);
			needSlot(box);
			needAddress(row, box, address);
			networks.members.join({ networkId: row.id, boxId: box.id, aliases: [...aliases], address });
			await deps.enforce();
			return infoOf(row);
		},
		planConnect(network, name, address = null) {
			const row = networks.get(network);
			const box = rows.get(name);
			needSlot(box);
			needAddress(row, box, address);
			const before = infoOf(row);
			deps.database.rehearse(() => networks.members.join({ networkId: row.id, boxId: box.id, aliases: [], address }));
			return joiningEffects(before, box);
		},
		planDisconnect(network, name) {
			return leavingEffects(infoOf(networks.get(network)), rows.get(name));
		},
		async disconnect(network, name) {
			const row = networks.get(network);
			if (networks.members.leave(row.id, rows.get(name).id)) await deps.enforce();
			return infoOf(row);
		},
		prune(of, dry = false) {
			const wanted = of && new Set(of.map((one) => networks.get(one).id));
			const used = new Set(networks.members.all().map(({ networkId }) => networkId));
			const unused = networks.all().filter(({ id }) => !used.has(id) && (!wanted || wanted.has(id)));
			if (!dry) for (const { id } of unused) networks.remove(id);
			return unused.map(({ id, name }) => ({ id, name }));
		}
	};
}
