/** The `oci` runtime: puts its parts together. */
import type { Logger } from 'pino';
import { BoxError } from '../../../contract/errors.ts';
import { createKeyedQueue } from '../../concurrency/index.ts';
import {
	cgroupLayout,
	DEFAULT_LOG_LIMITS,
	hasEnded,
	hostVerbs,
	isAlive,
	type Host,
	type OciCapabilities
} from '../../host/index.ts';
import { readMounts } from '../../mountinfo.ts';
import type { ContainerNetwork } from '../network.ts';
import type { ContainerStatus, ExecSession, Runtime } from '../types.ts';
import { attachTo } from './attach.ts';
import { createOciCalls } from './calls.ts';
import { createEnding } from './ending.ts';
import { watchExitFiles } from './exit-files.ts';
import { createExecs } from './execs/execs.ts';
import { createExitTracker, type Ground } from './exit-tracker.ts';
import { createContainerLogs, type ContainerLogs } from './logs/logs.ts';
import type { LogSearch } from './logs/search/worker.ts';
import { eachLine } from './lines.ts';
import { createContainerStats } from './container-stats.ts';
import { containerStatus, createRecords, runningProcess, type ContainerRecord } from './record.ts';
import { createSessions } from './sessions.ts';
import { createPausing } from './pausing.ts';
import { createDisks } from './disks.ts';
import { createStart } from './starting.ts';

/** A build that takes longer than this hangs; milliseconds. */
const BUILD_TIMEOUT_MS = 2 * 60 * 60 * 1000;

/** The identity of no process. */
const NOBODY = { pid: 0, ticks: 0 };

export interface OciRuntimeDeps {
	host: Host;
	/** Null: containers get no network. */
	network: ContainerNetwork | null;
	/**
	 * What was found to work; asked at first use, since it is found out while the server starts.
	 * Null: nothing works.
	 */
	capabilities: () => Promise<OciCapabilities | null>;
	log: Logger;
	search: LogSearch;
	logBytes?: number | undefined;
}

