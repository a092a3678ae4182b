/**
 * The API against its own OpenAPI document: whatever is sent, the answer is documented, is no bug
 * of the box, and comes soon. Sends `DOGEBOX_FUZZ_RUNS` calls of each operation (default 8),
 * generated from `DOGEBOX_FUZZ_SEED`.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/lib/contract/openapi.ts';
import { SCOPES } from '../../src/lib/contract/scopes.ts';
import { startFront, type FrontBox } from '../support/front.ts';
import type { RawAnswer } from '../support/http.ts';

const RUNS = Number(process.env['DOGEBOX_FUZZ_RUNS'] ?? 8);
const SEED = Number(process.env['DOGEBOX_FUZZ_SEED'] ?? 11);
/** Milliseconds in which an answer must come, however busy the machine is. */
const WITHIN = 20_000;

/** Operations that are not called, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
	'events.follow': 'it answers until it is told to stop (api-waiting.test.ts)',
	'sources.add': 'it would ask whatever address comes out of the generator',
	'sources.change': 'likewise',
	'sources.refreshAll': 'likewise',
	'notifications.add': 'likewise',
	'notifications.change': 'likewise',
	'notifications.test': 'likewise',
	'password.change': 'wrong passwords are answered ever more slowly, on purpose',
	'password.reset': 'likewise',
	'keys.unlock': 'likewise',
	'sessions.create': 'likewise'
};

type Json = { [member: string]: unknown };
interface Described {
	operationId: string;
	parameters?: { name?: string; in?: string; schema?: Json }[];
	requestBody?: { content: Record<string, { schema?: Json }> };
	responses: Record<string, { content?: Record<string, { schema?: Json }> }>;
}

const document = openApiDocument('0') as {
	paths: Record<string, Record<string, Described>>;
	components: { schemas: Json };
};
const all = Object.entries(document.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), described }))
);
const called = all.filter(({ described }) => !('101' in described.responses) && !(described.operationId in LEFT_OUT));

/** Values that fit no schema. */
const junk = fc.oneof(
	fc.constantFrom<unknown>(
		null,
		'',
		'\0',
		'../..',
		'__proto__',
		-1,
		1e308,
		2 ** 53,
		[],
		{},
		true,
		'\ud800',
		'a'.repeat(5000)
	),
	fc.jsonValue({ maxDepth: 3 })
);
const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.constantFrom('e'.repeat(32), '0', '1', 'true', 'Core', '/', '..', '2h', '%00', 'pup')
);

/** Values of a JSON schema, mixed with occasional values that do not fit it. */
function valuesOf(schema: Json): fc.Arbitrary<unknown> {
	const ref = schema['$ref'] as string | undefined;
	if (ref) return valuesOf(document.components.schemas[ref.split('/').at(-1)!] as Json);
	const options = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
	const fitting = (): fc.Arbitrary<unknown> => {
		if (options) return fc.oneof(...options.map(valuesOf));
		if ('const' in schema) return fc.constant(schema['const']);
		if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
		if (schema['type'] === 'array') return fc.array(valuesOf((schema['items'] ?? {}) as Json), { maxLength: 4 });
		if (schema['type'] === 'object') {
			const members = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
			const required = (schema['required'] ?? []) as string[];
			return fc.record(Object.fromEntries(members.map(([name, one]) => [name, valuesOf(one)])), {
				requiredKeys: required
			});
		}
		if (schema['type'] === 'number' || schema['type'] === 'integer') return fc.oneof(fc.nat(100), fc.double());
		if (schema['type'] === 'boolean') return fc.boolean();
		return schema['type'] === 'string' ? text : junk;
	};
	return fc.oneof({ weight: 8, arbitrary: fitting() }, { weight: 1, arbitrary: junk });
}

interface Sent {
	path: string;
	body: unknown;
	type: string | null;
}

/** Random calls of one operation. */
function callsOf(path: string, { parameters = [], requestBody }: Described): fc.Arbitrary<Sent> {
	const named = parameters.filter(({ name }) => name !== undefined);
	const parts = named.filter((one) => one.in === 'path').map(({ name }) => name!);
	const query = named.filter((one) => one.in === 'query');
	const content = Object.entries(requestBody?.content ?? {})[0];
	return fc
		.record({
			// URL parsing removes path segments of dots.
			params: fc.tuple(...parts.map(() => text.filter((one) => !/^\.{1,2}$/.test(one)))),
			query: fc.tuple(...query.map(({ schema }) => fc.option(fc.oneof(text, valuesOf(schema ?? {}))))),
			body: content?.[1].schema ? valuesOf(content[1].schema) : fc.constant(content ? 'bytes' : undefined)
		})
		.map(({ params, query: values, body }) => {
			const whole = parts.reduce((left, name, at) => left.replace(`{${name}}`, encode(params[at] || 'x')), path);
			const search = query.flatMap(({ name }, at) =>
				values[at] === null ? [] : [`${name}=${encode(String(values[at] as string))}`]
			);
			return { path: `${whole}${search.length > 0 ? `?${search.join('&')}` : ''}`, body, type: content?.[0] ?? null };
		});
}

/** Encodes text for an address. Lone surrogates cannot be encoded and become `?`. */
const encode = (one: string) => encodeURIComponent(one.toWellFormed());

/** Problem codes that the document allows for this status. */
function codesOf(described: Described, status: number): string[] {
	const schema = described.responses[status]?.content?.['application/problem+json']?.schema as
		{ allOf?: { properties?: { code?: { enum?: string[] } } }[] } | undefined;
	return schema?.allOf?.flatMap(({ properties }) => properties?.code?.enum ?? []) ?? [];
}

describe('whatever is sent', () => {
	let box: FrontBox;
	let token: string;
	beforeAll(async () => {
		box = await startFront({ name: 'tfuzz' });
		const { token: session } = await box.own();
		const made = await box.call('POST', '/tokens', {
			token: session,
			body: { name: 'fuzz', scopes: [...SCOPES], days: 1 }
		});
		token = made.json['token'] as string;
	});
	afterAll(() => box.end());

	const send = (method: string, { path, body, type }: Sent): Promise<RawAnswer & { json: Record<string, unknown> }> =>
		box.call(method, path.replace('/api/v1', ''), {
			token,
			timeoutMs: WITHIN,
			...(body !== undefined && { body }),
			...(type !== null && { headers: { 'content-type': type } })
		});

	it.each(called.map((one) => [one.described.operationId, one] as const))(
		'%s answers as it is documented',
		async (id, one) => {
			for (const sent of fc.sample(callsOf(one.path, one.described), { numRuns: RUNS, seed: SEED })) {
				const what = `${id}: ${one.method} ${sent.path} ${JSON.stringify(sent.body)?.slice(0, 500)}`;
				const answer = await send(one.method, sent);
				const place = `${what} → ${answer.status} ${answer.text.slice(0, 300)}`;
				expect(Object.keys(one.described.responses), place).toContain(String(answer.status));
				expect(answer.status, place).not.toBe(500);
				if (answer.status >= 400) expect(codesOf(one.described, answer.status), place).toContain(answer.json['code']);
			}
			expect(box.errors.filter((line) => line.includes('does not declare'))).toEqual([]);
		}
	);

	it('is still answered afterwards', async () => {
		expect((await box.call('GET', '/box', { token })).status).toBe(200);
	});
});
