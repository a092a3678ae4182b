/** The database copies that can be restored, and their contents. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { copiesBeforeMigrations, copiesFolder, listCopies, readCopy, type CopyContent } from '../db/index.ts';
import { fileVersion } from '../files/index.ts';
import type { OfferedCopy } from './types.ts';

/** A copy whose content was not read yet. */
export type FoundCopy = Omit<OfferedCopy, keyof CopyContent>;

/** The copies in a data folder, newest first. */
export function findCopies(data: string): FoundCopy[] {
	const daily = listCopies(copiesFolder(data)).map(({ name, file, at }) => ({
		name,
		file,
		at,
		kind: 'daily' as const
	}));
	const before = copiesBeforeMigrations(join(data, 'dogebox.db')).map((copy) => ({
		...copy,
		at: statSync(copy.file).mtimeMs,
		kind: 'migration' as const
	}));
	return [...daily, ...before].sort((a, b) => b.at - a.at);
}

/**
 * Creates a reader of copies.
 * @param read reads one copy; never rejects
 * @returns a function that returns {@link findCopies} with the content of each copy. A copy is read
 * again only when its file has changed
 */
export function createCopyReader(data: string, read: typeof readCopy = readCopy): () => Promise<OfferedCopy[]> {
	/** Content by path, with the version of the file that was read. */
	const known = new Map<string, { version: string; content: Promise<CopyContent> }>();

	function contentOf(file: string): Promise<CopyContent> {
		const version = fileVersion(statSync(file, { bigint: true }));
		const before = known.get(file);
		if (before?.version === version) return before.content;
		const content = read(file);
		known.set(file, { version, content });
		return content;
	}

	return async () => {
		const copies: OfferedCopy[] = [];
		// One after another, since each read covers a whole file.
		for (const copy of findCopies(data)) copies.push({ ...copy, ...(await contentOf(copy.file)) });
		return copies;
	};
}
