import { describe, expect, it } from 'vitest';
import { askedOnInstall, coerce, configDifferences, configSections } from './config-values.ts';
import { configFields, parseManifest } from './manifest.ts';
import { CONFIG_FIELD_TYPES } from './config-fields.ts';

const manifestOf = (fields: Record<string, unknown>[], showOnInstall = false) =>
	parseManifest({
		manifestVersion: 1,
		meta: { name: 'T', version: '1.0.0' },
		config: { showOnInstall, sections: [{ name: 's', fields: fields.map((field) => ({ label: 'L', ...field })) }] },
		container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }] }
	}).manifest;
const field = (more: Record<string, unknown>) => configFields(manifestOf([{ name: 'F', type: 'text', ...more }]))[0]!;
const stored = (values: Record<string, string>, sealed: string[] = []) =>
	new Map(Object.entries(values).map(([name, value]) => [name, { value, sealed: sealed.includes(name) }]));

describe('a value', () => {
	it.each<[Record<string, unknown>, unknown, ReturnType<typeof coerce>]>([
		[{}, 'as it is ', { text: 'as it is ' }],
		[{}, 5, { text: '5' }],
		[{}, null, { text: '' }],
		[{}, 'two\nlines', { wrong: 'must be one line' }],
		[{ type: 'textarea' }, 'two\nlines', { text: 'two\nlines' }],
		[{}, 'a\0b', { wrong: 'must not contain a NUL character' }],
		[{}, { a: 1 }, { wrong: 'must be text, a number or true/false' }],
		[{}, 'x'.repeat(20_000), { wrong: 'must have at most 16384 characters' }],
		[{ type: 'number' }, ' 2.5 ', { text: '2.5' }],
		[{ type: 'number' }, 'two', { wrong: 'must be a number' }],
		[{ type: 'number', min: 1 }, 0, { wrong: 'must be at least 1' }],
		[{ type: 'range', max: 9 }, '10', { wrong: 'must be at most 9' }],
		[{ type: 'number', min: 0, step: 0.1 }, '0.3', { text: '0.3' }],
		[{ type: 'number', step: 5 }, '7', { wrong: 'must go in steps of 5' }],
		[{ type: 'toggle' }, 'ON', { text: 'true' }],
		[{ type: 'checkbox' }, false, { text: 'false' }],
		[{ type: 'toggle' }, 'perhaps', { wrong: 'must be true or false' }],
		[{ type: 'select', options: ['a', { value: 'b', label: 'B' }] }, 'b', { text: 'b' }],
		[{ type: 'radio', options: ['a'] }, 'c', { wrong: 'must be one of: a' }],
		[{ type: 'email' }, 'me@example.org', { text: 'me@example.org' }],
		[{ type: 'email' }, 'me', { wrong: 'must be an e-mail address' }],
		[{ type: 'date' }, '2026-11-22', { text: '2026-11-22' }],
		[{ type: 'date' }, '22.11.2026', { wrong: 'must be a date, YYYY-MM-DD' }],
		// Numbers as Go writes and reads them (reference: dogeboxd.md §4.4).
		[{ type: 'number' }, 1e21, { text: '1000000000000000000000' }],
		[{ type: 'number' }, 1.5e-7, { text: '0.00000015' }],
		[{ type: 'number' }, -2.5e22, { text: '-25000000000000000000000' }],
		[{ type: 'number' }, 123456.75, { text: '123456.75' }],
		[{ type: 'number' }, '1e3', { text: '1e3' }],
		[{ type: 'number' }, '.5', { text: '.5' }],
		[{ type: 'number' }, '+5.', { text: '+5.' }],
		[{ type: 'number' }, '0x10', { wrong: 'must be a number' }],
		[{ type: 'number' }, '0b1', { wrong: 'must be a number' }],
		[{ type: 'number' }, '1_000', { wrong: 'must be a number' }],
		[{ type: 'number' }, 'Infinity', { wrong: 'must be a number' }],
		[{ type: 'number' }, '1e999', { wrong: 'must be a number' }],
		[{ type: 'number' }, ' ', { wrong: 'must be a number' }],
		[{ type: 'number' }, true, { wrong: 'must be a number' }],
		[{ type: 'number' }, null, { text: '' }],
		[{}, 0.00001, { text: '1e-05' }],
		[{}, 1e21, { text: '1e+21' }],
		[{}, true, { text: 'true' }],
		[{ type: 'toggle' }, ' Yes ', { text: 'true' }],
		[{ type: 'toggle' }, '0', { text: 'false' }],
		[{ type: 'toggle' }, 1, { wrong: 'must be true or false' }],
		[{ type: 'toggle' }, '', { text: '' }],
		[{ type: 'date' }, '2026-02-30', { wrong: 'must be a date, YYYY-MM-DD' }],
		[{ type: 'select' }, 'anything', { text: 'anything' }],
		[{ type: 'textarea' }, '"$HOME" `x` \\ \n🐕', { text: '"$HOME" `x` \\ \n🐕' }],
		[{ type: 'password' }, ' blanks ', { text: ' blanks ' }],
		[{ type: 'color' }, '#FFcc00', { text: '#FFcc00' }],
		[{ type: 'color' }, 'gold', { wrong: 'must be a colour, #rrggbb' }]
	])('of %j: %j', (more, value, result) => expect(coerce(field(more), value)).toEqual(result));
});

