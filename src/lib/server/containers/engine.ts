/** The container engine that pups and boxes share, based on the host's runtime. */
import type { Logger } from 'pino';
import { notFound } from '../../contract/errors.ts';
import type { Host, HostFacts } from '../host/index.ts';
import type { PupNetwork } from '../network/types.ts';
import {
	createNixosRuntime,
	createOciRuntime,
	withNixos,
	type NixosRuntimeDeps,
	type Runtime
} from '../runtime/index.ts';
import type { ContainerEngine, LogSearch } from './types.ts';

/** Default time between SIGTERM and SIGKILL, milliseconds. */
const GRACE_MS = 10_000;

export interface EngineDeps {
	host: Host;
	/** Null: containers get no network. */
	network: PupNetwork | null;
	log: Logger;
	/** The host's capabilities, possibly still being detected. */
	facts: () => HostFacts | Promise<HostFacts>;
	/** Replaces the host's runtime. */
	runtime?: Runtime;
	/**
	 * Containers built with Nix run on NixOS, beside `oci`. Null: this host does not support that.
	 */
	nixos?: Pick<NixosRuntimeDeps, 'build' | 'folder'> | null;
	search: LogSearch;
	/** Size at which a service's log is rotated, bytes. */
	logBytes?: number;
}

/** Has no effect on the host before its first call, which must be `adopt`. */
export function createContainerEngine({ host, network, log, facts, ...options }: EngineDeps): ContainerEngine {
	const { search, nixos, logBytes } = options;
	const capabilities = async () => (await facts()).oci;
	const oci = () => createOciRuntime({ host, network, log, search, capabilities, logBytes });
	const ofHost = () => (nixos ? withNixos(oci(), createNixosRuntime({ host, network, log, search, ...nixos })) : oci());
	const runtime = options.runtime ?? ofHost();
	return {
		adopt: () => runtime.adopt(),
		expectStart: (what) => runtime.expectStart(what),
		start: (spec, signal) => runtime.ensure(spec, { signal }),
		async startProcess(spec, name, signal) {
			const status = await runtime.ensure(spec, { only: name, signal });
			const found = status.processes.find((process) => process.name === name);
			if (!found) throw notFound('service', name);
			return found;
		},
		stop: (id, options = {}) => runtime.stop(id, { graceMs: GRACE_MS, ...options }),
		stopProcess: (id, name, options = {}) => runtime.stopProcess(id, name, { graceMs: GRACE_MS, ...options }),
		signal: (id, name, signal) => runtime.signal(id, name, signal),
		setLimits: (id, limits) => runtime.setLimits(id, limits),
		remove: (id) => runtime.remove(id, { graceMs: GRACE_MS }),
		status: async (id) => runtime.status(id),
		list: async () => runtime.list(),
		onExit: (fn) => runtime.onExit(fn),
		stats: (id) => runtime.stats(id),
		processes: (id) => runtime.processes(id),
		logs: (id, query, signal) => runtime.logs(id, query, signal),
		logLimits: (id) => runtime.logLimits(id),
		setLogLimits: (id, limits) => runtime.setLogLimits(id, limits),
		logSpace: (id) => runtime.logSpace(id),
		freeLogs: (id) => runtime.freeLogs(id),
		followLogs: (id, options, fn) => runtime.followLogs(id, options, fn),
		note: (id, service, text) => runtime.note(id, service, text),
		exec: (id, service, spec, signal) => runtime.exec(id, service, spec, signal),
		run: (spec, signal) => runtime.run(spec, signal),
		attach: (id, service, fn, options) => runtime.attach(id, service, fn, options),
		startExec: (id, service, spec, record, signal) => runtime.startExec(id, service, spec, record, signal),
		execs: (id) => runtime.execs(id),
		execRecord: (id, execId) => runtime.execRecord(id, execId),
		execOutput: (id, execId, options, fn, signal) => runtime.execOutput(id, execId, options, fn, signal),
		execControl: (id, execId) => runtime.execControl(id, execId),
		onExecEnd: (fn) => runtime.onExecEnd(fn),
		removeExec: (id, execId) => runtime.removeExec(id, execId),
		pause: (id) => runtime.pause(id),
		resume: (id) => runtime.resume(id),
		copyDisk: (from, to, options) => runtime.copyDisk(from, to, options),
		removeSnapshot: (id, snapshot) => runtime.removeSnapshot(id, snapshot),
		diskBytes: (id, signal) => runtime.diskBytes(id, signal),
		setDiskLimit: (id, bytes) => runtime.setDiskLimit(id, bytes),
		files: (spec, request, options) => runtime.files(spec, request, options),
		runOnce: (spec, onLine, signal) => runtime.runOnce(spec, onLine, signal),
		close: async () => runtime.close()
	};
}
