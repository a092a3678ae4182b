/** Selects the operations that assistants get as tools, and describes each. Pure. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { withTexts } from '../../../lib/contract/member-texts.ts';
import { isUpload, type Operation, type Schema } from '../../../lib/contract/operation.ts';
import { apiOperations, type OperationId } from '../../../lib/contract/operations.ts';
import type { Scope } from '../../../lib/contract/scopes.ts';

/** The parts of JSON Schema that are used here. */
export interface JsonSchema {
	type?: string | string[];
	properties?: Record<string, JsonSchema>;
	required?: string[];
	[more: string]: unknown;
}

/** The part of a request that an argument belongs to. */
export type Position = 'params' | 'query' | 'body';

export interface OperationTool {
	name: string;
	id: OperationId;
	operation: Operation;
	inputSchema: {
		type: 'object';
		properties: Record<string, JsonSchema>;
		required: string[];
		additionalProperties: false;
	};
	/** Name of an argument → its part of the request. */
	positions: Readonly<Record<string, Position>>;
	/**
	 * Whether the argument `body` is the whole body, because it is not an object with known
	 * members.
	 */
	wholeBody: boolean;
	/** Whether the tool changes nothing. */
	reads: boolean;
	/** Whether the tool first shows a plan, which `confirm` carries out. */
	twoSteps: boolean;
	/** Whether the box can return the plan (`plan=1`). */
	hasPlan: boolean;
	/** Whether no other call can undo it. */
	destroys: boolean;
	/** Whether a second call has no further effect. */
	idempotent: boolean;
}

/**
 * Operations that are not offered to assistants, with the reason. Operations with secrets in input
 * or output, and those whose answer is not JSON, are excluded automatically.
 */
const NOT_FOR_ASSISTANTS: Partial<Record<OperationId, string>> = {
	'openapi.get': 'It is a resource.',
	'caller.get': 'It is asked once, for what is offered.',
	'sessions.removeAll': 'It would sign the owner out.',
	'sessions.remove': 'It would sign the owner out.',
	'tokens.remove': 'It would lock programs out, this one too.',
	'pups.report': 'Pups report their own values.',
	'pups.dev': 'It runs what lies in a developer’s folder.',
	'terminals.open': 'A terminal is for a person.',
	'terminals.close': 'A terminal is for a person.',
	'files.cancelUpload': 'Uploads are not offered.',
	'files.uploaded': 'Uploads are not offered.'
};

/** Names of members that contain secrets, in input and in output. */
const SECRET_INPUT = /^(password|current|next|words|secret|token|auth|apiKey|code|credentials|target)$/i;
const SECRET_OUTPUT = /^(secret|token|words|password)$/i;

/**
 * Arguments that are not offered. Settings may contain passwords, so they are set afterwards. The
 * two steps provide the plan of an installation.
 */
const LEFT_OUT: Partial<Record<OperationId, readonly string[]>> = {
	'pups.install': ['config', 'plan'],
	'pups.update': ['config'],
	'sources.add': ['credentials'],
	'sources.change': ['credentials']
};

/** Operations whose plan the owner must see first, besides those that delete or have a plan. */
const SHOWN_FIRST: readonly OperationId[] = [
	'pups.install',
	'pups.update',
	'wiring.grant',
	'wiring.choose',
	'wiring.setAccess',
	'ports.change',
	'sources.add',
	'sources.change',
	'files.move'
];

/** Operations with a plan that another call can undo; carried out at once, as the scope allows. */
const DONE_AT_ONCE: readonly OperationId[] = ['pups.stop', 'pups.restart', 'networks.connect', 'networks.disconnect'];

/** Operations that cannot be undone although they are not DELETE. */
const DESTROYS: readonly OperationId[] = [
	'box.freeSpace',
	'pups.update',
	'files.move',
	'boxes.restore',
	'boxes.gc',
	'images.prune',
	'networks.prune'
];

/** Operations that change nothing although they are POST. */
const READ_ONLY: readonly OperationId[] = ['wiring.plan'];

const schemaOf = (schema: Schema | undefined, typeMode: 'input' | 'output' = 'input'): JsonSchema | null => {
	if (!schema) return null;
	const { $schema: _dialect, ...plain } = toJsonSchema(schema as v.GenericSchema, {
		typeMode,
		errorMode: 'ignore'
	}) as JsonSchema;
	return plain;
};

/** Whether a value of the schema can be a text. */
const canBeText = (schema: JsonSchema): boolean =>
	[schema.type].flat().includes('string') || ((schema['anyOf'] as JsonSchema[] | undefined)?.some(canBeText) ?? false);

