/** Brings a pup's container up and down. Used by jobs and by the reconciler, one at a time per pup. */
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import type { ImageConfig } from '../build/types.ts';
import { createKeyedQueue } from '../concurrency/index.ts';
import type { ContainerEngine, ContainerSpec, ContainerStatus } from '../containers/types.ts';
import { PUP_USER, storageMissing } from '../host/index.ts';
import { cannotRun } from '../sources/index.ts';
import type { ConfigStore } from './config-store.ts';
import { needsConfig, needsConfigError, type ConfigValues } from './config.ts';
import type { PupsDeps } from './deps.ts';
import type { PupFiles } from './files.ts';
import { crashOf } from './plan.ts';
import type { ServiceRecords } from './records.ts';
import type { PupRow, PupRows } from './rows.ts';
import { buildSpec } from './spec.ts';
import { recordOf, withServices, type SpecRecord } from './spec-record.ts';
import type { StateMachine } from './states.ts';
import type { PupTree } from './tree.ts';

/** Time that services have to end by themselves, milliseconds: a node that writes its database needs it. */
const STOP_GRACE_MS = 20_000;
/** How long a start is watched for a service that ends at once, milliseconds. The pup counts as running meanwhile. */
const SETTLE_MS = 300;

/** How often, and how long each time, the exit status of a service that has just ended is waited for, milliseconds. */
const STATUS_TRIES = 4;
const STATUS_WAIT_MS = 250;

export interface Running {
	/** @throws BoxError 409 `host-cannot-run` */
	engine(): ContainerEngine;
	/** Specification of a pup's container as it is now. @throws BoxError 409 `needs-config`, `no-root`, `storage-missing`, 422 `bad-command` */
	spec(row: PupRow): ContainerSpec;
	/** Sees that its files are those that were installed, and writes what the pup finds in its storage. @throws BoxError 409 `files-changed` */
	prepare(id: string): Promise<void>;
	/**
	 * What a container of the pup would be made from now; null where that cannot be said.
	 * @param values config to be taken instead of what is stored, in clear
	 */
	wanted(row: PupRow, values?: ConfigValues): SpecRecord | null;
	/** All that an installation makes is on the disk: files and layers. */
	isComplete(row: PupRow): boolean;
	/** Starts what does not run. Ends in `running`, or in `crashed` when a service ended at once. */
	start(id: string, signal: AbortSignal): Promise<void>;
	/** Watches a fresh start for a moment. @throws BoxError 409 `service-ended` or `out-of-memory` */
	settle(id: string, signal: AbortSignal): Promise<void>;
	/** Stops it; ends in `stopped`. A pup without a container is left in its state. */
	stop(id: string, signal?: AbortSignal): Promise<void>;
	/** Stops these services; the others, and the container, stay. */
	stopServices(id: string, services: readonly string[], signal: AbortSignal): Promise<void>;
	/** Writes the wanted limits to the container as it runs. */
	setLimits(id: string): Promise<void>;
	/** Starts one service again, if that is still `wanted` when its turn comes. */
	restartService(id: string, service: string, wanted: () => boolean): Promise<void>;
	/** True while the box itself ends the pup's services. */
	isStopping(id: string): boolean;
	/** What a pup that was found running is made from is not known: taken to be what is wanted now. */
	adopt(row: PupRow): void;
	/** IPv4 address of a pup on the pup network; null where there is none. */
	addressOf(row: Pick<PupRow, 'hostNumber'>): string | null;
	/** Bytes. */
	readonly totalMemory: number;
}

/** What {@link createRunning} uses beside what the room is built from. */
export interface RunningParts {
	deps: PupsDeps;
	rows: PupRows;
	states: StateMachine;
	config: ConfigStore;
	files: PupFiles;
	tree: PupTree;
	records: ServiceRecords;
}

/** 409: this host cannot run containers; says what is missing and the command that mends it. */
export function hostCannotRun(deps: Pick<PupsDeps, 'facts'>): BoxError {
	const { reason, command } = cannotRun(deps.facts());
	return new BoxError({
		code: 'host-cannot-run',
		status: 409,
		message: `This host cannot run pups. ${reason}`,
		...(command && { hint: `Run: ${command}` })
	});
}

