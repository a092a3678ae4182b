import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createFrameReader, FRAME, FrameError, MAX_BODY, writeFrame } from './frames.ts';

/** Returns the bytes of frames, one after another. */
function bytesOf(frames: readonly [kind: number, call: number, body: Buffer | string][]): Buffer {
	const wire = new PassThrough({ highWaterMark: 1 << 24 });
	for (const [kind, call, body] of frames) writeFrame(wire as unknown as Socket, kind, call, body);
	return (wire.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** Returns what a reader reads in pieces of at most `step` bytes. Joins the pieces of a stream. */
function readBy(bytes: Buffer, step: number) {
	const received: string[] = [];
	let open = '';
	const read = createFrameReader(({ kind, call, body }) => {
		const head = `${kind} ${call} `;
		const isStream = [FRAME.stdin, FRAME.stdout, FRAME.stderr].some((one) => one === kind) && body.length > 0;
		if (isStream && open === head) received.push(received.pop()! + body.toString('latin1'));
		else received.push(head + body.toString('latin1'));
		open = isStream ? head : '';
	});
	for (let at = 0; at < bytes.length; at += step) read(bytes.subarray(at, at + step));
	return received;
}

const long = (letter: string, length: number) => letter.repeat(length);
const CASES: [what: string, frames: [number, number, string][], expected: string[]][] = [
	['a call', [[FRAME.call, 1, '{"verb":"x"}']], ['1 1 {"verb":"x"}']],
	[
		'an end of input behind input',
		[
			[FRAME.stdin, 2, 'ab'],
			[FRAME.stdin, 2, '']
		],
		['5 2 ab', '5 2 ']
	],
	[
		'frames without bodies',
		[
			[FRAME.cancel, 1, ''],
			[FRAME.stdout, 3, ''],
			[FRAME.cancel, 4, '']
		],
		['3 1 ', '19 3 ', '3 4 ']
	],
	[
		'streams of several calls in turn',
		[
			[FRAME.stdout, 1, 'one'],
			[FRAME.stderr, 1, 'two'],
			[FRAME.stdout, 2, 'three'],
			[FRAME.result, 1, 'null'],
			[FRAME.stdout, 2, 'four'],
			[FRAME.result, 2, '7']
		],
		['19 1 one', '20 1 two', '19 2 three', '16 1 null', '19 2 four', '16 2 7']
	],
	[
		'long ones between short ones',
		[
			[FRAME.line, 9, long('l', 5000)],
			[FRAME.stdin, 9, long('i', 9000)],
			[FRAME.message, 9, '{}'],
			[FRAME.stdin, 8, long('j', 4096)]
		],
		[`18 9 ${long('l', 5000)}`, `5 9 ${long('i', 9000)}`, '4 9 {}', `5 8 ${long('j', 4096)}`]
	]
];

describe('frames', () => {
	describe.each(CASES)('%s', (_what, frames, expected) => {
		it.each([1, 2, 8, 9, 10, 13, 4095, 4096, 4105, 65_536])('are read from pieces of %i bytes', (step) => {
			expect(readBy(bytesOf(frames), step)).toEqual(expected);
		});
	});

	it('pass a stream on as it comes, and small pieces apart from what they came with', () => {
		const bytes = bytesOf([[FRAME.stdout, 1, Buffer.alloc(65_536)]]);
		const bodies: Buffer[] = [];
		const read = createFrameReader(({ body }) => bodies.push(body));
		const [first, second] = [bytes.subarray(0, 60_000), bytes.subarray(60_000)];
		read(first);
		expect(bodies.map(({ length }) => length)).toEqual([59_991]);
		expect(bodies[0]!.buffer).toBe(first.buffer);
		read(second.subarray(0, 100));
		expect(bodies[1]!.buffer).not.toBe(second.buffer);
		read(second.subarray(100));
		expect(bodies.reduce((sum, { length }) => sum + length, 0)).toBe(65_536);
	});

	it.each([
		['nothing', 0],
		['less than a kind and a number', 4],
		['more than a body may have', 5 + MAX_BODY + 1],
		['all that four bytes can say', 0xffffffff]
	])('end with an error where their length says %s', (_what, length) => {
		for (const kind of [FRAME.call, FRAME.stdin]) {
			const head = Buffer.alloc(9);
			head.writeUInt32BE(length, 0);
			head.writeUInt8(kind, 4);
			expect(() => createFrameReader(() => {})(head)).toThrow(FrameError);
		}
	});
});
