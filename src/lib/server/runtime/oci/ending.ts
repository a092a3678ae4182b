/** Takes a container down. */
import type { Logger } from 'pino';
import { hostVerbs, isAlive, type Host } from '../../host/index.ts';
import type { StopSignal } from '../../../contract/stop.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerNetwork } from '../network.ts';
import type { Killed, StopHow, StopOptions } from '../types.ts';
import type { OciCalls } from './calls/calls.ts';
import type { ExitTracker } from './exit-tracker.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { Pausing } from './pausing.ts';
import type { ProcessRecord, Records } from './record.ts';

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
	pausing: Pausing;
	log: Logger;
}

/** The caller holds the container's lock. */
export interface Ending {
	/** Asks its services to end, kills those that do not in their time, then {@link erase}. */
	end(id: string, options: StopOptions): Promise<Killed[]>;
	/** Ends one process of a container that stands, as {@link end} does; the others run on. */
	endProcess(id: string, name: string, options: StopOptions): Promise<Killed[]>;
	/** Sends all of a process a signal. @returns false where it does not run */
	signal(id: string, name: string, signal: StopSignal): Promise<boolean>;
	/** Removes everything but logs. `thorough` where it was not made whole, or not by us. */
	erase(id: string, thorough: boolean): Promise<void>;
	/** Something of it is about to be made. */
	begins(id: string): void;
	/** Whether something of it may be there, beside what its record says. */
	isSuspect(id: string): boolean;
	/** Nothing of it is ever asked for again. */
	forget(id: string): void;
}

export function createEnding(deps: EndingDeps): Ending {
	const { host, pausing, records, calls, network, logs, exits, log } = deps;
	/** Containers of which all was taken away, and nothing was made since. */
	const gone = new Set<string>();
	/** Those of which something was begun to be made, or to be taken away, and not all of that. */
	const suspects = new Set<string>();

	async function erase(id: string, thorough: boolean): Promise<void> {
		suspects.add(id);
		const record = records.get(id) ?? (await records.read(id));
		records.delete(id);
		// Its link goes with its namespaces.
		const passed = network?.counters(id);
		if (record && isAlive(record.pause)) {
			await host.call(hostVerbs.processKill, { id, ...record.pause });
		}
		logs.rest(id);
		// Its namespaces are gone, and the network does one thing after the other: whoever gets its
		// address next comes behind this. After a failure the table is written anew before that.
		network?.detach(id, !passed || passed.rxBytes + passed.txBytes > 0).catch((error: unknown) => {
			log.error({ err: error, id }, 'rules of a container that is gone are left');
		});
		await calls.erase(id, thorough);
		gone.add(id);
		suspects.delete(id);
	}

	/** Asks all of a service to end, and waits until it has, for its time at most. */
	async function askAndWait(
		id: string,
		name: string,
		running: NonNullable<ProcessRecord['process']>,
		wanted: StopHow,
		signal: AbortSignal | undefined
	): Promise<void> {
		const abort = new AbortController();
		const asked = calls
			.askToEnd(id, name, running, wanted, signal ? AbortSignal.any([abort.signal, signal]) : abort.signal)
			.catch((error: unknown) => {
				if (!abort.signal.aborted && !signal?.aborted) throw error;
			});
		// Awaited below; a failure before that is not unhandled.
		asked.catch(() => {});
		try {
			await exits.until(id, () => !isAlive(running), wanted.graceMs, signal);
			signal?.throwIfAborted();
		} finally {
			// Whoever is held still while others end is let go.
			abort.abort();
			await asked;
		}
	}

	/** Ends a service, and kills what is left of it after its time; at once where it has none. */
	async function endOne(id: string, entry: ProcessRecord, { graceMs, how, signal }: StopOptions): Promise<Killed[]> {
		const running = entry.process;
		if (!running || !isAlive(running)) return [];
		const wanted = how?.(entry.name) ?? { signal: 'SIGTERM', graceMs };
		if (wanted.graceMs > 0) await askAndWait(id, entry.name, running, wanted, signal);
		const killed = isAlive(running);
		if (killed) await calls.kill(id, running);
		await exits.until(id, () => entry.process !== running, KILL_WAIT_MS);
		return killed ? [{ process: entry.name, ...wanted }] : [];
	}

	return {
		erase,
		begins(id) {
			gone.delete(id);
			suspects.add(id);
		},
		isSuspect: (id) => suspects.has(id),
		forget: (id) => void gone.delete(id),

		async signal(id, name, signal) {
			const running = records.get(id)?.processes.find((entry) => entry.name === name)?.process;
			return running ? calls.askToEnd(id, name, running, { signal, graceMs: 0 }) : false;
		},

		async endProcess(id, name, options) {
			const entry = records.get(id)?.processes.find((process) => process.name === name);
			if (!entry) return [];
			await pausing.release(id);
			return endOne(id, entry, options);
		},

		async end(id, options) {
			const record = records.get(id);
			if (!record && gone.has(id)) return [];
			// Who is held still can neither hear that it shall end nor be killed.
			await pausing.release(id);
			const killed = await settleAll((record?.processes ?? []).map((entry) => endOne(id, entry, options)));
			if (record) {
				await exits.until(id, () => record.processes.every((entry) => entry.process === null), STATUS_WAIT_MS);
				exits.giveUp(record);
				// What it said at its end may lack a newline, and nobody takes its end in any more.
				for (const { name } of record.processes) await logs.end(id, name);
			}
			await erase(id, record === null);
			return killed.flat();
		}
	};
}
