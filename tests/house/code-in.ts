import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the code files in folders of the repository, recursively, without tests. */
export const codeIn = (...folders: string[]): string[] =>
	folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/\.test\.ts$/.test(name))
			.map((name) => join(folder, name))
	);
