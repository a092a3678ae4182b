// Generates files from the declared operations: the descriptions of their members, docs/api.md, the
// table of dbx commands, the generated files of the SDKs. With --check it only compares (used by a
// test).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';
import { memberComments } from './lib/member-comments.mjs';
import { sdkPython } from './lib/sdk/python.mjs';
import { sdkTypescript } from './lib/sdk/typescript.mjs';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/api.md');

/** Bundles the contract first: it is TypeScript, which Node 20 cannot run. */
async function load(name, plugins = []) {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-api-docs-'));
	try {
		const bundle = await rolldown({ input: join(root, `src/lib/contract/${name}.ts`), platform: 'node', plugins });
		const program = join(folder, `${name}.mjs`);
		await bundle.write({ file: program, format: 'esm' });
		await bundle.close();
		return await import(pathToFileURL(program).href);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function section({ id, method, path, summary, description, who, scopes, facts, shapes, messages, errors }) {
	const lines = [`### ${method} ${path}`, '', summary, ''];
	if (description) lines.push(description, '');
	const token = scopes.length > 0 ? ` (a token needs ${scopes.map((scope) => `\`${scope}\``).join(' and ')})` : '';
	lines.push(
		`Operation \`${id}\`. For: ${who[0].toLowerCase()}${who.slice(1)}${token}. ${facts.join('; ')}`.trim(),
		''
	);
	for (const { title, text } of shapes) {
		if (title === 'In the path') continue;
		if (/^[A-Z]\w+$/.test(text)) lines.push(`${title}: [\`${text}\`](#${text.toLowerCase()}).`, '');
		else lines.push(`${title}:`, '', '```ts', text, '```', '');
	}
	if (messages.length > 0) {
		lines.push('| from | message | meaning |', '| - | - | - |');
		for (const { from, name, meaning } of messages) lines.push(`| ${from} | \`${name}\` | ${meaning} |`);
		lines.push('');
	}
	lines.push(`Errors: ${errors.map(({ code }) => `\`${code}\``).join(', ')}.`, '');
	return lines.join('\n');
}

const check = process.argv.includes('--check');

/** Writes a file, or only compares it. @throws when the file differs */
function writeOrCompare(path, wanted) {
	if (!check) {
		writeFileSync(path, wanted);
		return;
	}
	const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
	if (present === wanted) return;
	console.error(`${relative(root, path)} does not say what the operations are: run node scripts/api-docs.mjs`);
	process.exit(1);
}

// Generated first, because everything below reads it.
const textFile = join(root, 'src/lib/contract/member-texts.json');
const { collectTexts } = await load('member-texts', [memberComments(join(root, 'src/lib/contract/'))]);
writeOrCompare(
	textFile,
	await format(JSON.stringify(collectTexts()), { ...(await resolveConfig(textFile)), parser: 'json' })
);

const { apiReference, apiTypes } = await load('reference');
const { CODES } = await load('codes');
const { SCOPE_WORDS } = await load('scopes');
const scopes = Object.entries(SCOPE_WORDS).map(([scope, { does }]) => `| \`${scope}\` | ${does} |`);
const codes = Object.entries(CODES)
	.sort(([a, [one]], [b, [other]]) => one - other || a.localeCompare(b))
	.map(([code, [status, meaning]]) => `| ${status} | \`${code}\` | ${meaning} |`);
const intro = readFileSync(join(root, 'docs/api-intro.md'), 'utf8')
	.trim()
	.replace('<!-- scopes -->', ['| scope | what a token may do with it |', '| - | - |', ...scopes].join('\n'))
	.replace('<!-- codes -->', ['| status | code | meaning |', '| - | - | - |', ...codes].join('\n'));
const parts = [intro, ''];
for (const { title, about, operations } of apiReference()) {
	parts.push(`## ${title}`, '', about, '', ...operations.map(section));
}
parts.push('## Types', '', 'What stands above by its name.', '');
for (const { name, text } of apiTypes()) parts.push(`### ${name}`, '', '```ts', text, '```', '');
const text = await format(parts.join('\n'), { ...(await resolveConfig(file)), parser: 'markdown' });

const table = join(root, 'src/cli/dbx/operations.json');
const { commandTable } = await load('command-table');
const rows = await format(JSON.stringify(commandTable()), { ...(await resolveConfig(table)), parser: 'json' });

const { openApiDocument } = await load('openapi');
const document = openApiDocument('0.0.0');
const typescript = join(root, 'packages/sdk/src/generated.ts');
const typed = await format(sdkTypescript(document), { ...(await resolveConfig(typescript)), parser: 'typescript' });

const python = sdkPython(document);

writeOrCompare(file, text);
writeOrCompare(table, rows);
writeOrCompare(typescript, typed);
writeOrCompare(join(root, 'packages/python/src/dogebox/types.py'), python.types);
writeOrCompare(join(root, 'packages/python/src/dogebox/operations.py'), python.operations);
