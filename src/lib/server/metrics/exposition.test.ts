import { describe, expect, it } from 'vitest';
import { exposition } from './exposition.ts';

describe('the text format of Prometheus', () => {
	it('has help, type and a line for each sample, and ends with a line', () => {
		const text = exposition([
			{
				name: 'dogebox_pup_cpu_seconds_total',
				help: 'Processor time.',
				type: 'counter',
				samples: [{ labels: { pup: 'Core', id: 'a1' }, value: 12.5 }, { value: 3 }]
			},
			{ name: 'dogebox_load1', help: 'Load.', type: 'gauge', samples: [{ value: 0 }] }
		]);
		expect(text).toBe(
			[
				'# HELP dogebox_pup_cpu_seconds_total Processor time.',
				'# TYPE dogebox_pup_cpu_seconds_total counter',
				'dogebox_pup_cpu_seconds_total{pup="Core",id="a1"} 12.5',
				'dogebox_pup_cpu_seconds_total 3',
				'# HELP dogebox_load1 Load.',
				'# TYPE dogebox_load1 gauge',
				'dogebox_load1 0',
				''
			].join('\n')
		);
	});

	it.each([
		['quotes', 'a "b"', 'a \\"b\\"'],
		['backslashes', 'a\\b', 'a\\\\b'],
		['new lines', 'a\nb 1', 'a\\nb 1'],
		['braces and commas', 'x",evil="1"}', 'x\\",evil=\\"1\\"}'],
		['all together', '\\"\n', '\\\\\\"\\n']
	])('escapes %s in a label: a hostile name adds no line', (_what, name, escaped) => {
		const text = exposition([{ name: 'm', help: 'h', type: 'gauge', samples: [{ labels: { pup: name }, value: 1 }] }]);
		expect(text.split('\n')).toHaveLength(4);
		expect(text).toContain(`m{pup="${escaped}"} 1\n`);
	});

	it('leaves out what has no sample, escapes help, and writes what is no number as Go reads it', () => {
		expect(exposition([{ name: 'm', help: 'h', type: 'gauge', samples: [] }])).toBe('\n');
		const text = exposition([
			{
				name: 'm',
				help: 'one\ntwo \\',
				type: 'gauge',
				samples: [NaN, Infinity, -Infinity, 1e21, 1e-7].map((value) => ({ value }))
			}
		]);
		expect(text).toContain('# HELP m one\\ntwo \\\\\n');
		expect(text.split('\n').slice(2, -1)).toEqual(['m NaN', 'm +Inf', 'm -Inf', 'm 1e+21', 'm 1e-7']);
	});
});
