import { expect, it } from 'vitest';
import { createEventReader } from './event-text.ts';

it('reads events in pieces of any size', () => {
	const text = ': comment\n\nid: 7\nevent: job\ndata: {"a":"é"}\n\n: still here\n\nevent: pup\ndata: 1\n\ndata: nev';
	for (const size of [1, 2, 3, 7, 1000]) {
		const reader = createEventReader();
		const found = [];
		for (let at = 0; at < text.length; at += size) found.push(...reader.push(text.slice(at, at + size)));
		expect(found).toEqual([
			{ event: 'job', data: { a: 'é' }, id: '7' },
			{ event: 'pup', data: 1, id: '7' }
		]);
	}
});
