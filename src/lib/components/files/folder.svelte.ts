import { api, ApiError } from '$lib/client/api.ts';
import { filesAddress, type FilesPlace } from '$lib/client/file-upload.ts';
import type { Problem } from '$lib/contract/errors.ts';
import { partsOf, type FileEntry, type FolderPage } from '$lib/contract/files.ts';

/** Path of an entry of a folder. */
export const inside = (path: string, part: string): string => [...partsOf(path), part].join('/');

/** The shown entries of a folder, loaded page by page. */
export class Folder {
	entries = $state.raw<FileEntry[]>([]);
	/** Number of all entries, and whether there are more than can be listed. */
	total = $state(0);
	more = $state(false);
	next = $state<string | null>(null);
	loading = $state(true);
	problem = $state.raw<Problem | null>(null);
	#at: FilesPlace;
	#path = '';

	constructor(at: FilesPlace) {
		this.#at = at;
	}

	/**
	 * Shows a folder from its beginning. Called again for the same folder it refreshes the list.
	 */
	async show(path: string): Promise<void> {
		if (path !== this.#path) this.entries = [];
		this.#path = path;
		await this.#load(path, null);
	}

	/** Appends the next page. */
	async showMore(): Promise<void> {
		if (this.next !== null) await this.#load(this.#path, this.next);
	}

	async #load(path: string, after: string | null): Promise<void> {
		this.loading = true;
		try {
			const query = { path, ...(after !== null && { after }) };
			const page = await api<FolderPage>(filesAddress(this.#at, '', query));
			if (path !== this.#path) return;
			const entries = after === null ? page.entries : [...this.entries, ...page.entries];
			// Folders come first if one page has all entries. Otherwise the box's order stays.
			this.entries = page.next === null && after === null ? entries.sort(foldersFirst) : entries;
			this.total = page.total;
			this.more = page.more;
			this.next = page.next;
			this.problem = null;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			if (path === this.#path) this.problem = error.problem;
		} finally {
			if (path === this.#path) this.loading = false;
		}
	}
}

function foldersFirst(a: FileEntry, b: FileEntry): number {
	const rank = ({ kind }: FileEntry) => (kind === 'folder' ? 0 : 1);
	return rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true });
}
