/**
 * Traits that every operation has, and the operations without one, each with the reason. A new
 * operation either has all traits or gets a row here.
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
/**
 * Whether the answer is a list: an array, or an object whose first member is an array and that
 * contains no object.
 */
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
		'sessions.renewal': 'its answer holds a secret',
		'tokens.create': 'its answer holds a secret',
		'webhooks.add': 'its answer holds a secret',
		'webhooks.change': 'its answer holds a secret',
		'webhooks.rotate': 'its answer holds a secret',
		'ports.change': 'its answer holds a secret',
		'pups.exec': 'it is a stream',
		'boxes.runEvents': 'it is a stream',
		'files.upload': 'it says itself how far it has come',
		'boxes.files.put': 'it says itself how far it has come',
		'boxes.files.unpack': 'it is a stream; sent again it writes the same'
	};
	it('takes an Idempotency-Key', () => {
		const without = writes.filter(([, operation]) => !traitsOf(operation).idempotencyKey).map(([id]) => id);
		expect(without.sort()).toEqual(Object.keys(noKey).sort());
	});

	it('has a limit', () => {
		expect(writes.filter(([, operation]) => traitsOf(operation).perMinute === undefined)).toEqual([]);
	});

	/**
	 * Operations without a plan, by the one thing that they touch, or by the reason why they need
	 * no plan.
	 */
	const noPlan: Record<string, readonly OperationId[]> = {
		'the pup': [
			'pups.start',
			'pups.retry',
			'pups.skipVersion',
			'pups.report',
			'pups.setLogLimits',
			'pups.rename',
			'pups.devices',
			'pups.hooks.rotate',
			'pups.exec',
			'pups.hooks.create',
			'pups.hooks.remove'
		],
		'the box': [
			'boxes.start',
			'boxes.stop',
			'boxes.restart',
			'boxes.pause',
			'boxes.resume',
			'boxes.kill',
			'boxes.rename',
			'boxes.update',
			'boxes.exec'
		],
		'the snapshot': ['boxes.snapshot', 'boxes.removeSnapshot'],
		'the volume, which nobody has': ['boxes.createVolume', 'boxes.removeVolume'],
		'the network, which nobody is on': ['networks.create', 'networks.remove'],
		'the image': ['images.pull', 'images.tag'],
		'the command': [
			'boxes.execs.input',
			'boxes.execs.resize',
			'boxes.execs.signal',
			'boxes.execs.cancel',
			'boxes.execs.remove'
		],
		'the path that is named': [
			'files.upload',
			'files.cancelUpload',
			'files.makeFolder',
			'files.move',
			'files.remove',
			'boxes.files.put',
			'boxes.files.cancelUpload',
			'boxes.files.makeFolder',
			'boxes.files.move',
			'boxes.files.remove'
		],
		'the terminal': ['terminals.open', 'terminals.close'],
		'the source': ['sources.add', 'sources.change', 'sources.refresh'],
		'the session, the token': ['sessions.renewal', 'sessions.remove', 'tokens.create', 'tokens.remove'],
		'the destination, the webhook': [
			'notifications.add',
			'notifications.change',
			'notifications.remove',
			'notifications.test',
			'notifications.quiet',
			'webhooks.add',
			'webhooks.change',
			'webhooks.remove',
			'webhooks.rotate',
			'webhooks.pause',
			'webhooks.resume',
			'webhooks.test',
			'webhooks.again'
		],
		'the job, the item': ['jobs.cancel', 'attention.dismiss'],
		'the lock of the keys': ['keys.unlock'],
		'the machine itself': ['box.change'],
		'it ends the sessions that sessions.removeAll?plan=1 names': ['password.change'],
		'what sources offer is known when they were read': ['sources.refreshAll'],
		'it is one itself': ['wiring.plan'],
		'wiring.plan tells it': ['pups.install'],
		'boxes.create?plan=1 tells it of the same input': ['boxes.run', 'boxes.runEvents'],
		'what an archive holds is known when it has come': ['boxes.files.unpack']
	};
	it('tells by plan=1 what it would do, where it touches more than one thing', () => {
		const without = writes.filter(([, { query }]) => !members(query).includes('plan')).map(([id]) => id);
		expect(without.sort()).toEqual(Object.values(noPlan).flat().sort());
	});

	it('says in words what plan=1 gives', () => {
		const planned = writes.filter(([, { query }]) => members(query).includes('plan'));
		expect(planned.filter(([, { description }]) => !description?.includes('`plan=1`')).map(([id]) => id)).toEqual([]);
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

	/** Lists without pages, with what bounds them or why they are read as a whole. */
	const bounded: Partial<Record<OperationId, string>> = {
		'attention.list': 'a hundred at most, the most urgent first; it is read as one',
		'box.space': 'one for each disk and pup',
		'config.compare': 'one for each setting of a pup',
		'connections.get': 'what is drawn is drawn whole',
		'notifications.get': 'twenty at most, with the hours in which all are quiet',
		'ports.get': 'one for each port of a pup',
		'wiring.get': 'one for each dependency of a pup'
	};
	it('goes on page by page', () => {
		const lists = owned.filter(([, operation]) => operation.method === 'GET' && isList(operation));
		const whole = lists.filter(
			([, { query }]) => !members(query).some((name) => name === 'before' || name === 'after')
		);
		expect(whole.map(([id]) => id).sort()).toEqual(Object.keys(bounded).sort());
	});
});
