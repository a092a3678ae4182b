/**
 * Descriptions of the members of the API's JSON: the unit, the default, the meaning of null. They
 * are taken from the comments of the members in this folder. scripts/api-docs.mjs collects them in
 * member-texts.json.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { COMMON_WORDS } from './common-words.ts';
import { NAMED_SCHEMAS } from './named-schemas.ts';
import { isUpload, type Operation, type Schema } from './operation.ts';
import { apiOperations } from './operations.ts';
import table from './member-texts.json' with { type: 'json' };

type JsonSchema = { [member: string]: unknown };

/** Description of a member, and the node of its contents if those have descriptions. */
type Entry = [text: string | null, node?: number];
interface TextTable {
	/** `boxes.create body`, `#Job` → a node. */
	schemas: Record<string, number>;
	/** Name of a member, or `|1` for an option of a union → its entry. */
	nodes: Record<string, Entry>[];
}

/** Unwraps a schema from lists and from unions with null. */
function coreOf(schema: JsonSchema): JsonSchema {
	if (schema['type'] === 'array' && typeof schema['items'] === 'object') return coreOf(schema['items'] as JsonSchema);
	const options = optionsOf(schema);
	if (options.length === 1) return coreOf(options[0]!);
	const others = schema['additionalProperties'];
	return schema['properties'] === undefined && typeof others === 'object' ? coreOf(others as JsonSchema) : schema;
}

/** Options of a union, except null. */
const optionsOf = (schema: JsonSchema): JsonSchema[] =>
	((schema['anyOf'] ?? schema['oneOf'] ?? []) as JsonSchema[]).filter(({ type }) => type !== 'null');

/** Direct parts of a schema: members, or options of a union. */
function partsOf(schema: JsonSchema): [step: string, part: JsonSchema][] {
	const core = coreOf(schema);
	const options = optionsOf(core);
	if (options.length > 1) return options.map((option, at) => [`|${at}`, option]);
	return Object.entries((core['properties'] ?? {}) as Record<string, JsonSchema>);
}

/** Returns the schemas of an operation, each with its place. */
function schemasOf({ params, query, body, output }: Operation): [place: string, Schema, 'input' | 'output'][] {
	const schemas: [string, Schema | null | undefined, 'input' | 'output'][] = [
		['params', params, 'input'],
		['query', query, 'input'],
		['body', isUpload(body) ? null : body, 'input']
	];
	if (output.kind === 'json') schemas.push(['answer', output.schema, 'output']);
	if (output.kind === 'events') {
		for (const [name, schema] of Object.entries(output.events)) schemas.push([`event ${name}`, schema, 'output']);
	}
	if (output.kind === 'duplex') schemas.push(['sends', output.receives, 'input'], ['receives', output.sends, 'output']);
	return schemas.flatMap(([place, schema, mode]) => (schema ? [[place, schema, mode] as const] : [])) as never;
}

/**
 * Collects all descriptions of the schemas' members.
 * @public used by scripts/api-docs.mjs
 */
export function collectTexts(): TextTable {
	const roots: Record<string, number> = {};
	const nodes: Record<string, Entry>[] = [];
	const known = new Map<string, number>();
	const nodeOf = (schema: JsonSchema): number | undefined => {
		const entries = partsOf(schema).flatMap(([step, part]): [string, Entry][] => {
			const said = step.startsWith('|') ? undefined : (part['description'] as string | undefined);
			const node = nodeOf(part);
			if (said === undefined && node === undefined) return [];
			return [[step, node === undefined ? [said ?? null] : [said ?? null, node]]];
		});
		if (entries.length === 0) return undefined;
		const key = JSON.stringify(entries);
		const before = known.get(key);
		if (before !== undefined) return before;
		known.set(key, nodes.length);
		return nodes.push(Object.fromEntries(entries)) - 1;
	};
	const add = (place: string, schema: Schema, typeMode: 'input' | 'output') => {
		const node = nodeOf(toJsonSchema(schema as v.GenericSchema, { typeMode, errorMode: 'ignore' }) as JsonSchema);
		if (node !== undefined) roots[place] = node;
	};
	for (const [name, schema] of Object.entries(NAMED_SCHEMAS)) add(`#${name}`, schema, 'output');
	for (const [id, operation] of apiOperations()) {
		for (const [place, schema, mode] of schemasOf(operation)) add(`${id} ${place}`, schema, mode);
	}
	return { schemas: roots, nodes };
}

const { schemas: ROOTS, nodes: NODES } = table as unknown as TextTable;

/** Whether a member of an answer needs more than its name: it is a number, or may be missing. */
function isOpen(schema: JsonSchema, name: string, member: JsonSchema): boolean {
	const kinds = [member, ...((member['anyOf'] ?? []) as JsonSchema[]), (member['items'] ?? {}) as JsonSchema];
	const required = (coreOf(schema)['required'] ?? []) as string[];
	return (
		!required.includes(name) || kinds.some(({ type }) => type === 'number' || type === 'integer' || type === 'null')
	);
}

/**
 * Adds descriptions to the members of a JSON schema.
 * @param schema changed in place
 * @param place `boxes.create body`: id of the operation, and params, query, body, answer, `event
 * NAME`, sends or receives; `#Job` for a named schema
 * @returns the schema
 */
export function withTexts<S extends object>(schema: S, place: string): S {
	const apply = (one: JsonSchema, node: Record<string, Entry> | undefined, parent: string): void => {
		for (const [step, part] of partsOf(one)) {
			const [text, next] = node?.[step] ?? [null];
			const below = next === undefined ? undefined : NODES[next];
			if (step.startsWith('|')) {
				apply(part, below, parent);
				continue;
			}
			const common = isTaken || isOpen(one, step, part) ? COMMON_WORDS[step] : undefined;
			const words = text ?? COMMON_WORDS[`${parent}.${step}`] ?? common;
			if (words !== undefined) part['description'] = words;
			apply(part, below, step);
		}
	};
	const root = ROOTS[place];
	const isTaken = / (query|body|sends)$/.test(place);
	apply(schema as JsonSchema, root === undefined ? undefined : NODES[root], /^#?(\S*)/.exec(place)![1]!);
	return schema;
}