it('the form never holds a password', () => {
	const view = configSections(
		manifestOf([{ name: 'P', type: 'password', default: 'published' }]),
		stored({ P: 'x1.sealed' }, ['P'])
	);
	expect(view[0]?.fields[0]).toMatchObject({ value: null, default: null, isSet: true });
	expect(JSON.stringify(view)).not.toMatch(/sealed"|published/);
});
it('all twelve types of the manifest have a value that they take and one that they refuse', () => {
	const good: Record<string, unknown> = { number: 1, range: 1, toggle: true, checkbox: false, email: 'a@b' };
	const more: Record<string, unknown> = { date: '2026-01-31', color: '#c2a633', select: 'a', radio: 'a' };
	expect(CONFIG_FIELD_TYPES).toHaveLength(12);
	for (const type of CONFIG_FIELD_TYPES) {
		const one = field({ type, ...((type === 'select' || type === 'radio') && { options: ['a'] }) });
		expect(coerce(one, good[type] ?? more[type] ?? 'text'), type).toHaveProperty('text');
		expect(coerce(one, type === 'textarea' ? '\0' : 'x\ny'), type).toHaveProperty('wrong');
	}
});

it('what is asked before an installation: all where that is asked for, else what is needed and has no default', () => {
	const fields = [
		{ name: 'A', type: 'text', required: true },
		{ name: 'B', type: 'text', required: true, default: 'x' },
		{ name: 'C', type: 'number', required: true, default: 'no number' },
		{ name: 'D', type: 'password', required: true },
		{ name: 'E', type: 'password', required: true, default: 'published' },
		{ name: 'F', type: 'text' }
	];
	const asked = (showOnInstall: boolean) =>
		askedOnInstall({ showOnInstall, sections: configSections(manifestOf(fields), null) }).flatMap((section) =>
			section.fields.map(({ name }) => name)
		);
	expect(asked(false)).toEqual(['A', 'C', 'D']);
	expect(asked(true)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
	expect(askedOnInstall({ showOnInstall: true, sections: configSections(manifestOf([]), null) })).toEqual([]);
});

it('differences are told by field, in the order of the form, and of a secret only that there is one', () => {
	const manifest = manifestOf([
		{ name: 'B', type: 'text', label: 'Second' },
		{ name: 'A', type: 'password', label: 'Key' },
		{ name: 'C', type: 'text' }
	]);
	const before = new Map([
		['A', 'hush-1'],
		['B', 'one'],
		['C', ''],
		['GONE', 'x']
	]);
	const after = new Map([
		['A', 'hush-2'],
		['B', 'two']
	]);
	const differences = configDifferences(manifest, before, after);
	expect(differences).toEqual([
		{ name: 'B', label: 'Second', secret: false, from: 'one', to: 'two' },
		{ name: 'A', label: 'Key', secret: true, from: '', to: '' }
	]);
	expect(configDifferences(manifest, before, new Map()).at(-1)).toMatchObject({ name: 'A', from: '', to: null });
	expect(configDifferences(manifest, before, before)).toEqual([]);
});
