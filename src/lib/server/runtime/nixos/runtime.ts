/**
 * The `nixos` runtime: one container of nixos-container for each pup that was built with Nix.
 * `docs/decisions/0062-runtime-nixos.md` says which part of the interface it implements, and how.
 */
import { BoxError } from '../../../contract/errors.ts';
import { createKeyedQueue } from '../../concurrency/index.ts';
import { hasEnded, nixosVerbs, readOomKills } from '../../host/index.ts';
import { createContainerLogs, logCalls } from '../oci/logs/logs.ts';
import type { LogSearch } from '../oci/logs/search/worker.ts';
import { createGroupReader, type GroupReader } from '../oci/group-usage.ts';
import { readProcessesOf } from '../oci/processes.ts';
import { createSessions } from '../oci/sessions.ts';
import type { ProcessExit, Runtime } from '../types.ts';
import { createContainers } from './containers.ts';
import type { NixosDeps } from './deps.ts';
import { createFollowing } from './following.ts';
import { runningService, statusOf, type Held } from './held.ts';
import { createKeeper } from './kept.ts';
import { unitGroup } from './place.ts';

export interface NixosRuntimeDeps extends NixosDeps {
	/** dogeboxd's own folder for the kept state of containers; created when it is needed. */
	folder: string;
	search: LogSearch;
}

/** Has no effect on the host before the first call. */
export function createNixosRuntime(deps: NixosRuntimeDeps): Runtime {
	const { host, network, log } = deps;
	const locks = createKeyedQueue();
	const logs = createContainerLogs(host, deps.search);
	const sessions = createSessions();
	const exits = createExits();
	const keeper = createKeeper(deps.folder);
	const following = createFollowing({ host, keeper, log });
	const containers = createContainers(deps, { keeper, following, emit: exits.emit });
	const readers = new Map<string, GroupReader>();

	const readerOf = ({ id, name }: Held): GroupReader | null => {
		const layout = containers.layout();
		if (!layout) return null;
		const known = readers.get(id) ?? createGroupReader(layout, unitGroup(name));
		readers.set(id, known);
		return known;
	};

	return {
		kind: 'nixos',

		async adopt() {
			await containers.adopt();
			return this.list();
		},
		expectStart() {},
		ensure: (spec, { only, signal } = {}) =>
			locks(spec.id, async () => statusOf(await containers.ensure(spec, only ?? null, signal))),
		stop: (id, options) =>
			locks(id, () => {
				readers.delete(id);
				return containers.stop(id, options);
			}),
		stopProcess: (id, name, options) =>
			locks(id, async () => {
				const one = containers.get(id);
				const entry = one?.processes.find((process) => process.name === name);
				return one && entry ? containers.endProcess(one, entry, options) : [];
			}),
		setLimits: (id, limits) => locks(id, () => containers.setLimits(id, limits)),
		remove: (id, options) =>
			locks(id, async () => {
				await containers.stop(id, options);
				await containers.remove(id);
				await logs.remove(id);
			}),
		signal: (id, name, signal) =>
			locks(id, async () => {
				const one = containers.get(id);
				if (!one?.processes.some((process) => process.name === name)) return false;
				return host.call(nixosVerbs.nixosServiceKill, { name: one.name, service: name, signal });
			}),
		pause: (id) => locks(id, () => freeze(id, true)),
		resume: (id) => locks(id, () => freeze(id, false)),

		status(id) {
			const one = containers.get(id);
			return one ? statusOf(one) : null;
		},
		list: () =>
			containers
				.all()
				.flatMap((id) => containers.get(id) ?? [])
				.map(statusOf),
		onExit: exits.onExit,
		stats(id) {
			const one = containers.get(id);
			const usage = one && readerOf(one)?.();
			if (!one || !usage) return null;
			const oomKills = readOomKills(containers.layout()!, unitGroup(one.name));
			return { ...usage, oomKills, pidsRefused: 0, ...(network?.counters(id) ?? { rxBytes: 0, txBytes: 0 }) };
		},
		async processes(id) {
			const one = containers.get(id);
			return one ? readProcessesOf(containers.layout(), unitGroup(one.name), null) : [];
		},

		...logCalls(logs),

		async exec(id, service, spec, signal) {
			const { held, entry } = runningService(containers.get(id), service);
			const { process } = entry;
			const { environment, workingDirectory, package: home } = held.description.services[service]!;
			const call = {
				name: held.name,
				service,
				session: sessions.name(),
				argv: spec.argv,
				cwd: spec.cwd ?? workingDirectory,
				env: {
					PATH: `${home}/bin:${PATH_INSIDE}`,
					...(spec.terminal && { TERM: 'xterm' }),
					...environment,
					...spec.env
				},
				user: spec.user ?? held.description.user,
				devices: held.description.devices.length > 0,
				terminal: spec.terminal ?? null
			};
			return sessions.begin(id, () => Promise.resolve(host.open(nixosVerbs.nixosExec, call, { signal })), {
				timeoutMs: spec.timeoutMs,
				signal,
				gone: () => entry.process !== process || process === null || hasEnded(process)
			});
		},

		...refused,
		close() {
			sessions.close();
			following.close();
			logs.close();
			exits.close();
		}
	};

	async function freeze(id: string, frozen: boolean): Promise<void> {
		const one = containers.get(id);
		if (!one) throw new BoxError({ code: 'container-not-running', status: 409, message: 'It does not run.' });
		if (one.paused === frozen) return;
		try {
			await host.call(nixosVerbs.nixosFreeze, { name: one.name, frozen });
		} catch (cause) {
			const message = 'This host cannot pause it: its control groups are of version 1.';
			throw new BoxError({ code: 'cannot-pause', status: 409, message, cause });
		}
		one.paused = frozen;
	}
}

