/**
 * Operations on files in the storage of a pup, and in the volumes of its image. All of them need
 * `administer`: wallets, keys and settings are stored there, so whoever can read or write them can
 * do everything that the pup can, as with a command inside.
 */
import * as v from 'valibot';
import type { Code } from '../codes.ts';
import { entryPath, filePath, folderPage, MOST_ENTRIES, UPLOAD_PART, uploadState, volumeTarget } from '../files.ts';
import { bytes, json, nothing, operation, upload } from '../operation.ts';
import { count, flag, pupParams } from './inputs.ts';

const ERRORS = [
	'host-cannot-run',
	'storage-missing',
	'files-failed',
	'no-such-file',
	'not-a-folder',
	'not-a-file',
	'path-too-long',
	'too-many-transfers'
] as const satisfies readonly Code[];
const WRITE_ERRORS = [...ERRORS, 'file-exists', 'storage-limit', 'not-allowed'] as const satisfies readonly Code[];

/** A number of bytes as query text. */
const amount = (what: string) =>
	v.pipe(v.string(`Give ${what}.`), v.regex(/^\d{1,15}$/, 'Give a number of bytes.'), v.toNumber());

const inVolume = {
	/** One of the pup’s `volumes`, where its image keeps data; the pup's storage if absent. */
	volume: v.optional(volumeTarget)
};

/** Identifies an upload: the same values again continue it. */
const uploadOf = {
	...inVolume,
	path: entryPath,
	/** Bytes of the whole file. */
	size: amount('the size of the file'),
	/**
	 * Distinguishes two files of the same name and size: the time of the last change, or a hash.
	 */
	version: v.optional(v.pipe(v.string(), v.maxLength(100)), '')
};

export const fileOperations = {
	'files.list': operation({
		method: 'GET',
		path: '/pups/{id}/files',
		tags: ['files'],
		summary: 'Entries of a folder in the pup’s storage, by name.',
		description: `Without a path, the storage itself. Each part of a path is the \`part\` of an entry: its name, or \`base64:\` and its bytes in base64url if the name is not text. At most ${MOST_ENTRIES} entries of a folder are read. The pup need not run.`,
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object({
			...inVolume,
			path: v.optional(filePath, ''),
			/** The `next` of the previous page. */
			after: v.optional(v.pipe(v.string(), v.maxLength(400)), ''),
			limit: count(500, 1000)
		}),
		output: json(folderPage),
		status: 200,
		errors: ERRORS,
		perMinute: 600
	}),
	'files.read': operation({
		method: 'GET',
		path: '/pups/{id}/files/content',
		tags: ['files'],
		summary: 'A file of the pup’s storage, or a range of it.',
		description:
			'`Range` with one range of bytes, and `If-Range` with the `ETag` of an earlier answer, resume a download. Links are not followed.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object({ ...inVolume, path: entryPath }),
		output: bytes('application/octet-stream'),
		status: 200,
		errors: [...ERRORS, 'no-such-range'],
		perMinute: 600,
		audit: 'read a file of a pup'
	}),
	'files.archive': operation({
		method: 'GET',
		path: '/pups/{id}/files/archive',
		tags: ['files'],
		summary: 'A folder of the pup’s storage as a tar archive.',
		description: 'Entries are in the order of the disk. Links are stored as links; sockets and pipes are left out.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object({ ...inVolume, path: v.optional(filePath, '') }),
		output: bytes('application/x-tar'),
		status: 200,
		errors: ERRORS,
		perMinute: 60,
		audit: 'read a folder of a pup'
	}),
	'files.upload': operation({
		method: 'PUT',
		path: '/pups/{id}/files/content',
		tags: ['files'],
		summary: 'Writes a file into the pup’s storage, in one part or several.',
		description:
			'Each part begins at `offset`, where the previous part ended; after a broken connection, `GET …/files/upload` returns the offset. The complete file appears at its path after the last part. It gets the owner of its folder. A part may take at most two minutes. An upload that is not continued for a day is removed.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object({
			...uploadOf,
			/** Offset of this part in the file. */
			offset: v.optional(amount('where the part begins'), '0'),
			/** Whether to replace an existing file. */
			replace: flag('false')
		}),
		body: upload(['application/octet-stream'], UPLOAD_PART),
		output: json(uploadState),
		status: 200,
		errors: [...WRITE_ERRORS, 'other-offset', 'upload-busy', 'too-large'],
		perMinute: 1200,
		audit: 'wrote a file of a pup'
	}),
	'files.uploaded': operation({
		method: 'GET',
		path: '/pups/{id}/files/upload',
		tags: ['files'],
		summary: 'How much of an incomplete upload has arrived.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object(uploadOf),
		output: json(uploadState),
		status: 200,
		errors: ERRORS,
		perMinute: 600
	}),
	'files.cancelUpload': operation({
		method: 'DELETE',
		path: '/pups/{id}/files/upload',
		tags: ['files'],
		summary: 'Cancels an incomplete upload and removes its data.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object(uploadOf),
		output: nothing,
		status: 204,
		errors: ERRORS,
		perMinute: 600,
		audit: 'cancelled an upload to a pup'
	}),
	'files.makeFolder': operation({
		method: 'POST',
		path: '/pups/{id}/files/folders',
		tags: ['files'],
		summary: 'Creates a folder in the pup’s storage.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object(inVolume),
		body: v.object({ path: entryPath }),
		output: nothing,
		status: 204,
		errors: WRITE_ERRORS,
		perMinute: 600,
		audit: 'made a folder of a pup',
		example: { body: { path: 'backups/2026' } }
	}),
	'files.move': operation({
		method: 'POST',
		path: '/pups/{id}/files/move',
		tags: ['files'],
		summary: 'Renames or moves a file or folder of the pup’s storage. Nothing is overwritten.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object(inVolume),
		body: v.object({ from: entryPath, to: entryPath }),
		output: nothing,
		status: 204,
		errors: WRITE_ERRORS,
		perMinute: 600,
		audit: 'renamed a file of a pup',
		example: { body: { from: 'wallet.dat', to: 'backups/wallet.dat' } }
	}),
	'files.remove': operation({
		method: 'DELETE',
		path: '/pups/{id}/files',
		tags: ['files'],
		summary: 'Permanently deletes a file of the pup’s storage, or a folder with its content.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: v.object({ ...inVolume, path: entryPath }),
		output: nothing,
		status: 204,
		errors: [...WRITE_ERRORS, 'still-written'],
		perMinute: 600,
		audit: 'deleted a file of a pup'
	})
} as const;
