import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../lib/contract/command-table.ts';
import operations from './operations.json' with { type: 'json' };
import { addressOf, bodyFor, needHidden, optionName, pairs, readBody, SECRET, valueOf } from './values.ts';

const row = { id: 'a.b', path: '/a/{id}/b/{name}', query: [] };

describe('words of the command line', () => {
	it('become an address', () => {
		expect(addressOf(row, { id: '1', name: 'x y/z' }, { tail: '5', q: 'a&b' })).toBe('/a/1/b/x%20y%2Fz?tail=5&q=a%26b');
		expect(() => addressOf(row, { id: '1' }, {})).toThrow('needs --param name');
		expect(() => addressOf(row, { id: '1', name: '2', other: '3' }, {})).toThrow('no parameter “other”');
	});

	it('become pairs', () => {
		expect(pairs(['a=1', 'b=x=y', 'c='], 'query')).toEqual({ a: '1', b: 'x=y', c: '' });
		for (const wrong of ['a', '=1', '']) expect(() => pairs([wrong], 'query')).toThrow('name=value');
	});

	it.each<[type: 'string' | 'number' | 'boolean' | 'json', text: string, value: unknown]>([
		['string', 'true', 'true'],
		['number', '1.5', 1.5],
		['boolean', 'false', false],
		['json', '["see"]', ['see']],
		['json', 'null', null]
	])('become a %s: %s', (type, text, value) => {
		expect(valueOf({ name: 'x', type }, text)).toEqual(value);
	});

	it.each<['number' | 'boolean' | 'json', string]>([
		['number', ''],
		['number', 'x'],
		['boolean', '1'],
		['json', '{']
	])('are refused as a %s: %j', (type, text) => {
		expect(() => valueOf({ name: 'someName', type }, text)).toThrow('--some-name must be');
	});

	it('become a body', () => {
		const read = (file: string | 0) => (file === 0 ? '{"a":0}' : `{"a":"${file}"}`);
		expect([readBody('{"a":1}'), readBody('-', read), readBody('@f.json', read)]).toEqual([
			{ a: 1 },
			{ a: 0 },
			{ a: 'f.json' }
		]);
		expect(() => readBody('nope')).toThrow('not JSON');
	});

	it.each([
		'sessions.create',
		'setup.claim',
		'keys.unlock',
		'password.reset',
		'sources.add',
		'pups.install',
		'pups.configure',
		'notifications.add',
		'notifications.change'
	])('hold no secrets: the body of %s', (id) => {
		const wanted = (operations as TableRow[]).find((one) => one.id === id)!;
		for (const given of ['{"password":"x"}', '', '-{}']) {
			expect(() => bodyFor(wanted, given)).toThrow('Other programs can read');
		}
	});

	it('are a body where it can hold no secret', () => {
		const rows = operations as TableRow[];
		expect(
			bodyFor(
				rows.find(({ id }) => id === 'pups.dev')!,
				'{"dev":true}'
			)
		).toEqual({ dev: true });
		expect(() =>
			bodyFor(
				rows.find(({ id }) => id === 'pups.list')!,
				'{}'
			)
		).toThrow('takes no JSON');
		for (const given of ['-', '@file']) expect(() => needHidden('--body', given)).not.toThrow();
	});

	it('name options as people write them', () => {
		expect(optionName('sourceId')).toBe('source-id');
		for (const secret of ['password', 'current', 'next', 'words']) expect(secret).toMatch(SECRET);
		expect('passwordHint').not.toMatch(SECRET);
	});
});
