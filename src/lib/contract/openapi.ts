/** Generates the OpenAPI 3.1 document of the API from the declared operations. */
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { CODES, errorsOf, type Code } from './codes.ts';
import { withTexts } from './member-texts.ts';
import { NAMED_SCHEMAS } from './named-schemas.ts';
import { isUpload, TAGS, traitsOf, type Operation, type Schema } from './operation.ts';
import { apiOperations, API_BASE } from './operations.ts';
import { SCOPE_WORDS } from './scopes.ts';

export type JsonSchema = { [member: string]: unknown };

const CONFIG = {
	target: 'draft-2020-12',
	errorMode: 'ignore',
	overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`
} as const;

/** Removes the keywords that only a stand-alone schema document has. */
function plain(schema: object): JsonSchema {
	const { $schema: _schema, $defs: _defs, ...rest } = schema as JsonSchema;
	return rest;
}

/** Forbids unknown members in every object with known members, as the box does for input. */
function closed<T>(schema: T): T {
	if (Array.isArray(schema)) return schema.map(closed) as T;
	if (typeof schema !== 'object' || schema === null) return schema;
	const members = Object.fromEntries(
		Object.entries(schema).map(([name, one]: [string, unknown]) => [name, CONTENTS.has(name) ? one : closed(one)])
	);
	const { type, properties, additionalProperties } = members;
	const isKnown = type === 'object' && properties !== undefined && additionalProperties === undefined;
	return (isKnown ? { ...members, additionalProperties: false } : members) as T;
}
/** Keywords that contain values, not schemas. */
const CONTENTS: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);

type AnySchema = v.GenericSchema;
const definitions = NAMED_SCHEMAS;
/** @param place whose descriptions the members get: {@link withTexts} */
const input = (schema: Schema, place: string) =>
	withTexts(closed(plain(toJsonSchema(schema as AnySchema, { ...CONFIG, typeMode: 'input', definitions }))), place);
const output = (schema: Schema, place: string) =>
	withTexts(plain(toJsonSchema(schema as AnySchema, { ...CONFIG, typeMode: 'output', definitions })), place);

const PROBLEM: JsonSchema = {
	type: 'object',
	description: 'An error as problem+json (RFC 9457).',
	required: ['type', 'title', 'status', 'code', 'requestId'],
	properties: {
		type: { type: 'string', description: 'Identifier: `https://dogebox.org/problems/<code>`.' },
		title: { type: 'string', description: 'What is wrong, one sentence for a person.' },
		status: { type: 'integer', description: 'HTTP status.' },
		detail: { type: 'string', description: 'What to do about it.' },
		code: { type: 'string', description: 'Stable, for programs.' },
		requestId: { type: 'string', description: 'The id of the request in the log of the box.' },
		fields: {
			type: 'object',
			additionalProperties: { type: 'string' },
			description: 'Path in the input → the problem there.'
		},
		retryAfter: { type: 'number', description: 'Seconds to wait before another try.' }
	}
};

const IDEMPOTENCY: JsonSchema = {
	name: 'Idempotency-Key',
	in: 'header',
	required: false,
	description:
		'1 to 255 printable ASCII characters. The same call with the same key within 24 hours gets the first answer, with the header `Idempotent-Replayed: true`.',
	schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' }
};

const IF_NONE_MATCH: JsonSchema = {
	name: 'If-None-Match',
	in: 'header',
	required: false,
	description: 'The `ETag` of an earlier answer: while it is unchanged, the answer is 304 without a body.',
	schema: { type: 'string' }
};

const LAST_EVENT_ID: JsonSchema = {
	name: 'Last-Event-ID',
	in: 'header',
	required: false,
	description: 'The id of the last event that the client has: later events are sent first. It overrides `after`.',
	schema: { type: 'string', pattern: '^\\d{1,15}$' }
};

/** Returns the error answers of an operation: one per status, with its possible codes. */
function failures(operation: Operation): Record<string, JsonSchema> {
	const byStatus = new Map<number, Code[]>();
	for (const code of errorsOf(operation)) {
		const status = CODES[code][0];
		byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
	}
	return Object.fromEntries(
		[...byStatus]
			.sort(([a], [b]) => a - b)
			.map(([status, codes]) => [
				String(status),
				{
					description: codes.map((code) => `\`${code}\`: ${CODES[code][1]}`).join('\n\n'),
					content: {
						'application/problem+json': {
							schema: {
								allOf: [
									{ $ref: '#/components/schemas/Problem' },
									{ type: 'object', properties: { code: { enum: codes } } }
								]
							}
						}
					}
				}
			])
	);
}

