/** A row has a text and the form in which it is shown: add yours below. */
import { describe, expect, it } from 'vitest';
import { isBoxError } from './errors.ts';
import { hasHidden, showPlain, showPlainLines } from './hidden-characters.ts';
import { parseManifest } from './manifest.ts';

const hidden: [what: string, text: string, shown: string][] = [
	['right-to-left override', 'Core\u202egpj.exe', 'Coregpj.exe'],
	['left-to-right embedding', 'a\u202ab\u202c', 'ab'],
	['isolates', 'a\u2066b\u2067c\u2068d\u2069', 'abcd'],
	['marks of direction', 'a\u200e\u200f\u061cb', 'ab'],
	['zero width space', 'Co\u200bre', 'Core'],
	['zero width joiner between letters', 'Co\u200dre', 'Core'],
	['zero width non-joiner between letters', 'Co\u200cre', 'Core'],
	['word joiner', 'Co\u2060re', 'Core'],
	['byte order mark', '\ufeffCore', 'Core'],
	['soft hyphen', 'Co\u00adre', 'Core'],
	['invisible times', 'Co\u2062re', 'Core'],
	['Hangul fillers', '\u115f\u1160\u3164\uffa0', ''],
	['blank of Braille', 'Core\u2800', 'Core'],
	['combining grapheme joiner', 'Co\u034fre', 'Core'],
	['variation selector after a letter', 'Core\ufe00', 'Core'],
	['variant of an emoji after a letter', 'Core\ufe0f', 'Core'],
	['tags', 'Core\u{e0041}\u{e007f}', 'Core'],
	['supplementary variation selectors', 'Core\u{e0100}', 'Core'],
	['annotations', 'a\ufff9b\ufffac\ufffb', 'abc'],
	['separators of lines', 'a\u2028b\u2029c', 'abc'],
	['musical format', 'a\u{1d173}b', 'ab']
];

const visible = [
	'Core',
	'Dogecoin Core (testnet)',
	'Größe, 日本語, עברית, العربية',
	'🐕 Much wow',
	'❤️',
	'1️⃣',
	'👩‍💻',
	'👩🏽‍🚀',
	'🏳️‍🌈',
	'می‌خواهم',
	'क्‍ष',
	'e\u0301'
];

describe('hidden characters', () => {
	it.each(hidden)('%s', (_what, text, shown) => {
		expect(hasHidden(text)).toBe(true);
		expect(showPlain(text)).toBe(shown);
		expect(showPlainLines(text)).toBe(shown);
	});
	it.each(visible)('%s is shown as it is', (text) => {
		expect(hasHidden(text)).toBe(false);
		expect(showPlain(text)).toBe(text);
	});
	it('control characters go too, ends of lines where there may be several', () => {
		expect(showPlain('a\u0000b\u001b[31m\nc\u0085', '·')).toBe('a·b·[31m·c·');
		expect(showPlainLines('a\tb\r\nc\u0007')).toBe('a\tb\r\nc');
	});
});

const field = { name: 'F', label: 'F', type: 'text' };
const manifest = (meta: object, sections: object[] = []) => ({
	manifestVersion: 1,
	meta: { name: 'Test', version: '1.0.0', ...meta },
	config: { sections },
	container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'x' } }] }
});

describe('of a pup', () => {
	it.each<[string, unknown]>([
		['meta.name', manifest({ name: 'Te\u200bst' })],
		['meta.version', manifest({ version: '1.0.0\u200b' })],
		['config.sections.0.name', manifest({}, [{ name: 's\u2067', fields: [] }])],
		['config.sections.0.label', manifest({}, [{ name: 's', label: 's\u202e', fields: [] }])],
		['config.sections.0.fields.0.label', manifest({}, [{ name: 's', fields: [{ ...field, label: 'F\u2060' }] }])],
		[
			'config.sections.0.fields.0.options.0',
			manifest({}, [{ name: 's', fields: [{ ...field, type: 'select', options: ['a\u200b'] }] }])
		]
	])('%s is refused with them', (path, json) => {
		let fields: Record<string, string> | undefined;
		try {
			parseManifest(json);
		} catch (error) {
			if (!isBoxError(error)) throw error;
			({ fields } = error);
		}
		expect(Object.keys(fields ?? {})).toEqual([path]);
		expect(hasHidden(JSON.stringify(fields))).toBe(false);
	});

	it('descriptions are shown without them', () => {
		const { manifest: read } = parseManifest(
			manifest({ shortDescription: 'a\u202eb', longDescription: 'a\u200b\nb ❤️' }, [
				{ name: 's', description: 'a\u2066b', fields: [{ ...field, help: 'a\u200bb', placeholder: 'a\u2060b' }] }
			])
		);
		expect(read.meta).toMatchObject({ shortDescription: 'ab', longDescription: 'a\nb ❤️' });
		expect(read.config.sections[0]).toMatchObject({ description: 'ab', fields: [{ help: 'ab', placeholder: 'ab' }] });
	});
});
