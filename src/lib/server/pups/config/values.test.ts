import { describe, expect, it } from 'vitest';
import { isBoxError } from '../../../contract/errors.ts';
import { configFields, parseManifest } from '../../../contract/manifest.ts';
import {
	checkValues,
	coerce,
	configEnv,
	envFile,
	missingDefaults,
	needsConfig,
	readEnvFile,
	viewOf
} from './values.ts';

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
		[{}, 'a\0b', { wrong: 'must not hold a NUL character' }],
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
		[{ type: 'color' }, '#FFcc00', { text: '#FFcc00' }],
		[{ type: 'color' }, 'gold', { wrong: 'must be a colour, #rrggbb' }]
	])('of %j: %j', (more, value, result) => expect(coerce(field(more), value)).toEqual(result));
});

describe('values from outside', () => {
	const manifest = manifestOf([
		{ name: 'HOST', type: 'text', required: true },
		{ name: 'PORT', type: 'number', max: 65535 },
		{ name: 'PASS', type: 'password' }
	]);
	it('are taken field by field; what is not given stays', () => {
		expect([...checkValues(manifest, { PORT: '80' })]).toEqual([['PORT', '80']]);
	});
	it('an empty password means as it is, null removes it', () => {
		expect([...checkValues(manifest, { PASS: '' })]).toEqual([]);
		expect([...checkValues(manifest, { PASS: null })]).toEqual([['PASS', null]]);
	});
	it('every fault is named at once, and no value is repeated', () => {
		try {
			checkValues(manifest, { HOST: '', PORT: 'secret-text', OTHER: 'x' });
			expect.unreachable();
		} catch (error) {
			if (!isBoxError(error)) throw error;
			expect(error.status).toBe(422);
			expect(error.fields).toEqual({
				HOST: 'is required',
				PORT: 'must be a number',
				OTHER: 'is not a field of this pup'
			});
			expect(error.message).not.toContain('secret-text');
		}
	});
});

describe('what is missing', () => {
	const manifest = manifestOf([
		{ name: 'A', type: 'text', required: true, default: 'x' },
		{ name: 'B', type: 'password', required: true },
		{ name: 'C', type: 'number', default: 'no number' }
	]);
	it('defaults fill what has no value, those that fit', () => {
		expect([...missingDefaults(manifest, new Set())]).toEqual([['A', 'x']]);
		expect([...missingDefaults(manifest, new Set(['A']))]).toEqual([]);
	});
	it('a required field without a value, or a blank one', () => {
		expect(needsConfig(manifest, stored({ A: 'x' }), null)).toBe(true);
		expect(needsConfig(manifest, stored({ A: 'x', B: 'x1.sealed' }, ['B']), null)).toBe(false);
		expect(needsConfig(manifest, stored({ A: '  ', B: 'x1.sealed' }, ['B']), 1)).toBe(true);
	});
	it('showOnInstall: until it was saved once', () => {
		const shown = manifestOf([{ name: 'A', type: 'text' }], true);
		expect(needsConfig(shown, stored({}), null)).toBe(true);
		expect(needsConfig(shown, stored({}), 1)).toBe(false);
	});
	it('the form never holds a password', () => {
		const view = viewOf(
			manifestOf([{ name: 'P', type: 'password', default: 'published' }]),
			stored({ P: 'x1.sealed' }, ['P'])
		);
		expect(view[0]?.fields[0]).toMatchObject({ value: null, default: null, isSet: true });
		expect(JSON.stringify(view)).not.toMatch(/sealed"|published/);
	});
});

describe('config.env', () => {
	const file = (values: Record<string, string>) => envFile(new Map(Object.entries(values)));
	it('is sorted, quoted only where needed', () => {
		expect(
			file({ B: 'plain-1', A: '', C: 'two words', D: '$HOME', E: 'say "hi"', F: 'back\\slash', G: 'a`b', H: "it's" })
		).toBe(
			[
				'A=',
				'B=plain-1',
				'C="two words"',
				'D="$HOME"',
				'E="say \\"hi\\""',
				'F="back\\\\slash"',
				'G="a`b"',
				'H="it\'s"',
				''
			].join('\n')
		);
		expect(file({})).toBe('');
	});
	it('is read back as it was written', () => {
		const values = { A: '', B: 'a b', C: 'say "hi" \\ $HOME `x`', D: 'two\nlines\nE=no', F: 'x=y', G: "it's" };
		expect(Object.fromEntries(readEnvFile(file(values)))).toEqual(values);
		expect([...readEnvFile('no line\nA="open\nB=1\n9=2\n')]).toEqual([['B', '1']]);
	});
	it('leaves out what is no name of a variable, or the box’s own', () => {
		expect(
			configEnv(
				new Map([
					['A-B', '1'],
					['DBX_HOST', '2'],
					['9', '3'],
					['OK', '4']
				])
			)
		).toEqual({ OK: '4' });
	});
});
