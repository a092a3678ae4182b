/** The OpenAPI document passes a linter for OpenAPI, and the examples match their schemas. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CODES, errorsOf } from './codes.ts';
import { openApiDocument } from './openapi.ts';
import { isUpload, type Schema } from './operation.ts';
import { apiOperations } from './operations.ts';

const document = openApiDocument('1.2.3');
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
	it('has no problem by the recommended rules', { timeout: 60_000 }, async () => {
		const config = await createConfig({ extends: ['recommended'] });
		const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config });
		const findings = problems.map(
			({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`
		);
		expect(findings).toEqual([]);
	});

	it('is found wanting by the same rules when something is missing', { timeout: 60_000 }, async () => {
		const config = await createConfig({ extends: ['recommended'] });
		const broken = text.replace('"operationId":"pups.list",', '').replaceAll('#/components/schemas/Job"', '#/nowhere"');
		const problems = await lintFromString({ source: broken, absoluteRef: '/openapi.json', config });
		expect(problems.map(({ ruleId }) => ruleId)).toEqual(
			expect.arrayContaining(['operation-operationId', 'no-unresolved-refs'])
		);
	});

	it('has each operation once, with the scopes it needs', () => {
		const paths = document['paths'] as Record<string, Record<string, { operationId: string; security: unknown[] }>>;
		const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
		expect(ids.sort()).toEqual(
			apiOperations()
				.map(([id]) => id)
				.sort()
		);
		expect(paths['/api/v1/pups/{id}/start']?.['post']?.security).toEqual([
			{ token: ['operate'] },
			{ session: [] },
			{ sessionCookie: [] }
		]);
	});

	it('points at nothing that it does not have', () => {
		const names = [...text.matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)];
		expect(names.length).toBeGreaterThan(20);
		const components = document['components'] as Record<string, Record<string, unknown>>;
		for (const [, kind = '', name = ''] of names) expect(components[kind], name).toHaveProperty([name]);
	});
});

interface Parameter {
	name: string;
	in: string;
	example?: unknown;
	schema?: { examples?: unknown[] };
}

describe('examples', () => {
	const parts = apiOperations().flatMap(([id, operation]) => {
		const { example, params, query, body, output } = operation;
		const schemas: [string, Schema | undefined, unknown][] = [
			['params', params, example?.params],
			['query', query, example?.query],
			['body', isUpload(body) ? undefined : body, example?.body],
			['output', output.kind === 'json' ? output.schema : undefined, example?.output]
		];
		return schemas
			.filter(([, , value]) => value !== undefined)
			.map(([part, schema, value]) => ({ name: `${id} ${part}`, schema, value }));
	});

	it('are there of every JSON that an operation takes, and of every part of a path', () => {
		const without = apiOperations().filter(
			([, { body, example }]) => body && !isUpload(body) && example?.body === undefined
		);
		expect(without.map(([id]) => id)).toEqual([]);
		const paths = document['paths'] as Record<string, Record<string, { parameters?: Parameter[] }>>;
		for (const [path, methods] of Object.entries(paths)) {
			const given = Object.values(methods).flatMap(({ parameters = [] }) => parameters);
			const bare = given.filter(
				(one) => one.in === 'path' && one.example === undefined && !one.schema?.examples?.length
			);
			expect(bare.map(({ name }) => `${path} ${name}`)).toEqual([]);
		}
	});

	it.each(parts)('$name fits its schema', ({ schema, value }) => {
		expect(schema).toBeDefined();
		expect(v.safeParse(schema!, value).issues).toBeUndefined();
	});
});

describe('messages of streams and sockets', () => {
	/** Returns the `type` of each message that a socket's schema accepts. */
	const typesOf = (schema: Schema | null) =>
		((schema as unknown as { options?: { entries: { type: { literal: string } } }[] } | null)?.options ?? []).map(
			({ entries }) => entries.type.literal
		);

	it('each have a text, and no text is of none', () => {
		let seen = 0;
		for (const [id, { output }] of apiOperations()) {
			if (output.kind === 'events') {
				expect(Object.keys(output.about).sort(), id).toEqual(Object.keys(output.events).sort());
				seen++;
			} else if (output.kind === 'duplex') {
				expect(Object.keys(output.about.receives).sort(), id).toEqual(typesOf(output.receives).sort());
				expect(Object.keys(output.about.sends).sort(), id).toEqual(typesOf(output.sends).sort());
				seen++;
			}
		}
		expect(seen).toBeGreaterThan(4);
	});
});

describe('codes', () => {
	it('that operations declare are in the table', () => {
		for (const [id, operation] of apiOperations()) {
			for (const code of operation.errors ?? []) expect(CODES, `${id} answers with ${code}`).toHaveProperty([code]);
		}
	});

	it('follow from what an operation declares', () => {
		const install = apiOperations().find(([id]) => id === 'pups.install')![1];
		expect(errorsOf(install)).toEqual(
			expect.arrayContaining([
				'missing-scope',
				'not-logged-in',
				'cross-site',
				'request-in-progress',
				'too-many-requests'
			])
		);
	});
});
