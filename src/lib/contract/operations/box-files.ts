/**
 * Operations on files of boxes, which work like those of pups (`files.ts`). They need `administer`
 * for the same reason: a box may contain its owner's data, including secrets.
 */
import * as v from 'valibot';
import type { Code } from '../codes.ts';
import { entryPath, filePath } from '../files.ts';
import { json, nothing, operation, upload } from '../operation.ts';
import { boxParams } from './boxes.ts';
import { fileOperations as of } from './files.ts';
import { flag } from './inputs.ts';

/** Most bytes of an archive to unpack. */
const MOST_ARCHIVE = 64 * 1024 ** 3;

const ERRORS = [
	'wrong-state',
	'busy',
	'volume-missing',
	'host-cannot-run',
	'storage-missing',
	'files-failed',
	'no-such-file',
	'not-a-folder',
	'not-a-file',
	'not-allowed',
	'path-too-long',
	'too-many-transfers'
] as const satisfies readonly Code[];
const WRITE_ERRORS = [...ERRORS, 'file-exists', 'disk-limit'] as const satisfies readonly Code[];

const ENDS =
	'The box may run or not. Transfers of its files are cut off when it is started, stopped or copied; start them again then.';

export const boxFilesOperations = {
	'boxes.files.list': operation({
		...of['files.list'],
		path: '/boxes/{id}/files',
		tags: ['boxes'],
		summary: 'Entries of a folder of a box, by name.',
		description: `Without a path, its root. Volumes are included; \`/proc\`, \`/dev\` and folders in memory are empty. Each part of a path is the \`part\` of an entry. ${ENDS}`,
		params: boxParams,
		errors: ERRORS
	}),
	'boxes.files.stat': operation({
		method: 'GET',
		path: '/boxes/{id}/files/stat',
		tags: ['boxes'],
		summary: 'The entry at a path in a box: kind, size, permissions, owner.',
		description: 'With `follow=true` symbolic links are followed, within the box.',
		access: 'owner',
		scopes: ['administer'],
		params: boxParams,
		query: v.object({ path: v.optional(filePath, ''), follow: flag('false') }),
		output: json(
			v.object({
				kind: v.picklist(['file', 'folder', 'link', 'other']),
				/** Bytes, for files. */
				size: v.number(),
				/** Permissions, with set-user-id, set-group-id and the sticky bit: 0 to 4095. */
				mode: v.number(),
				/** Ids of its user and group, as inside the box. */
				uid: v.number(),
				gid: v.number(),
				/** Milliseconds since the epoch. */
				modifiedAt: v.number(),
				/** Final target of a link, as a path in the box that begins with `/`. */
				target: v.optional(v.string())
			})
		),
		status: 200,
		errors: ERRORS,
		perMinute: 600
	}),
	'boxes.files.get': operation({
		...of['files.read'],
		path: '/boxes/{id}/files/content',
		tags: ['boxes'],
		summary: 'A file of a box, or a range of it.',
		description: `${of['files.read'].description} ${ENDS}`,
		params: boxParams,
		errors: [...ERRORS, 'no-such-range'],
		audit: 'read a file of a box'
	}),
	'boxes.files.archive': operation({
		...of['files.archive'],
		path: '/boxes/{id}/files/archive',
		tags: ['boxes'],
		summary: 'A folder of a box, or a file, as a tar archive.',
		params: boxParams,
		errors: ERRORS,
		audit: 'read a folder of a box'
	}),
	'boxes.files.put': operation({
		...of['files.upload'],
		path: '/boxes/{id}/files/content',
		tags: ['boxes'],
		summary: 'Writes a file into a box, in one part or several.',
		params: boxParams,
		errors: [...WRITE_ERRORS, 'other-offset', 'upload-busy', 'too-large'],
		audit: 'wrote a file of a box'
	}),
	'boxes.files.unpack': operation({
		method: 'PUT',
		path: '/boxes/{id}/files/archive',
		tags: ['boxes'],
		summary: 'Unpacks a tar archive in a folder of a box.',
		description:
			'The archive must be uncompressed ustar, GNU tar or pax. Existing entries are replaced; with `strict=true` a folder never replaces another kind of entry, or the reverse. Owners are those in the archive. Paths outside the folder, pipes and devices are refused; entries before them stay. After a broken connection, send the archive again. Over HTTP a call may take at most two minutes.',
		access: 'owner',
		scopes: ['administer'],
		params: boxParams,
		query: v.object({ path: v.optional(filePath, ''), strict: flag('false') }),
		body: upload(['application/x-tar'], MOST_ARCHIVE),
		output: nothing,
		status: 204,
		errors: [...WRITE_ERRORS, 'bad-archive', 'still-written', 'too-large'],
		perMinute: 600,
		audit: 'unpacked an archive in a box'
	}),
	'boxes.files.uploaded': operation({
		...of['files.uploaded'],
		path: '/boxes/{id}/files/upload',
		tags: ['boxes'],
		params: boxParams,
		errors: ERRORS
	}),
	'boxes.files.cancelUpload': operation({
		...of['files.cancelUpload'],
		path: '/boxes/{id}/files/upload',
		tags: ['boxes'],
		params: boxParams,
		errors: ERRORS,
		audit: 'cancelled an upload to a box'
	}),
	'boxes.files.makeFolder': operation({
		...of['files.makeFolder'],
		path: '/boxes/{id}/files/folders',
		tags: ['boxes'],
		summary: 'Creates a folder in a box.',
		params: boxParams,
		errors: WRITE_ERRORS,
		audit: 'made a folder of a box'
	}),
	'boxes.files.move': operation({
		...of['files.move'],
		path: '/boxes/{id}/files/move',
		tags: ['boxes'],
		summary: 'Renames or moves a file or folder of a box. Nothing is overwritten.',
		description: 'Nothing can be moved between volumes, or into or out of one.',
		params: boxParams,
		errors: WRITE_ERRORS,
		audit: 'renamed a file of a box'
	}),
	'boxes.files.remove': operation({
		...of['files.remove'],
		path: '/boxes/{id}/files',
		tags: ['boxes'],
		summary: 'Permanently deletes a file of a box, or a folder with its content.',
		params: boxParams,
		query: v.object({ path: entryPath }),
		errors: [...WRITE_ERRORS, 'still-written'],
		audit: 'deleted a file of a box'
	})
} as const;
