import type { fileOperations } from '../../../contract/operations/files.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function fileHandlers({ pups }: Pick<Services, 'pups'>): HandlersOf<keyof typeof fileOperations> {
	return {
		'files.list': async ({ params, query }) => (await pups.storage()).list(params.id, query),
		'files.read': async ({ params, query }, { signal }) => ({
			...(await (await pups.storage()).read(params.id, query.path, signal)),
			type: 'application/octet-stream'
		}),
		'files.archive': async ({ params, query }, { signal }) => ({
			...(await (await pups.storage()).archive(params.id, query.path, signal)),
			type: 'application/x-tar'
		}),
		'files.upload': async ({ params, query, body }, context) => {
			const state = await (await pups.storage()).upload(params.id, query, body.stream);
			// A line for each part would fill the audit: the last says that the file was written.
			if (!state.done) context.dryRun();
			return state;
		},
		'files.uploaded': async ({ params, query }) => (await pups.storage()).uploaded(params.id, query),
		'files.cancelUpload': async ({ params, query }) => (await pups.storage()).cancelUpload(params.id, query),
		'files.makeFolder': async ({ params, body }) => (await pups.storage()).makeFolder(params.id, body.path),
		'files.move': async ({ params, body }) => (await pups.storage()).move(params.id, body.from, body.to),
		'files.remove': async ({ params, query }) => (await pups.storage()).remove(params.id, query.path)
	};
}
