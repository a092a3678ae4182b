/**
 * Computes the position of each line without layout by the browser: all characters have the same
 * width, and lines wrap after a fixed number of them. So only visible lines are in the DOM.
 */

/** Most rows drawn for one line. The rest is shown when the line is selected. */
export const MOST_ROWS = 40;

// Characters that take two columns: East Asian wide ones, and pictographs (UAX 11, roughly).
const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;
const BEYOND_LATIN = /[\u1100-\uffff]/;

/**
 * Number of rows that a text needs.
 *
 * @param text    as drawn, one line
 * @param columns characters in a row
 */
export function rowsOf(text: string, columns: number): number {
	const wide = BEYOND_LATIN.test(text) ? (text.match(WIDE)?.length ?? 0) : 0;
	return Math.min(MOST_ROWS, Math.max(1, Math.ceil((text.length + wide) / Math.max(1, columns))));
}

/** Number of rows before each line, and the total at the end. */
export function rowsBefore(rows: readonly number[]): Float64Array {
	const before = new Float64Array(rows.length + 1);
	for (let i = 0; i < rows.length; i++) before[i + 1] = before[i]! + rows[i]!;
	return before;
}

/**
 * The line that contains a row.
 *
 * @param before result of {@link rowsBefore}
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
