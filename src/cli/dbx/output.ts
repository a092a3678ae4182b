/** Formats answers for people: tables, pairs, bars. */
import { showPlain } from '../../lib/contract/hidden-characters.ts';

type Row = Record<string, unknown>;

/** Columns of lists that people often view; other lists show the columns that fit. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
	'pups.list': ['name', 'state', 'version', 'id'],
	'store.list': ['name', 'version', 'sourceName', 'shortDescription'],
	'sources.list': ['name', 'kind', 'location', 'id'],
	'jobs.list': ['createdAt', 'title', 'status', 'percent', 'id'],
	'tokens.list': ['name', 'scopes', 'expiresAt', 'lastUsedAt', 'id'],
	'audit.list': ['at', 'actor', 'actorName', 'action', 'subject', 'outcome'],
	'files.list': ['name', 'kind', 'size', 'modifiedAt']
};
/** Most columns of a list without an entry above. */
const MOST_COLUMNS = 6;
/** Widest column in characters; the last one is not cut. */
const WIDEST = 48;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Formats a value in one line. Characters that move the cursor are removed from texts of pups and
 * sources.
 */
export function cellText(name: string, value: unknown): string {
	if (value === null || value === undefined) return '—';
	if (typeof value === 'number' && /(^at|At)$/.test(name)) return timeText(value);
	if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return showPlain(value.join(', '), ' ');
	return showPlain(typeof value === 'object' ? JSON.stringify(value) : String(value as string), ' ');
}

/** Formats a time as `2026-11-27 20:15:00`, in the local time zone. */
export function timeText(at: number): string {
	const date = new Date(at);
	const two = (number: number) => String(number).padStart(2, '0');
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Formats rows under their heads, with two blanks between columns. */
export function table(rows: readonly Row[], columns: readonly string[]): string {
	const cells = rows.map((row) => columns.map((name) => cellText(name, row[name])));
	const heads = columns.map((name) => name.replace(/At$/, '').toUpperCase());
	const widths = heads.map((head, at) =>
		Math.min(WIDEST, Math.max(head.length, ...cells.map((row) => row[at]!.length)))
	);
	const line = (row: readonly string[]) =>
		row
			.map((text, at) => (at === row.length - 1 ? text : cut(text, widths[at]!).padEnd(widths[at]!)))
			.join('  ')
			.trimEnd();
	return [line(heads), ...cells.map(line)].join('\n');
}

const cut = (text: string, width: number) => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

/**
 * Returns the list in an answer.
 * @returns null when the answer has none or several
 */
export function listIn(answer: unknown): Row[] | null {
	if (!isRow(answer)) return null;
	const lists = Object.values(answer).filter((value) => Array.isArray(value));
	const [list] = lists;
	const names = Object.keys(answer).filter((name) => name !== 'next');
	return lists.length === 1 && names.length === 1 && list?.every(isRow) ? list : null;
}

/** Formats an answer for a person. @param id of the operation */
export function answerText(id: string, answer: unknown): string {
	const list = listIn(answer);
	if (list) {
		if (list.length === 0) return 'There are none.';
		const plain = Object.keys(list[0]!).filter((name) => typeof list[0]![name] !== 'object');
		const next = (answer as Row)['next'];
		const more = typeof next === 'string' ? `\n\nThere are more: --after ${next}` : '';
		return `${table(list, COLUMNS[id] ?? plain.slice(0, MOST_COLUMNS))}${more}`;
	}
	if (!isRow(answer)) return answer === null ? 'Done.' : cellText('', answer);
	const width = Math.max(...Object.keys(answer).map((name) => name.length), 0);
	return Object.entries(answer)
		.map(([name, value]) => `${name.padEnd(width)}  ${cellText(name, value)}`)
		.join('\n');
}

/** Formats the progress of a job: `[#####-----]  50 %`. */
export function bar(percent: number, width = 24): string {
	const full = Math.round((Math.max(0, Math.min(100, percent)) / 100) * width);
	return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${String(Math.round(percent)).padStart(3)} %`;
}
