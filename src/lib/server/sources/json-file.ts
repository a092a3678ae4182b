/**
 * Reads JSON that people write by hand. Reports all faults at once with line, column and cause, and
 * also what is only doubtful.
 */
import { parse, printParseErrorCode, visit } from 'jsonc-parser';
import { showPlain } from '../../contract/hidden-characters.ts';
import { badSource } from './pup-index.ts';

/** Most faults and doubts that are reported. */
const MAX_LISTED = 50;

export interface JsonFault {
	/** `line 3, column 14`, counted from 1. */
	place: string;
	/** What is wrong there and what to write instead; a sentence. */
	message: string;
}

export interface JsonRead {
	/** The content. For a damaged text the best guess, undefined where there is none. */
	value: unknown;
	/** Why it is no valid JSON; empty where it is valid. */
	faults: JsonFault[];
	/** Valid, but doubtful for its author; sentences. */
	warnings: string[];
}

/**
 * Reads JSON.
 * @param input bytes of a file, or its decoded text
 */
export function readJson(input: Uint8Array | string): JsonRead {
	const { text, faults, warnings } = typeof input === 'string' ? ofText(input) : decode(input);
	const scanned = scan(text);
	let value: unknown;
	let broken: string | null = null;
	try {
		value = JSON.parse(text);
	} catch (error) {
		broken = (error as Error).message;
	}
	if (broken === null) return { value, faults, warnings: [...warnings, ...scanned.doubts].slice(0, MAX_LISTED) };
	faults.push(...scanned.faults);
	if (faults.length === 0) faults.push({ place: 'line 1, column 1', message: `${broken.slice(0, 200)}.` });
	if (scanned.mended) value = parse(text, [], { allowTrailingComma: true });
	return {
		value,
		faults: faults.slice(0, MAX_LISTED),
		warnings: [...warnings, ...scanned.doubts].slice(0, MAX_LISTED)
	};
}

/**
 * Reads a JSON file of a source.
 * @param name of the file, for the message
 * @returns its content, and warnings for its author
 * @throws BoxError 422 `bad-source`, naming the first fault
 */