/** @throws BoxError 409 `storage-missing` while the disk with pups' data is not there */
export function needStorage(deps: Pick<PupsDeps, 'storageMissing'>): void {
	const missing = deps.storageMissing?.() ?? null;
	if (missing !== null) throw storageMissing(missing);
}

/** Makes the hand that starts and stops containers of pups. */
export function createRunning({ deps, rows, states, config, files, tree, records }: RunningParts): Running {
	const totalMemory = deps.totalMemory ?? totalmem();
	const stopping = new Set<string>();
	/** What is under way on a pup's container: a restart of the box's own must not undo a stop that came meanwhile. */
	const inTurn = createKeyedQueue();

	function engine(): ContainerEngine {
		if (!deps.engine) throw hostCannotRun(deps);
		return deps.engine;
	}

	const addressOf = (row: Pick<PupRow, 'hostNumber'>) => deps.network?.addressOf(row.hostNumber) ?? null;

	const specOf = (row: PupRow): ContainerSpec => specAndRecord(row).spec;

	function specAndRecord(row: PupRow, given?: ConfigValues): { spec: ContainerSpec; record: SpecRecord } {
		needStorage(deps);
		if (!given && needsConfig(row.manifest, config.stored(row.id), row.configSavedAt)) {
			throw needsConfigError(row.name);
		}
		const values = given ?? config.opened(row);
		const spec = buildSpec({
			row,
			config: values,
			layers: row.layers.map((layer) => layerPath(deps, layer)),
			storage: files.storagePath(row.id),
			source: { path: tree.folder(row), writable: row.dev },
			image: imageOf(row),
			address: addressOf(row),
			gateway: deps.network?.gateway ?? '',
			totalMemory,
			user: PUP_USER
		});
		return { spec, record: recordOf(spec, row, values, deps.sealer.digest) };
	}

	function wanted(row: PupRow, values?: ConfigValues): SpecRecord | null {
		try {
			return specAndRecord(row, values).record;
		} catch (error) {
			if (isBoxError(error)) return null;
			throw error;
		}
	}

	/** What a container that stands is made from once what was down has been started. */
	function madeFrom(row: PupRow, before: ContainerStatus | null, record: SpecRecord): SpecRecord {
		if (!before?.sandbox || !row.madeFrom) return record;
		const up = before.processes.filter((process) => process.pid !== null).map(({ name }) => name);
		const started = Object.keys(record.services).filter((name) => !up.includes(name));
		return withServices(row.madeFrom, record, started, deps.sealer.digest);
	}

	/** With a state, where it differs: a write of its own costs more than a start has time for. */
	const ifNew = (row: PupRow, record: SpecRecord) =>
		row.madeFrom?.hash === record.hash ? {} : { values: { madeFrom: record } };

	/** What the image says that the root was made from; null for a root that was made another way. */
	function imageOf({ buildKind, layers }: PupRow): ImageConfig | null {
		const id = buildKind === 'image' ? layers.at(-1) : undefined;
		return id === undefined ? null : (deps.builder?.imageConfig(id) ?? null);
	}

	/** As {@link down}; waits a moment for exit statuses that are not there yet, so that the reason can be told. */
	async function downWithReason(row: PupRow, signal: AbortSignal) {
		let ended = await down(row);
		for (let i = 0; i < STATUS_TRIES && ended.some((service) => service.exitCode === null); i++) {
			await records.nextExit(row.id, STATUS_WAIT_MS, signal);
			signal.throwIfAborted();
			ended = await down(row);
		}
		return ended;
	}

	/** What of the pup is down, from what the engine says; empty when all runs. */
	async function down(row: PupRow) {
		const status = await engine().status(row.id);
		if (status) records.seen(status);
		return row.manifest.container.services
			.map(({ name }) => ({ name, ...records.get(row.id, name) }))
			.filter((service) => service.pid === null);
	}

	const asError = ({ code, reason, hint }: Failure) =>
		new BoxError({ code, status: 409, message: reason, ...(hint && { hint }) });

	return {
		engine,
		spec: specOf,
		wanted,
		isComplete: (row) =>
			row.installedAt !== null &&
			row.layers.length > 0 &&
			row.layers.every((layer) => existsSync(layerPath(deps, layer))) &&
			tree.exists(row),
		addressOf,
		totalMemory,
		isStopping: (id) => stopping.has(id),
		async prepare(id) {
			const row = rows.get(id);
			await tree.check(row);
			await files.makeStorage(id);
			await files.writeConfig(id, config.opened(row));
			if (row.keys === 'waiting' && (await files.writeKeys(id))) rows.set(id, { keys: 'made' });
		},
		start: (id, signal) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				const { spec, record } = specAndRecord(row);
				const before = await engine().status(id);
				// Before it is made: whoever is killed in between leaves a record that asks for too much, never for too little.
				if (!['running', 'starting'].includes(row.state)) {
					states.transition(id, { kind: 'start-begun', ...(!before?.sandbox && { values: { madeFrom: record } }) });
				}
				const status = await engine().start(spec, signal);
				records.seen(status);
				const made = ifNew(rows.get(id), madeFrom(row, before, record));
				const ended = await downWithReason(row, signal);
				if (ended.length === 0) states.transition(id, { kind: 'services-up', ...made });
				else states.transition(id, { kind: 'service-down', failure: crashOf(ended), ...made });
			}),
		async settle(id, signal) {
			const row = rows.find(id);
			if (!row) return;
			let ended = await downWithReason(row, signal);
			if (ended.length === 0) {
				await records.nextExit(id, SETTLE_MS, signal);
				signal.throwIfAborted();
				ended = await downWithReason(row, signal);
			}
			const failed = ended.filter((service) => service.exitCode !== 0);
			if (ended.length > 0) states.transition(id, { kind: 'service-down', failure: crashOf(ended) });
			if (failed.length > 0) throw asError(crashOf(failed));
		},
		stop: (id, signal) =>
			inTurn(id, async () => {
				const row = rows.find(id);
				const status = (await deps.engine?.status(id)) ?? null;
				const up = row !== null && ['starting', 'running', 'crashed', 'stopping'].includes(row.state);
				if (row && (up || (status && row.state === 'broken'))) states.transition(id, { kind: 'stop-begun' });
				stopping.add(id);
				try {
					await deps.engine?.stop(id, { graceMs: STOP_GRACE_MS, ...(signal && { signal }) });
				} finally {
					stopping.delete(id);
				}
				records.stopped(id);
				if (rows.find(id)?.state === 'stopping') states.transition(id, { kind: 'container-gone' });
			}),
		stopServices: (id, services, signal) =>
			inTurn(id, async () => {
				stopping.add(id);
				try {
					const stop = (service: string) => engine().stopProcess(id, service, { graceMs: STOP_GRACE_MS, signal });
					await Promise.all(services.map(stop));
				} finally {
					stopping.delete(id);
				}
			}),
		setLimits: (id) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				const { spec, record } = specAndRecord(row);
				await engine().setLimits(id, spec.limits);
				if (row.madeFrom) rows.set(id, { madeFrom: withServices(row.madeFrom, record, [], deps.sealer.digest) });
			}),
		restartService: (id, service, wanted) =>
			inTurn(id, async () => {
				if (!wanted()) return;
				const row = rows.get(id);
				const { spec, record } = specAndRecord(row);
				const process = await engine().startProcess(spec, service);
				records.restarted(id, process);
				const made = row.madeFrom && withServices(row.madeFrom, record, [service], deps.sealer.digest);
				if (made && made.hash !== row.madeFrom?.hash) rows.set(id, { madeFrom: made });
			}),
		adopt(row) {
			const record = row.madeFrom ? null : wanted(row);
			if (record) rows.set(row.id, { madeFrom: record });
		}
	};
}

/** Folder of a layer on the host; the build room names it by the layer's id. */
export function layerPath(deps: Pick<PupsDeps, 'paths'>, layer: string): string {
	return join(deps.paths.images, layer);
}
