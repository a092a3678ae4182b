/**
 * Interprets the text of a log line: its level, terminal colours (ECMA-48, SGR), and the members of
 * a JSON line. The search on the box and the viewer in the browser both use it. All of it comes
 * from a pup: anything unknown is left out or shown as it is, and nothing is ever treated as
 * markup.
 */

/** Text that the box writes into a service's log before each run. */
export const RUN_MARK = 'The service starts.';

/** From the least to the most severe. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Returns how severe a level is; 0 for none. */
export const gravity = (level: LogLevel | null): number => (level === null ? 0 : LOG_LEVELS.indexOf(level) + 1);

/** Words for levels, as common loggers and syslog spell them. */
const WORDS: Readonly<Record<string, LogLevel>> = {
	trace: 'trace',
	trc: 'trace',
	verbose: 'debug',
	debug: 'debug',
	dbg: 'debug',
	debg: 'debug',
	info: 'info',
	inf: 'info',
	information: 'info',
	notice: 'info',
	warn: 'warn',
	wrn: 'warn',
	warning: 'warn',
	error: 'error',
	err: 'error',
	eror: 'error',
	fatal: 'fatal',
	ftl: 'fatal',
	critical: 'fatal',
	crit: 'fatal',
	crt: 'fatal',
	alert: 'fatal',
	emerg: 'fatal',
	panic: 'fatal'
};

/** Converts level numbers of bunyan and pino: 10 to 60. */
function levelOfNumber(number: number): LogLevel | null {
	if (number < 10 || number > 69) return null;
	return LOG_LEVELS[Math.floor(number / 10) - 1] ?? null;
}

function levelOfValue(value: unknown): LogLevel | null {
	if (typeof value === 'number') return levelOfNumber(value);
	if (typeof value !== 'string') return null;
	return WORDS[value.trim().toLowerCase()] ?? (/^\d\d$/.test(value) ? levelOfNumber(Number(value)) : null);
}

/** A longer JSON line is treated as plain text; characters. */
const MOST_JSON = 16 * 1024;
const LEVEL_KEYS = ['level', 'lvl', 'severity', 'levelname', 'log.level'];
const MESSAGE_KEYS = ['msg', 'message', 'text', 'event'];
const TIME_KEYS = ['time', 'ts', 'timestamp', '@timestamp', 't'];

/** A line that is a JSON object. */
export interface JsonLine {
	level: LogLevel | null;
	message: string;
	/** Milliseconds since the epoch; null when the line has no time. */
	time: number | null;
	/** All other members, each as JSON. */
	rest: readonly (readonly [name: string, value: string])[];
}

/** Parses a line as a JSON object with a message; null for any other line. */
export function jsonLine(text: string): JsonLine | null {
	if (!text.startsWith('{') || text.length > MOST_JSON || !text.trimEnd().endsWith('}')) return null;
	let value: Record<string, unknown>;
	try {
		value = JSON.parse(text) as Record<string, unknown>;
	} catch {
		return null;
	}
	const own = (keys: readonly string[]) => keys.find((key) => Object.hasOwn(value, key));
	const messageKey = own(MESSAGE_KEYS);
	const message = messageKey === undefined ? undefined : value[messageKey];
	if (messageKey === undefined || typeof message !== 'string') return null;
	const levelKey = own(LEVEL_KEYS);
	const timeKey = own(TIME_KEYS);
	const rest = Object.entries(value)
		.filter(([key]) => key !== messageKey && key !== levelKey && key !== timeKey)
		.map(([key, member]) => [key, typeof member === 'string' ? member : JSON.stringify(member)] as const);
	return {
		level: levelKey === undefined ? null : levelOfValue(value[levelKey]),
		message,
		time: timeKey === undefined ? null : timeOf(value[timeKey]),
		rest
	};
}

/** Parses seconds or milliseconds since the epoch, or ISO 8601. */
function timeOf(value: unknown): number | null {
	const number = typeof value === 'number' ? value : NaN;
	const time = Number.isNaN(number) ? Date.parse(String(value)) : number < 1e11 ? number * 1000 : number;
	return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? Math.round(time) : null;
}

