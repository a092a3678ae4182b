/**
 * Names and passwords for registries, from a file in the form that `docker login` writes (docker/cli, `config.json`, member `auths`).
 * The owner names it with DOGEBOX_REGISTRY_AUTH; it is read at each use, so a change counts at once.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';

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
/** Largest file that is read, bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * Looks credentials up in a file.
 * @param file absolute path
 * @throws BoxError 500 `registry-auth-file` when it is missing, can be read by everybody, or is not of that form; never with its content
 */
export function credentialsFromFile(file: string): FindCredentials {
	return async (registry) => {
		const { auths } = await readAuthFile(file);
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

async function readAuthFile(file: string): Promise<v.InferOutput<typeof authFile>> {
	const wrong = (why: string, cause?: unknown) =>
		new BoxError({
			code: 'registry-auth-file',
			status: 500,
			message: `The file with the passwords for registries (${file}) ${why}.`,
			hint: 'DOGEBOX_REGISTRY_AUTH names it: a file as “docker login” writes it, with mode 0600.',
			cause
		});
	let text: string;
	try {
		const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const found = await handle.stat();
			if (!found.isFile() || found.size > MAX_BYTES) throw wrong('is no such file');
			if ((found.mode & 0o007) !== 0) throw wrong('can be read or written by every user of this host');
			text = await handle.readFile('utf8');
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw error instanceof BoxError ? error : wrong('cannot be read', error);
	}
	try {
		return v.parse(authFile, JSON.parse(text));
	} catch {
		// Without the cause: a parser's message may quote what it read.
		throw wrong('is not in the form of Docker’s config.json');
	}
}
