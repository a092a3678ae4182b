/** Files that dogeboxd has fetched and a verb reads as root. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { BoxError } from '../../../contract/errors.ts';
import type { VerbContext } from '../verb.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Opens a file and lets `use` have a path that names this very file, whatever takes its place
 * meanwhile.
 * @throws BoxError `invalid-host-call` where it is no plain file, or not dogeboxd's own
 */
export async function withGivenFile<T>(
	file: string,
	{ account }: VerbContext,
	use: (path: string) => Promise<T>
): Promise<T> {
	const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	try {
		const stat = await handle.stat();
		if (!stat.isFile() || (account && stat.uid !== account.uid)) {
			throw new BoxError({
				code: 'invalid-host-call',
				status: 500,
				message: 'The host refused a file that is not the box’s own.'
			});
		}
		return await use(`/proc/${process.pid}/fd/${handle.fd}`);
	} finally {
		await handle.close();
	}
}
