/** The engine itself: what it is, and what happens in it. */
import { release } from 'node:os';
import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';
import { API_VERSION, LEAST_API_VERSION } from '../version.ts';

/** Names of processors as Go has them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const architecture = () => ARCHITECTURES[process.arch] ?? process.arch;

const NO_CACHE = { 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache' };

function versionOf(version: string) {
	const details = {
		ApiVersion: API_VERSION,
		Arch: architecture(),
		Experimental: 'false',
		GitCommit: '',
		GoVersion: '',
		KernelVersion: release(),
		MinAPIVersion: LEAST_API_VERSION,
		Os: 'linux'
	};
	return {
		Platform: { Name: 'Dogebox' },
		Components: [{ Name: 'Engine', Version: version, Details: details }],
		Version: version,
		...details,
		Experimental: false
	};
}

export function systemRoutes({ box }: DockerContext): Route[] {
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
		}
	];
}
