// Operations of an OpenAPI document as the generators of the SDKs need them.

/**
 * @typedef {{ [member: string]: any }} Json
 * @typedef {{ name: string, required: boolean, schema: Json, about?: string }} Parameter
 * @typedef {{ kind: 'json', schema: Json } | { kind: 'nothing' } | { kind: 'bytes' }
 *   | { kind: 'events', resumes: boolean,
 *     events: Record<string, { description: string, data: Json }> }
 *   | { kind: 'duplex', client: Json | 'bytes', server: Json | 'bytes' }} Answer
 * @typedef {object} SdkOperation
 * @property {string} id `pups.setLogLimits`
 * @property {string} group `pups`
 * @property {string} name `setLogLimits`
 * @property {string} method
 * @property {string} path below the base of the API: `/pups/{id}`
 * @property {string[]} params names of its path's parameters, in order
 * @property {Parameter[]} query
 * @property {{ kind: 'json', schema: Json } | { kind: 'upload', types: string[] } | null} body
 * @property {Answer} answer
 * @property {boolean} keyed takes an Idempotency-Key
 * @property {string[]} codes of errors
 * @property {string[]} text paragraphs of its documentation
 */

/** Where the API begins. */
const BASE = '/api/v1';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Group and method of an id: what stands before the first dot, and the rest in camel case.
 * @param {string} id
 */
function namesOf(id) {
	const [group = '', ...rest] = id.split('.');
	const words = rest.flatMap((part) => part.split('-'));
	if (words.length === 0) throw new Error(`the operation “${id}” belongs to no group`);
	const name = words.map((word, at) => (at === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
	return { group: group.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), name };
}

/** @param {Json} described @param {Json} responses @returns {Answer} */
function answerOf(described, responses) {
	const socket = described['x-websocket'];
	if (socket) return { kind: 'duplex', client: socket.client, server: socket.server };
	if (described['x-events']) {
		const resumes = (described.parameters ?? []).some((/** @type {Json} */ one) => one.$ref?.endsWith('/LastEventId'));
		return { kind: 'events', events: described['x-events'], resumes };
	}
	const [, good] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
	const content = Object.entries(good?.content ?? {});
	if (content.length === 0) return { kind: 'nothing' };
	const json = content.find(([type]) => type === 'application/json');
	return json ? { kind: 'json', schema: json[1].schema ?? {} } : { kind: 'bytes' };
}

/** @param {Json | undefined} body @returns {SdkOperation['body']} */
function bodyOf(body) {
	if (!body) return null;
	const json = body.content['application/json'];
	return json ? { kind: 'json', schema: json.schema ?? {} } : { kind: 'upload', types: Object.keys(body.content) };
}

/** Codes that an operation fails with. @param {Json} responses */
function codesOf(responses) {
	/** @param {Json} schema @returns {string[]} */
	const inside = (schema) => [...(schema.properties?.code?.enum ?? []), ...(schema.allOf ?? []).flatMap(inside)];
	return Object.values(responses)
		.flatMap((one) => inside(one.content?.['application/problem+json']?.schema ?? {}))
		.sort();
}

/**
 * All operations of a document, by group.
 * @param {Json} document OpenAPI 3.1, with `x-events` and `x-websocket` of this project
 * @returns {SdkOperation[]}
 * @throws Error where two have one name
 */
export function sdkOperations(document) {
	/** @type {SdkOperation[]} */
	const found = [];
	for (const [path, methods] of Object.entries(document.paths)) {
		if (!path.startsWith(`${BASE}/`)) throw new Error(`“${path}” lies outside of ${BASE}`);
		for (const method of METHODS) {
			const described = methods[method];
			if (!described) continue;
			const id = described.operationId;
			const given = described.parameters ?? [];
			found.push({
				id,
				...namesOf(id),
				method: method.toUpperCase(),
				path: path.slice(BASE.length),
				params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
				query: given
					.filter((/** @type {Json} */ one) => one.in === 'query')
					.map((/** @type {Json} */ { name, required, schema, description }) => ({
						...{ name, schema, required: required === true },
						...(description !== undefined && { about: description })
					})),
				body: bodyOf(described.requestBody),
				answer: answerOf(described, described.responses),
				keyed: given.some((/** @type {Json} */ one) => one.$ref?.endsWith('/IdempotencyKey')),
				codes: codesOf(described.responses),
				text: [described.summary, ...(described.description?.split('\n\n') ?? [])]
			});
		}
	}
	found.sort((one, other) => (one.id < other.id ? -1 : 1));
	const names = found.map(({ group, name }) => `${group}.${name}`);
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice) throw new Error(`two operations would be called “${twice}”`);
	return found;
}

/** Groups and their operations. @param {readonly SdkOperation[]} operations */
export function groupsOf(operations) {
	/** @type {Map<string, SdkOperation[]>} */
	const groups = new Map();
	for (const one of operations) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
	return [...groups];
}

/** Codes that each operation can fail with. @param {readonly SdkOperation[]} operations */
export const commonCodes = (operations) => {
	const owned = operations.filter(({ codes }) => codes.length > 0);
	const [first = { codes: [] }] = owned;
	return first.codes.filter((code) => owned.every(({ codes }) => codes.includes(code)));
};

/**
 * How a value of the query is written: `bit` for 1 and 0, `flag` for true and false, `number` for
 * digits, `word` for one of few, `text` for all else.
 * @param {Json} schema
 */
export function queryKind(schema) {
	const choices = schema.enum?.map(String).sort().join();
	if (choices === '0,1') return 'bit';
	if (choices === 'false,true') return 'flag';
	if (schema.enum) return 'word';
	if (schema.type === 'number' || schema.type === 'integer') return 'number';
	return /^\^\\d\{[\d,]+\}\$$/.test(schema.pattern ?? '') ? 'number' : 'text';
}

/** Events that are the last of their stream, by name: behind them nothing is resumed. */
const LAST = new Set(['exit', 'end']);

/** Names of the last events of a stream. @param {Answer} answer */
export const lastEvents = (answer) =>
	answer.kind === 'events' ? Object.keys(answer.events).filter((name) => LAST.has(name)) : [];

/**
 * Operations that read pages of a log, and the name by which it is followed: from a cursor on
 * (`after`), or the last lines (`tail`).
 * @param {SdkOperation} operation
 */
export const followName = ({ answer, name, query }) =>
	answer.kind === 'json' && ['after', 'tail'].every((wanted) => query.some((one) => one.name === wanted))
		? `follow${capital(name).replace(/^Logs$/, 'Log')}`
		: null;

/**
 * Breaks text into lines.
 * @param {string} text
 * @param {number} most columns of a line
 */
export function wrapped(text, most) {
	/** @type {string[]} */
	const lines = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && line.length + 1 + word.length > most) {
			lines.push(line);
			line = word;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, ...(line === '' ? [] : [line])];
}

/** `setLogLimits` as `SetLogLimits`. @param {string} name */
export const capital = (name) => (name[0] ?? '').toUpperCase() + name.slice(1);
