/**
 * The build leaves out what is not used of a room (`treeshake` in vite.config.ts and
 * svelte.config.js). So no file there may do anything by being imported.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** A program of its own, which is an entry of the build. */
const PROGRAMS = ['src/lib/server/runtime/oci/logs/search/thread.ts'];

const root = join(import.meta.dirname, '../..');

function doneByImport(file: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
	return source.statements
		.filter(
			(one) =>
				!ts.isImportDeclaration(one) &&
				!ts.isExportDeclaration(one) &&
				!ts.isVariableStatement(one) &&
				!ts.isFunctionDeclaration(one) &&
				!ts.isClassDeclaration(one) &&
				!ts.isInterfaceDeclaration(one) &&
				!ts.isTypeAliasDeclaration(one) &&
				!ts.isModuleDeclaration(one)
		)
		.concat(source.statements.filter((one) => ts.isImportDeclaration(one) && !one.importClause))
		.map((one) => `${file}: ${source.text.slice(one.pos, one.end).trim().slice(0, 80)}`);
}

it('no file of the server’s rooms or of the contract does anything by being imported', () => {
	const files = ['src/lib/server', 'src/lib/contract'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.test.ts'))
			.map((file) => join(folder, file))
	);
	expect(files.length).toBeGreaterThan(300);
	expect(files.filter((file) => !PROGRAMS.includes(file)).flatMap(doneByImport)).toEqual([]);
});
