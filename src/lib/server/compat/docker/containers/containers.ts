/** Presents boxes and pups as containers, and finds the one that a client names. */
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { PupSummary } from '../../../../contract/pups.ts';
import type { Services } from '../../../services.ts';
import { badRequest, noSuch } from '../errors.ts';
import { resolveId, resolveWhole } from '../ids.ts';

/** A box or pup as clients see it. The `id` of a container is its box's, 32 hex digits. */
export type Container =
	| { readonly kind: 'box'; readonly id: string; readonly name: string; readonly box: BoxSummary }
	| { readonly kind: 'pup'; readonly id: string; readonly name: string; readonly pup: PupSummary };

export interface Containers {
	/** All containers: newest first, boxes before pups. */
	all(): Container[];
	/**
	 * Finds a container by its id, its name or the beginning of its id.
	 * @throws DockerError 404 for none, 400 for a beginning that fits several
	 */
	find(text: string): Container;
}

/** Names of pups among containers. Pups with the same name also get part of their ids. */
export function pupNames(pups: readonly Pick<PupSummary, 'id' | 'name'>[]): Map<string, string> {
	const plain = ({ name }: Pick<PupSummary, 'name'>) => `pup-${name.replace(/[^a-zA-Z0-9_.-]+/g, '-')}`;
	const count = new Map<string, number>();
	for (const pup of pups) count.set(plain(pup), (count.get(plain(pup)) ?? 0) + 1);
	return new Map(
		pups.map((pup) => [pup.id, count.get(plain(pup)) === 1 ? plain(pup) : `${plain(pup)}-${pup.id.slice(0, 6)}`])
	);
}

export function createContainers({ boxes, pups }: Pick<Services, 'boxes' | 'pups'>): Containers {
	const ofBoxes = () => boxes.all().map((box) => ({ kind: 'box' as const, id: box.id, name: box.name, box }));
	function all(): Container[] {
		const installed = pups.list().filter(({ state }) => state !== 'uninstalled');
		const names = pupNames(installed);
		return [
			...ofBoxes(),
			...installed.map((pup) => ({ kind: 'pup' as const, id: pup.id, name: names.get(pup.id)!, pup }))
		];
	}
	return {
		all,
		find(text) {
			// Boxes are searched first because the list of pups is computed at each call.
			const found = resolveWhole<Container>(ofBoxes(), text) ?? resolveId(all(), text);
			if (found === 'ambiguous') throw badRequest(`multiple IDs found with provided prefix: ${text.slice(0, 80)}`);
			if (!found) throw noSuch('container', text);
			return found;
		}
	};
}
