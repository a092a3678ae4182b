/** The `oci` runtime: composes its parts. */
import type { Logger } from 'pino';
import { createKeyedQueue } from '../../concurrency/index.ts';
import { DEFAULT_LOG_LIMITS, hostVerbs, isAlive, type Host, type OciCapabilities } from '../../host/index.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerNetwork } from '../network.ts';
import type { ContainerStatus, Runtime } from '../types.ts';
import { createAdoption } from './adoption.ts';
import { createAttaching } from './attach.ts';
import { createOciCalls } from './calls/calls.ts';
import { createCommands } from './commands.ts';
import { createEnding } from './ending.ts';
import { createExecs } from './execs/execs.ts';
import { createExitTracker } from './exit-tracker.ts';
import { createGround } from './ground.ts';
import { createContainerLogs, logCalls } from './logs/logs.ts';
import type { LogSearch } from './logs/search/worker.ts';
import { createContainerStats } from './container-stats.ts';
import { containerStatus, createRecords, type ContainerRecord } from './record.ts';
import { readProcesses } from './processes.ts';
import { createSessions } from './sessions.ts';
import { createPausing } from './pausing.ts';
import { createDisks } from './disks.ts';
import { createContainerFiles } from './files.ts';
import { createStart } from './starting.ts';

/** An identity that no process has. */
const NOBODY = { pid: 0, ticks: 0 };

export interface OciRuntimeDeps {
	host: Host;
	/** Null: containers get no network. */
	network: ContainerNetwork | null;
	/**
	 * Capabilities that were found to work. Called at first use, since detection runs while the
	 * server starts. Null: this host cannot run containers.
	 */
	capabilities: () => Promise<OciCapabilities | null>;
	log: Logger;
	search: LogSearch;
	logBytes?: number | undefined;
}

/** Has no effect on the host before the first call. */
export function createOciRuntime(deps: OciRuntimeDeps): Runtime {
	const { host, network, log } = deps;
	const calls = createOciCalls({
		host,
		capabilities: deps.capabilities,
		logBytes: deps.logBytes ?? DEFAULT_LOG_LIMITS.fileBytes
	});
	const records = createRecords(host);
	const logs = createContainerLogs(host, deps.search);
	const locks = createKeyedQueue();
	const ground = createGround({ host, settle: (name) => exits.settle(name), log });
	const { ready } = ground;
	const exits = createExitTracker({
		records,
		calls,
		logs,
		locks,
		cgroup: host.names.cgroup,
		ground: ground.now,
		log
	});
	const sessions = createSessions();
	const layout = () => ground.now()?.layout ?? null;
	const stats = createContainerStats(host.names.cgroup, {
		layout,
		counters: (id) => network?.counters(id) ?? null,
		note: (id, service, text) => {
			logs.note(id, service, text).catch((error: unknown) => log.warn({ err: error, id }, 'a note was not written'));
		}
	});
	const pausing = createPausing(host, records, layout);
	const execs = createExecs(host, (id) => isAlive(records.get(id)?.pause ?? NOBODY), log);
	const ending = createEnding({ host, pausing, records, calls, network, logs, exits, log });
	const files = createContainerFiles({ host, records, ending, locks, log });
	const disks = createDisks(host, locks, files);
	const attaching = createAttaching({ host, records, calls, exits });
	let adopted = false;
	/** The host has said that commands need no announcement. */
	let commandsMoveNothing = false;
	const start = createStart({
		...{ records, pausing, calls, network, logs, exits, ending, attaching, log },
		adopted: () => adopted
	});

	const adopt = createAdoption({ records, ending, calls, logs });
	// A process that could not start another one often ends because of that, and its cgroup with
	// it.
	exits.onEnding((record) => {
		stats.checkLimits(record);
	});

	/**
	 * A process that ends in between is listed as running. Only processes that were seen to end are
	 * missing.
	 */
	function statusOf(record: ContainerRecord): ContainerStatus {
		const status = containerStatus(record, pausing.isPaused(record.id));
		exits.noticeLost(record);
		return status;
	}

	return {
		kind: 'oci',

		async adopt() {
			const { exitFiles } = await ready();
			for (const id of await calls.traces(true)) await locks(id, () => adopt(id));
			adopted = true;
			for (const name of await exitFiles.all()) await exits.settle(name);
			await execs.adopt();
			return records.all().map(statusOf);
		},

		expectStart({ command = false } = {}) {
			if (command && commandsMoveNothing) return;
			const say = async () => {
				const program = command ? ((await deps.capabilities())?.program ?? null) : null;
				const moves = await host.call(hostVerbs.cgroupExpect, { command: program });
				if (command) commandsMoveNothing = !moves;
			};
			say().catch((error: unknown) => {
				log.debug({ error }, 'a start could not be announced');
			});
		},

		ensure: (spec, { only, signal } = {}) =>
			locks(spec.id, async () => {
				await ready();
				if (!records.get(spec.id)) stats.begin(spec.id);
				if (!isAlive(records.get(spec.id)?.pause ?? NOBODY)) await files.cutOff(spec.id);
				return containerStatus(await start(spec, only ?? null, signal), pausing.isPaused(spec.id));
			}),

		stop: (id, options) =>
			locks(id, async () => {
				await ready();
				await files.cutOff(id);
				const killed = await ending.end(id, options);
				stats.forget(id);
				return killed;
			}),

		stopProcess: (id, name, options) =>
			locks(id, async () => {
				await ready();
				return ending.endProcess(id, name, options);
			}),

		setLimits: (id, limits) =>
			locks(id, async () => {
				if (records.get(id)) await calls.limit(id, limits);
			}),

		remove: (id, options) =>
			locks(id, async () => {
				await ready();
				await files.cutOff(id);
				await ending.end(id, options);
				execs.forget(id);
				await settleAll([logs.remove(id), disks.remove(id)]);
				ending.forget(id);
			}),
		pause: (id) => locks(id, () => pausing.pause(id)),
		resume: (id) => locks(id, () => pausing.resume(id)),
		signal: (id, ...what) => locks(id, () => ending.signal(id, ...what)),
		...disks.calls,
		files: async (...how) => {
			await ready();
			return files.open(...how);
		},

		status(id) {
			const record = records.get(id);
			return record && statusOf(record);
		},

		list: () => records.all().map(statusOf),
		onExit: (fn) => exits.onExit(fn),
		stats: (id) => stats.read(records.get(id)),
		processes: (id) => readProcesses(layout(), host.names.cgroup, records.get(id)),
		...logCalls(logs),

		...createCommands({ records, pausing, sessions, calls, execs, stats, locks }),
		attach: attaching.attach,

		close() {
			sessions.close();
			attaching.close();
			execs.close();
			ground.close();
			logs.close();
			exits.close();
		}
	};
}
