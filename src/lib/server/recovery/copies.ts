/** The copies that can be chosen, and what is in each. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { copiesBeforeMigrations, copiesFolder, listCopies, readCopy, type CopyContent } from '../db/index.ts';
import { fileVersion } from '../files/index.ts';
import type { OfferedCopy } from './types.ts';

/** A copy that nobody has read yet. */
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
 * Reads copies through.
 * @param read reads one; never rejects
 * @returns what gives {@link findCopies} with what is in each. A copy is read again only where its
 *   file is another one since
 */
export function createCopyReader(data: string, read: typeof readCopy = readCopy): () => Promise<OfferedCopy[]> {
	/** By path, each with the version that was read. */
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
		// One after the other: each reads a whole file.
		for (const copy of findCopies(data)) copies.push({ ...copy, ...(await contentOf(copy.file)) });
		return copies;
	};
}
