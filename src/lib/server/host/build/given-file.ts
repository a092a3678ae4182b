/** Files that dogeboxd has downloaded and that a verb reads as root. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { BoxError } from '../../../contract/errors.ts';
import type { VerbContext } from '../verb.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Opens files. `use` gets paths that refer to exactly these, even if their names are replaced.
 * @throws BoxError `invalid-host-call` when one is no regular file, or does not belong to
 *   dogeboxd
 */
export async function withGivenFiles<T>(
	files: readonly string[],
	{ account }: VerbContext,
	use: (paths: string[]) => Promise<T>
): Promise<T> {
	const handles: FileHandle[] = [];
	try {
		for (const file of files) {
			const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
			handles.push(handle);
			const stat = await handle.stat();
			if (!stat.isFile() || (account && stat.uid !== account.uid)) {
				throw new BoxError({
					code: 'invalid-host-call',
					status: 500,
					message: 'The host refused a file that is not the box’s own.'
				});
			}
		}
		return await use(handles.map(({ fd }) => `/proc/${process.pid}/fd/${fd}`));
	} finally {
		for (const handle of handles) await handle.close();
	}
}
