/** Checks what may be mounted into a container. */
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { confine, isWithin } from '../confine.ts';
import type { VerbContext } from '../verb.ts';

/**
 * Checks the source of a mount: pups' data and files, layers, and prepared files in the run folder.
 * The rest of the data folder belongs to the key manager or to dogeboxd, which could replace
 * anything there with a link.
 * @returns the path with links followed
 * @throws BoxError `invalid-host-call`
 */
export async function mountSource(source: string, { paths }: VerbContext): Promise<string> {
	const real = await confine(paths, source, ['data', 'storage', 'images', 'run']);
	if ([paths.storage, paths.images, paths.run].some((folder) => isWithin(folder, source))) return real;
	const data = await confine(paths, paths.data, ['data']);
	if (!isWithin(data, real) || isWithin(join(data, 'pups'), real)) return real;
	throw new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: `The host refused to mount what no container may see: ${source}`
	});
}
