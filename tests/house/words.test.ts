/**
 * Words on pages that confused owners, and what to write instead. The test searches the sources of
 * pages and of messages, so that none comes back.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = execFileSync('git', ['ls-files', 'src/*.svelte', 'src/*.ts'], { cwd: root, encoding: 'utf8' })
	.trim()
	.split('\n')
	.filter((file) => !file.endsWith('.test.ts'))
	.map((file) => readFileSync(join(root, file), 'utf8').replace(/\s+/g, ' '))
	.join('\n');

test.each([
	[/\bRead anew\b/, 'Refresh'],
	[/\bLook after sources\b/, 'Manage sources'],
	[/\bAs this device\b/, 'Match device'],
	[/\bPresent password\b/, 'Current password'],
	[/['">] ?This one ?['"<]/, 'This device'],
	[/\bNewer than yours\b/, 'Update available'],
	[/\bLeave stopped\b/, 'Stop retrying'],
	[/\bInstall over kept data\b/, 'Reinstall with kept data']
])('%s is “%s”', (before, now) => {
	expect(text.match(before)?.[0] ?? null).toBeNull();
	expect(text).toContain(now);
});

/**
 * Words of a private dialect that identifiers once had, and what to write instead. CONTRIBUTING has
 * them in bold letters. They are forbidden as whole words of a name: `lastTold`, `tellAll`,
 * `TOLD_FOR_MS`. `lookup` is another word.
 */
const OLD_WORDS: Record<string, string> = {
	lacks: 'missing',
	lacking: 'missing',
	asking: 'actions, or what is asked',
	readings: 'refresh',
	ability: 'capabilities',
	untold: 'exitPending',
	'take up': 'resume',
	'take back': 'rollback',
	making: 'builder',
	maker: 'builder',
	places: 'paths, slots, positions',
	'let through': 'authorize',
	dress: 'setHeaders',
	told: 'published, or a listener',
	make: 'create, build or write',
	makes: 'creates, builds or writes',
	look: 'read, check, inspect or poll',
	looks: 'reads, checks, inspects or polls',
	looked: 'read, checked or inspected',
	looking: 'reading, checking or polling',
	put: 'write, store, add or set',
	puts: 'writes, stores, adds or sets',
	putting: 'writing, storing, adding or setting',
	tell: 'publish',
	tells: 'publishes',
	telling: 'publishing',
	wish: 'input',
	'listen in': 'subscribe',
	'bring up': 'start',
	'throw away': 'remove'
};
const oldWord = (words: readonly string[]) => new RegExp(` (?:${words.join('|')}) `);
const OLD = oldWord(Object.keys(OLD_WORDS));

/** Names that HTTP defines. Words in strings (`files.makeFolder`) are not names. */
const OTHERS = new Set(['PUT']);

const isOld = (name: string) => !OTHERS.has(name) && OLD.test(wordsOf(name));

/** `TOLD_FOR_MS` → ` told for ms `. */
const wordsOf = (name: string) =>
	` ${name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/[^a-z0-9]+/gi, ' ')
		.toLowerCase()} `;

/** Names that a file declares. */
function declared(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8');
	// Most files have no such word outside of comments and need no closer look.
	const code = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
	if (!(code.match(/[A-Za-z_$][\w$]*/g) ?? []).some((name) => OLD.test(wordsOf(name)))) return [];
	const scripts = [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, inside = '']) => inside);
	const source = ts.createSourceFile(
		`${file}.ts`,
		file.endsWith('.svelte') ? scripts.join('\n') : text,
		ts.ScriptTarget.Latest,
		true
	);
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		// An imported name is checked where it is declared.
		if (ts.isIdentifier(node) && !ts.isImportSpecifier(node.parent) && !ts.isPropertyAccessExpression(node.parent)) {
			if ((node.parent as { name?: ts.Node }).name === node) found.push(node.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

test('identifiers are the field’s words', () => {
	const files = execFileSync('git', ['ls-files', 'src', 'packages/*/src', 'scripts', 'tests'], {
		cwd: root,
		encoding: 'utf8'
	});
	const old = files
		.trim()
		.split('\n')
		.filter((file) => /\.(ts|js|mjs|svelte)$/.test(file) && !/generated\.ts$|house\/words\.test\.ts$/.test(file))
		.flatMap((file) => {
			const old = [file, ...declared(file)].filter((name) => isOld(name));
			return old.map((name) => `${file}: ${name}`);
		});
	expect(old).toEqual([]);
});

test('CONTRIBUTING says which words a test holds', () => {
	const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	const table = page.slice(page.indexOf('| we say'), page.indexOf('## Style'));
	const bold = [...table.matchAll(/\*\*([a-z ]+)\*\*/g)].map(([, word]) => word);
	expect(bold.sort()).toEqual(Object.keys(OLD_WORDS).sort());
});
