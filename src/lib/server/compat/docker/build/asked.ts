/**
 * Reads what `POST /build` asks for from its query and headers (docs.docker.com, Engine API 1.47).
 * Pure.
 */
import type { BuildRequest } from '../../../dockerfiles/index.ts';
import { parseImageName } from '../../../images/index.ts';
import { badRequest, DockerError } from '../errors.ts';
import { fieldsOf, headerJson, loginIn } from '../images/words.ts';
import { flagOf, numberOf } from '../query.ts';

/** Most letters of the name of a build argument or a label. */
const MAX_NAME = 1024;
const MAX_VALUE = 65_536;
const MOST = 512;

/** Options that would have no effect here, with their names on the command line. */
const REFUSED: Record<string, string> = {
	squash: '--squash',
	securityopt: '--security-opt',
	cgroupparent: '--cgroup-parent',
	outputs: '--output'
};

/** Reads an object of strings in JSON. A null means that the client has no value. */
function textsIn(query: URLSearchParams, name: string): [string, string][] {
	const text = query.get(name);
	if (!text) return [];
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		throw badRequest(`invalid ${name}: this is no JSON`);
	}
	if (given === null) return [];
	if (typeof given !== 'object' || Array.isArray(given)) throw badRequest(`invalid ${name}: this is no object`);
	const found: [string, string][] = [];
	for (const [key, value] of Object.entries(given)) {
		if (value === null) continue;
		const fits = key !== '' && key.length <= MAX_NAME && !/[=\0]/.test(key);
		if (!fits || typeof value !== 'string' || value.length > MAX_VALUE || value.includes('\0')) {
			throw badRequest(`invalid ${name}: “${key.slice(0, 80)}” or its value is no text that can be taken`);
		}
		found.push([key, value]);
	}
	if (found.length > MOST) throw badRequest(`invalid ${name}: there are more than ${MOST}`);
	return found;
}

/** Some clients write `0` or `null` for an option that they do not use. */
const isGiven = (value: string | null) => value !== null && !['', '0', '[]', '{}', 'null', 'false'].includes(value);

/** User names and passwords of `X-Registry-Config` (JSON in base64url), by the registry's host. */
function loginsIn(header: string | undefined): BuildRequest['login'] {
	const all = new Map(Object.entries(fieldsOf(headerJson(header, 'X-Registry-Config'))));
	return (registry) => {
		// The client names Docker Hub by the address of its first API.
		const own = all.get(registry) ?? (registry === 'docker.io' ? all.get('https://index.docker.io/v1/') : undefined);
		return loginIn(fieldsOf(own));
	};
}

function internetOf(mode: string | null): boolean {
	if (mode === 'none') return false;
	if (mode === null || ['', 'default', 'bridge'].includes(mode)) return true;
	const sentence =
		mode === 'host' || mode.startsWith('container:')
			? 'A build never gets the network of the host or of a container here.'
			: 'A build cannot be on a network of boxes here.';
	throw new DockerError(403, `${sentence} Omit --network, or use none.`);
}

function hostsOf(text: string | null): string[] {
	const hosts = (text ?? '').split(',').filter((one) => one !== '');
	for (const host of hosts) {
		if (!/^[\w.-]{1,253}:[0-9a-fA-F.:]{2,45}$/.test(host)) {
			throw badRequest(`invalid --add-host: “${host.slice(0, 80)}” is no name:address`);
		}
	}
	return hosts;
}

/**
 * Reads a request for a build.
 * @param header value of `X-Registry-Config`
 * @throws DockerError 400, 403, 501; BoxError 422 `invalid-image` for an invalid tag
 */
export function readBuild(query: URLSearchParams, header: string | undefined): BuildRequest {
	if (query.get('version') === '2') {
		throw new DockerError(501, 'BuildKit is not available here. Build with DOCKER_BUILDKIT=0.');
	}
	if (isGiven(query.get('remote'))) {
		throw new DockerError(501, 'The box does not fetch a build context. Fetch it yourself, and give the folder.');
	}
	for (const [name, option] of Object.entries(REFUSED)) {
		if (isGiven(query.get(name))) throw new DockerError(501, `${option} is not offered here. Omit it.`);
	}
	const dockerfile = query.get('dockerfile') || 'Dockerfile';
	if (dockerfile.includes('\0') || dockerfile.length > 4096) throw badRequest('the path of the Dockerfile is empty');
	const target = query.get('target') || null;
	if (target !== null && !/^[\w.-]{1,128}$/.test(target)) throw badRequest('--target does not name a stage');
	const tags = query.getAll('t').filter((tag) => tag !== '');
	if (tags.length > 64) throw badRequest('there are more than 64 tags');
	for (const tag of tags) {
		if (parseImageName(tag).version.startsWith('sha256:')) throw badRequest('an image cannot have a digest as its tag');
	}
	const memory = numberOf(query, 'memory') ?? 0;
	if (memory > 0 && memory < 6 * 1024 * 1024) throw badRequest('Minimum memory limit allowed is 6MB');
	const shm = numberOf(query, 'shmsize') ?? 0;
	return {
		dockerfile: dockerfile.replace(/^\/+/, ''),
		target,
		args: textsIn(query, 'buildargs'),
		labels: textsIn(query, 'labels'),
		tags,
		hosts: hostsOf(query.get('extrahosts')),
		cache: !flagOf(query, 'nocache'),
		pull: flagOf(query, 'pull'),
		internet: internetOf(query.get('networkmode')),
		memoryBytes: memory > 0 ? memory : null,
		shmBytes: shm > 0 ? shm : null,
		platform: query.get('platform') || null,
		login: loginsIn(header)
	};
}