/** Nothing is touched before the first call. */
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
	let ground: Ground | null = null;
	const exits = createExitTracker({
		records,
		calls,
		logs,
		locks,
		cgroup: host.names.cgroup,
		ground: () => ground,
		log
	});
	const sessions = createSessions();
	const stats = createContainerStats(host.names.cgroup, {
		counters: (id) => network?.counters(id) ?? null,
		note: (id, service, text) => {
			logs.note(id, service, text).catch((error: unknown) => log.warn({ err: error, id }, 'a note was not written'));
		}
	});
	const pausing = createPausing(host, records, () => ground?.layout ?? null);
	const disks = createDisks(host, locks);
	const execs = createExecs(host, (id) => isAlive(records.get(id)?.pause ?? NOBODY), log);
	const ending = createEnding({ host, pausing, records, calls, network, logs, exits });
	const start = createStart({ records, pausing, calls, network, logs, exits, ending, log });

	// Who could start no further process often ends of it, and its group goes with it.
	exits.onEnding((record) => {
		if (ground?.layout) stats.lookAtLimits(ground.layout, record);
	});

	/** The folders, the layout of control groups and the watch on exits, once. */
	async function ready(): Promise<Ground> {
		if (ground) return ground;
		await host.call(hostVerbs.runFolderOpen, {});
		const layout = cgroupLayout(await readMounts());
		ground ??= {
			layout,
			exitFiles: watchExitFiles(
				host,
				(name) =>
					void exits.settle(name).catch((error: unknown) => {
						log.error({ error, name }, 'exit of a process could not be taken in');
					}),
				(error) => log.error({ error }, 'watching for exits failed')
			)
		};
		return ground;
	}

	/** A process that ends in between is told as running: what is told as gone was noticed. */
	function look(record: ContainerRecord): ContainerStatus {
		const status = containerStatus(record, pausing.isPaused(record.id));
		exits.noticeLost(record);
		return status;
	}

	/**
	 * Goes on with a container of an earlier life if it stands; takes away what is left of it if
	 * not.
	 */
	async function adoptOne(id: string): Promise<void> {
		if (records.get(id)) return;
		const record = await records.read(id);
		if (!record || !isAlive(record.pause)) {
			await ending.erase(id, true);
			return;
		}
		records.set(record);
		for (const entry of record.processes) {
			await calls.endSessions(id, entry.name);
			if (entry.process) logs.keepPrevious(id, entry.name);
			// Ended, or begun by a dogeboxd that was killed before it could write that down.
			else {
				await calls.forget(id, entry.name);
				await logs.end(id, entry.name);
			}
		}
	}

	return {
		kind: 'oci',

		async adopt() {
			const { exitFiles } = await ready();
			for (const id of await calls.traces(true)) await locks(id, () => adoptOne(id));
			for (const name of await exitFiles.all()) await exits.settle(name);
			await execs.adopt();
			return records.all().map(look);
		},

		expectStart() {
			host.call(hostVerbs.cgroupExpect, {}).catch((error: unknown) => {
				log.debug({ error }, 'a start could not be announced');
			});
		},

		ensure: (spec, { only, signal } = {}) =>
			locks(spec.id, async () => {
				await ready();
				if (!records.get(spec.id)) stats.begin(spec.id);
				return containerStatus(await start(spec, only ?? null, signal), pausing.isPaused(spec.id));
			}),

		stop: (id, options) =>
			locks(id, async () => {
				await ready();
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
				await ending.end(id, options);
				execs.forget(id);
				await logs.remove(id);
				await disks.remove(id);
			}),
		pause: (id) => locks(id, () => pausing.pause(id)),
		resume: (id) => locks(id, () => pausing.resume(id)),
		signal: (id, ...what) => locks(id, () => ending.signal(id, ...what)),
		...disks.calls,

		status(id) {
			const record = records.get(id);
			return record && look(record);
		},

		list: () => records.all().map(look),
		onExit: (fn) => exits.onExit(fn),
		stats: (id) => stats.read(ground?.layout ?? null, records.get(id)),
		...logCalls(logs),

		async exec(id, service, spec, signal) {
			const entry = runningProcess(records.get(id), service);
			pausing.needRunning(id);
			const { process } = entry;
			const session = sessions.name();
			return sessions.begin(id, () => calls.exec(id, service, session, spec, signal), {
				timeoutMs: spec.timeoutMs,
				signal,
				gone: () => entry.process !== process || process === null || hasEnded(process)
			});
		},

		startExec: (id, service, spec, record, signal) =>
			execs.start(id, record.execId, () => {
				const entry = runningProcess(records.get(id), service);
				pausing.needRunning(id);
				return calls.record(id, service, entry.process!, spec, record, signal);
			}),
		...execs.calls,

		run: (spec, signal) =>
			sessions.begin(spec.id, () => locks(spec.id, () => calls.run(spec, signal)), {
				timeoutMs: spec.timeoutMs,
				signal,
				after: () => locks(spec.id, () => calls.eraseRun(spec))
			}),

		attach: (id, service, fn) => {
			runningProcess(records.get(id), service);
			return attachTo({ logs, exits }, id, service, fn);
		},

		async runOnce(spec, onLine, signal) {
			return toItsEnd(await this.run({ timeoutMs: BUILD_TIMEOUT_MS, ...spec }, signal), onLine, spec.argv[0], signal);
		},

		close() {
			sessions.close();
			execs.close();
			ground?.exitFiles.close();
			ground = null;
			logs.close();
			exits.close();
		}
	};
}

function logCalls(logs: ContainerLogs) {
	return {
		logs: logs.page,
		logLimits: logs.limits,
		setLogLimits: logs.setLimits,
		logSpace: logs.space,
		freeLogs: logs.free,
		followLogs: logs.follow,
		note: logs.note
	} satisfies Partial<Runtime>;
}

async function toItsEnd(
	session: ExecSession,
	onLine: (line: string) => void,
	program = '',
	signal?: AbortSignal
): Promise<{ exitCode: number }> {
	session.stdin.end();
	await Promise.all([eachLine(session.stdout, onLine), eachLine(session.stderr, onLine)]);
	const { exitCode, reason } = await session.ended;
	signal?.throwIfAborted();
	if (reason !== 'timeout') return { exitCode };
	const message = `${program} failed (it took too long).`;
	throw new BoxError({ code: 'host-command-timeout', status: 500, message });
}
