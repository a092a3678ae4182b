// Writes the generated file of the TypeScript SDK.
import { capital, commonCodes, followName, groupsOf, lastEvents, queryKind, sdkOperations, wrapped } from './model.mjs';

/**
 * @typedef {import('./model.mjs').Json} Json
 * @typedef {import('./model.mjs').SdkOperation} SdkOperation
 */

/** Members of the options of each call (`CallOptions` of packages/sdk/src/call.ts). */
const OPTION_NAMES = new Set(['signal', 'idempotencyKey', 'headers', 'timeoutMs', 'retries']);
/** Methods that are written by hand (packages/sdk/src/client.ts). */
const BY_HAND = new Set(['jobs.wait', 'pups.run', 'files.send', 'files.receive']);

/** Words that name nothing in strict mode. */
const RESERVED = new Set(
	(
		'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
		'implements import in instanceof interface let new null package private protected public return static super switch this ' +
		'throw true try typeof var void while with yield await arguments eval body options'
	).split(' ')
);

const HEAD = `// Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.
import type { ByteStream, CallOptions, Connection, EventsOf, FollowOptions, OperationRow, QueryText, Upload } from './call.ts';
`;

/** @param {string[]} paragraphs @param {number} depth tabs before it */
function comment(paragraphs, depth) {
	const lines = paragraphs.flatMap((one, at) => [
		...(at > 0 ? [''] : []),
		...wrapped(one.replaceAll('*/', '*\u200b/'), 72 - 4 * depth)
	]);
	if (lines.length === 1) return `/** ${lines[0]} */\n`;
	return lines.length === 0 ? '' : `/**\n${lines.map((line) => ` *${line && ` ${line}`}`).join('\n')}\n */\n`;
}

