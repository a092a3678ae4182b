import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namePart, partBytes, partName, partOf, pathBytes } from './files.ts';

const bytes = (...all: number[]) => Uint8Array.from(all);

describe('names of files', () => {
	it('stand for themselves where they are text', () => {
		for (const name of ['a', 'ünï 𝄞', 'a\nb', '\u202e', '-rf', '...', '\ufeffx']) {
			expect(partOf(name), name).toBe(name);
			expect(partName(name)).toBe(name);
		}
	});

	it('are bytes where they are not, or begin as those do', () => {
		expect(namePart(bytes(0xff, 0x41))).toEqual({ name: '\ufffdA', part: 'base64:_0E' });
		expect(partOf('base64:x')).toBe('base64:YmFzZTY0Ong');
		expect(partName('base64:YmFzZTY0Ong')).toBe('base64:x');
	});

	it('come back as they were', () => {
		const name = fc
			.uint8Array({ minLength: 1, maxLength: 255 })
			.filter((one) => !one.includes(0) && !one.includes(0x2f) && !one.every((byte) => byte === 0x2e));
		fc.assert(
			fc.property(name, (one) => {
				expect(partBytes(namePart(one).part)).toEqual(one);
			})
		);
	});

	it.each([
		'.',
		'..',
		'base64:Lg',
		'base64:Li4',
		'base64:',
		'base64:a/b',
		'base64:AA',
		'base64:Lw',
		'a\0',
		'x'.repeat(256)
	])('cannot be %j', (part) => {
		expect(partBytes(part)).toBeNull();
		expect(pathBytes(`a/${part}`)).toBeNull();
	});

	it('make a path below the storage, and no other', () => {
		const path = (text: string) => Buffer.from(pathBytes(text) ?? []).toString();
		expect(path('')).toBe('/');
		expect(path('/a//b/')).toBe('/a/b');
		expect(pathBytes('a/../b')).toBeNull();
		expect(pathBytes('a'.repeat(200).concat('/').repeat(21))).toBeNull();
	});
});