/** Returns the answer of a successful call. */
function success(id: string, operation: Operation): JsonSchema {
	const { output: answer, example, status } = operation;
	const { perMinute, idempotencyKey, entityTag } = traitsOf(operation);
	const headers = {
		'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
		...(perMinute !== undefined && {
			RateLimit: { $ref: '#/components/headers/RateLimit' },
			'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' }
		}),
		...(entityTag && { ETag: { $ref: '#/components/headers/ETag' } }),
		...(idempotencyKey && { 'Idempotent-Replayed': { $ref: '#/components/headers/Idempotent-Replayed' } })
	};
	const given = example?.output === undefined ? {} : { example: example.output };
	switch (answer.kind) {
		case 'json':
			return {
				description: status === 202 ? 'Accepted; the work continues as a job.' : 'Done.',
				headers,
				content: { 'application/json': { schema: output(answer.schema, `${id} answer`), ...given } }
			};
		case 'nothing':
			return { description: 'Done. There is no body.', headers };
		case 'bytes':
			return { description: 'The content.', headers, content: { [answer.type]: {} } };
		case 'events':
			return {
				description: 'A stream of events; `data` of each is JSON of the schema under the name of the event.',
				headers,
				content: { 'text/event-stream': { schema: { type: 'string' } } }
			};
		case 'duplex':
			return { description: 'The connection is now a WebSocket.', headers };
	}
}

