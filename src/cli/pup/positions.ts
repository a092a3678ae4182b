/** Finds lines and columns of errors in a JSON file. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Fault } from './report.ts';

type Position = NonNullable<Fault['at']>;

/** Parses a position in the JSON reader's words: `line 3, column 14`. */
export function positionOfText(place: string, file: string): { at?: Position } {
	const [, line, column] = /^line (\d+), column (\d+)$/.exec(place) ?? [];
	return line === undefined ? {} : { at: { file, line: Number(line), column: Number(column) } };
}

/**
 * Finds the position of a member; for a missing member, that of its parent.
 * @param text of the file
 * @param path `container.exposes.0.port`
 * @returns undefined when not even the first part of the path exists
 */
export function positionIn(text: string, path: string, file: string): Position | undefined {
	const root = parseTree(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true });
	if (!root || !/^[\w$-]+(\.[\w$-]+)*$/.test(path)) return undefined;
	const parts = path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
	for (let length = parts.length; length > 0; length--) {
		const node = findNodeAtLocation(root, parts.slice(0, length));
		// A member's position is its name's; the position of a list's element is its own.
		if (node) return positionAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset, file);
	}
	return undefined;
}

function positionAt(text: string, offset: number, file: string): Position {
	const before = text.slice(0, offset);
	return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
