/** Conditions that many kinds of jobs share. */
import { bytes } from '../../contract/bytes.ts';
import { statfs } from 'node:fs/promises';
import type { Condition } from './types.ts';

/**
 * Requires free space on the disk of a folder.
 * @param need.bytes free space that the job needs, bytes
 * @param need.folder absolute path of an existing folder on that disk
 * @param need.what what the space is for, as the end of a sentence: `a pup’s files`
 */
export function diskSpace<Input>(need: {
	bytes: number;
	folder: (input: Input) => string;
	what: string;
	otherwise: Condition['otherwise'];
}): Condition<Input> {
	return {
		otherwise: need.otherwise,
		async check(input) {
			const { bavail, bsize } = await statfs(need.folder(input));
			const free = bavail * bsize;
			if (free >= need.bytes) return null;
			return {
				code: 'disk-full',
				reason: `The disk has ${bytes(free)} left; ${bytes(need.bytes)} are needed for ${need.what}.`,
				hint: 'Free some space, then try again.'
			};
		}
	};
}