/**
 * Where programs are found in addition to the service's own package. The first path is NixOS's own.
 */
const PATH_INSIDE = '/run/current-system/sw/bin:/usr/bin:/bin';

/**
 * Rejects calls that a NixOS container cannot carry out: its root is its system in the Nix store.
 */
const refusal = (what: string) => () =>
	Promise.reject(
		new BoxError({
			code: 'not-on-nixos',
			status: 409,
			message: `${what} in a container of NixOS.`,
			hint: 'Boxes and other kinds of pups support this.'
		})
	);

const refused = {
	copyDisk: refusal('There is no disk of its own to copy'),
	removeSnapshot: () => Promise.resolve(),
	diskBytes: refusal('There is no disk of its own'),
	setDiskLimit: refusal('There is no disk of its own to limit'),
	files: refusal('Files outside of its storage cannot be reached'),
	startExec: refusal('Commands cannot be recorded'),
	execs: () => Promise.resolve([]),
	execRecord: () => Promise.resolve(null),
	execOutput: refusal('Commands are not recorded'),
	execControl: () => {
		throw new BoxError({ code: 'exec-ended', status: 409, message: 'There is no such command.' });
	},
	onExecEnd: () => () => {},
	removeExec: () => Promise.resolve(),
	run: refusal('Nothing is run from layers'),
	attach: refusal('The input of a service cannot be reached, and what it writes is in its log,'),
	runOnce: refusal('Nothing is built')
} satisfies Partial<Runtime>;

/** Exits that occur before the first listener subscribes are kept for that listener. */
function createExits() {
	const listeners = new Set<(exit: ProcessExit) => void>();
	let unheard: ProcessExit[] = [];
	const emit = (exit: ProcessExit) => {
		if (listeners.size === 0) unheard.push(exit);
		for (const listener of listeners) listener(exit);
	};
	return {
		emit,
		onExit(fn: (exit: ProcessExit) => void) {
			listeners.add(fn);
			const missed = unheard;
			unheard = [];
			queueMicrotask(() => missed.forEach(emit));
			return () => void listeners.delete(fn);
		},
		close: () => listeners.clear()
	};
}
