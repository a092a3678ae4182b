/** Lines and columns of what is wrong in a JSON file. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Fault } from './report.ts';

type Position = NonNullable<Fault['at']>;

/** A place in the words of the JSON reader: `line 3, column 14`. */
export function positionOfText(place: string, file: string): { at?: Position } {
	const [, line, column] = /^line (\d+), column (\d+)$/.exec(place) ?? [];
	return line === undefined ? {} : { at: { file, line: Number(line), column: Number(column) } };
}

/**
 * Where a member stands; of one that is missing, what it is missing in.
 * @param text of the file
 * @param path `container.exposes.0.port`
 * @returns undefined where not even its first part is there
 */
export function positionIn(text: string, path: string, file: string): Position | undefined {
	const root = parseTree(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true });
	if (!root || !/^[\w$-]+(\.[\w$-]+)*$/.test(path)) return undefined;
	const parts = path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
	for (let length = parts.length; length > 0; length--) {
		const node = findNodeAtLocation(root, parts.slice(0, length));
		// A member is shown at its name, an element of a list at itself.
		if (node) return positionAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset, file);
	}
	return undefined;
}

function positionAt(text: string, offset: number, file: string): Position {
	const before = text.slice(0, offset);
	return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
