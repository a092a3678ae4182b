import { describe, expect, it } from 'vitest';
import { isBoxError } from '../../../contract/errors.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import { checkValues, configEnv, envFile, missingDefaults, needsConfig, ownSettings, readEnvFile } from './values.ts';

const manifestOf = (fields: Record<string, unknown>[], showOnInstall = false) =>
	parseManifest({
		manifestVersion: 1,
		meta: { name: 'T', version: '1.0.0' },
		config: { showOnInstall, sections: [{ name: 's', fields: fields.map((field) => ({ label: 'L', ...field })) }] },
		container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }] }
	}).manifest;
const stored = (values: Record<string, string>, sealed: string[] = []) =>
	new Map(Object.entries(values).map(([name, value]) => [name, { value, sealed: sealed.includes(name) }]));

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

describe('settings that a pup has', () => {
	const manifest = manifestOf([
		{ name: 'HOST', type: 'text' },
		{ name: 'PASS', type: 'password' }
	]);
	it.each([
		['of its version, with a value', { HOST: 'x' }, ['HOST'], ['HOST']],
		['of its version, without one', {}, ['HOST', 'PASS'], ['HOST', 'PASS']],
		['of an earlier version, with a value', { OLD: 'x' }, ['OLD'], ['OLD']],
		['of the version to come', { HOST: 'x' }, ['NEW'], []],
		['of both', { OLD: 'x' }, ['NEW', 'PASS', 'OLD'], ['PASS', 'OLD']],
		['no value at all', { HOST: 'x' }, [], []]
	])('%s', (_, values, given, own) => {
		expect(ownSettings(manifest, stored(values), new Map(given.map((name) => [name, null])))).toEqual(own);
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
	it.each([
		['quotes', `"'"\\"`],
		['dollars and backticks', '$HOME ${X:-$(id)} `id`'],
		['lines', 'a\n\nB=injected\r\nC=2\n'],
		['an end of a quote and another variable', '"\nPATH=/evil\n"'],
		['backslashes at the end', '\\\\\\'],
		['unicode', 'ẞ 🐕 \u2028\u2029 \u00a0 e\u0301 \ud83d'],
		['control characters', '\u0001\u001b[31m\u007f\t'],
		['a comment', '# ; // no comment'],
		['equals signs', '=a=b=='],
		['blanks around', '  x  ']
	])('with %s is read back as it was written, and adds no other variable', (_, value) => {
		const text = file({ A: value, B: 'after' });
		expect([...readEnvFile(text)]).toEqual([
			['A', value],
			['B', 'after']
		]);
		// Each line outside quotes begins one of these variables. No part of a value is read as a
		// variable.
		expect(text.replace(/"(?:[^"\\]|\\.)*"/gs, '').match(/^[A-Z]+(?==)/gm)).toEqual(['A', 'B']);
	});
	it('is read back as it was written', () => {
		const values = { A: '', B: 'a b', C: 'say "hi" \\ $HOME `x`', D: 'two\nlines\nE=no', F: 'x=y', G: "it's" };
		expect(Object.fromEntries(readEnvFile(file(values)))).toEqual(values);
		expect([...readEnvFile('no line\nA="open\nB=1\n9=2\n')]).toEqual([['B', '1']]);
	});
	it('leaves out what is not the name of a variable, or the box’s own', () => {
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
