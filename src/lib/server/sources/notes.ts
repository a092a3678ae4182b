/**
 * What a pup's maker says of its versions: the sections of a `CHANGELOG.md` in the pup's folder
 * whose headings begin with a version (https://keepachangelog.com). Pure.
 */

/** How the file may be called, the usual first. */
export const NOTES_NAMES = ['CHANGELOG.md', 'changelog.md', 'Changelog.md', 'RELEASES.md'];

/** `## 1.2.0`, `## [1.2.0] - 2026-11-01`, `### v1.2.0`, `# Version 1.2.0`. */
const HEADING = /^(#{1,4})[ \t]+(?:version[ \t]+)?\[?v?(\d+(?:\.\d+)+[0-9A-Za-z.+-]*)/i;
const FENCE = /^ {0,3}(```|~~~)/;

/**
 * The sections of these versions, in the order of the file, with their headings: those of versions
 * are of the first level.
 * @param wanted whether a version is one of them
 * @returns null where there is none
 */
export function notesOf(markdown: string, wanted: (version: string) => boolean): string | null {
	const kept: string[] = [];
	let keeping = false;
	/** Depth of the heading of the section that is read; a heading as high ends it. */
	let depth = 0;
	let fence: string | null = null;
	for (let line of markdown.split(/\r?\n/)) {
		const mark = FENCE.exec(line)?.[1] ?? null;
		if (fence === null) {
			const [, hashes, version] = HEADING.exec(line) ?? [];
			if (hashes && version) {
				keeping = wanted(version);
				depth = hashes.length;
			} else if (depth > 0 && /^#{1,6}[ \t]/.test(line) && line.indexOf(' ') <= depth) keeping = false;
			// Versions become the highest headings, whatever they are in the file.
			if (keeping && /^#{1,6}[ \t]/.test(line)) line = line.slice(depth - 1);
			fence = mark;
		} else if (mark === fence) fence = null;
		if (keeping) kept.push(line);
	}
	const text = kept.join('\n').trim();
	return text === '' ? null : text;
}
