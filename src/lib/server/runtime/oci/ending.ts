/** Stops containers and removes what they leave. */
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

/** Time limit for a killed process to disappear, milliseconds. After it the stop continues. */
const KILL_WAIT_MS = 5000;

/**
 * Time limit for exit statuses, milliseconds. The monitors write them a moment after the processes
 * have ended.
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

/** The caller of these functions holds the container's lock. */
export interface Ending {
	/**
	 * Asks the services to end, kills those that exceed their grace period, then calls {@link
	 * erase}.
	 */
	end(id: string, options: StopOptions): Promise<Killed[]>;
	/** Ends one process of a running container, like {@link end}; the others keep running. */
	endProcess(id: string, name: string, options: StopOptions): Promise<Killed[]>;
	/** Sends a signal to every process of a service. @returns false where it does not run */
	signal(id: string, name: string, signal: StopSignal): Promise<boolean>;
	/**
	 * Removes everything except logs. `thorough` where the container may be incomplete or was
	 * created by an earlier dogeboxd.
	 */
	erase(id: string, thorough: boolean): Promise<void>;
	/** Announces that parts of the container are about to be created. */
	begins(id: string): void;
	/** Whether parts of the container may exist that its record does not mention. */
	isSuspect(id: string): boolean;
	/** Forgets the container, which was removed for good. */
	forget(id: string): void;
}

export function createEnding(deps: EndingDeps): Ending {
	const { host, pausing, records, calls, network, logs, exits, log } = deps;
	/** Containers that were removed completely and not created again since. */
	const gone = new Set<string>();
	/** Containers whose creation or removal has begun and not completed. */
	const suspects = new Set<string>();

	async function erase(id: string, thorough: boolean): Promise<void> {
		suspects.add(id);
		const record = records.get(id) ?? (await records.read(id));
		records.delete(id);
		// Read first: the link disappears with its namespaces.
		const passed = network?.counters(id);
		if (record && isAlive(record.pause)) {
			await host.call(hostVerbs.processKill, { id, ...record.pause });
		}
		logs.rest(id);
		// Not awaited. The namespaces are gone, and the network handles its calls in order, so the
		// next container with this address comes after this call. After a failure the whole table
		// is rewritten before that.
		network?.detach(id, !passed || passed.rxBytes + passed.txBytes > 0).catch((error: unknown) => {
			log.error({ err: error, id }, 'rules of a container that is gone are left');
		});
		await calls.erase(id, thorough);
		gone.add(id);
		suspects.delete(id);
	}

	/** Asks a service to end and waits for that, at most for its grace period. */
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
		// The promise is awaited below. This handler prevents an unhandled rejection before that.
		asked.catch(() => {});
		try {
			await exits.until(id, () => !isAlive(running), wanted.graceMs, signal);
			signal?.throwIfAborted();
		} finally {
			// Releases processes that the host keeps frozen while it ends others.
			abort.abort();
			await asked;
		}
	}

	/** Ends a service and kills what remains after its grace period; kills at once without one. */
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
			// Frozen processes can neither handle a signal nor be killed.
			await pausing.release(id);
			const killed = await settleAll((record?.processes ?? []).map((entry) => endOne(id, entry, options)));
			if (record) {
				await exits.until(id, () => record.processes.every((entry) => entry.process === null), STATUS_WAIT_MS);
				exits.giveUp(record);
				// The last output may lack a newline, and no exit handler completes the log any
				// more.
				for (const { name } of record.processes) await logs.end(id, name);
			}
			await erase(id, record === null);
			return killed.flat();
		}
	};
}
