import { describe, expect, it } from 'vitest';
import { failureOf, isOfBuildah, linesOf, stepWords } from './words.ts';

const ID = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

function shown(lines: readonly string[], steps = 3): string {
	let text = '';
	const words = stepWords(steps, new Map([[ID, 'alpine:3']]), (more) => (text += more));
	for (const line of lines) words.line(`${line}\n`);
	return text;
}

describe('words of a build', () => {
	it('has steps as Docker does', () => {
		expect(
			shown([
				`[1/2] STEP 1/2: FROM ${ID} AS one`,
				'[1/2] STEP 2/2: RUN echo hi',
				'hi',
				'--> 3fa9',
				'--> 3fa9c2d1e0b',
				`[2/2] STEP 1/1: FROM ${OTHER}`,
				`--> Using cache ${OTHER}`,
				'[2/2] COMMIT web',
				OTHER
			])
		).toBe(
			'Step 1/3 : FROM alpine:3 AS one\nStep 2/3 : RUN echo hi\nhi\n--> 3fa9\n ---> 3fa9c2d1e0b\n' +
				'Step 3/3 : FROM cdcdcdcdcdcd\n ---> Using cache\n'
		);
	});

	it('shows a hash that something printed', () => {
		expect(shown([OTHER, 'more'])).toBe(`${OTHER}\nmore\n`);
	});

	it('splits lines, also in the middle of a character and without an end', () => {
		const lines: string[] = [];
		const split = linesOf((line) => lines.push(line));
		const bytes = Buffer.from('ä\nb');
		split.add(bytes.subarray(0, 1));
		split.add(bytes.subarray(1));
		split.end();
		const long = linesOf((line) => lines.push(line));
		long.add(Buffer.alloc(70_000, 'x'));
		long.end();
		expect(lines).toEqual(['ä\n', 'b', 'x'.repeat(70_000)]);
	});

	it.each([
		[
			'Error: building at STEP "RUN exit 3": exit status 3',
			'exit 3',
			"The command '/bin/sh -c exit 3' returned a non-zero code: 3",
			3
		],
		[
			'Error: building at STEP "RUN a b": while running runtime: exit status 4',
			'["a", "b"]',
			"The command 'a b' returned a non-zero code: 4",
			4
		],
		['Error: building at STEP "COPY x y": no such file', 'x y', 'building at STEP "COPY x y": no such file', 1]
	])('%s', (line, current, message, code) => {
		expect(failureOf(['subprocess exited with status 3', line], 125, current)).toEqual({ message, code });
	});

	it('says something where nothing was said', () => {
		expect(failureOf([], 137, '')).toMatchObject({ message: expect.stringMatching(/memory/) as string, code: 1 });
		expect(isOfBuildah('Error: x')).toBe(true);
		expect(isOfBuildah('error: of a program')).toBe(false);
	});
});
