import { describe, expect, it } from 'vitest';
import { readDockerfile } from './text.ts';

const read = (text: string, args: Record<string, string> = {}, target: string | null = null) =>
	readDockerfile(text, new Map(Object.entries(args)), target);

describe('images that a Dockerfile names', () => {
	it.each<[string, string[], Record<string, string>?, string?]>([
		['FROM a', ['a']],
		[
			'# words\n\n  from   a:1   AS x\nFROM x\nFROM b AS y\nCOPY --from=x / /\nCOPY --chown=1 --from=c:2 /a /b\n',
			['a:1', 'b', 'c:2']
		],
		['ARG V=3\nFROM a:${V}\n', ['a:3']],
		['ARG V=3\nFROM a:${V}\n', ['a:4'], { V: '4' }],
		['ARG V\nFROM a${V:+:$V}:${V:-5}', ['a:5']],
		['ARG A=x\nARG B=$A-y\nFROM $B', ['x-y']],
		['ARG B="q:1"\nFROM "$B"', ['q:1']],
		['FROM scratch\nCOPY --from=0 / /', []],
		['FROM a AS one\nFROM b AS two\nFROM c\nCOPY --from=two / /', ['a', 'b'], {}, 'TWO'],
		['FROM a\nFROM b\nFROM c', ['a', 'b'], {}, '1'],
		['FROM --platform=linux/amd64 a AS x', ['a']],
		['# escape=`\nFROM `\n# between\n\na', ['a']],
		['FROM \\\n  a \\\n  AS b\nRUN x \\\n FROM no\n', ['a']],
		['\u00ef\u00bb\u00bfFROM a\r\nRUN b\r\n', ['a']]
	])('%j: %j', (text, images, args = {}, target) => {
		expect(read(text, args, target ?? null).images).toEqual(images);
	});

	it.each([
		['', /no FROM/],
		['# nothing', /no FROM/],
		['RUN a\nFROM b', /begin with FROM, not with “RUN”/],
		['FROM', /does not name an image/],
		['FROM a b c', /does not name an image/],
		['FROM $NOTHING', /does not name an image/],
		['FROM a\0', /not text/],
		[`${'FROM a\n'.repeat(101)}`, /more than 100 stages/]
	])('refuses %j', (text, words) => {
		expect(() => read(text)).toThrow(words);
	});

	it('refuses a target that there is not', () => {
		expect(() => read('FROM a AS b', {}, 'c')).toThrow(/no stage “c”/);
	});

	it('puts ids in their place, and leaves the rest byte for byte', () => {
		const file = read(
			'ARG V=1\nFROM --platform=$X a:$V \\\n AS One\nRUN \u00ff "a:1" \\\n  FROM a:1\nCOPY --from=b:2 x y\nCOPY --from=one x y\n'
		);
		const ids = new Map([
			['a:1', 'aa'],
			['b:2', 'bb']
		]);
		expect(file.withIds(ids)).toBe(
			'ARG V=1\nFROM aa AS one\n\nRUN \u00ff "a:1" \\\n  FROM a:1\nCOPY --from=bb x y\nCOPY --from=one x y\n\n'
		);
		expect(file.steps).toBe(4);
	});

	it('reads a line in one go, whatever blanks a stranger put there', () => {
		const blanks = ' '.repeat(500_000);
		expect(read(`${blanks}FROM${blanks}a${blanks}\nRUN a${blanks}b`)).toMatchObject({ images: ['a'], steps: 2 });
	});

	it('ends a line that is continued at the end of the file', () => {
		expect(read('FROM a\nRUN b \\').steps).toBe(2);
		expect(read('FROM a\nRUN b \\\n').steps).toBe(2);
	});
});
