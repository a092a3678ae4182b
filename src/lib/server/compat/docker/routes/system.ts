/** Routes about the engine itself: its version, information and events. */
import { availableParallelism, release, totalmem } from 'node:os';
import type { DockerCall } from '../call.ts';
import { boxState, pupState } from '../containers/state.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError } from '../errors.ts';
import { EVENT_FILTERS, eventFilter } from '../events/filter.ts';
import type { DockerEvent } from '../events/types.ts';
import { filtersOf, momentOf } from '../query.ts';
import type { Route } from '../router.ts';
import { API_VERSION, LEAST_API_VERSION } from '../version.ts';

/** Names of processor architectures in Go and in the kernel. */
const ARCHITECTURES: Readonly<Record<string, readonly [go: string, kernel: string]>> = {
	x64: ['amd64', 'x86_64'],
	arm64: ['arm64', 'aarch64']
};
const architecture = (which: 0 | 1) => ARCHITECTURES[process.arch]?.[which] ?? process.arch;

const NO_CACHE = { 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache' };

function versionOf(version: string) {
	const details = {
		ApiVersion: API_VERSION,
		Arch: architecture(0),
		GitCommit: '',
		GoVersion: '',
		KernelVersion: release(),
		MinAPIVersion: LEAST_API_VERSION,
		Os: 'linux'
	};
	return {
		Platform: { Name: 'Dogebox' },
		Components: [{ Name: 'Engine', Version: version, Details: { ...details, Experimental: 'false' } }],
		Version: version,
		...details,
		Experimental: false
	};
}

function infoOf({ box, containers }: DockerContext) {
	const states = containers.all().map((one) => (one.kind === 'pup' ? pupState(one.pup) : boxState(one.box)).status);
	const running = states.filter((status) => status === 'running').length;
	const paused = states.filter((status) => status === 'paused').length;
	const { oci } = box.facts();
	return {
		ID: box.names.instance,
		Containers: states.length,
		ContainersRunning: running,
		ContainersPaused: paused,
		ContainersStopped: states.length - running - paused,
		Images: box.images.list().length,
		Driver: 'overlay2',
		DriverStatus: [['Backing Filesystem', 'overlay']],
		Plugins: { Volume: ['local'], Network: ['bridge', 'null'], Authorization: null, Log: ['json-file'] },
		MemoryLimit: true,
		SwapLimit: false,
		CpuCfsPeriod: true,
		CpuCfsQuota: true,
		CPUShares: false,
		CPUSet: false,
		PidsLimit: true,
		IPv4Forwarding: true,
		Debug: false,
		NFd: 0,
		OomKillDisable: false,
		NGoroutines: 0,
		SystemTime: new Date(Date.now()).toISOString(),
		LoggingDriver: 'json-file',
		CgroupDriver: 'cgroupfs',
		CgroupVersion: '2',
		NEventsListener: 0,
		KernelVersion: release(),
		OperatingSystem: 'Dogebox',
		OSVersion: '',
		OSType: 'linux',
		Architecture: architecture(1),
		IndexServerAddress: 'https://index.docker.io/v1/',
		RegistryConfig: { IndexConfigs: {}, InsecureRegistryCIDRs: [], Mirrors: [] },
		NCPU: availableParallelism(),
		MemTotal: totalmem(),
		GenericResources: null,
		DockerRootDir: box.paths.data,
		HttpProxy: '',
		HttpsProxy: '',
		NoProxy: '',
		Name: box.system.name(),
		Labels: [],
		ExperimentalBuild: false,
		ServerVersion: box.config.version,
		Runtimes: { runc: { path: oci?.program ?? 'runc' } },
		DefaultRuntime: 'runc',
		Swarm: {
			NodeID: '',
			NodeAddr: '',
			LocalNodeState: 'inactive',
			ControlAvailable: false,
			Error: '',
			RemoteManagers: null
		},
		LiveRestoreEnabled: true,
		Isolation: '',
		InitBinary: '',
		ContainerdCommit: { ID: '' },
		RuncCommit: { ID: '' },
		InitCommit: { ID: '' },
		SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns'],
		Warnings: null
	};
}

/** Interval at which a bound in the future is checked, milliseconds. */
const LATER_MS = 1000;

/** Sends the stored events, then new ones until the bound is reached or the client disconnects. */
function follow({ events }: DockerContext, call: DockerCall): void {
	const { query } = call;
	const now = Date.now();
	const fits = eventFilter(filtersOf(query, EVENT_FILTERS));
	const since = momentOf(query, 'since', now);
	const until = momentOf(query, 'until', now);
	const lines = call.lines();
	const send = (event: DockerEvent) => {
		if (fits(event)) lines.send(shown(event));
	};
	if (since !== null) {
		for (const event of events.kept()) {
			const at = event.timeNano / 1_000_000;
			if (at >= since && (until === null || at <= until)) send(event);
		}
	}
	if (until !== null && until <= now) return lines.end();
	const stop = events.follow(send);
	const bound = setInterval(() => {
		if (until === null || Date.now() < until) return;
		end();
		lines.end();
	}, LATER_MS).unref();
	function end(): void {
		clearInterval(bound);
		stop();
	}
	call.signal.addEventListener('abort', end, { once: true });
}

/** Adds the old fields that clients before API 1.22 read. */
const shown = (event: DockerEvent) =>
	event.Type === 'container'
		? { status: event.Action, id: event.Actor.ID, from: event.Actor.Attributes['image'] ?? '', ...event }
		: event;

const NO_SWARM =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const noBuildkit = (): never => {
	throw new DockerError(501, 'BuildKit is not offered here. Set DOCKER_BUILDKIT=0 to build with the classic builder.');
};

export function systemRoutes(context: DockerContext): Route[] {
	const { box } = context;
	const swarm = ['swarm', 'nodes', 'services', 'tasks', 'secrets', 'configs'].flatMap((subject): Route[] =>
		(['GET', 'POST', 'DELETE'] as const).flatMap((method) =>
			[`/${subject}`, `/${subject}/{rest+}`].map((path) => ({
				method,
				path,
				handle() {
					throw new DockerError(503, NO_SWARM);
				}
			}))
		)
	);
	return [
		{
			method: 'GET',
			path: '/_ping',
			always: true,
			// 1: there is no BuildKit.
			handle: (call) => call.text(200, 'OK', { ...NO_CACHE, 'Builder-Version': '1', Swarm: 'inactive' })
		},
		{
			method: 'GET',
			path: '/version',
			always: true,
			handle: (call) => call.answer(200, versionOf(box.config.version))
		},
		{ method: 'GET', path: '/info', handle: (call) => call.answer(200, infoOf(context)) },
		{ method: 'GET', path: '/events', handle: (call) => follow(context, call) },
		{ method: 'GET', path: '/plugins', handle: (call) => call.answer(200, []) },
		{
			method: 'GET',
			path: '/plugins/{name+}',
			handle(call) {
				const name = call.params['name']!.replace(/\/json$/, '');
				throw new DockerError(404, `plugin "${name.slice(0, 80)}" not found`);
			}
		},
		{
			method: 'POST',
			path: '/plugins/{name+}',
			handle() {
				throw badRequest('Plugins are not offered here.');
			}
		},
		{ method: 'POST', path: '/grpc', handle: noBuildkit },
		{ method: 'POST', path: '/session', handle: noBuildkit },
		...swarm
	];
}
