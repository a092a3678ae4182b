import { describe, expect, it } from 'vitest';
import { boxChange, boxRun, newBox } from '../../contract/box-inputs.ts';
import type { BoxError } from '../../contract/errors.ts';
import { allOperations } from '../../contract/operations.ts';
import { check, checkQuery } from './check.ts';

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
	it('is refused where nothing could be told, as the call would be carried out', () => {
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