export function readJsonFile(input: Uint8Array | string, name: string): { value: unknown; warnings: string[] } {
	const { value, faults, warnings } = readJson(input);
	const [first, ...more] = faults;
	if (first === undefined) return { value, warnings };
	const rest = more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'error' : 'errors'})`;
	throw badSource(
		`${name} is not JSON: ${first.place}: ${first.message}${rest}`,
		'The maker of this pup has to fix it.'
	);
}

type Decoded = { text: string; faults: JsonFault[]; warnings: string[] };

const BOM_DOUBT =
	'It begins with a byte order mark (BOM). This box passes over it; a real Dogebox refuses the file. ' +
	'Save it as UTF-8 without BOM.';

function ofText(text: string): Decoded {
	const marked = text.startsWith('\uFEFF');
	return { text: marked ? text.slice(1) : text, faults: [], warnings: marked ? [BOM_DOUBT] : [] };
}

/** Decodes bytes as UTF-8. Recognises UTF-16 and Latin-1. */
function decode(bytes: Uint8Array): Decoded {
	const wide = utf16(bytes);
	if (wide !== null) {
		const text = new TextDecoder(wide).decode(bytes);
		const message = 'The file is UTF-16. Save it as UTF-8 without BOM.';
		return { text, faults: [{ place: 'line 1, column 1', message }], warnings: [] };
	}
	const decoded = ofText(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		const at = decoded.text.indexOf('\uFFFD');
		decoded.warnings.push(
			`It is not UTF-8 in ${placeOf(decoded.text, at)} (Latin-1, perhaps); “�” stands for what cannot be read. ` +
				'Save it as UTF-8.'
		);
	}
	return decoded;
}

/**
 * Detects UTF-16 by its byte order mark, or because JSON begins with an ASCII character (RFC 4627
 * §3).
 */
function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const [first, second] = bytes;
	if (first === undefined || second === undefined) return null;
	if ((first === 0xff && second === 0xfe) || (second === 0 && first !== 0)) return 'utf-16le';
	if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
	return null;
}

function placeOf(text: string, offset: number): string {
	const before = text.slice(0, offset).split(/\r\n|\r|\n/);
	return place(before.length - 1, before.at(-1)!.length);
}

/** From zero-based numbers. */
const place = (line: number, column: number) => `line ${line + 1}, column ${column + 1}`;

/** Finds syntax that is not allowed in JSON, and duplicate members. */
function scan(text: string): { faults: JsonFault[]; doubts: string[]; mended: boolean } {
	const faults: JsonFault[] = [];
	const doubts: string[] = [];
	const report = (fault: JsonFault) => void (faults.length < MAX_LISTED && faults.push(fault));
	/** Whether all faults can be skipped without a change of the rest's meaning. */
	let mended = true;
	/** The last comma, as long as nothing follows it. */
	let comma: string | null = null;
	const open: Map<string, number>[] = [];
	const value = () => void (comma = null);
	const end = (bracket: string) => () => {
		if (comma !== null && mended) {
			report({ place: comma, message: `There is a comma before “${bracket}” with nothing after it. Remove it.` });
		}
		comma = null;
		open.pop();
	};
	const begin = () => {
		comma = null;
		open.push(new Map());
	};
	try {
		visit(
			text,
			{
				onObjectBegin: begin,
				onArrayBegin: begin,
				onObjectEnd: end('}'),
				onArrayEnd: end(']'),
				onLiteralValue: value,
				onObjectProperty(name, _offset, _length, line, _column, path) {
					comma = null;
					const known = open.at(-1);
					const before = known?.get(name);
					known?.set(name, line);
					if (before === undefined || doubts.length >= MAX_LISTED) return;
					const member = [...path(), name].map((part) => String(part).slice(0, 60)).join('.');
					doubts.push(`${member} is there twice, in line ${before + 1} and line ${line + 1}; the last one counts.`);
				},
				onSeparator(character, _offset, _length, line, column) {
					if (character === ',') comma = place(line, column);
				},
				onComment(_offset, _length, line, column) {
					report({ place: place(line, column), message: 'This is a comment, which JSON does not have. Remove it.' });
				},
				onError(code, offset, length, line, column) {
					const inside = printParseErrorCode(code) === 'InvalidCharacter';
					if (!inside) {
						// Later faults are often only consequences of the first one.
						if (!mended) return;
						mended = false;
						report({ place: place(line, column), message: causeOf(printParseErrorCode(code), text, offset) });
						return;
					}
					if (faults.length >= MAX_LISTED) return;
					// The reported position is that of the whole text.
					const odd = text.slice(offset, offset + length).search(/[\u0000-\u001f]/); // eslint-disable-line no-control-regex
					const at = offset + Math.max(odd, 0);
					report({ place: placeOf(text, at), message: controlCharacter(text.charCodeAt(at)) });
				}
			},
			{ allowTrailingComma: true }
		);
	} catch (error) {
		// The stack overflowed on a deeply nested text.
		if (!(error instanceof RangeError)) throw error;
		return {
			faults: [{ place: 'line 1, column 1', message: 'Its lists and objects lie too deep.' }],
			doubts,
			mended: false
		};
	}
	return { faults, doubts, mended };
}

function controlCharacter(code: number): string {
	return code === 9
		? 'There is a tab inside a text. Write \\t, or blanks.'
		: `There is a control character inside a text. Write \\u${code.toString(16).padStart(4, '0')}, or remove it.`;
}

/** Explains a fault that cannot be skipped. */
function causeOf(code: string, text: string, offset: number): string {
	const word = /^[\p{L}\p{N}_$.+-]{1,40}/u.exec(text.slice(offset, offset + 60))?.[0] ?? text.charAt(offset);
	if (offset >= text.length) return 'The file ends here, before what was begun is closed.';
	if (text.charAt(offset) === "'") return 'Text stands in double quotes ("), not in single ones.';
	if (/[\u201c-\u201f\u2018\u2019\u00ab\u00bb]/.test(text.charAt(offset))) {
		return `“${text.charAt(offset)}” is a quote of prose; JSON wants the plain double quote (").`;
	}
	if (/^(true|false|null)$/i.test(word)) return `“${word}” is written ${word.toLowerCase()} in JSON.`;
	const named = text
		.slice(offset + word.length, offset + word.length + 20)
		.trimStart()
		.startsWith(':');
	switch (named ? 'PropertyNameExpected' : code) {
		case 'PropertyNameExpected':
			return `The name of a member stands in double quotes ("); found ${shown(word)}.`;
		case 'ColonExpected':
			return `A colon (:) is missing before ${shown(word)}.`;
		case 'CommaExpected':
			return `A comma (,) is missing before ${shown(word)}.`;
		case 'EndOfFileExpected':
			return `The JSON ends before this; found ${shown(word)} behind it.`;
		case 'UnexpectedEndOfString':
			return 'The text that begins here has no closing quote (") in its line. Write \\n for a new line.';
		case 'InvalidEscapeCharacter':
		case 'InvalidUnicode':
			return 'The text that begins here holds a backslash with a wrong character after it. Write \\\\ for a backslash.';
		case 'UnexpectedEndOfComment':
			return 'The comment that begins here has no end. Remove it.';
		case 'InvalidNumberFormat':
		case 'UnexpectedEndOfNumber':
			return 'This is not a number as JSON writes it.';
		default:
			return `A value was expected (text in double quotes, a number, true, false, null, a list, an object); found ${shown(word)}.`;
	}
}

const shown = (word: string) => `“${showPlain(word, '�')}”`;