const literal = (/** @type {unknown} */ value) => JSON.stringify(value);
const member = (/** @type {string} */ name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

/** @param {Json} schema @param {number} depth @returns {string} */
function objectType({ properties = {}, required = [], additionalProperties }, depth) {
	const members = Object.entries(properties).map(([name, one]) => {
		const about = one.description ? comment([one.description], depth + 1) : '';
		return `${about}${member(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one, depth + 1)};`;
	});
	if (members.length > 0) return `{\n${members.join('\n')}\n}`;
	return typeof additionalProperties === 'object'
		? `{ [name: string]: ${typeOf(additionalProperties, depth + 1)} }`
		: '{ [name: string]: unknown }';
}

/**
 * A JSON schema as a type.
 * @param {Json} schema
 * @param {number} depth
 * @returns {string}
 */
function typeOf(schema, depth = 0) {
	if (schema.$ref) return schema.$ref.split('/').at(-1);
	if ('const' in schema) return literal(schema.const);
	if (schema.enum) return schema.enum.map(literal).join(' | ');
	const options = schema.anyOf ?? schema.oneOf;
	if (options) return [...new Set(options.map((/** @type {Json} */ one) => typeOf(one, depth)))].join(' | ');
	if (schema.allOf) return schema.allOf.map((/** @type {Json} */ one) => `(${typeOf(one, depth)})`).join(' & ');
	if (Array.isArray(schema.type)) {
		return schema.type.map((/** @type {string} */ type) => typeOf({ ...schema, type }, depth)).join(' | ');
	}
	switch (schema.type) {
		case 'object':
			return objectType(schema, depth);
		case 'array':
			if (schema.prefixItems) {
				return `[${schema.prefixItems.map((/** @type {Json} */ one) => typeOf(one, depth)).join(', ')}]`;
			}
			return `(${typeOf(schema.items ?? {}, depth)})[]`;
		case 'integer':
		case 'number':
			return 'number';
		case 'string':
		case 'boolean':
		case 'null':
			return schema.type;
		default:
			return 'unknown';
	}
}

/** Name of a member of the options. @param {string} name */
const optionName = (name) => (OPTION_NAMES.has(name) ? `${name}_` : name);

/** @param {Json} schema */
function queryType(schema) {
	switch (queryKind(schema)) {
		case 'bit':
		case 'flag':
			return `boolean | ${typeOf(schema)}`;
		case 'number':
			return 'number | string';
		case 'word':
			return typeOf(schema);
		default:
			return 'QueryText';
	}
}

/** Types of one operation, and its method. @param {SdkOperation} one */
function described(one) {
	const prefix = capital(one.group) + capital(one.name);
	/** @type {string[]} */
	const types = [];
	const parameters = one.params.map((name) => `${RESERVED.has(name) ? `${name}_` : name}: string`);
	if (one.body?.kind === 'json') {
		types.push(`export type ${prefix}Body = ${typeOf(one.body.schema)};`);
		parameters.push(`body: ${prefix}Body`);
	} else if (one.body) parameters.push('body: Upload');
	let options = 'CallOptions';
	if (one.query.length > 0) {
		const members = one.query.map(({ name, required, schema, about }) => {
			const fallback = 'default' in schema && schema.default !== '' ? `Default: ${literal(schema.default)}.` : '';
			const words = [about, fallback].filter(Boolean).join(' ');
			return `${words ? comment([words], 1) : ''}${member(optionName(name))}${required ? '' : '?'}: ${queryType(schema)};`;
		});
		types.push(`export interface ${prefix}Query {\n${members.join('\n')}\n}`);
		options = `${prefix}Query & CallOptions`;
	}
	parameters.push(`options${one.query.some(({ required }) => required) ? '' : '?'}: ${options}`);
	const { answer } = one;
	let result;
	if (answer.kind === 'json') {
		types.push(`export type ${prefix}Answer = ${typeOf(answer.schema)};`);
		result = `Promise<${prefix}Answer>`;
	} else if (answer.kind === 'nothing') result = 'Promise<void>';
	else if (answer.kind === 'bytes') result = 'Promise<ByteStream>';
	else if (answer.kind === 'events') {
		const events = Object.entries(answer.events).map(
			([name, { description, data }]) => `${comment([description], 1)}${literal(name)}: ${typeOf(data, 1)};`
		);
		types.push(`export interface ${prefix}Events {\n${events.join('\n')}\n}`);
		result = `AsyncIterable<EventsOf<${prefix}Events>>`;
	} else {
		const side = (/** @type {Json | 'bytes'} */ schema) => (schema === 'bytes' ? 'never' : typeOf(schema));
		types.push(`export type ${prefix}Sends = ${side(answer.client)};`);
		types.push(`export type ${prefix}Receives = ${side(answer.server)};`);
		result = `Promise<Connection<${prefix}Sends, ${prefix}Receives>>`;
	}
	const route = `\`${one.method} ${one.path}\``;
	const method = `${comment([...one.text, route], 1)}${one.name}(${parameters.join(', ')}): ${result};`;
	const follow = followName(one);
	if (follow === null) return { types, method };
	const params = parameters.slice(0, one.params.length);
	const line = `AsyncIterable<${prefix}Answer['lines'][number]>`;
	const all = [...params, `options?: ${prefix}Query & FollowOptions & CallOptions`].join(', ');
	const about = comment(['Lines of its log, then each new one, once. It ends with its signal.'], 1);
	return { types, method: `${method}\n${about}${follow}(${all}): ${line};` };
}

/** What the runtime knows of an operation. @param {SdkOperation} one */
function rowOf(operation) {
	const { id, group, name, method, path, body, answer, query, keyed } = operation;
	const follow = followName(operation);
	const names = query.map((parameter) => optionName(parameter.name));
	const bits = query.filter(({ schema }) => queryKind(schema) === 'bit').map((parameter) => optionName(parameter.name));
	return {
		...{ id, group, name, method, path },
		answer: answer.kind,
		...(body && { body: body.kind === 'json' ? 'json' : body.types }),
		...(names.length > 0 && { query: names }),
		...(bits.length > 0 && { bits }),
		...(keyed && { keyed: true }),
		...(follow !== null && { follow }),
		...(answer.kind === 'events' && answer.resumes && { resumes: true, last: lastEvents(answer) })
	};
}

/**
 * The file packages/sdk/src/generated.ts, not yet formatted.
 * @param {Json} document OpenAPI 3.1
 * @returns {string}
 */
export function sdkTypescript(document) {
	const operations = sdkOperations(document);
	const taken = operations.find(({ group, name }) => BY_HAND.has(`${group}.${name}`));
	if (taken) throw new Error(`packages/sdk has a method of its own where the operation “${taken.id}” would stand`);
	const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
		const about = schema.description ? comment([schema.description], 0) : '';
		return `${about}export type ${name} = ${typeOf(schema)};`;
	});
	const groups = groupsOf(operations).map(([group, members]) => ({
		group,
		parts: members.map(described)
	}));
	const common = commonCodes(operations);
	const own = operations.map(
		({ id, codes }) =>
			`${literal(id)}: ${
				codes
					.filter((code) => !common.includes(code))
					.map(literal)
					.join(' | ') || 'never'
			};`
	);
	const all = [...new Set(operations.flatMap(({ codes }) => codes))].sort();
	return [
		HEAD,
		...schemas,
		...groups.flatMap(({ parts }) => parts.flatMap(({ types }) => types)),
		...groups.map(
			({ group, parts }) =>
				`export interface ${capital(group)}Operations {\n${parts.map(({ method }) => method).join('\n')}\n}`
		),
		`/** All operations, by group. */\nexport interface Operations {\n${groups
			.map(({ group }) => `${group}: ${capital(group)}Operations;`)
			.join('\n')}\n}`,
		`/** Codes that each operation can fail with. */\nexport type CommonErrorCode = ${common.map(literal).join(' | ') || 'never'};`,
		`/** All codes of errors of the API. */\nexport type ApiErrorCode = ${all.map(literal).join(' | ') || 'never'};`,
		`/** By operation, the codes that it can fail with beside the common ones. */\nexport interface OperationErrorCodes {\n${own.join('\n')}\n}`,
		`/** What the client knows of each operation at run time. */\nexport const OPERATIONS: readonly OperationRow[] = ${literal(operations.map(rowOf))};`,
		''
	].join('\n\n');
}
