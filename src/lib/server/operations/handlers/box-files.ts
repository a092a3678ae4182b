import { namePart } from '../../../contract/files.ts';
import type { boxFilesOperations } from '../../../contract/operations/box-files.ts';
import type { Services } from '../../services.ts';
import type { FileStat } from '../../stored-files/types.ts';
import type { Context, HandlersOf } from '../types.ts';

/** File types by the type bits of a mode; inode(7). */
const KINDS: Record<number, 'file' | 'folder' | 'link'> = { 0o100000: 'file', 0o040000: 'folder', 0o120000: 'link' };

function shown({ mode, size, modifiedAt, uid, gid, target }: FileStat) {
	const kind = KINDS[mode & 0o170000] ?? ('other' as const);
	return {
		kind,
		size: kind === 'file' ? size : 0,
		mode: mode & 0o7777,
		uid,
		gid,
		modifiedAt: modifiedAt * 1000,
		...(target.length > 0 && { target: namePart(target).name })
	};
}

export function boxFilesHandlers({ boxes }: Pick<Services, 'boxes'>): HandlersOf<keyof typeof boxFilesOperations> {
	/** Records the box by its id in the audit, even when the caller used its name. */
	function named({ id }: { id: string }, context: Context): string {
		const found = boxes.find(id);
		context.subject(found.id);
		return found.id;
	}
	const files = () => boxes.files();
	return {
		'boxes.files.list': async ({ params, query }) => (await files()).list(params.id, query),
		'boxes.files.stat': async ({ params, query }) =>
			shown(await (await files()).stat(params.id, query.path, query.follow)),
		'boxes.files.get': async ({ params, query }, context) => ({
			...(await (await files()).read(named(params, context), query.path, context.signal)),
			type: 'application/octet-stream'
		}),
		'boxes.files.archive': async ({ params, query }, context) => ({
			...(await (await files()).archive(named(params, context), query.path, context.signal)),
			type: 'application/x-tar'
		}),
		'boxes.files.put': async ({ params, query, body }, context) => {
			const state = await (await files()).upload(named(params, context), query, body.stream);
			// An entry for each part would fill the audit. The last part records that the file was
			// written.
			if (!state.done) context.dryRun();
			return state;
		},
		'boxes.files.unpack': async ({ params, query, body }, context) =>
			(await files()).extract(named(params, context), query.path, body.stream, { strict: query.strict, owner: null }),
		'boxes.files.uploaded': async ({ params, query }) => (await files()).uploaded(params.id, query),
		'boxes.files.cancelUpload': async ({ params, query }, context) =>
			(await files()).cancelUpload(named(params, context), query),
		'boxes.files.makeFolder': async ({ params, body }, context) =>
			(await files()).createFolder(named(params, context), body.path),
		'boxes.files.move': async ({ params, body }, context) =>
			(await files()).move(named(params, context), body.from, body.to),
		'boxes.files.remove': async ({ params, query }, context) =>
			(await files()).remove(named(params, context), query.path)
	};
}
