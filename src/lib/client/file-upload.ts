/** Sends a file to a pup's storage or a box in parts; goes on where it stopped after a break. */
import type { UploadState } from '../contract/files.ts';
import { api, ApiError } from './api.ts';
import { backOff } from './connection.ts';

/**
 * Bytes of one part: a step of the progress, and what is sent again after a break. A slow Wi-Fi
 * carries it within the two minutes that the box waits for a part.
 */
const PART = 8 * 1024 * 1024;

/** Failures in a row without progress, after which it is shown. */
const MOST_FAILURES = 12;

/** Where files are: of a pup or a box. */
export interface FilesPlace {
	/** Address below the API: `/pups/ID/files`. */
	api: string;
	/** The folder in which the image of a pup keeps data; absent: its storage, or all of a box. */
	volume?: string;
}

/** Address of something that can be asked there: `/content`, `` for the files themselves. */
export function filesAddress({ api, volume }: FilesPlace, rest: string, query: Record<string, string> = {}): string {
	const all = new URLSearchParams({ ...query, ...(volume !== undefined && { volume }) });
	return api + rest + (all.size > 0 ? `?${all}` : '');
}

export interface UploadOptions {
	at: FilesPlace;
	/** Path as the API takes it. */
	path: string;
	file: Pick<File, 'size' | 'lastModified' | 'slice'>;
	/** Puts it in the place of one that is there. */
	replace: boolean;
	signal: AbortSignal;
	/** Bytes that have arrived. */
	progress: (bytes: number) => void;
	/** Milliseconds until try number `failures`, for tests. */
	wait?: (failures: number) => number;
}

/** The query that names an upload: the same file to the same place goes on with the same. */
export function uploadQuery({ path, file }: Pick<UploadOptions, 'path' | 'file'>): Record<string, string> {
	return { path, size: String(file.size), version: String(file.lastModified) };
}

/** Whether it may go better in a while: the box is away, starts again, or does much. */
const mayPass = (error: unknown) =>
	error instanceof ApiError &&
	(['offline', 'unreadable', 'cut-off', 'upload-busy', 'busy'].includes(error.problem.code) ||
		[429, 502, 503].includes(error.problem.status));

/**
 * Uploads a file to its end. What is there from an earlier try is not sent again.
 * @throws ApiError what the box refuses; the signal's reason where it is given up
 */
export async function uploadFile(options: UploadOptions): Promise<void> {
	const { at, file, replace, signal, progress } = options;
	const wait = options.wait ?? ((failures) => backOff(failures, Math.random()));
	const query = uploadQuery(options);
	const ask = () => api<UploadState>(filesAddress(at, '/upload', query), { signal });
	let offset: number | null = null;
	for (let failures = 0; ;) {
		try {
			offset ??= (await ask()).offset;
			progress(offset);
			const state = await send(offset);
			failures = 0;
			offset = state.offset;
			progress(offset);
			if (state.done) return;
		} catch (error) {
			signal.throwIfAborted();
			const moved = error instanceof ApiError && error.problem.code === 'other-offset';
			if (++failures > MOST_FAILURES || !(moved || mayPass(error))) throw error;
			offset = null;
			if (!moved) await pause(wait(failures), signal);
		}
	}

	async function send(from: number): Promise<UploadState> {
		const part = { ...query, offset: String(from), replace: String(replace) };
		return api<UploadState>(filesAddress(at, '/content', part), {
			method: 'PUT',
			bytes: file.slice(from, from + PART),
			signal
		});
	}
}

/** Removes what has come of an upload that is given up. */
export async function forgetUpload(options: Pick<UploadOptions, 'at' | 'path' | 'file'>): Promise<void> {
	await api(filesAddress(options.at, '/upload', uploadQuery(options)), { method: 'DELETE' });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		});
	});
}
