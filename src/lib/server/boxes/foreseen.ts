/** Effects of changes to boxes, worded for people. Pure. */
import type { BoxDetail, BoxSummary } from '../../contract/boxes.ts';
import type { Effect } from '../../contract/effects.ts';
import { listed } from '../../contract/listed.ts';
import type { NetworkInfo } from '../../contract/networks.ts';

type Named = Pick<BoxSummary, 'id' | 'name' | 'state'>;

const isUp = ({ state }: Named) => state === 'running' || state === 'paused';
const boxEffect = ({ id, name }: Named, text: string): Effect => ({ kind: 'box', id, name, text });

/** Effects of removing a box: what is removed with it, and what stays. */
export function removalEffects(
	box: Pick<BoxDetail, 'id' | 'name' | 'state' | 'ports' | 'networks' | 'volumes'>,
	{ force, snapshots }: { force: boolean; snapshots: readonly { id: string; name: string }[] }
): Effect[] {
	const how = !isUp(box) ? '' : force ? 'It is killed first. ' : 'It is stopped first. ';
	const named = box.volumes.flatMap((volume) => (volume.kind === 'volume' ? [volume.name] : []));
	const stays = named.length > 0 ? ` Its volumes stay: ${listed(named)}.` : '';
	return [
		boxEffect(box, `${how}It is removed with all its files and the output of its commands.${stays}`),
		...snapshots.map(({ id, name }) => ({ kind: 'snapshot' as const, id, name, text: 'It is removed.' })),
		...box.ports.map(({ hostPort, protocol }) => ({
			kind: 'port' as const,
			id: null,
			name: `${hostPort}/${protocol}`,
			text: 'It no longer leads to a box, and is free.'
		})),
		...box.networks.map(({ id, name }) => ({
			kind: 'network' as const,
			id,
			name,
			text: `${box.name} is no longer on it.`
		}))
	];
}

/** Effects of restoring a snapshot. */
export function restoreEffects(box: Named, snapshot: { id: string; name: string }): Effect[] {
	const how = isUp(box) ? 'It is stopped, and started again afterwards. ' : '';
	return [
		boxEffect(box, `${how}Its current files are lost; volumes stay unchanged.`),
		{ kind: 'snapshot', ...snapshot, text: 'It stays.' }
	];
}

/** @param made the box as it would be created */
export function cloneEffects(box: Named, made: Pick<BoxSummary, 'name' | 'networks'>, start: boolean): Effect[] {
	const after = start ? ', and started' : '';
	return [
		{ kind: 'box', id: null, name: made.name, text: `It is created with a copy of the files of ${box.name}${after}.` },
		boxEffect(box, isUp(box) ? 'It is paused while its files are copied.' : 'It stays as it is.'),
		...made.networks.map(({ id, name }) => ({
			kind: 'network' as const,
			id,
			name,
			text: `${made.name} is on it, and its boxes reach it.`
		}))
	];
}

/** Effects of connecting a box to a network. */
export function joiningEffects(network: Pick<NetworkInfo, 'id' | 'name' | 'boxes'>, box: Named): Effect[] {
	const there = network.boxes.some(({ id }) => id === box.id);
	return [
		{
			kind: 'network',
			id: network.id,
			name: network.name,
			text: there ? 'It stays as it is.' : `${box.name} is on it.`
		},
		boxEffect(box, there ? 'It is already on the network, and gets these aliases.' : 'It joins the network.'),
		...neighbors(network, box).map((other) => ({
			kind: 'box' as const,
			id: other.id,
			name: other.name,
			text: `It and ${box.name} reach each other at all ports.`
		}))
	];
}

/** Effects of disconnecting a box from a network; none where it is not connected. */
export function leavingEffects(network: Pick<NetworkInfo, 'id' | 'name' | 'boxes'>, box: Named): Effect[] {
	if (!network.boxes.some(({ id }) => id === box.id)) return [];
	return [
		{ kind: 'network', id: network.id, name: network.name, text: `${box.name} is no longer on it.` },
		boxEffect(box, 'Its open connections there are cut.'),
		...neighbors(network, box).map((other) => ({
			kind: 'box' as const,
			id: other.id,
			name: other.name,
			text: `It and ${box.name} no longer reach each other, unless they share another network.`
		}))
	];
}

const neighbors = ({ boxes }: Pick<NetworkInfo, 'boxes'>, box: Named) => boxes.filter(({ id }) => id !== box.id);