/** A word for a level at the beginning of a line: `[WARN]`, `2026-01-01 … ERROR:`, `level=info`. */
const LEVEL_WORD =
	/(?:^|[\s[(<|"=:])(trace|trc|verbose|debug|dbg|info|inf|notice|warn(?:ing)?|wrn|err(?:or)?|fatal|ftl|crit(?:ical)?|alert|emerg|panic)(?=$|[\s\])>|":,])/i;
/** Characters at the beginning of a line in which its level is searched. */
const LEVEL_WITHIN = 80;

/** Returns the level that a line declares; null when it declares none. */
export function levelOf(text: string): LogLevel | null {
	const json = text.startsWith('{') ? jsonLine(text) : null;
	if (json) return json.level;
	const word = LEVEL_WORD.exec(withoutCodes(text.slice(0, LEVEL_WITHIN * 2)).slice(0, LEVEL_WITHIN))?.[1];
	return word === undefined ? null : (WORDS[word.toLowerCase()] ?? null);
}

// ESC [ … final byte; ESC ] (and its like) … BEL or ESC \; ESC and one letter (ECMA-48, 5).
// eslint-disable-next-line no-control-regex
const CODES = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|[ -/]*[0-~]?)/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
/** Characters that change the text direction: a line must not alter its neighbours. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns a line without terminal codes and other invisible characters. */
export function withoutCodes(text: string): string {
	return unseen(text.replace(CODES, ''));
}

const unseen = (text: string) => text.replace(CONTROLS, '').replace(DIRECTIONS, '');

/**
 * Named colours; each has a normal and a bright code. Other colours are shown as the nearest of
 * these.
 */
export const ANSI_COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
export type AnsiColour = (typeof ANSI_COLOURS)[number];

/** A piece of a line with one style. */
export interface TextPiece {
	text: string;
	colour: AnsiColour | null;
	bold: boolean;
	dim: boolean;
	italic: boolean;
	underline: boolean;
}

const PLAIN = { colour: null, bold: false, dim: false, italic: false, underline: false };
/** Limit of pieces, because a line may consist of codes only. The rest is one piece. */
const MOST_PIECES = 200;

/** Splits a line into pieces of one style each. */
export function pieces(text: string): TextPiece[] {
	if (!text.includes('\u001b')) return [{ ...PLAIN, text: unseen(text) }];
	const found: TextPiece[] = [];
	let style: Omit<TextPiece, 'text'> = PLAIN;
	let at = 0;
	const add = (end: number) => {
		const part = unseen(text.slice(at, end));
		if (part) found.push({ ...style, text: part });
	};
	for (const code of text.matchAll(CODES)) {
		add(code.index);
		at = code.index + code[0].length;
		if (code[2] === 'm') style = styled(style, code[1] ?? '');
		if (found.length >= MOST_PIECES) return [...found, { ...PLAIN, text: withoutCodes(text.slice(at)) }];
	}
	add(text.length);
	return found;
}

/** Applies one SGR sequence to a style. @param parameters `1;31`, empty for a reset */
function styled(style: Omit<TextPiece, 'text'>, parameters: string): Omit<TextPiece, 'text'> {
	const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
	let now = { ...style };
	for (let i = 0; i < codes.length; i++) {
		const code = codes[i]!;
		if (code === 0) now = { ...PLAIN };
		else if (code === 1) now.bold = true;
		else if (code === 2) now.dim = true;
		else if (code === 3) now.italic = true;
		else if (code === 4) now.underline = true;
		else if (code === 22) now = { ...now, bold: false, dim: false };
		else if (code === 23) now.italic = false;
		else if (code === 24) now.underline = false;
		else if (code >= 30 && code <= 37) now.colour = ANSI_COLOURS[code - 30]!;
		else if (code >= 90 && code <= 97) now.colour = ANSI_COLOURS[code - 90]!;
		else if (code === 39) now.colour = null;
		else if (code === 38 || code === 48) {
			const { colour, length } = extended(codes.slice(i + 1));
			if (code === 38) now.colour = colour;
			i += length;
		}
	}
	return now;
}

/** Reads `5;n` of 256 colours, or `2;r;g;b`, as the nearest named colour. */
function extended(codes: readonly number[]): { colour: AnsiColour | null; length: number } {
	const [kind, n = 0, g = 0, b = 0] = codes;
	if (kind === 2) return { colour: nearest(n, g, b), length: 4 };
	if (kind !== 5) return { colour: null, length: 0 };
	if (n < 16) return { colour: ANSI_COLOURS[n % 8] ?? null, length: 2 };
	if (n >= 232) return { colour: null, length: 2 };
	const level = (step: number) => (step % 6) * 51;
	return {
		colour: nearest(level(Math.floor((n - 16) / 36)), level(Math.floor((n - 16) / 6)), level(n - 16)),
		length: 2
	};
}

/** Returns the nearest named colour. Greys return null, which is the text's own colour. */
function nearest(r: number, g: number, b: number): AnsiColour | null {
	const most = Math.max(r, g, b);
	if (most - Math.min(r, g, b) < 48) return null;
	const on = (part: number) => (part > most * 0.6 ? 1 : 0);
	return ANSI_COLOURS[on(r) + on(g) * 2 + on(b) * 4] ?? null;
}
