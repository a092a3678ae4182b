/** Uploads a file to a pup's storage or a box in parts. Resumes after an interruption. */
import type { UploadState } from '../contract/files.ts';
import { api, ApiError } from './api.ts';
import { backOff } from './connection.ts';

/**
 * Bytes of one part. It is the step of the progress, and what is sent again after an interruption.
 * A slow Wi-Fi transfers it within the two minutes that the box allows for a part.
 */
const PART = 8 * 1024 * 1024;

/** Consecutive failures without progress until the error is shown. */
const MOST_FAILURES = 12;

/** Location of files: in a pup or in a box. */
export interface FilesPlace {
	/** Path below the API: `/pups/ID/files`. */
	api: string;
	/**
	 * The folder in which the image of a pup keeps data; if absent, the pup's storage, or the whole
	 * box.
	 */
	volume?: string;
}

/** Returns the API path of a request for files: `/content`, or empty for the list itself. */
export function filesAddress({ api, volume }: FilesPlace, rest: string, query: Record<string, string> = {}): string {
	const all = new URLSearchParams({ ...query, ...(volume !== undefined && { volume }) });
	return api + rest + (all.size > 0 ? `?${all}` : '');
}

export interface UploadOptions {
	at: FilesPlace;
	/** Path in the form that the API takes. */
	path: string;
	file: Pick<File, 'size' | 'lastModified' | 'slice'>;
	/** Whether to replace an existing file. */
	replace: boolean;
	signal: AbortSignal;
	/** Called with the number of bytes that have arrived. */
	progress: (bytes: number) => void;
	/** Milliseconds until the next attempt after so many failures, for tests. */
	wait?: (failures: number) => number;
}

/**
 * Returns the query that identifies an upload: the same file to the same path continues the upload.
 */
export function uploadQuery({ path, file }: Pick<UploadOptions, 'path' | 'file'>): Record<string, string> {
	return { path, size: String(file.size), version: String(file.lastModified) };
}

/** Whether a retry may succeed: the box is unavailable, restarting or overloaded. */
const mayPass = (error: unknown) =>
	error instanceof ApiError &&
	(['offline', 'unreadable', 'cut-off', 'upload-busy', 'busy'].includes(error.problem.code) ||
		[429, 502, 503].includes(error.problem.status));

/**
 * Uploads a file completely. Data that an earlier attempt has sent are not sent again.
 * @throws ApiError what the box refuses; the signal's reason when the upload is cancelled
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

/** Removes the partial data of a cancelled upload. */
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
