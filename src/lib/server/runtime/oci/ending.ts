/** Takes a container down. */
import { hostVerbs, isAlive, type Host } from '../../host/index.ts';
import type { ContainerNetwork } from '../network.ts';
import type { StopOptions } from '../types.ts';
import type { OciCalls } from './calls.ts';
import type { ExitTracker } from './exit-tracker.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { Records } from './record.ts';

/** How long a killed process may take to go before we go on without it, milliseconds. */
const KILL_WAIT_MS = 5000;

/**
 * The monitors write exit statuses a moment after the processes are gone; how long they are waited
 * for, milliseconds.
 */
const STATUS_WAIT_MS = 500;

export interface EndingDeps {
	host: Host;
	records: Records;
	calls: OciCalls;
	network: ContainerNetwork | null;
	logs: ContainerLogs;
	exits: ExitTracker;
}

/** The caller holds the container's lock. */
export interface Ending {
	/** SIGTERM, after `graceMs` SIGKILL, then {@link erase}. */
	end(id: string, options: StopOptions): Promise<void>;
	/** Ends one process of a container that stands, as {@link end} does; the others run on. */
	endProcess(id: string, name: string, options: StopOptions): Promise<void>;
	/** Takes away everything but logs. `thorough` where it was not made whole, or not by us. */
	erase(id: string, thorough: boolean): Promise<void>;
}

export function createEnding({ host, records, calls, network, logs, exits }: EndingDeps): Ending {
	async function erase(id: string, thorough: boolean): Promise<void> {
		const record = records.get(id) ?? (await records.read(id));
		records.delete(id);
		if (record && isAlive(record.pause)) {
			await host.call(hostVerbs.processSignal, { id, ...record.pause, signal: 'SIGKILL' as const });
		}
		logs.rest(id);
		await Promise.all([network?.detach(id), calls.erase(id, thorough)]);
	}

	return {
		erase,

		async endProcess(id, name, { graceMs, signal }) {
			const entry = records.get(id)?.processes.find((process) => process.name === name);
			const running = entry?.process;
			if (!entry || !running || !isAlive(running)) return;
			await calls.signal(id, running, 'SIGTERM');
			await exits.until(id, () => !isAlive(running), graceMs, signal);
			signal?.throwIfAborted();
			if (isAlive(running)) await calls.signal(id, running, 'SIGKILL');
			await exits.until(id, () => entry.process !== running, KILL_WAIT_MS);
		},

		async end(id, { graceMs, signal }) {
			const record = records.get(id);
			const running = () => record?.processes.filter((entry) => entry.process && isAlive(entry.process)) ?? [];
			if (record && running().length > 0) {
				await Promise.all(running().map((entry) => calls.signal(id, entry.process!, 'SIGTERM')));
				await exits.until(id, () => running().length === 0, graceMs, signal);
				signal?.throwIfAborted();
				const stubborn = running();
				await Promise.all(stubborn.map((entry) => calls.signal(id, entry.process!, 'SIGKILL')));
				if (stubborn.length > 0) await exits.until(id, () => running().length === 0, KILL_WAIT_MS);
			}
			if (record) {
				await exits.until(id, () => record.processes.every((entry) => entry.process === null), STATUS_WAIT_MS);
				exits.giveUp(record);
			}
			await erase(id, record === null);
		}
	};
}
