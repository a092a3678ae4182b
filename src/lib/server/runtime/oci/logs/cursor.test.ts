import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.ts';

const generation = fc.stringMatching(/^[0-9a-z]{1,8}-[0-9a-z]{1,6}$/);
const place = fc.record({ generation, offset: fc.nat() });
const id = fc.stringMatching(/^-?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,20}$/);

it('a cursor read is the one that was written, its own log first, with letters that need no escaping', () => {
	fc.assert(
		fc.property(
			fc.dictionary(id, fc.record({ end: place, resume: place }), { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
			fc.nat(),
			(found, n) => {
				const positions = new Map(Object.entries(found));
				const first = [...positions.keys()][n % positions.size]!;
				const cursor = formatCursor(positions, first);
				expect(parseCursor(cursor)).toEqual(positions);
				expect(cursor.startsWith(`${first}~`)).toBe(true);
				expect(encodeURIComponent(cursor)).toBe(cursor);
			}
		)
	);
});

it('what is no cursor is refused, whatever it is', () => {
	for (const text of ['x', 'a~b', 'a~b~-1', 'a~b~1~c', '../x~a~1', 'a~b~1.c', '~~', `${'a'.repeat(70)}~b~1`]) {
		expect(() => parseCursor(text)).toThrow(expect.objectContaining({ code: 'invalid-cursor', status: 422 }));
	}
	fc.assert(
		fc.property(fc.string(), (text) => {
			try {
				return parseCursor(text) instanceof Map;
			} catch (error) {
				return (error as { code?: string }).code === 'invalid-cursor';
			}
		})
	);
	expect(parseCursor('').size).toBe(0);
});
