/** Errors of stored images. */
import { bytes } from '../../contract/bytes.ts';
import { BoxError } from '../../contract/errors.ts';

/** 404: `No such image: nginx:latest`, in words that Docker’s clients know. */
export const noSuchImage = (reference: string) =>
	new BoxError({
		code: 'no-such-image',
		status: 404,
		message: `No such image: ${reference.slice(0, 300)}`,
		hint: 'See which there are with “dbx images list”, or pull it.'
	});

/** 500: the stored files of an image have changed. */
export const damaged = (why: string) =>
	new BoxError({
		code: 'image-damaged',
		status: 500,
		message: `The image is damaged. ${why}`,
		hint: 'Remove it, and pull or load it again.'
	});

export const tooLarge = (most: number) =>
	new BoxError({
		code: 'too-large',
		status: 422,
		message: `A part of the image has more than ${bytes(most)}, or is packed unusually.`
	});

export const inUse = (what: string, why: string) =>
	new BoxError({
		code: 'image-in-use',
		status: 409,
		message: `conflict: unable to remove ${what} - ${why}`,
		hint: 'Remove the boxes first.'
	});
