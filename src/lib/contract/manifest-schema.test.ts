import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';
import { manifestJsonSchema, type SchemaNode } from './manifest-json-schema.ts';

const root = join(import.meta.dirname, '../../..');

it('the published schema and the tables of docs/manifest.md say what the schema is', () => {
	const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/manifest-schema.mjs'), '--check'], {
		encoding: 'utf8'
	});
	expect(stderr).toBe('');
	expect(status).toBe(0);
});

it('every example of docs/manifest.md is one the box takes without a doubt', () => {
	const docs = readFileSync(join(root, 'docs/manifest.md'), 'utf8');
	const blocks = [...docs.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => JSON.parse(match[1]!) as object);
	const whole: object[] = blocks.filter((block) => 'meta' in block);
	const builds = blocks.filter(
		(block) => 'debian' in block || 'image' in block || 'nixFile' in block || 'flake' in block
	);
	expect([whole.length, builds.length]).toEqual([1, 5]);
	for (const build of builds) {
		const services = [{ name: 'a', command: { exec: '/bin/x' } }];
		whole.push({ manifestVersion: 1, meta: { name: 'A', version: '1.0.0' }, container: { build, services } });
	}
	for (const manifest of whole) expect(parseManifest(manifest).warnings).toEqual([]);
});

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Returns how a JSON value violates a schema, for the keywords that the manifest's schema uses. */
function broken(node: SchemaNode, value: unknown, path: string): string[] {
	const type = typeOf(value);
	const types = node.type === undefined ? null : [node.type].flat();
	if (types && !types.includes(type) && !(types.includes('integer') && Number.isInteger(value)))
		return [`${path}: ${type} is none of ${types.join()}`];
	if (node.anyOf) {
		const each = node.anyOf.map((one) => broken(one, value, path));
		if (each.every((list) => list.length > 0)) return each.flat();
	}
	const out: string[] = [];
	if (node.const !== undefined && node.const !== value) out.push(`${path}: not ${String(node.const)}`);
	if (node.enum && !node.enum.includes(value)) out.push(`${path}: not in enum`);
	if (typeof value === 'string') {
		if (value.length < Number(node.minLength ?? 0) || value.length > Number(node.maxLength ?? Infinity))
			out.push(`${path}: length`);
		if (typeof node.pattern === 'string' && !new RegExp(node.pattern).test(value)) out.push(`${path}: pattern`);
	} else if (typeof value === 'number') {
		if (value < Number(node.minimum ?? -Infinity) || value > Number(node.maximum ?? Infinity))
			out.push(`${path}: range`);
	} else if (Array.isArray(value)) {
		if (value.length > Number(node.maxItems ?? Infinity)) out.push(`${path}: too many`);
		if (node.items) out.push(...value.flatMap((item, i) => broken(node.items!, item, `${path}.${i}`)));
	} else if (typeof value === 'object' && value !== null) {
		for (const name of node.required ?? []) if (!Object.hasOwn(value, name)) out.push(`${path}: ${name} is missing`);
		for (const [name, item] of Object.entries(value)) {
			const inside = node.properties?.[name] ?? node.additionalProperties;
			if (typeof inside === 'object') out.push(...broken(inside, item, `${path}.${name}`));
		}
	}
	return out;
}

/** Yields all members with their paths. */
function* members(node: SchemaNode, path = ''): Generator<[string, SchemaNode]> {
	const inside = node.items ?? node;
	for (const [name, child] of Object.entries(inside.properties ?? {})) {
		yield [`${path}.${name}`, child];
		yield* members(child, `${path}.${name}`);
	}
}

describe('the JSON Schema', () => {
	const schema = manifestJsonSchema();
	it('has a meaning for every member', () => {
		const all = [...members(schema)];
		expect(all.length).toBeGreaterThan(60);
		expect(all.filter(([, node]) => !node.description).map(([path]) => path)).toEqual([]);
	});
	it.each([
		...readdirSync(join(root, 'tests/fixtures/manifests'), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('manifest.json') && !/any-case|least|null-everywhere/.test(name))
			.map((name) => `tests/fixtures/manifests/${name}`),
		...readdirSync(join(root, 'pups'), { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map((entry) => `pups/${entry.name}/manifest.json`)
	])('fits %s', (name) => {
		expect(broken(schema, JSON.parse(readFileSync(join(root, name), 'utf8')), '')).toEqual([]);
	});
	it('marks what must be there and what is of the wrong kind', () => {
		const seen = broken(
			schema,
			{ manifestVersion: 2, meta: { name: '', version: null }, container: { exposes: [{ port: 0 }] } },
			''
		);
		expect(seen.join('\n')).toMatch(/manifestVersion: not 1/);
		expect(seen.join('\n')).toMatch(/meta\.name: length/);
		expect(seen.join('\n')).toMatch(/meta\.version: null is none of string/);
		expect(seen.join('\n')).toMatch(/exposes\.0\.port: range/);
		expect(seen.join('\n')).toMatch(/exposes\.0: type is missing/);
	});
});
