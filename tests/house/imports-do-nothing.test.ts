/**
 * The build drops exports of a room that nothing uses (`treeshake` in vite.config.ts and
 * svelte.config.js). So importing a file of a room must have no side effects.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { codeIn } from './code-in.ts';

/** Programs of their own, which are entries of the build. */
const PROGRAMS = ['src/lib/server/runtime/oci/logs/search/thread.ts'];

function doneByImport(file: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
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
	const files = codeIn('src/lib/server', 'src/lib/contract');
	expect(files.length).toBeGreaterThan(300);
	expect(files.filter((file) => !PROGRAMS.includes(file)).flatMap(doneByImport)).toEqual([]);
});
