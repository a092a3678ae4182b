/** The engine that pups and boxes share. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { BoxError } from '../../contract/errors.ts';
import { createKeyedQueue } from '../concurrency/index.ts';
import {
	cgroupLayout,
	hostVerbs,
	isAlive,
	ociName,
	parseOciName,
	readMounts,
	type CgroupLayout,
	type Host,
	type HostFacts
} from '../host/index.ts';
import type { NetworkMember, PupNetwork } from '../network/types.ts';
import { createOciRuntime, type Runtime } from '../runtime/index.ts';
import { readGroupUsage, readOomKills } from './cgroup-usage.ts';
import { programExit } from './exec-failure.ts';
import { watchExits, type ExitWatch } from './exits.ts';
import { createContainerLogs } from './logs.ts';
import {
	containerStatus,
	processOf,
	processStatus,
	readRecord,
	type ContainerRecord,
	type ProcessRecord
} from './record.ts';
import type { ContainerEngine, ContainerSpec, ContainerStatus, ProcessExit, ProcessSpec } from './types.ts';

/** Size at which a service's log begins anew, bytes; one older part is kept, so a service never has more than twice this. */
const LOG_BYTES = 8 * 1024 * 1024;

/** Time that a service has between SIGTERM and SIGKILL, milliseconds. */
const GRACE_MS = 10_000;

/** How long a killed process may take to go before we go on without it, milliseconds. */
const KILL_WAIT_MS = 5000;

/** How long an exit status may be missing after its process is gone before we go on without it, milliseconds. */
const LOST_AFTER_MS = 2000;

/** Exit status that is given for a process whose own is lost with its monitor: that of SIGKILL. */
const LOST_EXIT_CODE = 137;

export interface EngineDeps {
	host: Host;
	/** Null: containers get no network. */
	network: PupNetwork | null;
	log: Logger;
	/** What the host can do; may still be being found out. */
	facts: () => HostFacts | Promise<HostFacts>;
	/** Instead of the `oci` runtime. */
	runtime?: Runtime;
	logBytes?: number;
}

