/** Converts changes of the box into events of Docker’s clients. Pure. */
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { PupSummary } from '../../../../contract/pups.ts';
import { pupLabels } from '../containers/inspect.ts';
import { dockerId } from '../ids.ts';
import type { EventWords } from './types.ts';

/** The exit code of a main process whose real exit code is unknown. */
export const UNKNOWN_EXIT = 255;

const isUp = ({ state }: Pick<BoxSummary, 'state'>) => state === 'running' || state === 'paused';
const LIMITS = ['cpus', 'memoryBytes', 'pids', 'diskBytes', 'restart'] as const;

/** An event of a container. */
export type Happening = Omit<EventWords, 'type'> & {
	/** Absent for a container. */
	type?: 'network';
};

/** Attributes that clients match on. Compose matches on labels. */
const about = (box: BoxSummary, more: Record<string, string> = {}) => ({
	id: dockerId(box.id),
	attributes: { ...box.labels, image: box.image, name: box.name, ...more }
});

/**
 * Compares two states of a box.
 * @param before null: the box is new
 */
export function boxHappenings(before: BoxSummary | null, box: BoxSummary): Happening[] {
	const found: Happening[] = [];
	const add = (action: string, more?: Record<string, string>) => found.push({ action, ...about(box, more) });
	if (before === null) {
		// A new box in another state was created before anybody followed the log.
		if (box.state === 'creating') add('create');
		return found;
	}
	if (before.name !== box.name) add('rename', { oldName: `/${before.name}` });
	const [was, is] = [isUp(before), isUp(box)];
	// Entries of the log that an older version wrote have no networks.
	const [left, joined] = [before.networks ?? [], box.networks ?? []];
	const onNetwork = (action: 'connect' | 'disconnect', networks: BoxSummary['networks']) => {
		for (const { id, name } of networks)
			found.push({ type: 'network', action, id, attributes: { container: dockerId(box.id), name, type: 'bridge' } });
	};
	const without = (some: BoxSummary['networks'], others: BoxSummary['networks']) =>
		some.filter(({ id }) => !others.some((one) => one.id === id));
	const anew = was && is && box.startedAt !== before.startedAt;
	if (is) onNetwork('connect', was && !anew ? without(joined, left) : joined);
	if (was && is && !anew) onNetwork('disconnect', without(left, joined));
	if (was && (!is || anew)) add('die', { exitCode: String(box.exitCode ?? UNKNOWN_EXIT) });
	if (was && !is) onNetwork('disconnect', left);
	if (is && (!was || anew)) add('start');
	if (was && is && before.state !== box.state) add(box.state === 'paused' ? 'pause' : 'unpause');
	const health = box.health?.state;
	if (before.health?.state !== health && (health === 'healthy' || health === 'unhealthy'))
		add(`health_status: ${health}`);
	if (LIMITS.some((name) => before[name] !== box[name])) add('update');
	return found;
}

/** The event of a box's removal. */
export const boxGone = (box: BoxSummary): Happening => ({ action: 'destroy', ...about(box) });

/** The events of a pup's change. @param name of the pup among containers */
export function pupHappenings(before: PupSummary | null, pup: PupSummary, name: string): Happening[] {
	if (before === null || before.state === pup.state) return [];
	const attributes = { ...pupLabels(pup), name };
	const one = (action: string, more = {}) => [{ action, id: dockerId(pup.id), attributes: { ...attributes, ...more } }];
	if (pup.state === 'running') return one('start');
	if (before.state === 'running') {
		const codes = pup.services.flatMap(({ lastExitCode }) => lastExitCode ?? []);
		return one('die', { exitCode: String(codes.find((code) => code !== 0) ?? codes[0] ?? 0) });
	}
	return pup.state === 'uninstalled' ? one('destroy') : [];
}
