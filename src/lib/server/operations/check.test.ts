import { describe, expect, it } from 'vitest';
import { boxChange, boxRun, newBox } from '../../contract/box-inputs.ts';
import type { BoxError } from '../../contract/errors.ts';
import { allOperations } from '../../contract/operations.ts';
import { check, checkQuery, readQuery } from './check.ts';

const operationOf = (id: string) => allOperations().find(([one]) => one === id)![1];
const refusal = (run: () => unknown) => {
	try {
		run();
	} catch (error) {
		const { code, fields } = error as BoxError;
		return { code, fields };
	}
	return null;
};

describe('plan=1', () => {
	it('is refused where no plan could be made, as the call would be carried out', () => {
		for (const id of ['boxes.stop', 'pups.start', 'boxes.execs.cancel', 'images.pull']) {
			expect(refusal(() => checkQuery(operationOf(id), { plan: '1' }))).toMatchObject({
				code: 'invalid-input',
				fields: { plan: expect.any(String) as string }
			});
		}
	});

	it.each([
		['boxes.remove', { plan: '1' }],
		['boxes.stop', {}],
		['boxes.stop', undefined]
	])('is no matter of %s %j', (id, query) => {
		expect(refusal(() => checkQuery(operationOf(id), query))).toBeNull();
	});
});

describe('a query', () => {
	it.each([
		['limit=5&limit=6', ['limit']],
		['?plan=1&plan=0', ['plan']],
		['plan=1&plan=1', ['plan']],
		['__proto__=1&__proto__=2', ['__proto__']],
		['a=1&b=2&a=3&b=4&c=5', ['a', 'b']]
	])('that gives a name more than once says two things: %s', (search, names) => {
		const refused = refusal(() => checkQuery(operationOf('boxes.stop'), readQuery(search)));
		expect(refused?.code).toBe('invalid-input');
		expect(Object.entries(refused?.fields ?? {})).toEqual(names.map((name) => [name, 'Give this only once.']));
	});

	it.each([
		['', {}],
		['?', {}],
		['?a=1&b=x+y%26', { a: '1', b: 'x y&' }]
	])('is read as it was written: %j', (search, query) => {
		expect(readQuery(search)).toEqual(query);
	});
});

describe('what a box is asked for under another name', () => {
	it.each([
		['a new one', newBox, { image: 'alpine' }],
		['a command of its own', boxRun, { image: 'alpine', argv: ['ls'] }],
		['a change', boxChange, {}]
	])('is not passed over: %s', (_, schema, good) => {
		expect(refusal(() => check(schema, good))).toBeNull();
		expect(refusal(() => check(schema, { ...good, cpu: 2 }))).toEqual({
			code: 'invalid-input',
			fields: { cpu: 'There is no member of this name. Did you mean “cpus”?' }
		});
	});
});