function parameters(id: string, operation: Operation): JsonSchema[] {
	const { params, query, output: answer, example } = operation;
	const { idempotencyKey, entityTag } = traitsOf(operation);
	const of = (schema: Schema | undefined, place: 'path' | 'query'): JsonSchema[] => {
		if (!schema) return [];
		const { properties = {}, required = [] } = input(schema, `${id} ${place === 'path' ? 'params' : 'query'}`) as {
			properties?: Record<string, JsonSchema>;
			required?: string[];
		};
		const examples = (place === 'path' ? example?.params : example?.query) as Record<string, unknown> | undefined;
		return Object.entries(properties).map(([name, { description, ...one }]) => ({
			name,
			in: place,
			required: place === 'path' || required.includes(name),
			...(description !== undefined && { description }),
			schema: one,
			...(examples?.[name] !== undefined && { example: examples[name] })
		}));
	};
	return [
		...of(params, 'path'),
		...of(query, 'query'),
		...(idempotencyKey ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
		...(entityTag ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
		...(answer.kind === 'events' && query ? [{ $ref: '#/components/parameters/LastEventId' }] : [])
	];
}

function security({ access, scopes }: Operation): JsonSchema[] {
	if (access === 'open') return [];
	if (access === 'setup') return [{ claimCode: [] }, { wizardCookie: [] }];
	return [{ token: [...(scopes ?? [])] }, { session: [] }, { sessionCookie: [] }];
}

function operationObject(id: string, operation: Operation): JsonSchema {
	const { tags, summary, description, body, status, output: answer, scopes, example } = operation;
	const { perMinute, entityTag } = traitsOf(operation);
	const more = [
		...(description ? [description] : []),
		...(scopes ? [`An API token needs the scope ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`] : []),
		...(perMinute ? [`At most ${perMinute} calls per minute.`] : [])
	];
	const given = parameters(id, operation);
	return {
		operationId: id,
		tags: [...tags],
		summary,
		...(more.length > 0 && { description: more.join('\n\n') }),
		security: security(operation),
		...(given.length > 0 && { parameters: given }),
		...(body && {
			requestBody: {
				required: true,
				content: isUpload(body)
					? Object.fromEntries(body.types.map((type) => [type, {}]))
					: {
							'application/json': {
								schema: input(body, `${id} body`),
								...(example?.body !== undefined && { example: example.body })
							}
						}
			}
		}),
		responses: {
			[String(status)]: success(id, operation),
			...(entityTag && {
				'304': { description: 'Unchanged since the answer with this tag. There is no body.' }
			}),
			...failures(operation),
			// OpenAPI has no WebSockets: this covers every status that is not listed above.
			...(answer.kind === 'duplex' && {
				default: {
					description: 'Any other error.',
					content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
				}
			})
		},
		...(answer.kind === 'events' && {
			'x-events': Object.fromEntries(
				Object.entries(answer.events).map(([name, schema]) => [
					name,
					{ description: answer.about[name], data: output(schema, `${id} event ${name}`) }
				])
			)
		}),
		...(answer.kind === 'duplex' && {
			'x-websocket': {
				client: answer.receives ? input(answer.receives, `${id} sends`) : 'bytes',
				server: answer.sends ? output(answer.sends, `${id} receives`) : 'bytes',
				messages: { client: answer.about.receives, server: answer.about.sends },
				maxMessageBytes: answer.maxMessage
			}
		})
	};
}

/**
 * Builds the document. It takes some milliseconds, so callers keep it.
 * @param version of the program
 */
export function openApiDocument(version: string): JsonSchema {
	const paths: Record<string, Record<string, unknown>> = {};
	for (const [id, operation] of apiOperations()) {
		(paths[API_BASE + operation.path] ??= {})[operation.method.toLowerCase()] = operationObject(id, operation);
	}
	const schemas = Object.fromEntries(
		Object.entries(toJsonSchemaDefs(definitions, { ...CONFIG, typeMode: 'output' })).map(([name, schema]) => [
			name,
			withTexts(plain(schema), `#${name}`)
		])
	);
	return {
		openapi: '3.1.0',
		info: {
			title: 'Dogebox',
			version,
			summary: 'The manager of a box at home.',
			description:
				'Programs can do everything that the pages of the box can do. Times are milliseconds since 1970, sizes are bytes. Errors are problem+json with a stable `code`.',
			license: { name: 'MIT', identifier: 'MIT' }
		},
		servers: [{ url: '/', description: 'This box' }],
		tags: Object.entries(TAGS).map(([name, { title, about }]) => ({
			name,
			description: about,
			'x-displayName': title
		})),
		paths,
		components: {
			schemas: { Problem: PROBLEM, ...schemas },
			parameters: { IdempotencyKey: IDEMPOTENCY, IfNoneMatch: IF_NONE_MATCH, LastEventId: LAST_EVENT_ID },
			headers: {
				'X-Request-Id': {
					description: 'The id of the request in the log of the box.',
					schema: { type: 'string' }
				},
				ETag: {
					description: 'Identifies this version of the answer; send it in `If-None-Match`.',
					schema: { type: 'string' }
				},
				RateLimit: {
					description: '`r`: remaining calls, `t`: seconds until all calls are available again.',
					schema: { type: 'string' },
					example: '"minute";r=59;t=1'
				},
				'RateLimit-Policy': {
					description: '`q`: calls of one caller in `w` seconds.',
					schema: { type: 'string' },
					example: '"minute";q=60;w=60'
				},
				'Idempotent-Replayed': {
					description: '`true` when this is the answer of an earlier call with the same Idempotency-Key.',
					schema: { type: 'string', enum: ['true'] }
				}
			},
			securitySchemes: {
				token: {
					type: 'http',
					scheme: 'bearer',
					description: `An API token (\`dbx_api_…\`) with scopes. ${Object.entries(SCOPE_WORDS)
						.map(([scope, { does }]) => `\`${scope}\`: ${does}`)
						.join(' ')}`
				},
				session: {
					type: 'http',
					scheme: 'bearer',
					description: 'The token of `sessions.create`. It may do everything.'
				},
				sessionCookie: {
					type: 'apiKey',
					in: 'cookie',
					name: 'dogebox_session',
					description: 'The cookie that a login sets.'
				},
				claimCode: {
					type: 'apiKey',
					in: 'header',
					name: 'X-Claim-Code',
					description: 'The claim code that the box prints until it has an owner. Not needed on the box itself.'
				},
				wizardCookie: {
					type: 'apiKey',
					in: 'cookie',
					name: 'dogebox_wizard',
					description: 'The cookie that `setup.claim` sets.'
				}
			}
		}
	};
}
