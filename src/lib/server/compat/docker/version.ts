/** Versions of the API: the one announced, and the one that a path asks for. */
import { badRequest } from './errors.ts';

/**
 * The announced version. From 1.44 on compose gives all networks in one create. Clients use the
 * lower of their version and this one.
 */
export const API_VERSION = '1.47';
export const LEAST_API_VERSION = '1.24';

/** Headers of every answer. Without `Api-Version` clients speak 1.24. */
export function versionHeaders(version: string): Record<string, string> {
	return {
		'Api-Version': API_VERSION,
		'Docker-Experimental': 'false',
		Ostype: 'linux',
		Server: `Dogebox/${version} (linux)`
	};
}

const minor = (version: string) => Number(version.split('.')[1]);

/**
 * Removes the version from a path.
 * @param path without its query
 * @returns the path as routes have it, and the minor number of the version: 47 for 1.47
 * @throws DockerError 400 for an unsupported version, in dockerd’s words
 */
export function splitVersion(path: string): { path: string; minor: number } {
	const found = /^\/v(\d+\.\d+)(\/.*)$/.exec(path);
	if (!found) return { path, minor: minor(API_VERSION) };
	const asked = found[1]!;
	const number = minor(asked);
	const old = !asked.startsWith('1.') ? asked.startsWith('0.') : number < minor(LEAST_API_VERSION);
	if (old) {
		throw badRequest(
			`client version ${asked} is too old. Minimum supported API version is ${LEAST_API_VERSION}, ` +
				'please upgrade your client to a newer version'
		);
	}
	if (!asked.startsWith('1.') || number > minor(API_VERSION)) {
		throw badRequest(`client version ${asked} is too new. Maximum supported API version is ${API_VERSION}`);
	}
	return { path: found[2]!, minor: number };
}
