import { BoxError } from '../../../contract/errors.ts';
import type { ImageSummary } from '../../../contract/images.ts';
import type { imagesOperations } from '../../../contract/operations/images.ts';
import type { LocalImage, RemovedPart } from '../../images/index.ts';
import type { Services } from '../../services.ts';
import { byId, paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

const words = (parts: readonly RemovedPart[]) =>
	parts.map((part) => ('untagged' in part ? part.untagged : part.deleted));

export function imagesHandlers({ images }: Services): HandlersOf<keyof typeof imagesOperations> {
	function shown(image: LocalImage): ImageSummary {
		const { id, tags, digests, sizeBytes, source, createdAt, addedAt } = image;
		return { id, tags, digests, sizeBytes, source, createdAt, addedAt, boxes: images.usersOf(image) };
	}
	/** @throws BoxError 404 `no-such-image` */
	function need(id: string): LocalImage {
		const found = images.find(id);
		// Accepts only a prefix of an id: `find` also finds an image by a name that looks like one.
		if (found?.id.replace(/^sha256:/, '').startsWith(id.replace(/^sha256:/, ''))) return found;
		throw new BoxError({ code: 'no-such-image', status: 404, message: `No such image: ${id}` });
	}
	return {
		'images.list': ({ query }) => paged('images', images.list().map(shown), query, byId),
		'images.get': ({ params }) => shown(need(params.id)),
		'images.pull': ({ body }, context) => {
			context.subject(body.reference);
			return { jobId: images.requestPull(body.reference).id };
		},
		'images.tag': ({ params, body }, context) => {
			context.subject(body.name);
			return shown(images.tag(need(params.id).id, body.name));
		},
		'images.remove': async ({ params, query }, context) => {
			const { id } = need(params.id);
			context.subject(id);
			if (query.plan) context.dryRun();
			return { removed: words(await images.remove(id, query.force, query.plan)) };
		},
		'images.prune': async ({ query, body }, context) => {
			if (query.plan) context.dryRun();
			const { removed, bytes } = await images.prune({ ...body, dry: query.plan });
			return { removed: words(removed), bytes };
		}
	};
}
