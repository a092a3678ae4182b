/** Sends file requests to the host. Each is a process, so their number is limited. */
import { BoxError } from '../../contract/errors.ts';
import { pathBytes } from '../../contract/files.ts';
import type { FilesRequest } from '../host/index.ts';
import { answerOf, type FilesChannel } from './channel.ts';
import { fileFailure, type PlaceWords } from './failures.ts';

/** Most concurrent transfers of one pup or box, and of all. Each is a process. */
const MAX_OF_ONE = 8;
const MAX_OF_ALL = 24;

/** ENAMETOOLONG (errno(3)). */
const PATH_TOO_LONG = 36;

/** A pup or box that owns files. */
export interface FilesOwner {
	id: string;
	/** Most bytes in its storage or on its disk; null: no limit. */
	limit: number | null;
}

export interface RequestsDeps {
	/** @throws BoxError 404 where there is none; 409 where its files cannot be reached */
	owner(id: string): FilesOwner;
	/** Sends a request to the host. @param volumes whether mounted volumes are visible */
	open(id: string, request: FilesRequest, signal: AbortSignal | undefined, volumes: boolean): Promise<FilesChannel>;
	words: PlaceWords;
	/** Transfers by pup or box, where several places share the limit. */
	transfers?: Map<string, number>;
}

export interface FileRequests {
	/** Encodes a path for requests. @throws BoxError 422 for an invalid one */
	encoded(path: string): string;
	/** Explains an error of the host. @param limited whether its owner has a limit of bytes */
	failure(errno: number, path: string, limited?: boolean): BoxError;
	/** @throws BoxError of `owner`; 429 `too-many-transfers` */
	begin(
		id: string,
		request: FilesRequest,
		signal?: AbortSignal,
		volumes?: boolean
	): Promise<{ owner: FilesOwner; channel: FilesChannel }>;
	/** Sends a request with a short answer. @param path for error messages */
	ask(id: string, request: FilesRequest, path: string): Promise<Buffer[]>;
}

export function createFileRequests(deps: RequestsDeps): FileRequests {
	const open = deps.transfers ?? new Map<string, number>();
	const failure: FileRequests['failure'] = (errno, path, limited = false) =>
		fileFailure(errno, path, deps.words, limited);

	const begin: FileRequests['begin'] = async (given, request, signal, volumes = true) => {
		const owner = deps.owner(given);
		const { id } = owner;
		const own = open.get(id) ?? 0;
		const all = [...open.values()].reduce((sum, one) => sum + one, 0);
		if (own >= MAX_OF_ONE || all >= MAX_OF_ALL) {
			throw new BoxError({
				code: 'too-many-transfers',
				status: 429,
				message: 'Too many files are read or written at once.',
				hint: 'Wait until one of them is done.',
				retryAfter: 2
			});
		}
		open.set(id, own + 1);
		const over = () => {
			const left = (open.get(id) ?? 1) - 1;
			if (left > 0) open.set(id, left);
			else open.delete(id);
		};
		try {
			const channel = await deps.open(id, request, signal, volumes);
			channel.result.then(over, over);
			return { owner, channel };
		} catch (error) {
			over();
			throw error;
		}
	};

	return {
		failure,
		begin,
		encoded(path) {
			const bytes = pathBytes(path);
			if (bytes === null) throw failure(PATH_TOO_LONG, path);
			return Buffer.from(bytes).toString('base64url');
		},
		async ask(id, request, path) {
			const { channel } = await begin(id, request);
			channel.stdin.end();
			const { records, errno } = await answerOf(channel);
			if (errno !== 0) throw failure(errno, path);
			return records;
		}
	};
}
