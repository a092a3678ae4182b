// Writes docs/api.md from the declared operations; with --check only compares (used by a test).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/api.md');

/** The contract is TypeScript, which Node 20 does not read: bundled first. */
async function load() {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-api-docs-'));
	try {
		const bundle = await rolldown({ input: join(root, 'src/lib/contract/operations.ts'), platform: 'node' });
		const program = join(folder, 'operations.mjs');
		await bundle.write({ file: program, format: 'esm' });
		await bundle.close();
		return await import(pathToFileURL(program).href);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A JSON schema as a short type: `{ name: string, pid: number | null }`. */
function short(schema, depth = 0) {
	if (schema === undefined || schema === true || Object.keys(schema).length === 0) return 'any';
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
	const options = schema.anyOf ?? schema.oneOf;
	if (options) return [...new Set(options.map((option) => short(option, depth)))].join(' | ');
	if (schema.allOf) return short(Object.assign({}, ...schema.allOf), depth);
	if (schema.type === 'array') {
		const inner = short(schema.items, depth);
		return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
	}
	if (schema.type === 'object') {
		const members = Object.entries(schema.properties ?? {});
		if (members.length === 0)
			return schema.additionalProperties ? `{ [name]: ${short(schema.additionalProperties, depth)} }` : '{}';
		const pad = '  '.repeat(depth + 1);
		const required = new Set(schema.required ?? []);
		const lines = members.map(
			([name, value]) => `${pad}${name}${required.has(name) ? '' : '?'}: ${short(value, depth + 1)}`
		);
		const line = `{ ${lines.map((text) => text.trim()).join(', ')} }`;
		return line.length <= 100 && !line.includes('\n') ? line : `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
	}
	return schema.type === 'integer' ? 'number' : (schema.type ?? 'any');
}

const typeOf = (schema, mode) => short(toJsonSchema(schema, { typeMode: mode, errorMode: 'ignore' }));

function section([id, operation], base) {
	const { method, path, summary, access, scopes, query, body, output, status, perMinute } = operation;
	const lines = [`### ${output.kind === 'duplex' ? 'WS' : method} ${base}${path}`, '', summary, ''];
	const who = {
		open: 'anybody',
		setup: 'the wizard (claim code, cookie, or on the box itself)',
		owner: `the owner, or a token with ${scopes?.map((scope) => `\`${scope}\``).join(' and ')}`
	}[access];
	const facts = [`Operation \`${id}\``, `for ${who}`];
	const how = { json: '', nothing: ' without a body', bytes: ' with a file', events: ' with server-sent events' };
	if (output.kind !== 'duplex') facts.push(`answers ${status}${how[output.kind]}`);
	if (perMinute) facts.push(`at most ${perMinute} a minute`);
	lines.push(`${facts.join('; ')}.`, '');
	if (query) lines.push('Query:', '', '```ts', typeOf(query, 'input'), '```', '');
	if (body) lines.push('Body:', '', '```ts', typeOf(body, 'input'), '```', '');
	if (output.kind === 'json') lines.push('Answer:', '', '```ts', typeOf(output.schema, 'output'), '```', '');
	return lines.join('\n');
}

const { allOperations, API_BASE, TAGS } = await load();
const all = allOperations();
const intro = readFileSync(join(root, 'docs/api-intro.md'), 'utf8').trim();
const parts = [intro, ''];
for (const [tag, { title, about }] of Object.entries(TAGS)) {
	const own = all.filter(([, operation]) => operation.tags[0] === tag);
	parts.push(`## ${title}`, '', about, '', ...own.map((entry) => section(entry, API_BASE)));
}
const text = await format(parts.join('\n'), { ...(await resolveConfig(file)), parser: 'markdown' });

if (process.argv.includes('--check')) {
	let present = '';
	try {
		present = readFileSync(file, 'utf8');
	} catch {
		// Missing: differs.
	}
	if (present !== text) {
		console.error('docs/api.md does not say what the operations are: run node scripts/api-docs.mjs');
		process.exit(1);
	}
} else {
	writeFileSync(file, text);
}
