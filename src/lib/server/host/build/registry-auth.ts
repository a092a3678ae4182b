/** The owner's file with passwords for image registries, which may be readable by root only. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { verb } from '../verb.ts';

/** Maximum size of the file, bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * 500: explains why the file cannot be used, never with its content.
 * @param why continues “the file …”
 */
export function registryAuthError(file: string, why: string, cause?: unknown): BoxError {
	return new BoxError({
		code: 'registry-auth-file',
		status: 500,
		message: `The file with the passwords for registries (${file}) ${why}.`,
		hint: 'It is the file in DOGEBOX_REGISTRY_AUTH: as “docker login” writes it, with mode 0600.',
		cause
	});
}

/**
 * Reads the file.
 * @throws BoxError 500 `registry-auth-file` when it is missing, too large, or readable for
 *   everybody
 */
export async function readRegistryAuth(file: string): Promise<string> {
	try {
		const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const found = await handle.stat();
			if (!found.isFile() || found.size > MAX_BYTES) throw registryAuthError(file, 'is no such file');
			if ((found.mode & 0o007) !== 0) {
				throw registryAuthError(file, 'can be read or written by every user of this host');
			}
			return await handle.readFile('utf8');
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw error instanceof BoxError ? error : registryAuthError(file, 'cannot be read', error);
	}
}

/** {@link readRegistryAuth} as a verb; the agent reads only the file from its own settings. */
export const registryAuthRead = verb(
	'registry-auth.read',
	v.object({ file: v.string() }),
	async ({ file }, context): Promise<string> => {
		if (context.account && file !== context.registryAuth) {
			throw new BoxError({
				code: 'invalid-host-call',
				status: 500,
				message: 'The host refused a file that is not that of passwords for registries.'
			});
		}
		return readRegistryAuth(file);
	}
);
