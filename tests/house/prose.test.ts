/** Prose is read in narrow columns: lines of comments and documents have at most a hundred. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const COLUMNS = 100;
/** Width of a tab in columns. */
const TAB = 4;

const filesOf = (...patterns: string[]) =>
	execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
		cwd: root,
		encoding: 'utf8'
	})
		.trim()
		.split('\n')
		.filter((file) => !file.startsWith('tests/fixtures/'));
const tooLong = (line: string) => line.replaceAll('\t', ' '.repeat(TAB)).length > COLUMNS;
/** Whether a line cannot be broken: it has an address, a path, or a directive for a tool. */
const unbreakable = (line: string) =>
	/eslint-disable|@ts-|@vitest|<!-- example/.test(line) || /\S{60}/.test(line.trim());

test('comments have lines of at most 100 columns', () => {
	const long: string[] = [];
	for (const file of filesOf('*.ts', '*.js', '*.mjs', '*.svelte', '*.css')) {
		let html = false;
		for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
			if (/^\s*<!--/.test(line)) html = true;
			const comment = html || /^\s*(?:\/\/|\/?\*)/.test(line);
			if (line.includes('-->')) html = false;
			if (comment && !unbreakable(line) && tooLong(line)) long.push(`${file}:${index + 1}`);
		}
	}
	for (const file of filesOf('*.py', '*.sh', '*.yml', '.ci/run')) {
		for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
			if (/^\s*(?:#|""")/.test(line) && !unbreakable(line) && tooLong(line)) long.push(`${file}:${index + 1}`);
		}
	}
	expect(long).toEqual([]);
});

test('documents have lines of at most 100 columns, tables and code aside', () => {
	const long: string[] = [];
	for (const file of filesOf('*.md')) {
		let code = false;
		for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
			if (line.trimStart().startsWith('```')) code = !code;
			if (code || line.trimStart().startsWith('|') || /^\s*(?:!?\[|<!--)/.test(line) || unbreakable(line)) continue;
			if (tooLong(line)) long.push(`${file}:${index + 1}`);
		}
	}
	expect(long).toEqual([]);
});
