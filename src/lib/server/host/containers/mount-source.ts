/** What may be mounted into a container. */
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { confine, isWithin } from '../confine.ts';
import type { VerbContext } from '../verb.ts';

/**
 * Checks the source of a mount: pups' data and files, layers, what was prepared in the run folder.
 * The rest of the data folder is dogeboxd's own, which could put a link in the place of anything
 * there, or the key manager's.
 * @returns the path, links followed
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
