/** Readmes of pups, rendered once per content. */
import { createReadmeRenderer, MAX_README_BYTES, README_NAMES } from './readme.ts';
import type { ListedVersion, ReaderInput, SourceReader } from './types.ts';

/** Rendered readmes that are kept. */
const KEPT = 50;

export function createReadmes(): {
	/**
	 * Safe HTML; null when it has none, or it is too large or no text.
	 * @param edition text that differs for each source and reading of it: a list on the web may
	 *   name another readme for the same files
	 */
	get(edition: string, reader: SourceReader, input: () => ReaderInput, version: ListedVersion): Promise<string | null>;
} {
	const render = createReadmeRenderer();
	const kept = new Map<string, string | null>();
	const utf8 = new TextDecoder('utf-8', { fatal: true });

	async function read(reader: SourceReader, input: ReaderInput, version: ListedVersion): Promise<string | null> {
		for (const name of README_NAMES) {
			const bytes = await reader.file(input, version, name, MAX_README_BYTES);
			if (bytes === null) continue;
			try {
				return render(utf8.decode(bytes));
			} catch {
				// Not text, or nothing the renderer can take apart.
				return null;
			}
		}
		return null;
	}

	return {
		async get(edition, reader, input, version) {
			const key = `${edition} ${version.identity} ${version.sourcePath}`;
			const known = kept.get(key);
			if (known !== undefined) return known;
			// A page without its readme is better than none; it is looked for again the next time.
			const html = await (async () => read(reader, input(), version))().catch(() => undefined);
			if (html === undefined) return null;
			kept.set(key, html);
			if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
			return html;
		}
	};
}
