import type { fileOperations } from '../../../contract/operations/files.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function fileHandlers({ pups }: Pick<Services, 'pups'>): HandlersOf<keyof typeof fileOperations> {
	/** Returns the pup's storage, or one of its volumes. */
	const at = async (volume: string | undefined) => {
		const storage = await pups.storage();
		return volume === undefined ? storage : storage.volume(volume);
	};
	return {
		'files.list': async ({ params, query }) => (await at(query.volume)).list(params.id, query),
		'files.read': async ({ params, query }, { signal }) => ({
			...(await (await at(query.volume)).read(params.id, query.path, signal)),
			type: 'application/octet-stream'
		}),
		'files.archive': async ({ params, query }, { signal }) => ({
			...(await (await at(query.volume)).archive(params.id, query.path, signal)),
			type: 'application/x-tar'
		}),
		'files.upload': async ({ params, query, body }, context) => {
			const state = await (await at(query.volume)).upload(params.id, query, body.stream);
			// An entry for each part would fill the audit. The last part records that the file was
			// written.
			if (!state.done) context.dryRun();
			return state;
		},
		'files.uploaded': async ({ params, query }) => (await at(query.volume)).uploaded(params.id, query),
		'files.cancelUpload': async ({ params, query }) => (await at(query.volume)).cancelUpload(params.id, query),
		'files.makeFolder': async ({ params, query, body }) => (await at(query.volume)).createFolder(params.id, body.path),
		'files.move': async ({ params, query, body }) => (await at(query.volume)).move(params.id, body.from, body.to),
		'files.remove': async ({ params, query }) => (await at(query.volume)).remove(params.id, query.path)
	};
}
