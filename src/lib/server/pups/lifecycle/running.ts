/** Starts and stops a pup's container. Operations on the same pup run one after another. */
import { BoxError } from '../../../contract/errors.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { RUN_MARK } from '../../../contract/log-text.ts';
import { createKeyedQueue } from '../../concurrency/index.ts';
import type { ContainerEngine, ContainerStatus, Killed } from '../../containers/types.ts';
import type { ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { crashOf, stopOf } from '../desired/index.ts';
import type { PupRow, PupRows, SpecRecord, StateMachine } from '../installed/index.ts';
import { hostCannotRun } from '../refusals.ts';
import type { ServiceRecords } from './records.ts';
import type { Wanted } from './wanted.ts';

/**
 * How long a start is watched for a service that ends at once, milliseconds. The pup counts as
 * running meanwhile.
 */
const SETTLE_MS = 300;

/**
 * Number and length, in milliseconds, of the waits for the exit status of a service that has just
 * ended.
 */
const STATUS_TRIES = 4;
const STATUS_WAIT_MS = 250;

const SHARES_IDS =
	'The disk with its files cannot give it user ids of its own, as this system could: it shares those of other pups.';

export interface Running {
	/** @throws BoxError 409 `host-cannot-run` */
	engine(): ContainerEngine;
	/**
	 * Verifies that the pup's files are the installed ones, and writes its keys and settings to its
	 * storage.
	 * @throws BoxError 409 `files-changed`
	 */
	prepare(id: string): Promise<void>;
	/**
	 * Starts everything that does not run. Ends in `running`, or in `crashed` when a service ended
	 * at once.
	 */
	start(id: string, signal: AbortSignal, log?: (line: string) => void): Promise<void>;
	/**
	 * Watches a new start for a moment.
	 * @param watch.ms how long; default a third of a second
	 * @param watch.every a service that ended with status 0 also counts as failed
	 * @throws BoxError 409 `service-ended` or `out-of-memory`
	 */
	settle(id: string, signal: AbortSignal, watch?: { ms?: number; every?: boolean }): Promise<void>;
	/**
	 * Stops the pup; ends in `stopped`. A pup without a container keeps its state.
	 * @param log receives a line for each service that had to be killed
	 * @param atMostMs upper limit of its services' grace periods, milliseconds
	 */
	stop(id: string, signal?: AbortSignal, log?: (line: string) => void, atMostMs?: number): Promise<void>;
	/** Stops these services; the others and the container keep running. */
	stopServices(
		id: string,
		services: readonly string[],
		signal: AbortSignal,
		log?: (line: string) => void
	): Promise<void>;
	/** Writes the desired limits to the running container. */
	setLimits(id: string): Promise<void>;
	/** Restarts one service, if it is still `wanted` when its turn comes. */
	restartService(id: string, service: string, wanted: () => boolean): Promise<void>;
	/**
	 * Ends a service whose health check fails, like a stop. It counts as crashed and is started
	 * again.
	 */
	endUnhealthy(id: string, service: string, text: string): Promise<void>;
	/** Whether dogeboxd itself is ending services of the pup. */
	isStopping(id: string): boolean;
}

export interface RunningDeps extends Pick<PupsDeps, 'engine' | 'facts' | 'links'> {
	rows: PupRows;
	states: StateMachine;
	config: ConfigStore;
	content: PupContent;
	records: ServiceRecords;
	wanted: Wanted;
}

export function createRunning(deps: RunningDeps): Running {
	const { rows, states, config, content, records, wanted } = deps;
	const { files, tree } = content;
	const stopping = new Set<string>();
	/** Serialises operations per container: an automatic restart must not undo a newer stop. */
	const inTurn = createKeyedQueue();

	function engine(): ContainerEngine {
		if (!deps.engine) throw hostCannotRun(deps);
		return deps.engine;
	}

	/** Written only where it differs, and with a state: a separate write would delay a start. */
	const ifNew = (row: PupRow, record: SpecRecord) =>
		row.madeFrom?.hash === record.hash ? {} : { values: { madeFrom: record } };

	/** Like {@link down}, but waits briefly for exit statuses, so that the reason is known. */
	async function downWithReason(row: PupRow, signal: AbortSignal) {
		let ended = await down(row);
		for (let i = 0; i < STATUS_TRIES && ended.some((service) => service.exitCode === null); i++) {
			await records.nextExit(row.id, STATUS_WAIT_MS, signal);
			signal.throwIfAborted();
			ended = await down(row);
		}
		return ended;
	}

	/** The services of the pup that do not run, as the engine reports them; empty when all run. */
	async function down(row: PupRow) {
		const status = await engine().status(row.id);
		if (status) records.seen(status);
		return row.manifest.container.services
			.map(({ name }) => ({ name, ...records.get(row.id, name) }))
			.filter((service) => service.pid === null);
	}

	/** Reports killed services in the job, in the service's log, and on the pup's page. */
	async function logKilled(
		id: string,
		killed: readonly Killed[],
		report: ((line: string) => void) | undefined
	): Promise<void> {
		for (const { process, signal, graceMs } of killed) {
			const seconds = graceMs / 1000;
			const line = `“${process}” did not end within ${seconds} ${seconds === 1 ? 'second' : 'seconds'} of ${signal} and was killed.`;
			report?.(
				`${line} It may not have written all of its data. You can give it more time with the limits on its page.`
			);
			records.killed(id, process, seconds);
			await deps.engine?.note(id, process, line);
		}
	}

	/** Writes a separator between two runs to the log. Not awaited: it would delay a start. */
	function markRun(id: string, service: string): void {
		void deps.engine?.note(id, service, RUN_MARK).catch(() => {});
	}

	function markRuns(row: PupRow, status: ContainerStatus | null): void {
		const runs = (name: string) => status?.processes.some((process) => process.name === name && process.pid !== null);
		for (const { name } of row.manifest.container.services) if (!runs(name)) markRun(row.id, name);
	}

	const asError = ({ code, reason, hint }: Failure) =>
		new BoxError({ code, status: 409, message: reason, ...(hint && { hint }) });

	return {
		engine,
		isStopping: (id) => stopping.has(id),
		async prepare(id) {
			const row = rows.get(id);
			await tree.check(row);
			await files.createStorage(id);
			const volumes = content.imageOf(row)?.volumes ?? [];
			await files.createVolumes(id, volumes, content.layerPath(row.layers.at(-1) ?? ''));
			await files.writeConfig(id, config.opened(row));
			if (row.keys === 'waiting' && (await files.writeKeys(id))) rows.set(id, { keys: 'made' });
		},
		start: (id, signal, report) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				const { spec, record } = wanted.spec(row);
				const before = await engine().status(id);
				// Recorded before the container exists. A kill in between may then cause an
				// unneeded restart, but a needed one is never missed.
				if (!['running', 'starting'].includes(row.state)) {
					states.transition(id, { kind: 'start-begun', ...(!before?.sandbox && { values: { madeFrom: record } }) });
				}
				markRuns(row, before);
				await deps.links().enforce(signal);
				const status = await engine().start(spec, signal);
				if (status.sharesIds && deps.facts().oci?.ownIds) report?.(SHARES_IDS);
				records.seen(status);
				const made = ifNew(rows.get(id), wanted.afterStart(rows.get(id), before, record));
				const ended = await downWithReason(row, signal);
				if (ended.length === 0) states.transition(id, { kind: 'services-up', ...made });
				else states.transition(id, { kind: 'service-down', failure: crashOf(ended), ...made });
			}),
		async settle(id, signal, { ms = SETTLE_MS, every = false } = {}) {
			const row = rows.find(id);
			if (!row) return;
			let ended = await downWithReason(row, signal);
			if (ended.length === 0) {
				await records.nextExit(id, ms, signal);
				signal.throwIfAborted();
				ended = await downWithReason(row, signal);
			}
			const failed = ended.filter((service) => every || service.exitCode !== 0);
			if (ended.length > 0) states.transition(id, { kind: 'service-down', failure: crashOf(ended) });
			if (failed.length > 0) throw asError(crashOf(failed));
		},
		stop: (id, signal, report, atMostMs = Infinity) =>
			inTurn(id, async () => {
				const row = rows.find(id);
				const status = (await deps.engine?.status(id)) ?? null;
				const up = row !== null && ['starting', 'running', 'crashed', 'stopping'].includes(row.state);
				if (row && (up || (status && row.state === 'broken'))) states.transition(id, { kind: 'stop-begun' });
				stopping.add(id);
				try {
					const how =
						row === null
							? undefined
							: (service: string) => {
									const { signal, graceMs } = stopOf(row, service);
									return { signal, graceMs: Math.min(graceMs, atMostMs) };
								};
					const killed = (await deps.engine?.stop(id, { how, signal })) ?? [];
					records.stopped(id);
					await logKilled(id, killed, report);
				} finally {
					stopping.delete(id);
				}
				if (rows.find(id)?.state === 'stopping') states.transition(id, { kind: 'container-gone' });
			}),
		stopServices: (id, services, signal, report) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				stopping.add(id);
				try {
					const how = (service: string) => stopOf(row, service);
					const stop = (service: string) => engine().stopProcess(id, service, { how, signal });
					await logKilled(id, (await Promise.all(services.map(stop))).flat(), report);
				} finally {
					stopping.delete(id);
				}
			}),
		endUnhealthy: (id, service, text) =>
			inTurn(id, async () => {
				const row = rows.find(id);
				if (!row?.enabled || records.get(id, service).pid === null) return;
				records.unhealthy(id, service, text);
				await engine().stopProcess(id, service, { how: (name) => stopOf(row, name) });
			}),
		setLimits: (id) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				const { spec, record } = wanted.spec(row);
				await engine().setLimits(id, spec.limits);
				const made = wanted.afterServices(row, record, []);
				if (made) rows.set(id, { madeFrom: made });
			}),
		restartService: (id, service, stillWanted) =>
			inTurn(id, async () => {
				if (!stillWanted()) return;
				const row = rows.get(id);
				const { spec, record } = wanted.spec(row);
				markRun(id, service);
				const process = await engine().startProcess(spec, service);
				records.restarted(id, process);
				const made = wanted.afterServices(row, record, [service]);
				if (made && made.hash !== row.madeFrom?.hash) rows.set(id, { madeFrom: made });
			})
	};
}
