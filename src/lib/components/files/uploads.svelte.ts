import { ApiError } from '$lib/client/api.ts';
import { forgetUpload, uploadFile, type FilesPlace } from '$lib/client/file-upload.ts';
import type { Problem } from '$lib/contract/errors.ts';
import { partOf } from '$lib/contract/files.ts';
import { inside } from './folder.svelte.ts';

/** A file that is being uploaded into the storage or the box. */
export class Upload {
	readonly id: number;
	readonly name: string;
	readonly size: number;
	readonly path: string;
	readonly file: File;
	sent = $state(0);
	state = $state<'waiting' | 'sending' | 'done' | 'refused'>('waiting');
	problem = $state.raw<Problem | null>(null);
	replace = false;
	readonly stop = new AbortController();

	constructor(id: number, folder: string, file: File) {
		this.id = id;
		this.file = file;
		this.name = file.name;
		this.size = file.size;
		this.path = inside(folder, partOf(file.name));
	}

	get percent(): number {
		return this.size === 0 ? (this.state === 'done' ? 100 : 0) : (this.sent / this.size) * 100;
	}
}

/** Uploads, one after another. */
export class Uploads {
	list = $state<Upload[]>([]);
	#at: FilesPlace;
	#busy = false;
	#next = 1;
	/** Called when a file was uploaded completely. */
	#done: () => void;

	constructor(at: FilesPlace, done: () => void) {
		this.#at = at;
		this.#done = done;
	}

	get active(): boolean {
		return this.list.some(({ state }) => state === 'waiting' || state === 'sending');
	}

	add(folder: string, files: Iterable<File>): void {
		for (const file of files) this.list.push(new Upload(this.#next++, folder, file));
		void this.#run();
	}

	/** Retries a refused upload. @param replace overwrite an existing file */
	again(id: number, replace: boolean): void {
		const upload = this.list.find((one) => one.id === id);
		if (!upload) return;
		upload.replace = replace;
		upload.problem = null;
		upload.state = 'waiting';
		void this.#run();
	}

	/** Cancels an upload, or removes it from the list. */
	async remove(id: number): Promise<void> {
		const upload = this.list.find((one) => one.id === id);
		if (!upload) return;
		this.list = this.list.filter((one) => one.id !== id);
		if (upload.state === 'done') return;
		upload.stop.abort(new Error('given up'));
		await forgetUpload({ at: this.#at, path: upload.path, file: upload.file }).catch(() => undefined);
	}

	async #run(): Promise<void> {
		if (this.#busy) return;
		this.#busy = true;
		for (let next; (next = this.list.find(({ state }) => state === 'waiting'));) await this.#send(next);
		this.#busy = false;
	}

	async #send(upload: Upload): Promise<void> {
		upload.state = 'sending';
		try {
			await uploadFile({
				at: this.#at,
				path: upload.path,
				file: upload.file,
				replace: upload.replace,
				signal: upload.stop.signal,
				progress: (bytes) => (upload.sent = bytes)
			});
			upload.state = 'done';
			this.#done();
		} catch (error) {
			if (upload.stop.signal.aborted) return;
			upload.state = 'refused';
			upload.problem =
				error instanceof ApiError
					? error.problem
					: {
							...{ type: 'about:blank', status: 0, code: 'unreadable', requestId: '' },
							title: 'The file cannot be read.',
							detail: 'It may have changed since you chose it. Choose it again.'
						};
		}
	}
}
