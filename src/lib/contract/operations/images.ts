/** Operations on the images that are kept to create boxes from. */
import * as v from 'valibot';
import { JOB_ERRORS } from '../codes.ts';
import { imageSummary } from '../images.ts';
import { json, operation } from '../operation.ts';
import { flag, jobAnswer, planOnly, pageOf, pageParams } from './inputs.ts';

const EXAMPLE_IMAGE = `sha256:${'5d'.repeat(32)}`;
const imageParams = v.object({
	/** `sha256:…`, or at least the first 12 of its hex digits. */
	id: v.pipe(
		v.string(),
		v.regex(/^(?:sha256:)?[0-9a-f]{12,64}$/, 'This is not the id of an image.'),
		v.examples([EXAMPLE_IMAGE])
	)
});
const reference = v.pipe(
	v.string('Give the name of an image.'),
	v.trim(),
	v.minLength(1, 'Give the name of an image.'),
	v.maxLength(400, 'This is too long for the name of an image.')
);

const EXAMPLE = {
	id: EXAMPLE_IMAGE,
	tags: ['nginx:1.25'],
	digests: [`nginx@sha256:${'1c'.repeat(32)}`],
	sizeBytes: 187654321,
	source: 'pull' as const,
	createdAt: 1795705200000,
	addedAt: 1795791600000,
	boxes: ['web']
};

export const imagesOperations = {
	'images.list': operation({
		method: 'GET',
		path: '/images',
		tags: ['images'],
		summary: 'Stored images, newest first, and the boxes created from each.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('images', imageSummary)),
		status: 200,
		example: { output: { images: [EXAMPLE], next: null } }
	}),
	'images.get': operation({
		method: 'GET',
		path: '/images/{id}',
		tags: ['images'],
		summary: 'One image.',
		access: 'owner',
		scopes: ['see'],
		params: imageParams,
		output: json(imageSummary),
		status: 200,
		errors: ['no-such-image'],
		example: { params: { id: EXAMPLE_IMAGE }, output: EXAMPLE }
	}),
	'images.pull': operation({
		method: 'POST',
		path: '/images/pull',
		tags: ['images'],
		summary: 'Fetches an image from its registry and stores it (a job).',
		description:
			'Names are read as in Docker: `nginx` is `docker.io/library/nginx:latest`. Parts that are already stored are not fetched again, and an interrupted download is resumed. User names and passwords for registries are in the file that `DOGEBOX_REGISTRY_AUTH` names.',
		access: 'owner',
		scopes: ['install'],
		body: v.object({ reference }),
		output: json(jobAnswer),
		status: 202,
		errors: [...JOB_ERRORS, 'invalid-image', 'host-cannot-run'],
		idempotencyKey: true,
		perMinute: 60,
		audit: 'pulled an image',
		example: { body: { reference: 'nginx:1.25' } }
	}),
	'images.tag': operation({
		method: 'POST',
		path: '/images/{id}/tags',
		tags: ['images'],
		summary: 'Gives an image a further name. Another image with this name loses it.',
		access: 'owner',
		scopes: ['operate'],
		params: imageParams,
		body: v.object({ name: reference }),
		output: json(imageSummary),
		status: 200,
		errors: ['no-such-image', 'invalid-image'],
		idempotencyKey: true,
		perMinute: 600,
		audit: 'named an image',
		example: { params: { id: EXAMPLE_IMAGE }, body: { name: 'mine:1' }, output: EXAMPLE }
	}),
	'images.remove': operation({
		method: 'DELETE',
		path: '/images/{id}',
		tags: ['images'],
		summary: 'Removes an image, with all of its names.',
		description:
			'An image with several names, or from which a stopped box was created, is removed only with `force=true`; the image of a running box is never removed. Boxes keep their files in any case. With `plan=1` nothing is removed: `removed` says what would be.',
		access: 'owner',
		scopes: ['operate'],
		params: imageParams,
		query: v.object({ force: flag('false'), ...planOnly.entries }),
		output: json(v.object({ removed: v.array(v.string()) })),
		status: 200,
		errors: ['no-such-image', 'image-in-use'],
		perMinute: 600,
		audit: 'removed an image',
		example: { params: { id: EXAMPLE_IMAGE }, output: { removed: ['nginx:1.25', EXAMPLE_IMAGE] } }
	}),
	'images.prune': operation({
		method: 'POST',
		path: '/images/prune',
		tags: ['images'],
		summary: 'Removes images without a name; with `all`, every image from which no box was created.',
		description: 'With `plan=1` nothing is removed: `removed` and `bytes` say what would be.',
		access: 'owner',
		scopes: ['operate'],
		query: planOnly,
		body: v.object({ all: v.optional(v.boolean(), false) }),
		output: json(v.object({ removed: v.array(v.string()), bytes: v.number() })),
		status: 200,
		idempotencyKey: true,
		perMinute: 60,
		audit: 'removed unused images',
		example: { body: { all: true }, output: { removed: ['nginx:1.25', EXAMPLE_IMAGE], bytes: 187654321 } }
	})
};
