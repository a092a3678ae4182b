/**
 * Parses entries of `journalctl --output=json` about the services of a container
 * (systemd.journal-fields(7)). Pure.
 */
import * as v from 'valibot';
import { MAX_LINE } from '../oci/logs/entries.ts';

/** A field: text, an array of bytes where it is not valid text, or null where it is too large. */
const field = v.optional(v.nullable(v.union([v.string(), v.array(v.union([v.number(), v.string()]))])));
const entry = v.object({
	__CURSOR: v.string(),
	__REALTIME_TIMESTAMP: v.string(),
	MESSAGE: field,
	MESSAGE_ID: field,
	_PID: field,
	_SYSTEMD_UNIT: field,
	UNIT: field,
	EXIT_CODE: field,
	EXIT_STATUS: field,
	UNIT_RESULT: field,
	_LINE_BREAK: field
});

export type JournalNews = { cursor: string; service: string } & (
	| { kind: 'line'; text: string; whole: boolean; time: string }
	/** The service's first process ended with this status. */
	| { kind: 'exit'; exitCode: number; neverRan: boolean }
	/** The service has ended; this entry follows all others of its run. */
	| { kind: 'over'; result: string; at: number }
	/** An entry that needs no handling. */
	| { kind: 'other' }
);

/**
 * Message ids of systemd (sd-messages.h): a unit's process exited; a unit failed; a unit succeeded.
 */
const PROCESS_EXIT = '98e322203f7a4ed290d09fe03c09fe15';
const FAILURE_RESULT = 'd9b373ed55a64feb8242e02dbe79a49c';
const SUCCESS = '7ad2d189f7e94e70a38c781354912448';

/** Exit status of systemd for a program that could not be run (systemd.exec(5)). */
const NOT_RUN = 203;
/** Exit status that a shell gives for a missing program. */
const NOT_FOUND = 127;

const UNIT = /^pup-(.+)\.service$/;

/** @returns null for an entry that belongs to no service of a pup */
export function journalNews(json: string): JournalNews | null {
	let read: unknown;
	try {
		read = JSON.parse(json);
	} catch {
		return null;
	}
	const parsed = v.safeParse(entry, read);
	if (!parsed.success) return null;
	const { __CURSOR: cursor, __REALTIME_TIMESTAMP: micros, ...of } = parsed.output;
	const ofManager = of._PID === '1' && typeof of.UNIT === 'string';
	const unit = ofManager ? of.UNIT : of._SYSTEMD_UNIT;
	const service = typeof unit === 'string' ? UNIT.exec(unit)?.[1] : undefined;
	if (service === undefined || !/^\d{1,17}$/.test(micros)) return null;
	const known = { cursor, service };
	if (!ofManager) {
		const text = textOf(of.MESSAGE).slice(0, MAX_LINE);
		return { ...known, kind: 'line', text, whole: of._LINE_BREAK !== 'line-max', time: timeOf(micros) };
	}
	if (of.MESSAGE_ID === PROCESS_EXIT && /Main process exited/.test(textOf(of.MESSAGE))) {
		const status = Number(of.EXIT_STATUS);
		const neverRan = of.EXIT_CODE === 'exited' && status === NOT_RUN;
		const exitCode = neverRan ? NOT_FOUND : of.EXIT_CODE === 'exited' ? status : 128 + status;
		return { ...known, kind: 'exit', exitCode: Number.isInteger(exitCode) ? exitCode & 255 : 255, neverRan };
	}
	if (of.MESSAGE_ID === FAILURE_RESULT || of.MESSAGE_ID === SUCCESS) {
		const result = of.MESSAGE_ID === SUCCESS ? 'success' : textOf(of.UNIT_RESULT);
		return { ...known, kind: 'over', result, at: Number(micros) / 1000 };
	}
	return { ...known, kind: 'other' };
}

/** Formats a line as conmon does (CRI logging); the logs of all runtimes have this format. */
export function logEntry({ text, whole, time }: Extract<JournalNews, { kind: 'line' }>): string {
	// A newline would start another entry.
	return `${time} stdout ${whole ? 'F' : 'P'} ${text.replaceAll('\n', ' ')}\n`;
}

function textOf(value: v.InferOutput<typeof field>): string {
	if (typeof value === 'string') return value;
	if (value == null) return '';
	return value.every((one) => typeof one === 'number')
		? Buffer.from(value).toString('utf8')
		: String(value.at(-1) ?? '');
}

/** Formats microseconds since the epoch as conmon does, with nine digits of a second. */
function timeOf(micros: string): string {
	const seconds = new Date(Number(micros.slice(0, -6)) * 1000).toISOString().slice(0, 19);
	return `${seconds}.${micros.slice(-6)}000Z`;
}
