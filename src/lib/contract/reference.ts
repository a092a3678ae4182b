/** The API as a person reads it: the dashboard's page and `docs/api.md` are drawn from this. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { CODES, errorsOf, type Code } from './codes.ts';
import type { JsonSchema } from './openapi.ts';
import { isUpload, TAGS, traitsOf, type Operation, type Schema, type Texts } from './operation.ts';
import { apiOperations, API_BASE, type OperationId } from './operations.ts';
import type { Scope } from './scopes.ts';

export interface ReferenceOperation {
	id: OperationId;
	/** `WS` for a WebSocket. */
	method: string;
	/** With the base: `/api/v1/pups/{id}`. */
	path: string;
	summary: string;
	description: string | null;
	/** Who may call it, in words; scopes of a token beside it. */
	who: string;
	scopes: readonly Scope[];
	/** How it answers, how often it may be asked. */
	facts: string[];
	/** What it takes and gives, as short types. */
	shapes: { title: string; text: string }[];
	/** What the messages of its stream or socket mean. */
	messages: { from: 'You' | 'The box'; name: string; meaning: string }[];
	errors: { code: Code; status: number; meaning: string }[];
}

export interface ReferenceGroup {
	tag: string;
	title: string;
	about: string;
	operations: ReferenceOperation[];
}

/** Longest type that stands on one line, characters. */
const ONE_LINE = 90;

/** A JSON schema as a short type: `{ name: string, pid: number | null }`. */
function typeText(schema: JsonSchema | true | undefined, depth = 0): string {
	if (schema === undefined || schema === true || Object.keys(schema).length === 0) return 'any';
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

function objectText(schema: JsonSchema, depth: number): string {
	const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
	const others = schema['additionalProperties'] as JsonSchema | boolean | undefined;
	if (members.length === 0) {
		return typeof others === 'object' ? `{ [name]: ${typeText(others, depth)} }` : '{}';
	}
	const pad = '  '.repeat(depth + 1);
	const required = new Set((schema['required'] ?? []) as string[]);
	const lines = members.map(
		([name, value]) => `${pad}${name}${required.has(name) ? '' : '?'}: ${typeText(value, depth + 1)}`
	);
	const line = `{ ${lines.map((text) => text.trim()).join(', ')} }`;
	return line.length <= ONE_LINE && !line.includes('\n') ? line : `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
}

const typeOf = (schema: Schema, typeMode: 'input' | 'output') =>
	typeText(toJsonSchema(schema as v.GenericSchema, { typeMode, errorMode: 'ignore' }) as JsonSchema);

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
		...(perMinute ? [`at most ${perMinute} a minute`] : []),
		...(idempotencyKey ? ['takes an Idempotency-Key'] : []),
		...(entityTag ? ['has an ETag'] : [])
	];
}

function shapesOf({ params, query, body, output }: Operation): ReferenceOperation['shapes'] {
	const shapes: ReferenceOperation['shapes'] = [];
	if (params) shapes.push({ title: 'In the path', text: typeOf(params, 'input') });
	if (query) shapes.push({ title: 'Query', text: typeOf(query, 'input') });
	if (isUpload(body)) {
		shapes.push({ title: 'Body', text: `${body.types.join(' | ')}, at most ${body.maxBytes} bytes` });
	} else if (body) shapes.push({ title: 'Body', text: typeOf(body, 'input') });
	if (output.kind === 'json') shapes.push({ title: 'Answer', text: typeOf(output.schema, 'output') });
	if (output.kind === 'bytes') shapes.push({ title: 'Answer', text: output.type });
	if (output.kind === 'events') {
		for (const [name, schema] of Object.entries(output.events)) {
			shapes.push({ title: `Event ${name}`, text: typeOf(schema, 'output') });
		}
	}
	if (output.kind === 'duplex') {
		shapes.push(
			{ title: 'You send', text: output.receives ? typeOf(output.receives, 'input') : 'bytes' },
			{ title: 'The box sends', text: output.sends ? typeOf(output.sends, 'output') : 'bytes' }
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

/** All operations, grouped as the documents group them. */
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
			shapes: shapesOf(operation),
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
