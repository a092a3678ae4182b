// Writes the generated files of the Python client: its types, and a method for each operation.
import { capital, commonCodes, followName, groupsOf, lastEvents, queryKind, sdkOperations, wrapped } from './model.mjs';

/**
 * @typedef {import('./model.mjs').Json} Json
 * @typedef {import('./model.mjs').SdkOperation} SdkOperation
 */

const HEAD = '# Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.\n';

/** Words that name nothing, and names that each method has anyway. */
const RESERVED = new Set(
	(
		'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
		'import in is lambda nonlocal not or pass raise return try while with yield self body timeout idempotency_key'
	).split(' ')
);

/** `setLogLimits` as `set_log_limits`. @param {string} name */
const snake = (name) => {
	const words = name
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/\W/g, '_')
		.toLowerCase();
	return RESERVED.has(words) ? `${words}_` : words;
};

/** Text as a literal that no text can leave. @param {unknown} value */
const literal = (value) => {
	if (value === null) return 'None';
	if (typeof value === 'boolean') return value ? 'True' : 'False';
	return JSON.stringify(value);
};

/** @param {string[]} paragraphs @param {string} indent */
function docstring(paragraphs, indent) {
	const safe = paragraphs.map((one) => one.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"'));
	const lines = safe.flatMap((one, at) => [...(at > 0 ? [''] : []), ...wrapped(one, 96 - indent.length)]);
	if (lines.length === 1 && !lines[0].endsWith('"')) return `${indent}"""${lines[0]}"""\n`;
	return `${indent}"""${lines.map((line, at) => (at === 0 || line === '' ? line : indent + line)).join('\n')}\n${indent}"""\n`;
}

/** Words as lines of a comment. @param {string} text @param {string} indent */
const remark = (text, indent) =>
	wrapped(text, 86)
		.map((line) => `${indent}# ${line}\n`)
		.join('');

/** Another type in a type: quoted where it may stand further down. @param {string} name */
const reference = (name) => `\`${name}\``;

/** Types that were written, in the order in which they can be read. */
class Types {
	/** @type {string[]} */
	written = [];
	/** @type {Set<string>} */
	names = new Set();

	/** @param {string} name */
	fresh(name) {
		let free = name;
		for (let round = 2; this.names.has(free); round++) free = `${name}${round}`;
		this.names.add(free);
		return free;
	}

	/**
	 * A JSON schema as a type.
	 * @param {Json} schema
	 * @param {string} name what an object in it is called
	 * @returns {string}
	 */
	of(schema, name) {
		if (schema.$ref) return reference(schema.$ref.split('/').at(-1));
		if ('const' in schema) return `Literal[${literal(schema.const)}]`;
		if (schema.enum) return `Literal[${schema.enum.map(literal).join(', ')}]`;
		const options = schema.anyOf ?? schema.oneOf;
		if (options) {
			const all = options.map((/** @type {Json} */ one, /** @type {number} */ at) => {
				const kind = one.properties?.type?.const ?? one.properties?.kind?.const;
				return this.of(
					one,
					typeof kind === 'string'
						? name + capital(kind.replace(/\W+(.)?/g, (_, c) => (c ?? '').toUpperCase()))
						: at === 0
							? name
							: `${name}${at + 1}`
				);
			});
			const distinct = [...new Set(all)];
			return distinct.length === 1 ? distinct[0] : `Union[${distinct.join(', ')}]`;
		}
		if (Array.isArray(schema.type)) {
			return `Union[${schema.type.map((/** @type {string} */ type) => this.of({ ...schema, type }, name)).join(', ')}]`;
		}
		switch (schema.type) {
			case 'object':
				return this.object(schema, name);
			case 'array':
				return `List[${this.of(schema.items ?? {}, `${name}Item`)}]`;
			case 'integer':
				return 'int';
			case 'number':
				return 'float';
			case 'string':
				return 'str';
			case 'boolean':
				return 'bool';
			case 'null':
				return 'None';
			default:
				return 'Any';
		}
	}

	/** @param {Json} schema @param {string} wanted */
	object({ properties = {}, required = [], additionalProperties }, wanted) {
		const members = Object.entries(properties);
		if (members.length === 0) {
			const value = typeof additionalProperties === 'object' ? this.of(additionalProperties, `${wanted}Value`) : 'Any';
			return `Dict[str, ${value}]`;
		}
		const name = this.fresh(wanted);
		const typed = members.map(([member, one]) => ({
			member,
			isRequired: required.includes(member),
			about: typeof one.description === 'string' ? one.description : '',
			type: this.of(one, wanted + capital(member.replace(/\W+(.)?/g, (_, c) => (c ?? '').toUpperCase())))
		}));
		const fields = (/** @type {boolean} */ isRequired) =>
			typed
				.filter((one) => one.isRequired === isRequired)
				.map(
					({ member, about, type }) =>
						`${remark(about, '\t')}\t${literal(member)}: ${literal(type.replaceAll('"', "'").replaceAll('`', ''))},`
				)
				.join('\n')
				.replaceAll('\t', '        ');
		// `NotRequired` came with Python 3.11; this is how 3.9 says it.
		const whole = fields(true);
		const part = fields(false);
		const write = (/** @type {string} */ one, /** @type {string} */ body, /** @type {boolean} */ total) =>
			this.written.push(
				`${one} = TypedDict(\n    ${literal(one)},\n    {\n${body}\n    },${total ? '' : '\n    total=False,'}\n)\n`
			);
		if (part === '') write(name, whole, true);
		else if (whole === '') write(name, part, false);
		else {
			const [needed, rest] = [this.fresh(`${name}Needed`), this.fresh(`${name}Optional`)];
			write(needed, whole, true);
			write(rest, part, false);
			this.written.push(`class ${name}(${needed}, ${rest}):\n    pass\n`);
		}
		return reference(name);
	}

	/** A type under its own name. @param {string} name @param {Json} schema */
	add(name, schema) {
		const isObject = schema.type === 'object' && Object.keys(schema.properties ?? {}).length > 0;
		if (isObject) this.object(schema, name);
		else {
			const type = this.of(schema, name === '' ? name : `${name}Of`);
			this.names.add(name);
			const alone = /^`\w+`$/.test(type);
			this.written.push(`${name} = ${type.replaceAll('`', alone ? '' : '"')}\n`);
		}
	}
}

/** @param {Json} schema */
function queryType(schema) {
	switch (queryKind(schema)) {
		case 'bit':
		case 'flag':
			return 'bool';
		case 'number':
			return 'int';
		case 'word':
			return `Literal[${schema.enum.map(literal).join(', ')}]`;
		default:
			return 'QueryText';
	}
}

/** One method. @param {SdkOperation} one @param {Types} types */
function methodOf(one, types) {
	const prefix = capital(one.group) + capital(one.name);
	const { answer, body } = one;
	const parameters = ['self', ...one.params.map((name) => `${snake(name)}: str`)];
	if (body?.kind === 'json') {
		types.add(`${prefix}Body`, body.schema);
		parameters.push(`body: types.${prefix}Body`);
	} else if (body) parameters.push('body: Upload');
	parameters.push('*');
	for (const { name, required, schema } of one.query) {
		const type = queryType(schema);
		parameters.push(`${snake(name)}: ${required ? type : `Optional[${type}] = None`}`);
	}
	if (one.keyed) parameters.push('idempotency_key: Optional[str] = None');
	parameters.push('timeout: Optional[float] = None');

	const path = one.path.replace(/\{(\w+)\}/g, (_, name) => `{segment(${snake(name)})}`);
	const given = [
		literal(one.method),
		`${one.params.length > 0 ? 'f' : ''}${literal(path)}`,
		...(one.query.length > 0
			? [
					`query={${one.query
						.map(
							({ name, schema }) =>
								`${literal(name)}: ${queryKind(schema) === 'bit' ? `bit(${snake(name)})` : snake(name)}`
						)
						.join(', ')}}`
				]
			: []),
		...(body?.kind === 'json' ? ['body=body'] : body ? ['upload=body', `media_type=${literal(body.types[0])}`] : []),
		...(one.keyed ? ['keyed=True', 'idempotency_key=idempotency_key'] : []),
		...(answer.kind === 'events' && answer.resumes && lastEvents(answer).length > 0
			? [
					`last=(${lastEvents(answer)
						.map((name) => `${literal(name)}, `)
						.join('')})`
				]
			: []),
		'timeout=timeout'
	];
	let result = 'None';
	let call = 'nothing';
	if (answer.kind === 'json') {
		types.add(`${prefix}Answer`, answer.schema);
		result = `types.${prefix}Answer`;
		call = 'json';
	} else if (answer.kind === 'bytes') [result, call] = ['ByteStream', 'stream'];
	else if (answer.kind === 'events') {
		result = 'Iterator[Event]';
		call = answer.resumes ? 'follow' : 'events';
	}
	const meant = one.query.flatMap(({ name, about }) => (about === undefined ? [] : [`\`${snake(name)}\`: ${about}`]));
	const text = [...one.text, ...meant, `\`${one.method} ${one.path}\``];
	const signature = `    def ${snake(one.name)}(\n${parameters.map((line) => `        ${line},`).join('\n')}\n    ) -> ${result}:\n`;
	const returned =
		answer.kind === 'json' ? `cast(${literal(result)}, self._caller.${call}(%))` : `self._caller.${call}(%)`;
	const inner = `\n${given.map((line) => `            ${line},`).join('\n')}\n        `;
	const method = `${signature}${docstring(text, '        ')}        return ${returned.replace('%', () => inner)}\n`;
	const follow = followName(one);
	if (follow === null) return method;
	const params = one.params.map(snake);
	const line = types.of({ $ref: '#/components/schemas/LogLine' }, '').replaceAll('`', '');
	return `${method}
    def ${snake(follow)}(
        self, ${params.map((name) => `${name}: str, `).join('')}*, poll: float = 1.0, **options: Any
    ) -> Iterator[types.${line}]:
        """Lines of its log, then each new one. \`options\` are those of \`${snake(one.name)}\`."""
        return follow_log(partial(self.${[snake(one.name), ...params].join(', ')}), options, poll)
`;
}

/**
 * The files packages/python/src/dogebox/{types,operations}.py.
 * @param {Json} document OpenAPI 3.1
 * @returns {{ types: string, operations: string }}
 */
export function sdkPython(document) {
	// Python's standard library has no WebSockets; `pups.exec` runs commands all the same.
	const operations = sdkOperations(document).filter(({ answer }) => answer.kind !== 'duplex');
	const types = new Types();
	for (const [name, schema] of Object.entries(document.components.schemas)) types.add(name, schema);
	const groups = groupsOf(operations).map(([group, members]) => {
		const methods = members.map((one) => methodOf(one, types));
		return {
			member: `        self.${snake(group)} = ${capital(group)}Operations(caller)`,
			text: `class ${capital(group)}Operations:\n    def __init__(self, caller: Caller) -> None:\n        self._caller = caller\n\n${methods.join('\n')}`
		};
	});
	const common = commonCodes(operations);
	const own = operations.map(
		({ id, codes }) =>
			`    ${literal(id)}: (${codes
				.filter((code) => !common.includes(code))
				.map((code) => `${literal(code)}, `)
				.join('')}),`
	);
	return {
		types: [
			HEAD,
			'"""Types of what the API takes and answers, for type checkers."""\n',
			'from typing import Any, Dict, List, Literal, TypedDict, Union\n\n',
			types.written.join('\n')
		].join('\n'),
		operations: [
			HEAD,
			'"""A method for each operation of the API."""\n',
			'from __future__ import annotations\n',
			'from functools import partial',
			'from typing import TYPE_CHECKING, Any, Iterator, Literal, Optional, cast\n',
			'from .caller import ByteStream, Caller, Event, QueryText, Upload, bit, segment',
			'from .logs import follow_log\n',
			'if TYPE_CHECKING:\n    from . import types\n\n',
			`# Codes that each operation can fail with.\nCOMMON_ERROR_CODES = (${common.map(literal).join(', ')})\n`,
			`# By operation, the codes that it can fail with beside the common ones.\nERROR_CODES = {\n${own.join('\n')}\n}\n\n`,
			groups.map(({ text }) => text).join('\n\n'),
			`\nclass Operations:\n    """All operations, by group."""\n\n    def __init__(self, caller: Caller) -> None:\n${groups.map(({ member }) => member).join('\n')}\n`
		].join('\n')
	};
}
