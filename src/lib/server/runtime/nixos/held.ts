/** A running container, as this process knows it. */
import { BoxError } from '../../../contract/errors.ts';
import { isAlive, type ProcessIdentity } from '../../host/index.ts';
import type { ContainerStatus, ProcessStatus } from '../types.ts';
import type { Description } from './description.ts';

export interface HeldProcess extends Omit<ProcessStatus, 'pid'> {
	/** The service's first process; null when it does not run. */
	process: ProcessIdentity | null;
	/** How its last run ended according to the journal; null while no entry says that. */
	ending: { exitCode: number; neverRan: boolean } | null;
}

export interface Held {
	id: string;
	/** Name in nixos-container. */
	name: string;
	description: Description;
	/** The container's first process. */
	leader: ProcessIdentity;
	paused: boolean;
	/** Number of its processes that the OOM killer had ended at the last reading. */
	oomKills: number;
	processes: HeldProcess[];
}

export const newProcess = (name: string): HeldProcess => ({
	...{ name, process: null, startedAt: null, exitCode: null, oomKilled: false, ending: null }
});

export const runs = ({ process }: HeldProcess): boolean => process !== null && isAlive(process);

export function statusOf({ id, leader, paused, processes }: Held): ContainerStatus {
	return {
		id,
		sandbox: isAlive(leader),
		sharesIds: true,
		diskLimited: null,
		paused,
		processes: processes.map(({ name, process, startedAt, exitCode, oomKilled }) => ({
			name,
			pid: process && isAlive(process) ? process.pid : null,
			startedAt,
			exitCode,
			oomKilled
		}))
	};
}

/**
 * Returns a running service.
 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`, `paused`
 */
export function runningService(held: Held | undefined, service: string): { held: Held; entry: HeldProcess } {
	const entry = held?.processes.find(({ name }) => name === service);
	if (held && !entry) {
		throw new BoxError({
			code: 'unknown-service',
			status: 404,
			message: `There is no service “${service.slice(0, 80)}” in it.`,
			hint: `It has: ${held.processes.map(({ name }) => name).join(', ')}.`
		});
	}
	if (!held || !entry || !runs(entry)) {
		throw new BoxError({
			code: 'service-not-running',
			status: 409,
			message: `The service “${service.slice(0, 80)}” does not run.`,
			hint: 'Start it first.'
		});
	}
	if (held.paused) {
		throw new BoxError({ code: 'paused', status: 409, message: 'It is paused.', hint: 'Resume it first.' });
	}
	return { held, entry };
}
