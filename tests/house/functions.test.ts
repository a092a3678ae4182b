import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Lines that a reader can keep in mind. */
const MOST = 180;

/** Longer functions by file and name, with the reason. */
const EXCEPTIONS: Record<string, string> = {};

/** Functions of a file that are longer than {@link MOST}, each with its number of lines. */
function longIn(file: string): [string, number][] {
	const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const found: [string, number][] = [];
	const line = (at: number) => source.getLineAndCharacterOfPosition(at).line;
	const visit = (node: ts.Node) => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body) {
			const lines = line(node.getEnd()) - line(node.getStart(source)) + 1;
			const owner = ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent : node;
			const name = 'name' in owner && owner.name ? owner.name.getText(source) : 'a function without a name';
			if (lines > MOST) found.push([`${file} ${name}`, lines]);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

it(`functions have at most ${MOST} lines`, () => {
	const files = ['src', 'packages/sdk/src'].flatMap((folder) =>
		(readdirSync(join(root, folder), { recursive: true }) as string[])
			.filter((path) => path.endsWith('.ts') && !/\.(test|d)\.ts$/.test(path))
			.map((path) => `${folder}/${path}`)
	);
	expect(files.length).toBeGreaterThan(100);
	const long = Object.fromEntries(files.flatMap(longIn));
	expect(Object.keys(long).sort(), JSON.stringify(long)).toEqual(Object.keys(EXCEPTIONS).sort());
});

/** Lines of a source file that a reader still scrolls through; CONTRIBUTING says “about 400”. */
const MOST_OF_A_FILE = 420;

it(`source files have at most ${MOST_OF_A_FILE} lines`, () => {
	const long = ['src', 'packages/sdk/src'].flatMap((folder) =>
		(readdirSync(join(root, folder), { recursive: true }) as string[])
			.filter((path) => /\.(ts|js|svelte|css)$/.test(path) && !/\.test\.ts$|generated\.ts$/.test(path))
			.map((path) => `${folder}/${path}`)
			.map((file) => `${file}: ${readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length}`)
	);
	expect(long.filter((line) => Number(line.split(': ')[1]) > MOST_OF_A_FILE)).toEqual([]);
});
