/**
 * User names and passwords for registries, from a file in the format of `docker login` (docker/cli,
 * `config.json`, member `auths`). The owner names it with DOGEBOX_REGISTRY_AUTH. It is read at each
 * use, so a change applies at once.
 */
import * as v from 'valibot';
import { readRegistryAuth, registryAuthError } from '../../host/index.ts';

export interface Credentials {
	username: string;
	password: string;
}

/** Finds the credentials for a registry (`docker.io`, `registry.example:5000`); null for none. */
export type FindCredentials = (registry: string) => Promise<Credentials | null>;

const entry = v.object({
	auth: v.optional(v.string()),
	username: v.optional(v.string()),
	password: v.optional(v.string())
});
const authFile = v.object({ auths: v.optional(v.record(v.string(), entry), {}) });

/**
 * Looks up credentials in a file.
 * @param file absolute path
 * @param read reads the file; through the host, because it may be readable only by root
 * @throws BoxError 500 `registry-auth-file` where it is missing, readable by everybody or
 *   malformed; never with its content
 */
export function credentialsFromFile(
	file: string,
	read: (file: string) => Promise<string> = readRegistryAuth
): FindCredentials {
	return async (registry) => {
		const { auths } = parseAuthFile(file, await read(file));
		for (const [key, { auth, username, password }] of Object.entries(auths)) {
			if (registryOf(key) !== registry) continue;
			if (username && password) return { username, password };
			const text = Buffer.from(auth ?? '', 'base64').toString('utf8');
			const colon = text.indexOf(':');
			if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
		}
		return null;
	};
}

/** `https://index.docker.io/v1/` → `docker.io`; `registry.example:5000` stays. */
function registryOf(key: string): string {
	const host = key
		.replace(/^https?:\/\//, '')
		.split('/')[0]!
		.toLowerCase();
	return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
}

function parseAuthFile(file: string, text: string): v.InferOutput<typeof authFile> {
	try {
		return v.parse(authFile, JSON.parse(text));
	} catch {
		// Without the cause, because a parser's message may quote the file.
		throw registryAuthError(file, 'is not in the form of Docker’s config.json');
	}
}
