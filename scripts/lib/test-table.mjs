/**
 * What a Vitest report says, as a table: the outermost `describe`, the test, its result.
 * @param {any} report Vitest's JSON report
 * @param {[string, string, string]} heads heads of the columns
 * @returns {string}
 */
export function tableOf(report, heads) {
	const rows = report.testResults.flatMap((/** @type {any} */ file) =>
		file.assertionResults.map((/** @type {any} */ one) => {
			const [outer = '', ...inner] = one.ancestorTitles;
			return [outer, [...inner, one.title].join(' › '), one.status];
		})
	);
	const widths = heads.map((head, at) =>
		Math.max(head.length, ...rows.map((/** @type {string[]} */ row) => row[at].length))
	);
	const line = (/** @type {string[]} */ cells) =>
		cells
			.map((cell, at) => cell.padEnd(widths[at] ?? 0))
			.join('  ')
			.trimEnd();
	return [line(heads), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}
