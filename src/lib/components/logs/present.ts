import {
	jsonLine,
	levelOf,
	pieces,
	RUN_MARK,
	withoutCodes,
	type LogLevel,
	type TextPiece
} from '$lib/contract/log-text.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';

/** A line in its drawn form. */
export interface Shown {
	/** The whole text, for measuring and copying. */
	text: string;
	pieces: readonly TextPiece[];
	level: LogLevel | null;
	/** `run`: a service starts here. `note`: a message of the box. */
	kind: 'line' | 'run' | 'note';
}

const PLAIN = { colour: null, bold: false, dim: false, italic: false, underline: false } as const;
const known = new WeakMap<LogLine, Shown>();

/** The drawn form of a line; computed once. */
export function shown(line: LogLine): Shown {
	const before = known.get(line);
	if (before) return before;
	const fresh = present(line);
	known.set(line, fresh);
	return fresh;
}

function present(line: LogLine): Shown {
	if (line.box) {
		const run = line.text === RUN_MARK;
		const text = run ? `${line.service || 'The service'} starts` : withoutCodes(line.text);
		return { text, pieces: [{ ...PLAIN, text }], level: null, kind: run ? 'run' : 'note' };
	}
	const flat = line.text.replaceAll('\t', '    ');
	const json = jsonLine(flat);
	const parts = json
		? [
				{ ...PLAIN, text: withoutCodes(json.message) },
				...json.rest.map(([name, value]) => ({ ...PLAIN, dim: true, text: withoutCodes(`  ${name}=${value}`) }))
			]
		: pieces(flat);
	return { text: parts.map(({ text }) => text).join(''), pieces: parts, level: levelOf(flat), kind: 'line' };
}

/** A piece of text that may be a search match. */
export interface MarkedPiece extends TextPiece {
	found: boolean;
}

/** Most highlighted matches in a line. */
const MOST_FOUND = 50;

/**
 * Splits pieces so that each match of the search is a piece of its own.
 *
 * @param parts  pieces of a line
 * @param needle text to find, ignoring case; null for none
 */
export function marked(parts: readonly TextPiece[], needle: string | null): MarkedPiece[] {
	const plain = parts.map((part) => ({ ...part, found: false }));
	if (!needle) return plain;
	const wanted = needle.toLowerCase();
	const all = parts
		.map(({ text }) => text)
		.join('')
		.toLowerCase();
	const found: [from: number, to: number][] = [];
	for (let at = all.indexOf(wanted); at >= 0 && found.length < MOST_FOUND; at = all.indexOf(wanted, at + wanted.length))
		found.push([at, at + wanted.length]);
	if (found.length === 0) return plain;
	const cut: MarkedPiece[] = [];
	let offset = 0;
	for (const part of plain) {
		const end = offset + part.text.length;
		const borders = [offset, ...found.flat().filter((at) => at > offset && at < end), end];
		for (let i = 0; i + 1 < borders.length; i++) {
			const [from, to] = [borders[i]!, borders[i + 1]!];
			if (from === to) continue;
			const inside = found.some(([first, last]) => first <= from && to <= last);
			cut.push({ ...part, text: part.text.slice(from - offset, to - offset), found: inside });
		}
		offset = end;
	}
	return cut;
}
