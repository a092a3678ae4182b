/** Containers whose processes are all frozen. Only the kernel knows whether one is. */
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { freezerOf, hostVerbs, isAlive, type CgroupLayout, type Host } from '../../host/index.ts';
import type { Records } from './record.ts';

export interface Pausing {
	/** Cheap: reads one file. */
	isPaused(id: string): boolean;
	/** @throws BoxError 409 `paused` */
	needRunning(id: string): void;
	/** @throws BoxError 409 `container-not-running`, `cannot-pause` */
	pause(id: string): Promise<void>;
	/** @throws BoxError 409 `container-not-running` */
	resume(id: string): Promise<void>;
	/** Thaws the container's processes. A container that is not paused is no error. */
	release(id: string): Promise<void>;
}

/** @param layout null before it is known, and where there are no control groups */
export function createPausing(host: Host, records: Records, layout: () => CgroupLayout | null): Pausing {
	const isPaused = (id: string) => {
		const found = layout();
		return found !== null && (freezerOf(found, join(host.names.cgroup, id))?.asked() ?? false);
	};
	const freeze = (id: string, frozen: boolean) => host.call(hostVerbs.cgroupFreeze, { id, frozen });

	function needStanding(id: string): void {
		const record = records.get(id);
		if (record && isAlive(record.pause)) return;
		throw new BoxError({ code: 'container-not-running', status: 409, message: 'It does not run.', hint: 'Start it.' });
	}

	return {
		isPaused,
		needRunning(id) {
			if (!isPaused(id)) return;
			throw new BoxError({
				code: 'paused',
				status: 409,
				message: 'It is paused: nothing can run in it.',
				hint: 'Resume it first.'
			});
		},
		async pause(id) {
			needStanding(id);
			if (await freeze(id, true)) return;
			throw new BoxError({
				code: 'cannot-pause',
				status: 409,
				message: 'Its processes cannot be paused.',
				hint: 'One of them may wait for a disk. Try again in a moment, or stop it.'
			});
		},
		async resume(id) {
			needStanding(id);
			await freeze(id, false);
		},
		async release(id) {
			if (isPaused(id)) await freeze(id, false);
		}
	};
}
