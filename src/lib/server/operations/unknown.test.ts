import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { boxRunClient } from '../../contract/box-inputs.ts';
import { newDestination } from '../../contract/notifications.ts';
import { isUpload, type Operation, type Schema } from '../../contract/operation.ts';
import { allOperations, apiOperations } from '../../contract/operations.ts';
import type { BoxError } from '../../contract/errors.ts';
import { checkBody, checkQuery } from './check.ts';
import { nearName } from './near-name.ts';
import { readMessage } from './socket-messages.ts';
import { unknownMembers } from './unknown.ts';

const UNKNOWN = 'zzqq';
const paths = (schema: Schema, input: unknown) => unknownMembers(schema, input).map(({ path }) => path);
const fieldsOf = (run: () => unknown) => {
	try {
		run();
	} catch (error) {
		const { code, fields } = error as BoxError;
		return code === 'invalid-input' ? fields : code;
	}
	return null;
};
const operationOf = (id: string) => allOperations().find(([one]) => one === id)![1];

describe('every operation of the API', () => {
	/** Operations whose bodies may have members of any name, with the reason. */
	const FREE: Record<string, string> = { 'pups.report': 'values by their names in the manifest' };

	it.each(apiOperations())('%s refuses a query parameter that it does not have', (_, operation) => {
		expect(fieldsOf(() => checkQuery(operation, { [UNKNOWN]: '1' }))).toMatchObject({
			[UNKNOWN]: 'There is no query parameter of this name.'
		});
	});

	const changes = apiOperations().filter(([, { method, body }]) => method !== 'GET' && !isUpload(body));
	it.each(changes.filter(([id]) => !(id in FREE)))('%s refuses a member that it does not have', (_, operation) => {
		// The example names the kind, where a body can be of several kinds.
		const input = { ...(operation.example?.body as object | undefined), [UNKNOWN]: true };
		expect(fieldsOf(() => checkBody(operation, input))).toMatchObject({
			[UNKNOWN]: 'There is no member of this name.'
		});
	});

	it.each(apiOperations().filter(([, { example }]) => example?.body !== undefined))(
		'%s takes the body of its own example',
		(_, operation) => {
			expect(fieldsOf(() => checkBody(operation, operation.example!.body))).toBeNull();
		}
	);
});

describe('a call', () => {
	it.each<[what: string, id: string, given: { query?: unknown; body?: unknown }, fields: Record<string, string>]>([
		[
			'with a slip',
			'pups.list',
			{ query: { limt: '5' } },
			{ limt: 'There is no query parameter of this name. Did you mean “limit”?' }
		],
		[
			'with a member that is a parameter',
			'pups.remove',
			{ body: { keepData: false } },
			{ keepData: 'This belongs in the query.' }
		],
		[
			'with a parameter that is a member',
			'boxes.rename',
			{ query: { name: 'x' } },
			{ name: 'This belongs in the body.' }
		],
		['without a body', 'pups.stop', { body: { force: true } }, { force: 'There is no member of this name.' }],
		[
			'with several faults',
			'networks.connect',
			{ body: { aliasses: [] } },
			{ aliasses: 'There is no member of this name. Did you mean “aliases”?', box: 'This is missing.' }
		]
	])('%s is refused with it: %s', (_, id, { query, body }, fields) => {
		const operation = operationOf(id);
		const refused = fieldsOf(() => (query === undefined ? checkBody(operation, body) : checkQuery(operation, query)));
		expect(refused).toMatchObject(fields);
	});

	it.each<[id: string, body: unknown]>([
		['pups.stop', undefined],
		['pups.stop', null],
		['pups.stop', {}],
		['boxes.create', { image: 'alpine', labels: { any: 'a' }, env: { ANY: 'b' } }],
		['pups.configure', { values: { any: { deep: 1 } } }],
		['pups.report', { any: { value: 1, more: 2 } }]
	])('%s goes on with %j', (id, body) => {
		expect(fieldsOf(() => checkBody(operationOf(id), body))).toBeNull();
	});
});

