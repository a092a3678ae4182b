import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { endsOf, readParts } from './parts.ts';

/** Reads lines in the format that the supervisor writes. */
async function read(...lines: object[]) {
	const stream = new PassThrough();
	const parts = await new Promise<ReturnType<typeof readParts>>((resolve) => {
		const reader = readParts(stream, () => resolve(reader));
		stream.end(lines.map((line) => JSON.stringify(line) + '\n').join(''));
	});
	return parts;
}
const up = { up: true, pid: 7, reason: null, endedAt: null };

it('knows of no end where nothing ended by itself', async () => {
	expect(endsOf(await read({ part: 'agent', ...up }, { part: 'dogeboxd', ...up }))).toEqual([]);
});

it('gives how each part last ended, also once it is back, newest first', async () => {
	const parts = await read(
		{ part: 'dogeboxd', ...up, reason: 'ended by SIGKILL', endedAt: 100 },
		{ part: 'agent', up: false, pid: null, reason: 'exit status 1: first', endedAt: 200 },
		{ part: 'agent', up: false, pid: null, reason: 'exit status 1: no', endedAt: 300 },
		{ part: 'agent', ...up, reason: 'exit status 1: no', endedAt: 300 },
		{ part: 'dkm', ...up },
		{ part: 'unknown', ...up, reason: 'x', endedAt: 400 }
	);
	expect(endsOf(parts)).toEqual([
		{ part: 'agent', at: 300, reason: 'exit status 1: no' },
		{ part: 'dogeboxd', at: 100, reason: 'ended by SIGKILL' }
	]);
});
