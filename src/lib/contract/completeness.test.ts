/**
 * What every operation has, and those that have not, each with why. A new operation either has all
 * of it or a row here.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { traitsOf, type Operation, type Schema } from './operation.ts';
import { apiOperations, type OperationId } from './operations.ts';

const owned = apiOperations().filter(([, { access }]) => access === 'owner');
const writes = owned.filter(([, { method }]) => method !== 'GET');
const members = (schema: Schema | undefined): string[] => {
	if (!schema) return [];
	const { properties = {} } = toJsonSchema(schema as v.GenericSchema, { errorMode: 'ignore', typeMode: 'input' }) as {
		properties?: Record<string, unknown>;
	};
	return Object.keys(properties);
};
/** Its answer is a list: an object of which a member is an array. */
const isList = ({ output }: Operation) => {
	if (output.kind !== 'json') return false;
	const { type, properties = {} } = toJsonSchema(output.schema as v.GenericSchema, {
		errorMode: 'ignore',
		typeMode: 'output'
	}) as { type?: string; properties?: Record<string, { type?: string }> };
	const [first, ...more] = Object.values(properties);
	return type === 'array' || (first?.type === 'array' && more.every((one) => one.type !== 'object'));
};

describe('a change', () => {
	const noKey: Partial<Record<OperationId, string>> = {
		'tokens.create': 'its answer holds a secret',
		'webhooks.add': 'its answer holds a secret',
		'webhooks.change': 'its answer holds a secret',
		'webhooks.rotate': 'its answer holds a secret',
		'ports.change': 'its answer holds a secret',
		'pups.exec': 'it is a stream',
		'files.upload': 'it says itself how far it has come'
	};
	it('takes an Idempotency-Key', () => {
		const without = writes.filter(([, operation]) => !traitsOf(operation).idempotencyKey).map(([id]) => id);
		expect(without.sort()).toEqual(Object.keys(noKey).sort());
	});

	it('has a limit', () => {
		expect(writes.filter(([, operation]) => traitsOf(operation).perMinute === undefined)).toEqual([]);
	});

	it('tells by plan=1 what it would do, in these cases', () => {
		const planned = writes.filter(([, { query }]) => members(query).includes('plan')).map(([id]) => id);
		expect(planned.sort()).toEqual([
			'box.freeSpace',
			'boxes.create',
			'boxes.gc',
			'config.restore',
			'pups.configure',
			'pups.dev',
			'pups.limits',
			'pups.update'
		]);
	});
});

describe('what is read', () => {
	it('has an ETag where it is JSON', () => {
		const without = apiOperations().filter(
			([, operation]) =>
				operation.method === 'GET' && operation.output.kind === 'json' && !traitsOf(operation).entityTag
		);
		expect(without).toEqual([]);
	});

	const bounded: Partial<Record<OperationId, string>> = {
		'attention.list': 'a hundred at most',
		'box.ends': 'one for each part of the box',
		'box.space': 'one for each disk and pup',
		'boxes.execs': 'two hundred are kept of a box',
		'boxes.snapshots': '64 of a box at most',
		'boxes.volumes': 'those that boxes were given',
		'config.compare': 'one for each setting of a pup',
		'config.history': 'so many versions are kept of a pup',
		'connections.get': 'what is drawn is drawn whole',
		'connections.requests': 'a hundred at most',
		'notifications.get': 'twenty at most',
		'ports.get': 'one for each port of a pup',
		'pups.list': 'as many as the network of pups has addresses; its ETag spares it',
		'sessions.list': 'those that are open',
		'sources.list': 'those that the owner added',
		'store.list': 'one for each pup of all sources; its ETag spares it',
		'terminals.list': 'those that are open',
		'tokens.list': 'so many are allowed',
		'webhooks.deliveries': 'a hundred at most',
		'webhooks.list': 'twenty at most',
		'wiring.get': 'one for each dependency of a pup'
	};
	it('goes on page by page where it can grow', () => {
		const lists = owned.filter(([, operation]) => operation.method === 'GET' && isList(operation));
		const whole = lists.filter(
			([, { query }]) => !members(query).some((name) => name === 'before' || name === 'after')
		);
		expect(whole.map(([id]) => id).sort()).toEqual(Object.keys(bounded).sort());
	});
});
