/** Renders readmes and release notes of pups, once for each content. */
import { NOTES_NAMES, notesOf } from './notes.ts';
import { MAX_README_BYTES, README_NAMES } from './readme-names.ts';
import type { ListedVersion, ReaderInput, SourceReader } from './types.ts';
import { createRecent } from '../concurrency/index.ts';

/** Rendered texts that are cached. */
const KEPT = 50;

/** Where a text is read from. */
interface Place {
	/**
	 * Changes with each source and reading: an index on the web may name another readme for the
	 * same files.
	 */
	edition: string;
	reader: SourceReader;
	input: () => ReaderInput;
	version: ListedVersion;
}

export interface Readmes {
	/** Safe HTML; null where there is no readme, or it is too large or no text. */
	get(place: Place): Promise<string | null>;
	/**
	 * Release notes of some versions as safe HTML; null for none.
	 * @param wanted whether a version is one of them
	 * @param key identifies `wanted`
	 */
	notes(place: Place, key: string, wanted: (version: string) => boolean): Promise<string | null>;
}

export function createReadmes(): Readmes {
	// Loaded for the first text, because it is not needed at the start of the box.
	let renderer: Promise<(markdown: string) => string> | undefined;
	const rendered = async (text: string) => {
		renderer ??= import('./readme.ts').then(({ createReadmeRenderer }) => createReadmeRenderer());
		return (await renderer)(text);
	};
	const kept = createRecent<string, string | null>(KEPT);
	const utf8 = new TextDecoder('utf-8', { fatal: true });

	/** @param shown selects the part of the text to show; null for nothing */
	async function read(
		{ reader, input, version }: Place,
		names: readonly string[],
		shown: (text: string) => string | null
	): Promise<string | null> {
		for (const name of names) {
			const bytes = await reader.file(input(), version, name, MAX_README_BYTES);
			if (bytes === null) continue;
			try {
				const text = shown(utf8.decode(bytes));
				return text === null ? null : await rendered(text);
			} catch {
				// Not text, or too complex for the renderer.
				return null;
			}
		}
		return null;
	}

	async function once(place: Place, what: string, work: () => Promise<string | null>): Promise<string | null> {
		const key = `${place.edition} ${place.version.identity} ${place.version.sourcePath} ${what}`;
		const known = kept.get(key);
		if (known !== undefined) return known;
		// A page without its readme is better than none. The next request tries again.
		const html = await work().catch(() => undefined);
		if (html === undefined) return null;
		kept.set(key, html);
		return html;
	}

	return {
		get: (place) => once(place, '', () => read(place, README_NAMES, (text) => text)),
		notes: (place, key, wanted) =>
			once(place, `notes ${key}`, () => read(place, NOTES_NAMES, (text) => notesOf(text, wanted)))
	};
}
