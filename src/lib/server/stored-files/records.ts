/** Parses records of the host's answers. Pure. */
import { MOST_ENTRIES, namePart, type FileEntry, type FolderPage, type UploadState } from '../../contract/files.ts';

const KINDS: Record<string, FileEntry['kind']> = { f: 'file', d: 'folder', l: 'link', o: 'other' };

/** The state of an upload that has received nothing. */
export const NOWHERE: UploadState = { offset: 0, done: false };

/** The progress of an upload. */
export function stateIn(record: Buffer): UploadState {
	const [offset = 0, done = 0] = record.toString('latin1').split(' ').map(Number);
	return { offset, done: done === 1 };
}

/** A page from its records: a header, then three records for each entry. */
export function pageIn(records: readonly Buffer[]): FolderPage {
	const [seen = 0, cut = 0] = (records[0]?.toString('latin1') ?? '').split(' ').map(Number);
	const entries: FileEntry[] = [];
	for (let at = 1; at + 2 < records.length; at += 3) {
		const [kind = '', size = 0, modified = 0] = records[at]!.toString('latin1').split(' ');
		const target = records[at + 2]!;
		entries.push({
			...namePart(records[at + 1]!),
			kind: KINDS[kind] ?? 'other',
			size: kind === 'f' ? Number(size) : 0,
			modifiedAt: Number(modified) * 1000,
			...(kind === 'l' && { target: target.toString('utf8') })
		});
	}
	return {
		entries,
		total: Math.min(seen, MOST_ENTRIES),
		more: seen > MOST_ENTRIES,
		next: cut === 1 ? (entries.at(-1)?.part ?? null) : null
	};
}
