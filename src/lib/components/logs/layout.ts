/**
 * Where each line stands, without asking the browser: letters are all of one width, and lines are
 * broken after so many of them. So only those in view are in the page, and the rest is arithmetic.
 */

/** Rows of one line that are drawn; the rest is seen when the line is chosen. */
export const MOST_ROWS = 40;

// Letters that take two columns: East Asian wide ones, and pictures (UAX 11, roughly).
const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;
const BEYOND_LATIN = /[\u1100-\uffff]/;

/**
 * Rows that a text takes.
 *
 * @param text    as it is drawn, one line
 * @param columns letters of a row
 */
export function rowsOf(text: string, columns: number): number {
	const wide = BEYOND_LATIN.test(text) ? (text.match(WIDE)?.length ?? 0) : 0;
	return Math.min(MOST_ROWS, Math.max(1, Math.ceil((text.length + wide) / Math.max(1, columns))));
}

/** Rows before each line, and of all of them at the end. */
export function rowsBefore(rows: readonly number[]): Float64Array {
	const before = new Float64Array(rows.length + 1);
	for (let i = 0; i < rows.length; i++) before[i + 1] = before[i]! + rows[i]!;
	return before;
}

/**
 * The line in which a row lies.
 *
 * @param before what {@link rowsBefore} gave
 * @param row    from 0
 */
export function lineAt(before: Float64Array, row: number): number {
	let low = 0;
	let high = before.length - 2;
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (before[middle]! <= row) low = middle;
		else high = middle - 1;
	}
	return Math.max(0, low);
}
