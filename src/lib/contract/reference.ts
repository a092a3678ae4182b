/** The API reference for people. The dashboard's page and `docs/api.md` are generated from it. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { CODES, errorsOf, type Code } from './codes.ts';
import { withTexts } from './member-texts.ts';
import { NAMED_SCHEMAS } from './named-schemas.ts';
import type { JsonSchema } from './openapi.ts';
import { isUpload, TAGS, traitsOf, type Operation, type Schema, type Texts } from './operation.ts';
import { apiOperations, API_BASE, type OperationId } from './operations.ts';
import type { Scope } from './scopes.ts';

export interface ReferenceOperation {
	id: OperationId;
	/** `WS` for a WebSocket. */
	method: string;
	/** Path with the base: `/api/v1/pups/{id}`. */
	path: string;
	summary: string;
	description: string | null;
	/** Who may call it, in words; the scopes of a token are separate. */
	who: string;
	scopes: readonly Scope[];
	/** How it answers, and how often it may be called. */
	facts: string[];
	/** Its input and output, as short types. */
	shapes: { title: string; text: string }[];
	/** Meaning of the messages of its stream or socket. */
	messages: { from: 'You' | 'The box'; name: string; meaning: string }[];
	errors: { code: Code; status: number; meaning: string }[];
}

export interface ReferenceGroup {
	tag: string;
	title: string;
	about: string;
	operations: ReferenceOperation[];
}

/** Longest type that is shown on one line, characters. */
const ONE_LINE = 90;
/** Bounds from this number on are not shown, because no real value reaches them. */
const NO_BOUND = 2 ** 52;

/** Formats a JSON schema as a short type: `{ name: string, pid: number | null }`. */
function typeText(schema: JsonSchema | true | undefined, depth = 0): string {
	if (schema === undefined || schema === true || Object.keys(schema).length === 0) return 'any';
	if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1)!;
	if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
	if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
	const options = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
	if (options) return [...new Set(options.map((option) => typeText(option, depth)))].join(' | ');
	if (schema['type'] === 'array') {
		const inner = typeText(schema['items'] as JsonSchema | undefined, depth);
		return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
	}
	if (schema['type'] === 'object') return objectText(schema, depth);
	return schema['type'] === 'integer' ? 'number' : String(schema['type'] ?? 'any');
}

/** Formats bounds and default of a value: `0.01 to 1024`, `default: "none"`. */
function boundsOf(schema: JsonSchema): string[] {
	const options = ((schema['anyOf'] ?? [schema]) as JsonSchema[]).filter(({ type }) => type !== 'null');
	const { minimum, maximum, maxLength, maxItems } = (options.length === 1 ? options[0]! : schema) as Record<
		string,
		number | undefined
	>;
	const fallback = schema['default'];
	const upTo = maximum !== undefined && maximum < NO_BOUND ? maximum : undefined;
	const said: string[] = [];
	if (minimum !== undefined && upTo !== undefined) said.push(`${minimum} to ${upTo}`);
	else if (minimum !== undefined) said.push(`at least ${minimum}`);
	else if (upTo !== undefined) said.push(`at most ${upTo}`);
	if (maxLength !== undefined) said.push(`at most ${maxLength} characters`);
	if (maxItems !== undefined) said.push(`at most ${maxItems} of them`);
	if (fallback !== undefined && fallback !== null && fallback !== '') said.push(`default: ${JSON.stringify(fallback)}`);
	return said;
}

/** Describes a member: its description, bounds and default. */
function aboutMember(schema: JsonSchema): string {
	const words = schema['description'] as string | undefined;
	const bounds = boundsOf(schema).join('; ');
	if (words === undefined || bounds === '') return words ?? bounds;
	return `${words.replace(/\.$/, '')}; ${bounds}`;
}

function objectText(schema: JsonSchema, depth: number): string {
	const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
	const others = schema['additionalProperties'] as JsonSchema | boolean | undefined;
	if (members.length === 0) {
		return typeof others === 'object' ? `{ [name]: ${typeText(others, depth)} }` : '{}';
	}
	const pad = '  '.repeat(depth + 1);
	const required = new Set((schema['required'] ?? []) as string[]);
	const lines = members.map(([name, value]) => ({
		text: `${name}${required.has(name) ? '' : '?'}: ${typeText(value, depth + 1)}`,
		about: aboutMember(value)
	}));
	const line = `{ ${lines.map(({ text }) => text).join(', ')} }`;
	if (line.length <= ONE_LINE && !line.includes('\n') && lines.every(({ about }) => about === '')) return line;
	const written = lines.map(({ text, about }, at) => {
		const comma = at < lines.length - 1 ? ',' : '';
		if (about === '') return `${pad}${text}${comma}`;
		return text.includes('\n') ? `${pad}// ${about}\n${pad}${text}${comma}` : `${pad}${text}${comma} // ${about}`;
	});
	return `{\n${written.join('\n')}\n${'  '.repeat(depth)}}`;
}

/** @param place whose descriptions its members get: {@link withTexts} */
function typeOf(schema: Schema, typeMode: 'input' | 'output', place: string): string {
	const made = toJsonSchema(schema as v.GenericSchema, { typeMode, errorMode: 'ignore', definitions: NAMED_SCHEMAS });
	return typeText(withTexts(made as JsonSchema, place));
}

/** The parts of a valibot schema that are used here. */
interface Part {
	type: string;
	requirement?: unknown;
	wrapped?: Part;
	pipe?: readonly Part[];
}

