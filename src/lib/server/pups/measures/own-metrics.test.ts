import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../contract/manifest.ts';
import { createOwnMetrics, declaredMetrics, readMetric, refusalText } from './own-metrics.ts';

const metric = (name: string, type: string, more: object = {}) => ({
	name,
	label: `The ${name}`,
	type,
	history: 30,
	description: null,
	...more
});
const manifest = {
	metrics: [metric('height', 'int'), metric('progress', 'float'), metric('chain', 'string', { history: 1 })]
} as unknown as Pick<Manifest, 'metrics'>;

describe('metrics of a manifest', () => {
	it('are those that can be used, each name once', () => {
		const odd = {
			metrics: [
				metric('a', 'int'),
				metric('a', 'float'),
				metric('', 'int'),
				metric('none', 'int', { history: 0 }),
				metric('bool', 'bool'),
				metric('x'.repeat(201), 'int'),
				metric('bare', 'int', { label: '' })
			]
		} as unknown as Pick<Manifest, 'metrics'>;
		expect(declaredMetrics(odd).map(({ name, label, type }) => [name, label, type])).toEqual([
			['a', 'The a', 'int'],
			['bare', 'bare', 'int']
		]);
		expect(declaredMetrics({ metrics: null } as unknown as Pick<Manifest, 'metrics'>)).toEqual([]);
	});
});

describe('a value that a pup reports', () => {
	it.each<[type: 'int' | 'float' | 'string', entry: unknown, read: unknown]>([
		['int', { value: 7 }, 7],
		['int', { value: 7.9 }, 7],
		['int', { value: -7.9 }, -7],
		['float', { value: 0.5 }, 0.5],
		['string', { value: 'main' }, 'main'],
		['string', { value: '' }, ''],
		['string', { value: 'x'.repeat(256) }, 'x'.repeat(256)]
	])('fits: %s %j', (type, entry, value) => {
		expect(readMetric(type, entry)).toEqual({ value });
	});

	it.each<[type: 'int' | 'float' | 'string', entry: unknown, reason: RegExp]>([
		['int', 7, /form/],
		['int', null, /form/],
		['int', [{ value: 1 }], /form/],
		['int', {}, /form/],
		['int', Object.create({ value: 1 }), /form/],
		['int', { value: '7' }, /not a number/],
		['int', { value: null }, /not a number/],
		['int', { value: NaN }, /not a number/],
		['float', { value: Infinity }, /not a number/],
		['float', { value: { toString: 1 } }, /not a number/],
		['float', { value: true }, /not a number/],
		['string', { value: 7 }, /not a text/],
		['string', { value: ['a'] }, /not a text/],
		['string', { value: 'x'.repeat(257) }, /longer than 256/]
	])('is refused: %s %j', (type, entry, reason) => {
		const read = readMetric(type, entry);
		expect('refused' in read && read.refused).toMatch(reason);
	});
});

describe('reports', () => {
	it('keep what fits, refuse the rest by name, and tell both', () => {
		let now = 1000;
		const own = createOwnMetrics(
			() => now,
			() => now
		);
		expect(own.of('p', manifest).map(({ value, at }) => [value, at])).toEqual(Array(3).fill([null, null]));
		const refused = own.report('p', manifest, {
			height: { value: 5 },
			chain: { value: 'main' },
			progress: { value: 'fast' },
			other: { value: 1 },
			constructor: { value: 1 }
		});
		expect(refused.map(({ name }) => name)).toEqual(['progress', 'other', 'constructor']);
		expect(own.of('p', manifest).map(({ value }) => value)).toEqual([5, null, 'main']);
		expect(own.refused('p')).toMatchObject({ at: 1000, count: 3 });
		now += 1;
		own.report('p', manifest, { nope: 1 });
		expect(own.refused('p')).toMatchObject({ at: 1001, count: 4 });
		expect(own.refused('q')).toBeNull();
		own.forget('p');
		expect(own.refused('p')).toBeNull();
		expect(own.of('p', manifest)[0]?.value).toBeNull();
	});

	it('give numbers to the history, at most sixteen, and none that is old', () => {
		let now = 0;
		const own = createOwnMetrics(
			() => now,
			() => now
		);
		const many = {
			metrics: Array.from({ length: 100 }, (_, index) => metric(`m${index}`, 'int'))
		} as unknown as Pick<Manifest, 'metrics'>;
		own.report('p', many, Object.fromEntries(many.metrics.map(({ name }) => [name, { value: 1 }])));
		expect(Object.keys(own.gauges('p', many))).toHaveLength(16);
		own.report('q', manifest, { height: { value: 9 }, chain: { value: 'main' } });
		expect(own.gauges('q', manifest)).toEqual({ 'own:height': 9 });
		now += 10 * 60_000;
		expect(own.gauges('q', manifest), 'it has stopped reporting').toEqual({});
	});

	it('are reported in one bounded sentence, whatever the names are', () => {
		const evil = ['a\u001b[31m\nb', '\u202eabc', '<b>x</b>', ...Array.from({ length: 250 }, () => 'y'.repeat(9000))];
		const text = refusalText(evil.map((name) => ({ name, reason: 'is not a number' })));
		expect(text.length).toBeLessThan(1000);
		expect(text).toContain('and 245 more');
		expect(text).not.toMatch(/\p{Cc}|\u202e/u);
	});
});
