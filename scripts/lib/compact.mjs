// Writes built server code anew: without comments, and in ASCII. V8 keeps the text of a program in
// memory, one byte a character while all are of Latin-1, and two as soon as one is not: a dash in a
// comment doubles a file of two megabytes. Names stay, and lines stay short, so that a stack says
// where it is.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

const LINE = 160;

/**
 * Writes each program in a folder anew, and removes source maps: nothing reads them, and they would
 * say something else from now on.
 * @param {string} folder absolute path
 * @param {readonly string[]} except names of folders in it that are left as they are
 * @throws Error where a text cannot be written in ASCII
 */
export async function compact(folder, except = []) {
	const entries = await readdir(folder, { withFileTypes: true });
	await Promise.all(
		entries.map(async (entry) => {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) {
				if (!except.includes(entry.name)) await compact(path);
			} else if (/\.[cm]?js\.map$/.test(entry.name)) await rm(path);
			else if (/\.[cm]?js$/.test(entry.name))
				await writeFile(path, await compacted(await readFile(path, 'utf8'), path));
		})
	);
}

/**
 * @param {string} text a module
 * @param {string} name for errors
 * @returns {Promise<string>} the same program
 */
export async function compacted(text, name) {
	const { code } = await transform(text, {
		charset: 'ascii',
		format: name.endsWith('.cjs') ? 'cjs' : 'esm',
		target: 'node20',
		minifyWhitespace: true,
		lineLimit: LINE,
		sourcefile: name
	});
	return code.replace(/^.*[^\0-\x7f].*$/gm, (line) => {
		// esbuild escapes strings, not patterns and the raw text of tagged templates. In a pattern
		// an escape means the same; in raw text it does not.
		if (line.includes('`')) throw new Error(`${name}: this line cannot be written in ASCII: ${line}`);
		return line.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	});
}
