/** Routes that list, inspect, pull, tag, remove and archive images. */
import type { ImageDetail } from '../../../images/index.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError } from '../errors.ts';
import { IMAGE_FILTERS, imageFits, labelsFit, shownNames } from '../images/filter.ts';
import { imageHappenings } from '../images/happenings.ts';
import { searchOf, shownFound } from '../images/search.ts';
import { createTransfers } from '../images/transfers.ts';
import { inspectedImage, listedImage, registryLogin, shownHistory, shownRemoval, taggedName } from '../images/words.ts';
import { filtersOf, flagOf, momentOf } from '../query.ts';
import type { Route } from '../router.ts';

export function imagesRoutes(context: DockerContext): Route[] {
	const { box, events, perform } = context;
	const happened = imageHappenings(events);
	const { images } = box;
	const transfers = createTransfers(context);
	const { save } = transfers;

	async function list(call: DockerCall): Promise<void> {
		const filters = filtersOf(call.query, IMAGE_FILTERS);
		const until = filters.get('until')?.[0];
		const before = until === undefined ? null : momentOf(new URLSearchParams({ until }), 'until', Date.now());
		const found = await Promise.all(images.list().map(({ id }) => images.get(id).catch(() => null)));
		const moments = new Map(
			await Promise.all(
				[...(filters.get('before') ?? []), ...(filters.get('since') ?? [])].map(
					async (reference) => [reference, (await images.get(reference)).createdAt] as const
				)
			)
		);
		const fits = (image: ImageDetail) => imageFits(image, filters, (reference) => moments.get(reference) ?? 0, before);
		call.answer(
			200,
			found.flatMap((image) => (image && fits(image) ? listedImage(shownNames(image, filters)) : []))
		);
	}

	async function prune(call: DockerCall): Promise<void> {
		const filters = filtersOf(call.query, ['dangling', 'until', 'label', 'label!']);
		const until = filters.get('until')?.[0];
		const before = until === undefined ? null : momentOf(new URLSearchParams({ until }), 'until', Date.now());
		const all = filters.get('dangling')?.some((value) => ['false', '0'].includes(value)) ?? false;
		const labelled = ['label', 'label!'].some((key) => filters.has(key));
		const found = labelled ? await Promise.all(images.list().map(({ id }) => images.get(id).catch(() => null))) : [];
		const only = new Set(found.flatMap((image) => (image && labelsFit(image, filters) ? image.id : [])));
		const { removed, bytes } = await perform(call, 'images.prune', '', () =>
			images.prune({ ...{ all, ...(before !== null && { before }) }, ...(labelled && { only }) })
		);
		happened.removed(removed);
		call.answer(200, { ImagesDeleted: shownRemoval(removed), SpaceReclaimed: bytes });
	}

	async function search(call: DockerCall): Promise<void> {
		const { term, limit, fits } = searchOf(call.query);
		const login = registryLogin(call.header('x-registry-auth'));
		const found = await images.search(term, limit, login, call.signal);
		call.answer(200, found.filter(fits).map(shownFound));
	}

	const named = (call: DockerCall) => call.params['name']!;
	const refused = (sentence: string) => () => {
		throw new DockerError(501, sentence);
	};

	return [
		{ method: 'GET', path: '/images/json', handle: list },
		{
			method: 'POST',
			path: '/images/create',
			handle(call) {
				const fromImage = call.query.get('fromImage');
				return fromImage ? transfers.pull(call, fromImage) : transfers.importRoot(call);
			}
		},
		{
			method: 'POST',
			path: '/images/load',
			handle: transfers.load
		},
		{
			method: 'GET',
			path: '/images/get',
			handle: (call) =>
				save(
					call,
					call.query.getAll('names').flatMap((one) => one.split(','))
				)
		},
		{
			method: 'GET',
			path: '/images/search',
			handle: search
		},
		{ method: 'POST', path: '/images/prune', handle: prune },
		{ method: 'GET', path: '/images/{name+}/get', handle: (call) => save(call, [named(call)]) },
		{
			method: 'GET',
			path: '/images/{name+}/json',
			handle: async (call) => call.answer(200, inspectedImage(await images.get(named(call))))
		},
		{
			method: 'GET',
			path: '/images/{name+}/history',
			async handle(call) {
				const image = await images.get(named(call));
				call.answer(200, shownHistory(image, await images.history(image.id)));
			}
		},
		{
			method: 'POST',
			path: '/images/{name+}/tag',
			async handle(call) {
				const name = taggedName(call.query.get('repo'), call.query.get('tag'));
				if (name === null) throw badRequest('no name was given');
				const { id } = await images.get(named(call));
				await perform(call, 'images.tag', name, () => images.tag(named(call), name));
				happened.add('tag', id, name);
				call.empty(201);
			}
		},
		{
			method: 'POST',
			path: '/images/{name+}/push',
			handle: (call) => transfers.push(call, named(call))
		},
		{
			method: 'DELETE',
			path: '/images/{name+}',
			async handle(call) {
				const force = flagOf(call.query, 'force');
				const { id } = await images.get(named(call));
				const removed = await perform(call, 'images.remove', named(call), () => images.remove(named(call), force));
				happened.removed(removed, id);
				call.answer(200, shownRemoval(removed));
			}
		},
		{
			method: 'GET',
			path: '/distribution/{name+}/json',
			handle: refused('Registries cannot be queried here. Pull the image to get its digest.')
		}
	];
}