/** Whether a schema has a member with a matching name that `counts` accepts, at any depth. */
function hasMember(schema: unknown, name: RegExp, counts: (member: JsonSchema) => boolean): boolean {
	if (Array.isArray(schema)) return schema.some((one) => hasMember(one, name, counts));
	if (typeof schema !== 'object' || schema === null) return false;
	const { properties = {}, ...rest } = schema as JsonSchema;
	return (
		Object.entries(properties).some(
			([key, value]) => (name.test(key) && counts(value)) || hasMember(value, name, counts)
		) || Object.values(rest).some((one) => hasMember(one, name, counts))
	);
}

/** Returns the schema of a body without the arguments that are not offered. */
function inputOf(id: OperationId, body: Operation['body']): JsonSchema | null {
	const schema = body && !isUpload(body) ? schemaOf(body) : null;
	if (!schema?.properties) return schema;
	const kept = Object.entries(schema.properties).filter(([name]) => !LEFT_OUT[id]?.includes(name));
	return { ...schema, properties: Object.fromEntries(kept) };
}

/** Returns why an operation is not offered; null when it is. */
export function withheld(id: OperationId, operation: Operation): string | null {
	const { access, output, body } = operation;
	const own = NOT_FOR_ASSISTANTS[id];
	if (own !== undefined) return own;
	if (access !== 'owner' && id !== 'box.get') return 'It is for people: first boot, login, password.';
	if (output.kind !== 'json' && output.kind !== 'nothing') return 'Its answer is no JSON.';
	if (isUpload(body)) return 'It takes a file.';
	if (hasMember(inputOf(id, body), SECRET_INPUT, () => true)) return 'It takes a secret.';
	if (output.kind === 'json' && hasMember(schemaOf(output.schema, 'output'), SECRET_OUTPUT, canBeText)) {
		return 'It shows a secret.';
	}
	return null;
}

/** Adds the descriptions of members to a schema. */
const described = (schema: JsonSchema | null, place: string) => (schema ? withTexts(schema, place) : null);

/** Builds the tool of an offered operation. */
function toolOf(id: OperationId, operation: Operation): OperationTool {
	const { method } = operation;
	const positions: Record<string, Position> = {};
	const properties: Record<string, JsonSchema> = {};
	const required: string[] = [];
	const body = inputOf(id, operation.body);
	const wholeBody = body !== null && body.properties === undefined;
	const parts: [Position, JsonSchema | null][] = [
		['params', described(schemaOf(operation.params), `${id} params`)],
		['query', described(schemaOf(operation.query), `${id} query`)],
		['body', wholeBody ? { properties: { body }, required: ['body'] } : described(body, `${id} body`)]
	];
	for (const [place, schema] of parts) {
		for (const [name, member] of Object.entries(schema?.properties ?? {})) {
			// The two steps set `plan`; the model must not be able to omit it.
			if (place === 'query' && name === 'plan') continue;
			if (positions[name] !== undefined) throw new Error(`${id} takes “${name}” in two places`);
			positions[name] = place;
			properties[name] = member;
			if (schema?.required?.includes(name)) required.push(name);
		}
	}
	const reads = method === 'GET' || READ_ONLY.includes(id);
	const hasPlan = schemaOf(operation.query)?.properties?.['plan'] !== undefined;
	return {
		name: id.replaceAll('.', '_'),
		...{ id, operation, positions, wholeBody, reads },
		inputSchema: { type: 'object', properties, required, additionalProperties: false },
		hasPlan,
		twoSteps: !reads && !DONE_AT_ONCE.includes(id) && (method === 'DELETE' || hasPlan || SHOWN_FIRST.includes(id)),
		destroys: method === 'DELETE' || DESTROYS.includes(id),
		idempotent: method !== 'POST'
	};
}

/**
 * Returns the tools for a caller with these scopes. Operations that need another scope are left
 * out.
 * @param scopes of the token
 */
export function toolsFor(scopes: readonly Scope[]): OperationTool[] {
	return apiOperations()
		.filter(([id, operation]) => withheld(id, operation) === null)
		.filter(([, operation]) => (operation.scopes ?? []).every((scope) => scopes.includes(scope)))
		.map(([id, operation]) => toolOf(id, operation));
}

/** Returns the description of a tool for the model. */
export function describe({ operation, twoSteps }: OperationTool): string {
	const { summary, description, output } = operation;
	const job = output.kind === 'json' && schemaOf(output.schema, 'output')?.properties?.['jobId'] !== undefined;
	return [
		summary,
		description,
		job && !twoSteps && 'The tool waits until the job has ended.',
		twoSteps &&
			'This changes nothing yet: it returns a plan with a planId. Show the plan to the owner, and call confirm with the planId only after the owner has agreed.'
	]
		.filter(Boolean)
		.join('\n\n');
}
