/** The results of a check, as text for a person or JSON for a program. */
import { showPlain } from '../../lib/contract/hidden-characters.ts';

/** One error. */
export interface Fault {
	/** JSON path in the manifest (`container.exposes.0.port`), or the file that it concerns. */
	path: string;
	message: string;
	/** Position: the file's path in the checked folder; line and column are counted from 1. */
	at?: { file: string; line: number; column: number };
}

/** Results for one pup. */
export interface PupReport {
	/** Folder inside the checked one; `.` for the checked folder itself. */
	location: string;
	/** Null when the manifest cannot be read. */
	name: string | null;
	version: string | null;
	/** Kinds of build that it offers. */
	builds: string[];
	errors: Fault[];
	warnings: string[];
	/** Optional parts that the pup does not have. */
	notes: string[];
	/** Hash of its files, as the box computes it; null when that is impossible. */
	treeHash: string | null;
}

/** Results for a folder. */
export interface FolderReport {
	/** Absolute path. */
	folder: string;
	/** Name of the source in its dogebox.json; null for a single pup. */
	source: string | null;
	/** Errors of the folder as a whole. */
	errors: Fault[];
	/** Warnings about dogebox.json. */
	warnings: string[];
	pups: PupReport[];
}

/** Counts errors and warnings. */
export function countOf({ errors, warnings, pups }: FolderReport): { errors: number; warnings: number } {
	return {
		errors: errors.length + pups.reduce((sum, pup) => sum + pup.errors.length, 0),
		warnings: warnings.length + pups.reduce((sum, pup) => sum + pup.warnings.length, 0)
	};
}

/**
 * Formats reports as JSON, with `ok`: whether the box can use everything. For one folder the result
 * is its report; for several, `folders` contains them.
 */
export function asJson(reports: readonly FolderReport[]): string {
	const each = reports.map((report) => {
		const count = countOf(report);
		return { ok: count.errors === 0, ...count, ...rest(report) };
	});
	const sum = (of: 'errors' | 'warnings') => each.reduce((all, one) => all + one[of], 0);
	const several = { ok: sum('errors') === 0, errors: sum('errors'), warnings: sum('warnings'), folders: each };
	return JSON.stringify(each.length === 1 ? each[0] : several, null, 2);
}

function rest({ folder, source, errors, warnings, pups }: FolderReport) {
	return { folder, source, folderErrors: errors, folderWarnings: warnings, pups };
}

/** @param named whether to print the folder above its report, for several folders */
export function asText(report: FolderReport, { colors, named }: { colors: boolean; named: boolean }): string {
	const paint = (code: number, text: string) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
	const lines: string[] = named ? [paint(1, clean(report.folder))] : [];
	const error = ({ path, message, at }: Fault) =>
		`  ${paint(31, 'error')}    ${at ? `${clean(at.file)}:${at.line}:${at.column}: ` : ''}${clean(path)}: ${clean(message)}`;
	if (report.source !== null) lines.push(`${paint(1, clean(report.source))} (dogebox.json)`);
	lines.push(...report.errors.map(error));
	const warn = (warning: string) => `  ${paint(33, 'warning')}  ${clean(warning)}`;
	lines.push(...report.warnings.map(warn));
	for (const pup of report.pups) {
		const name = pup.name === null ? 'cannot be read' : `${clean(pup.name)} ${clean(pup.version ?? '')}`;
		lines.push(
			`${paint(1, clean(pup.location))}: ${name}${pup.builds.length > 0 ? ` (${pup.builds.join(', ')})` : ''}`
		);
		lines.push(...pup.errors.map(error));
		lines.push(...pup.warnings.map(warn));
		lines.push(...pup.notes.map((note) => `  note     ${clean(note)}`));
		if (pup.treeHash !== null) lines.push(`  tree     ${pup.treeHash}`);
	}
	const { errors, warnings } = countOf(report);
	const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
	const verdict = `${many(errors, 'error')}, ${many(warnings, 'warning')}.`;
	lines.push(errors > 0 ? paint(31, verdict) : warnings > 0 ? paint(33, verdict) : paint(32, 'No problems found.'));
	return lines.join('\n');
}

/** Removes characters by which text of a pup could move the terminal's cursor. */
function clean(text: string): string {
	return showPlain(text, '�');
}
