/** Routes that create and list networks, and connect and disconnect containers. */
import { isBoxError } from '../../../../contract/errors.ts';
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { DockerCall } from '../call.ts';
import { keptOf } from '../containers/kept.ts';
import { reachOf } from '../containers/request.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError, inConflict } from '../errors.ts';
import { dockerId } from '../ids.ts';
import { addressesOf, allNetworks, isOnBridge, needNetwork } from '../networks/networks.ts';
import { needNames, readConnect, readDisconnect, readNetwork } from '../networks/request.ts';
import {
	BUILTIN,
	keptText,
	needOther,
	LIST_FILTERS,
	networkAnswer,
	networksThatFit,
	PRUNE_FILTERS,
	type ShownNetwork
} from '../networks/words.ts';
import { filtersOf, hasLabel, momentOf } from '../query.ts';
import type { Route } from '../router.ts';

/** 403 in dockerd’s words: not possible for this container or network. */
const forbidden = (message: string) => new DockerError(403, message);
const isUp = ({ state }: BoxSummary) => state === 'running' || state === 'paused';

export function networksRoutes(context: DockerContext): Route[] {
	const { box, events, run } = context;
	const named = (call: DockerCall) => needNetwork(box.boxes, call.params['id']!);
	const answer = (network: ShownNetwork, inspected: boolean) => networkAnswer(network, addressesOf(box), inspected);

	const publish = (action: 'create' | 'destroy', { id, name }: { id: string; name: string }) =>
		events.emit({ type: 'network', action, id, attributes: { name, type: 'bridge' } });

	/** Finds the box that a client names. A pup is rejected because its owner connects it. */
	function boxOf(call: DockerCall, text: string, verb: 'connect' | 'disconnect'): BoxSummary {
		const found = context.containers.find(text);
		if (found.kind === 'box') return found.box;
		throw context.policy.refuse(call, {
			action: `docker.${verb}`,
			subject: found.id,
			sentence: `${found.name} is a pup: what it reaches is granted on the page of the box.`
		});
	}

	async function create(call: DockerCall): Promise<void> {
		const { name, labels, internal, ipv6, subnet, kept, warning } = readNetwork(await call.json());
		if (name === 'default' || BUILTIN.some((one) => one.name === name))
			throw forbidden(`operation is not permitted on predefined ${name} network`);
		if (box.boxes.networks.list().some((one) => one.name === name))
			throw inConflict(`network with name ${name} already exists`);
		const made = await run(call, 'networks.create', {
			body: { name, labels, internal, ipv6, subnet, annotations: keptText(kept) }
		});
		publish('create', made);
		call.answer(201, { Id: made.id, Warning: warning });
	}

	async function remove(call: DockerCall): Promise<void> {
		const network = named(call);
		const { id, name } = network;
		if (network.builtin) throw forbidden(`${name} is a pre-defined network and cannot be removed`);
		if (network.boxes.length > 0) {
			const who = network.boxes.map((one) => one.name).join(', ');
			throw forbidden(`error while removing network: network ${name} id ${id} has active endpoints (${who})`);
		}
		await run(call, 'networks.remove', { params: { id } });
		publish('destroy', { id, name });
		call.empty(204);
	}

	/** Reads what a container was allowed to reach when it was created. */
	async function reach(call: DockerCall, id: string) {
		const { annotations, labels } = await run(call, 'boxes.get', { params: { id } });
		const { HostConfig } = keptOf(annotations).asked;
		return { none: HostConfig?.NetworkMode === 'none', network: reachOf(labels) };
	}

	async function connect(call: DockerCall): Promise<void> {
		const network = named(call);
		const { container, aliases, links, address } = readConnect(await call.json());
		const found = boxOf(call, container, 'connect');
		const { id, name } = found;
		if (network.driver === 'host')
			throw forbidden('container cannot be connected to host network - container must be created in host network mode');
		if (network.driver === 'null')
			throw forbidden(
				'container cannot be connected to multiple networks with one of the networks in private (none) mode'
			);
		const there = network.builtin ? isOnBridge(found) : found.networks.some((one) => one.id === network.id);
		if (there && isUp(found)) throw forbidden(`endpoint with name ${name} already exists in network ${network.name}`);
		needNames(links, network.boxes);
		needOther(network, address);
		if (network.builtin && address !== undefined)
			throw badRequest('user specified IP address is supported on user defined networks only');
		// A box that has left all of its networks reaches nothing until it joins one again.
		if (found.network === 'none' && found.networks.length === 0) {
			const made = await reach(call, id);
			if (made.none) {
				throw forbidden(
					'container cannot be connected to multiple networks with one of the networks in private (none) mode'
				);
			}
			await run(call, 'boxes.update', { params: { id }, body: { network: made.network } });
		}
		if (!network.builtin)
			await run(call, 'networks.connect', { params: { id: network.id }, body: { box: id, aliases, address } });
		call.empty(200);
	}

	async function disconnect(call: DockerCall): Promise<void> {
		const network = named(call);
		const found = boxOf(call, readDisconnect(await call.json()).container, 'disconnect');
		const { id } = found;
		const there = network.builtin ? isOnBridge(found) : found.networks.some((one) => one.id === network.id);
		if (!there) {
			// A box left the default network when it joined a network of its own.
			if (network.driver === 'bridge' && network.builtin && found.networks.length > 0) return call.empty(200);
			throw forbidden(`container ${dockerId(id)} is not connected to network ${network.name}`);
		}
		// Cut off before it leaves: otherwise it would reach more than before for a moment.
		if (network.builtin || found.networks.length === 1)
			await run(call, 'boxes.update', { params: { id }, body: { network: 'none' } });
		if (!network.builtin) await run(call, 'networks.disconnect', { params: { id: network.id }, body: { box: id } });
		call.empty(200);
	}

	async function prune(call: DockerCall): Promise<void> {
		const filters = filtersOf(call.query, PRUNE_FILTERS);
		const [until] = filters.get('until') ?? [];
		const before = until === undefined ? null : momentOf(new URLSearchParams({ until }), 'until', Date.now());
		const gone: string[] = [];
		for (const { id, name, labels, createdAt, boxes } of box.boxes.networks.list()) {
			if (boxes.length > 0 || (before !== null && createdAt >= before)) continue;
			if (filters.get('label')?.some((text) => !hasLabel(labels, text))) continue;
			if (filters.get('label!')?.some((text) => hasLabel(labels, text))) continue;
			try {
				await run(call, 'networks.remove', { params: { id } });
				publish('destroy', { id, name });
				gone.push(name);
			} catch (error) {
				// Since the list was read, a box has joined it or somebody else has removed it.
				if (!isBoxError(error) || (error.status !== 409 && error.status !== 404)) throw error;
			}
		}
		call.answer(200, { NetworksDeleted: gone });
	}

	return [
		{
			method: 'GET',
			path: '/networks',
			handle(call) {
				const filters = filtersOf(call.query, LIST_FILTERS);
				const found = networksThatFit(allNetworks(box.boxes), filters);
				call.answer(
					200,
					found.map((one) => answer(one, false))
				);
			}
		},
		{ method: 'POST', path: '/networks/create', handle: create },
		{ method: 'POST', path: '/networks/prune', handle: prune },
		{ method: 'GET', path: '/networks/{id}', handle: (call) => call.answer(200, answer(named(call), true)) },
		{ method: 'DELETE', path: '/networks/{id}', handle: remove },
		{ method: 'POST', path: '/networks/{id}/connect', handle: connect },
		{ method: 'POST', path: '/networks/{id}/disconnect', handle: disconnect }
	];
}
