/**
 * Release notes of a pup: the sections of a `CHANGELOG.md` in its folder whose headings begin with
 * a version (https://keepachangelog.com). Pure.
 */

/** Accepted names of the file, the usual one first. */
export const NOTES_NAMES = ['CHANGELOG.md', 'changelog.md', 'Changelog.md', 'RELEASES.md'];

/** Matches `## 1.2.0`, `## [1.2.0] - 2026-11-01`, `### v1.2.0` and `# Version 1.2.0`. */
const HEADING = /^(#{1,4})[ \t]+(?:version[ \t]+)?\[?v?(\d+(?:\.\d+)+[0-9A-Za-z.+-]*)/i;
const FENCE = /^ {0,3}(```|~~~)/;

/**
 * Returns the sections of some versions in the order of the file, with version headings at the
 * first level.
 * @param wanted whether a version is one of them
 * @returns null where there is none
 */
export function notesOf(markdown: string, wanted: (version: string) => boolean): string | null {
	const kept: string[] = [];
	let keeping = false;
	/**
	 * Level of the current section's heading. A heading of the same or a higher level ends the
	 * section.
	 */
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
			// Moves version headings to the first level, whatever their level in the file.
			if (keeping && /^#{1,6}[ \t]/.test(line)) line = line.slice(depth - 1);
			fence = mark;
		} else if (mark === fence) fence = null;
		if (keeping) kept.push(line);
	}
	const text = kept.join('\n').trim();
	return text === '' ? null : text;
}