/** Makes the engine; nothing is touched before its first call. `adopt` comes first. */
export function createContainerEngine(deps: EngineDeps): ContainerEngine {
	const { host, network, log } = deps;
	const logBytes = deps.logBytes ?? LOG_BYTES;
	const runtime =
		deps.runtime ?? createOciRuntime({ host, capabilities: async () => (await deps.facts()).oci, logBytes });
	const logs = createContainerLogs({ host });
	const locks = createKeyedQueue();
	const records = new Map<string, ContainerRecord>();
	const listeners = new Set<(exit: ProcessExit) => void>();
	/** Exits that nobody has heard of yet. */
	let unheard: ProcessExit[] = [];
	const waiting = new Map<string, Set<() => void>>();
	let exits: ExitWatch | null = null;
	let layout: CgroupLayout | null = null;

	async function ready(): Promise<ExitWatch> {
		if (exits) return exits;
		await host.call(hostVerbs.runFolderOpen, {});
		layout = cgroupLayout(await readMounts());
		exits ??= watchExits(
			host,
			(name) =>
				void settle(name).catch((error: unknown) =>
					log.error({ error, name }, 'exit of a process could not be taken in')
				),
			(error) => log.error({ error }, 'watching for exits failed')
		);
		return exits;
	}

	const save = (record: ContainerRecord) =>
		host.call(hostVerbs.containerRecordWrite, { id: record.id, text: JSON.stringify(record) });

	function emit(exit: ProcessExit): void {
		if (listeners.size === 0) {
			unheard.push(exit);
			return;
		}
		for (const listener of listeners) {
			try {
				listener(exit);
			} catch (error) {
				log.error({ error }, 'a listener for exits failed');
			}
		}
	}

	/** Takes in the end of a process, if its exit status is there and it was not taken in before. */
	async function settle(name: string, lost = false): Promise<void> {
		const parsed = parseOciName(name);
		const record = parsed && records.get(parsed.id);
		const entry = record?.processes.find((candidate) => candidate.name === parsed!.process);
		if (!record || !entry?.process || !exits) return;
		const running = entry.process;
		const status = (await exits.pending(name)) ?? (lost ? LOST_EXIT_CODE : null);
		const lines = status === 1 ? await logs.tail(record.id, { service: entry.name, tail: 2 }) : [];
		const code = status === null ? null : programExit(status, entry.startedAt ?? 0, lines);
		// Someone else may have been faster while the file was read.
		if (code === null || entry.process !== running) return;
		const oomKilled = layout !== null && readOomKills(layout, join(host.names.cgroup, record.id, entry.name)) > 0;
		Object.assign(entry, {
			process: null,
			exitCode: code,
			oomKilled: oomKilled && code !== 0
		} satisfies Partial<ProcessRecord>);
		for (const wake of waiting.get(record.id) ?? []) wake();
		emit({ id: record.id, process: entry.name, exitCode: code, oomKilled: entry.oomKilled, at: Date.now() });
		// What is left of it goes under the lock, for it may be launched again at once.
		await locks(record.id, async () => {
			if (records.get(record.id) !== record || entry.process !== null) return;
			await runtime.forget(record.id, entry.name);
			await save(record);
		});
	}

	/** Processes that are gone without leaving an exit status: their monitor was killed. */
	function noticeLost(record: ContainerRecord): void {
		for (const entry of record.processes) {
			if (!entry.process || isAlive(entry.process)) continue;
			const gone = entry.process;
			setTimeout(() => {
				if (entry.process === gone) void settle(ociName(record.id, entry.name), true).catch(() => {});
			}, LOST_AFTER_MS).unref();
		}
	}

	/** What is told of a container. A process that ends in between is told as running: what is told as gone was noticed. */
	function look(record: ContainerRecord): ContainerStatus {
		const status = containerStatus(record);
		noticeLost(record);
		return status;
	}

	/** Takes a container away. `thorough` where it was not made whole, or not by us. */
	async function take(id: string, thorough: boolean): Promise<void> {
		const record = records.get(id) ?? (await readRecord(host, id));
		records.delete(id);
		if (record && isAlive(record.pause)) {
			await host.call(hostVerbs.processSignal, { id, ...record.pause, signal: 'SIGKILL' as const });
		}
		logs.rest(id);
		await Promise.all([network?.detach(id), runtime.erase(id, thorough)]);
	}

	const memberOf = (spec: ContainerSpec): NetworkMember | null =>
		spec.network && network ? { id: spec.id, address: spec.network.address, internet: spec.network.internet } : null;

	async function launch(
		record: ContainerRecord,
		spec: ContainerSpec,
		process: ProcessSpec,
		gate: Promise<unknown>,
		signal?: AbortSignal
	) {
		// What its last run left goes first, if that was not done at its end.
		if (processOf(record, process.name).startedAt !== null) await runtime.forget(record.id, process.name);
		const { id, pause, idBase, createdAt } = record;
		const sandbox = { id, pause, idBase, createdAt };
		const running = await runtime.launch(sandbox, spec, process, gate, signal);
		const entry = processOf(record, process.name);
		Object.assign(entry, {
			process: running.process,
			startedAt: running.startedAt,
			// Of the run before: it says nothing about this one.
			exitCode: null,
			oomKilled: false
		} satisfies Partial<ProcessRecord>);
		logs.keepPrevious(record.id, process.name);
		return entry;
	}

	async function begin(spec: ContainerSpec, only: string | null, signal?: AbortSignal): Promise<ContainerRecord> {
		await ready();
		signal?.throwIfAborted();
		let record = records.get(spec.id);
		let fresh = false;
		let gate: Promise<unknown> = Promise.resolve();
		const at = performance.now();
		try {
			if (record && isAlive(record.pause)) {
				await host.call(hostVerbs.cgroupCreate, { id: spec.id, limits: spec.limits });
			} else {
				// Without its sandbox a container cannot be mended, and of one we do not know nothing may be in the way.
				if (record || (await runtime.traces(false)).includes(spec.id)) await take(spec.id, true);
				fresh = true;
				const member = memberOf(spec);
				const sandbox = await runtime.open(spec, filesOf(spec, member, network), signal);
				record = {
					id: spec.id,
					pause: sandbox.pause,
					idBase: sandbox.idBase,
					createdAt: sandbox.createdAt,
					attached: member !== null,
					processes: []
				};
				if (member) gate = network!.attach(member, sandbox.pause.pid, signal);
				// It is awaited below, beside the launches; a failure before that is not unhandled.
				gate.catch(() => {});
				records.set(spec.id, record);
			}
			const opened = performance.now();
			const current = record;
			const missing = spec.processes.filter((process) => {
				if (!fresh && only !== null && process.name !== only) return false;
				const entry = processOf(current, process.name);
				return !entry.process || !isAlive(entry.process);
			});
			const results = await Promise.allSettled([
				gate,
				...missing.map((process) => launch(current, spec, process, gate, signal))
			]);
			const failed = results.find((result) => result.status === 'rejected');
			if (failed) {
				if (!fresh) {
					for (const process of missing) {
						if (!processOf(current, process.name).process) await runtime.forget(spec.id, process.name);
					}
				}
				throw failed.reason;
			}
			await save(current);
			const names = missing.map((process) => process.name);
			log.debug(
				{ id: spec.id, names, sandboxMs: opened - at, launchMs: performance.now() - opened },
				'container started'
			);
			// One that ended before we knew its name.
			for (const name of names) setImmediate(() => void settle(ociName(spec.id, name)).catch(() => {}));
			return current;
		} catch (error) {
			if (fresh)
				await take(spec.id, true).catch((cause: unknown) =>
					log.error({ error: cause, id: spec.id }, 'half-made container is left')
				);
			throw startError(error, signal);
		}
	}

	async function end(id: string, graceMs: number, signal?: AbortSignal): Promise<void> {
		await ready();
		const record = records.get(id);
		const running = () => record?.processes.filter((entry) => entry.process && isAlive(entry.process)) ?? [];
		if (record && running().length > 0) {
			await Promise.all(running().map((entry) => runtime.signal(id, entry.process!, 'SIGTERM')));
			await until(id, () => running().length === 0, graceMs, signal);
			signal?.throwIfAborted();
			const stubborn = running();
			await Promise.all(stubborn.map((entry) => runtime.signal(id, entry.process!, 'SIGKILL')));
			if (stubborn.length > 0) await until(id, () => running().length === 0, KILL_WAIT_MS);
		}
		if (record) {
			// The monitors write the exit statuses a moment after the processes are gone.
			await until(id, () => record.processes.every((entry) => entry.process === null), 500);
			for (const entry of record.processes) {
				if (!entry.process) continue;
				entry.process = null;
				entry.exitCode = LOST_EXIT_CODE;
				emit({ id, process: entry.name, exitCode: LOST_EXIT_CODE, oomKilled: false, at: Date.now() });
			}
		}
		await take(id, record === undefined);
	}

	/** Waits until `done`, woken by each exit of the container; a slow look besides for a process whose monitor is gone. */
	async function until(id: string, done: () => boolean, ms: number, signal?: AbortSignal): Promise<void> {
		const deadline = Date.now() + ms;
		while (!done() && Date.now() < deadline && !signal?.aborted) {
			await new Promise<void>((resolve) => {
				const wakers = waiting.get(id) ?? new Set();
				waiting.set(id, wakers);
				const wake = () => {
					clearTimeout(timer);
					signal?.removeEventListener('abort', wake);
					wakers.delete(wake);
					if (wakers.size === 0) waiting.delete(id);
					resolve();
				};
				const timer = setTimeout(wake, Math.min(100, Math.max(1, deadline - Date.now())));
				wakers.add(wake);
				signal?.addEventListener('abort', wake, { once: true });
			});
		}
	}

	return {
		async adopt() {
			const watcher = await ready();
			for (const id of await runtime.traces(true)) {
				await locks(id, async () => {
					if (records.has(id)) return;
					const record = await readRecord(host, id);
					if (record && isAlive(record.pause)) {
						records.set(id, record);
						for (const entry of record.processes) {
							if (entry.process) logs.keepPrevious(id, entry.name);
							// Ended, or begun by a dogeboxd that was killed before it could write that down.
							else await runtime.forget(id, entry.name);
						}
					} else {
						await take(id, true);
					}
				});
			}
			for (const name of await watcher.all()) await settle(name);
			return [...records.values()].map(look);
		},

		start: (spec, signal) => locks(spec.id, async () => containerStatus(await begin(spec, null, signal))),

		startProcess: (spec, name, signal) =>
			locks(spec.id, async () => processStatus(processOf(await begin(spec, name, signal), name))),

		stop: (id, options = {}) => locks(id, () => end(id, options.graceMs ?? GRACE_MS, options.signal)),

		stopProcess: (id, name, { graceMs = GRACE_MS, signal } = {}) =>
			locks(id, async () => {
				const entry = records.get(id)?.processes.find((process) => process.name === name);
				const running = entry?.process;
				if (!entry || !running || !isAlive(running)) return;
				await runtime.signal(id, running, 'SIGTERM');
				await until(id, () => !isAlive(running), graceMs, signal);
				signal?.throwIfAborted();
				if (isAlive(running)) await runtime.signal(id, running, 'SIGKILL');
				await until(id, () => entry.process !== running, KILL_WAIT_MS);
			}),

		setLimits: (id, limits) =>
			locks(id, async () => {
				if (records.has(id)) await host.call(hostVerbs.cgroupCreate, { id, limits });
			}),

		remove: (id) =>
			locks(id, async () => {
				await end(id, GRACE_MS);
				logs.forget(id);
				await host.call(hostVerbs.logRemove, { id });
			}),

		async status(id) {
			const record = records.get(id);
			return record ? look(record) : null;
		},

		async list() {
			return [...records.values()].map(look);
		},

		onExit(fn) {
			listeners.add(fn);
			const missed = unheard;
			unheard = [];
			if (missed.length > 0) queueMicrotask(() => missed.forEach(emit));
			return () => void listeners.delete(fn);
		},

		stats(id) {
			if (!records.has(id) || !layout) return null;
			const usage = readGroupUsage(layout, join(host.names.cgroup, id));
			if (!usage) return null;
			const counters = network?.counters(id);
			return { ...usage, rxBytes: counters?.rxBytes ?? 0, txBytes: counters?.txBytes ?? 0 };
		},

		logs: (id, options) => logs.tail(id, options),
		followLogs: (id, fn) => logs.follow(id, fn),
		note: (id, service, text) => logs.note(id, service, text),

		runOnce: (spec, onLine, signal) => locks(spec.id, () => runtime.runOnce(spec, onLine, signal)),

		async close() {
			exits?.close();
			exits = null;
			logs.close();
			listeners.clear();
		}
	};
}

/** `/etc/hosts`, `/etc/hostname` and, with a network, `/etc/resolv.conf`. */
function filesOf(
	spec: ContainerSpec,
	member: NetworkMember | null,
	network: PupNetwork | null
): { path: string; text: string }[] {
	const own = member ? `${member.address}\t${spec.hostname}\n` : '';
	return [
		{ path: '/etc/hosts', text: `127.0.0.1\tlocalhost\n${own}` },
		{ path: '/etc/hostname', text: `${spec.hostname}\n` },
		{ path: '/etc/resolv.conf', text: member && network ? network.resolvConf(member) : '' }
	];
}

function startError(error: unknown, signal: AbortSignal | undefined): unknown {
	if (signal?.aborted || error instanceof BoxError) return error;
	return new BoxError({
		code: 'container-start-failed',
		status: 500,
		message: `The container did not start: ${error instanceof Error ? error.message : String(error)}`,
		cause: error
	});
}
