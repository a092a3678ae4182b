import { expect, it } from 'vitest';
import { appendPart, commandLine, createPieceReader, type OutputPart } from './command-output.ts';

const out = (text: string): OutputPart => ({ stream: 'stdout', text });
const err = (text: string): OutputPart => ({ stream: 'stderr', text });

it('joins what one stream wrote, and keeps the order of both', () => {
	const parts = [out('a'), out('b'), err('!'), out('c')].reduce<OutputPart[]>((all, one) => appendPart(all, one), []);
	expect(parts).toEqual([out('ab'), err('!'), out('c')]);
});

it('keeps the end of very much', () => {
	expect(appendPart([out('abc'), err('def')], out('ghi'), 5)).toEqual([err('ef'), out('ghi')]);
	expect(appendPart([], out('abcdef'), 2)).toEqual([out('ef')]);
});

it('reads a character that lies in two pieces', () => {
	const read = createPieceReader();
	const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
	expect(read('stdout', { base64: first.toString('base64') })).toBe('');
	expect(read('stderr', { text: 'x' })).toBe('x');
	expect(read('stdout', { base64: second.toString('base64') })).toBe('é');
	expect(read('stdout', { text: '!' })).toBe('!');
});

it.each([
	[['/bin/sh', '-c', 'echo a | wc'], 'echo a | wc'],
	[['bash', '-c', 'ls'], 'ls'],
	[['ls', '-l'], 'ls -l'],
	[['fish', '-c', 'ls'], 'fish -c ls'],
	[[], '']
])('writes %j as %s', (argv, line) => {
	expect(commandLine(argv)).toBe(line);
});