describe('what is unknown', () => {
	const deep = v.object({
		list: v.optional(v.array(v.object({ a: v.number() }))),
		pair: v.optional(v.tuple([v.object({ a: v.number() })])),
		free: v.optional(v.record(v.string(), v.object({ a: v.number() }))),
		loose: v.optional(v.looseObject({ in: v.optional(v.object({ a: v.number() })) })),
		either: v.optional(v.union([v.string(), v.object({ a: v.number() }), v.object({ a: v.number(), b: v.number() })])),
		maybe: v.nullish(
			v.pipe(
				v.object({ a: v.number() }),
				v.check(() => true)
			)
		)
	});
	it.each<[unknown, string[]]>([
		[{ list: [{ a: 1 }, { a: 1, b: 1 }] }, ['list.1.b']],
		[{ pair: [{ a: 1, b: 1 }] }, ['pair.0.b']],
		[{ free: { any: { a: 1, b: 1 } } }, ['free.any.b']],
		[{ loose: { any: 1, in: { a: 1, b: 1 } } }, ['loose.in.b']],
		[{ either: { a: 1, b: 1 } }, []],
		[{ either: { a: 1, b: 1, c: 1 } }, ['either.c']],
		[{ either: 'text' }, []],
		[{ maybe: null }, []],
		[{ maybe: { a: 1, b: 1 } }, ['maybe.b']],
		[{ x: undefined }, []],
		[JSON.parse('{"__proto__":1,"constructor":1}'), ['__proto__', 'constructor']],
		[JSON.parse('{"free":{"__proto__":1}}'), ['free.__proto__']],
		['text', []],
		[[{ x: 1 }], ['0']],
		[[], []],
		[null, []]
	])('in %j: %j', (input, found) => {
		expect(paths(deep, input)).toEqual(found);
	});

	it('in the kind that is meant', () => {
		expect(paths(newDestination, { kind: 'ntfy', from: 'a', url: 'b' })).toContain('from');
		expect(paths(newDestination, { kind: 'email', topic: 'a' })).toEqual(['topic']);
		expect(paths(newDestination, { kind: 'nothing', topic: 'a' })).toEqual([]);
	});

	it('is said as far as a person reads', () => {
		const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x${at}`, 1]));
		expect(paths(deep, many)).toHaveLength(20);
		expect(paths(deep, { ['x'.repeat(5000)]: 1 })[0]).toHaveLength(60);
	});
});

describe('a message of a WebSocket', () => {
	const read = (message: unknown) => readMessage(boxRunClient, Buffer.from(JSON.stringify(message)), false);
	it('is refused by the name that it should not have', () => {
		expect(read({ type: 'resize', colz: 3, rows: 2 })).toEqual({
			wrong: 'colz: There is no member of this name. Did you mean “cols”?'
		});
		expect(read({ type: 'start', image: 'alpine', argv: ['ls'], terminal: { cols: 1, rows: 1, x: 1 } })).toEqual({
			wrong: 'terminal.x: There is no member of this name.'
		});
	});
	it('says no more than fits into a close', () => {
		expect(read({ type: 'input-end', ['字'.repeat(60)]: 3 })).toEqual({ wrong: 'This message is not valid.' });
	});
	it('is taken otherwise', () => {
		expect(read({ type: 'resize', cols: 3, rows: 2 })).toEqual({ message: { type: 'resize', cols: 3, rows: 2 } });
	});
	it.each<[string, Operation]>(
		apiOperations().filter(([, { output }]) => output.kind === 'duplex' && output.receives !== null)
	)('has no unknown member: %s', (_, { output }) => {
		type Kinds = Schema & { options: { entries: { type: { literal: string } } }[] };
		const { receives } = output as unknown as { receives: Kinds };
		for (const { entries } of receives.options) {
			const wrong = `${UNKNOWN}: There is no member of this name.`;
			const message = Buffer.from(JSON.stringify({ type: entries.type.literal, [UNKNOWN]: 1 }));
			expect(readMessage(receives, message, false)).toEqual({ wrong });
		}
	});
});

describe('the name that was meant', () => {
	const known = ['limit', 'after', 'memoryBytes', 'cpus', 'start', 'stdin'];
	it.each<[string, string | null]>([
		['limt', 'limit'],
		['strat', 'start'],
		['memory_bytes', 'memoryBytes'],
		['memory', 'memoryBytes'],
		['cpu', 'cpus'],
		['Limit', 'limit'],
		['st', null],
		['colour', null],
		['-', null],
		['x'.repeat(100_000), null]
	])('by %s: %s', (given, near) => {
		expect(nearName(given, known)).toBe(near);
	});
});