/** Returns the bounds of a query member that is a number sent as text; null for any other. */
function numberBounds(member: Part): { minimum?: number; maximum?: number } | null {
	const { pipe = [] } = member.wrapped ?? member;
	const at = pipe.findIndex(({ type }) => type === 'to_number');
	if (at === -1) return null;
	const bound = (type: string) => pipe.slice(at).find((one) => one.type === type)?.requirement;
	const [minimum, maximum] = [bound('min_value'), bound('max_value')];
	return {
		...(typeof minimum === 'number' && { minimum }),
		...(typeof maximum === 'number' && { maximum })
	};
}

/**
 * Formats a query. Its numbers are shown as numbers with their bounds, although they are sent as
 * text.
 */
function queryText(schema: Schema, place: string): string {
	const made = toJsonSchema(schema as v.GenericSchema, { typeMode: 'input', errorMode: 'ignore' }) as JsonSchema;
	const { entries } = schema as unknown as { entries: Record<string, Part> };
	for (const [name, member] of Object.entries((made['properties'] ?? {}) as Record<string, JsonSchema>)) {
		const bounds = numberBounds(entries[name]!);
		if (bounds === null) continue;
		Object.assign(member, { type: 'number' }, bounds);
		if (typeof member['default'] === 'string') member['default'] = Number(member['default']);
	}
	return typeText(withTexts(made, place));
}

const WHO = {
	open: 'Anybody who reaches the box',
	setup: 'The wizard: claim code, its cookie, or on the box itself',
	owner: 'The owner',
	pup: 'A pup, at the gateway'
} as const;

function factsOf(operation: Operation): string[] {
	const { output, status } = operation;
	const { perMinute, idempotencyKey, entityTag } = traitsOf(operation);
	const how = { json: '', nothing: ', without a body', bytes: ', with bytes', events: ', with server-sent events' };
	return [
		...(output.kind === 'duplex' ? [] : [`answers ${status}${how[output.kind]}`]),
		...(perMinute ? [`at most ${perMinute} per minute`] : []),
		...(idempotencyKey ? ['takes an Idempotency-Key'] : []),
		...(entityTag ? ['has an ETag'] : [])
	];
}

function shapesOf(id: string, { params, query, body, output }: Operation): ReferenceOperation['shapes'] {
	const shapes: ReferenceOperation['shapes'] = [];
	if (params) shapes.push({ title: 'In the path', text: typeOf(params, 'input', `${id} params`) });
	if (query) shapes.push({ title: 'Query', text: queryText(query, `${id} query`) });
	if (isUpload(body)) {
		shapes.push({ title: 'Body', text: `${body.types.join(' | ')}, at most ${body.maxBytes} bytes` });
	} else if (body) shapes.push({ title: 'Body', text: typeOf(body, 'input', `${id} body`) });
	if (output.kind === 'json') shapes.push({ title: 'Answer', text: typeOf(output.schema, 'output', `${id} answer`) });
	if (output.kind === 'bytes') shapes.push({ title: 'Answer', text: output.type });
	if (output.kind === 'events') {
		for (const [name, schema] of Object.entries(output.events)) {
			shapes.push({ title: `Event ${name}`, text: typeOf(schema, 'output', `${id} event ${name}`) });
		}
	}
	if (output.kind === 'duplex') {
		shapes.push(
			{ title: 'You send', text: output.receives ? typeOf(output.receives, 'input', `${id} sends`) : 'bytes' },
			{ title: 'The box sends', text: output.sends ? typeOf(output.sends, 'output', `${id} receives`) : 'bytes' }
		);
	}
	return shapes;
}

function messagesOf({ output }: Operation): ReferenceOperation['messages'] {
	const rows = (from: 'You' | 'The box', texts: Texts) =>
		Object.entries(texts).map(([name, meaning]) => ({ from, name, meaning }));
	if (output.kind === 'events') return rows('The box', output.about);
	return output.kind === 'duplex'
		? [...rows('You', output.about.receives), ...rows('The box', output.about.sends)]
		: [];
}

/** Returns all operations in the groups of the docs. */
export function apiReference(): ReferenceGroup[] {
	const all = apiOperations().map(([id, operation]) => ({
		tag: operation.tags[0],
		entry: {
			id,
			method: operation.output.kind === 'duplex' ? 'WS' : operation.method,
			path: API_BASE + operation.path,
			summary: operation.summary,
			description: operation.description ?? null,
			who: WHO[operation.access],
			scopes: operation.scopes ?? [],
			facts: factsOf(operation),
			shapes: shapesOf(id, operation),
			messages: messagesOf(operation),
			errors: errorsOf(operation).map((code) => ({ code, status: CODES[code][0], meaning: CODES[code][1] }))
		} satisfies ReferenceOperation
	}));
	return Object.entries(TAGS).map(([tag, { title, about }]) => ({
		tag,
		title,
		about,
		operations: all.filter((one) => one.tag === tag).map(({ entry }) => entry)
	}));
}

/** Returns the named types to which others refer, by name. */
export function apiTypes(): { name: string; text: string }[] {
	return Object.entries(NAMED_SCHEMAS).map(([name, schema]) => {
		// The type itself must be left out: otherwise it would only refer to itself.
		const { [name]: _self, ...others } = NAMED_SCHEMAS;
		const made = toJsonSchema(schema, {
			typeMode: 'output',
			errorMode: 'ignore',
			definitions: others
		});
		return { name, text: typeText(withTexts(made as JsonSchema, `#${name}`)) };
	});
}
