/** Decides where in a container an archive may be unpacked. */
import { BoxError } from '../../../contract/errors.ts';

/** Mount points of a container, which would hide unpacked files. */
const MOUNTED = ['proc', 'sys', 'dev', 'pup', 'storage', 'tmp', 'run'];
/**
 * Links of Debian's base to the same names below /usr. A folder with such a name in a layer would
 * hide all programs of the system.
 */
const USR_MERGED = /^(bin|sbin|lib|lib32|lib64|libx32)$/;
/** Links of Debian's base to mount points. */
const VAR_LINKS = ['run', 'lock'];

/**
 * The folders from the root to an archive's target.
 * @param unpackTo absolute folder inside the container
 * @throws BoxError 422 `invalid-input` where it is not normalised, or hidden by a mount
 */
export function foldersOf(unpackTo: string): string[] {
	const [before, ...folders] = unpackTo.split('/');
	const [first, second] = folders;
	const normal =
		before === '' && first !== undefined && folders.every((name) => name !== '' && name !== '.' && name !== '..');
	const tooLong = Buffer.byteLength(unpackTo) > 1000 || folders.some((name) => Buffer.byteLength(name) > 255);
	const hidden = MOUNTED.includes(first ?? '') || (first === 'var' && VAR_LINKS.includes(second ?? ''));
	if (!normal || tooLong || folders.length > 30 || unpackTo.includes('\0') || hidden) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `An archive of this pup cannot be unpacked to “${unpackTo.slice(0, 80)}”.`,
			hint: 'It has to be an absolute folder such as /opt/name, not / itself and nothing that is mounted in a container.'
		});
	}
	return USR_MERGED.test(first ?? '') ? ['usr', ...folders] : folders;
}
