// `npm run schema`: writes static/schema/manifest.v1.json and the tables of docs/manifest.md from
// the schema of the manifest; with --check only compares (used by a test).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const schemaFile = join(root, 'static/schema/manifest.v1.json');
const docsFile = join(root, 'docs/manifest.md');

/** Bundles the contract first: it is TypeScript, which Node 20 cannot run. */
async function load() {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-schema-'));
	try {
		const bundle = await rolldown({ input: join(root, 'src/lib/contract/manifest-json-schema.ts'), platform: 'node' });
		const program = join(folder, 'schema.mjs');
		await bundle.write({ file: program, format: 'esm' });
		await bundle.close();
		return await import(pathToFileURL(program).href);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const KINDS = { string: 'text', number: 'number', integer: 'whole number', boolean: 'true/false', array: 'list' };

/** The type of a member in a few words. */
function typeOf(node) {
	if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
	if (node.enum) {
		const values = node.enum.filter((value) => value !== null);
		return values.map((value) => `\`${value}\``).join(', ');
	}
	const types = (node.anyOf ? node.anyOf.map((one) => typeOf(one)) : [node.type ?? 'object'].flat()).filter(
		(type) => type !== 'null'
	);
	if (types.includes('array')) return `list of ${typeOf(node.items)}`;
	if (types.includes('object') && node.additionalProperties) return 'texts by name';
	return types.map((type) => KINDS[type] ?? type).join(', ');
}

/** Limits of a member in a few words. */
function limitsOf(node) {
	const out = [];
	if (node.maxLength !== undefined) out.push(`at most ${node.maxLength} characters`);
	if (node.maxItems !== undefined) out.push(`at most ${node.maxItems}`);
	if (node.maxProperties !== undefined) out.push(`at most ${node.maxProperties}`);
	const { minimum: min, maximum: max } = node;
	if (min !== undefined && Math.abs(min) < Number.MAX_SAFE_INTEGER) out.push(`${min} to ${max}`);
	return out.join(', ');
}

/**
 * Returns all members below a node, depth first, with their paths as in the docs:
 * `services[].name`.
 */
function* membersOf(node, path) {
	const inside = node.items ?? node;
	const object = inside.anyOf?.find((one) => one.properties) ?? inside;
	for (const [name, child] of Object.entries(object.properties ?? {})) {
		const here = path === '' ? name : `${path}${node.items ? '[]' : ''}.${name}`;
		yield { path: here, node: child, must: object.required?.includes(name) ?? false };
		yield* membersOf(child, here);
	}
}

/** Returns the table of all members below a top-level member of the manifest. */
function table(schema, top) {
	const node = schema.properties[top];
	const rows = [{ path: top, node, must: schema.required.includes(top) }, ...membersOf(node, top)].map(
		({ path, node: member, must }) =>
			[`\`${path}\`${must ? ' \\*' : ''}`, typeOf(member), limitsOf(member), member.description ?? '']
				.map((cell) => cell.replaceAll('|', '\\|'))
				.join(' | ')
	);
	return ['| member | type | limits | meaning |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join(
		'\n'
	);
}

/** Returns the docs with every `<!-- members: NAME -->` … `<!-- end -->` filled in. */
async function docsWith(schema, present) {
	const filled = present.replace(
		/<!-- members: (\w+) -->[\s\S]*?<!-- end -->/g,
		(_, top) => `<!-- members: ${top} -->\n\n${table(schema, top)}\n\n<!-- end -->`
	);
	const lost = Object.keys(schema.properties).filter(
		(top) => top !== '$schema' && !filled.includes(`<!-- members: ${top} -->`)
	);
	if (lost.length > 0) throw new Error(`docs/manifest.md has no table for ${lost.join(', ')}`);
	return await format(filled, { ...(await resolveConfig(docsFile)), parser: 'markdown' });
}

const read = (file) => {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
};

const { manifestJsonSchema } = await load();
const schema = manifestJsonSchema();
const files = [
	[schemaFile, `${JSON.stringify(schema, null, '\t')}\n`],
	[docsFile, await docsWith(schema, read(docsFile))]
];
for (const [file, text] of files) {
	if (read(file) === text) continue;
	if (process.argv.includes('--check')) {
		console.error(`${file.slice(root.length + 1)} does not say what the schema is: run npm run schema`);
		process.exitCode = 1;
	} else {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}
