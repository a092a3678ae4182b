import { describe, expect, it } from 'vitest';
import { keptLayers } from './layer-use.ts';

const all = [
	{ id: 'base', parentId: null },
	{ id: 'packages', parentId: 'base' },
	{ id: 'archives', parentId: 'packages' },
	{ id: 'other', parentId: 'base' },
	{ id: 'lonely', parentId: 'gone' }
];
const kept = (...used: string[]) => [...keptLayers(all, used)].filter((id) => all.some((one) => one.id === id)).sort();

describe('layers that stay', () => {
	it('are those that somebody names, and all that lie below them', () => {
		expect(kept('archives')).toEqual(['archives', 'base', 'packages']);
		expect(kept('other', 'packages')).toEqual(['base', 'other', 'packages']);
		expect(kept('base')).toEqual(['base']);
	});
	it('are none where nobody names one that is there', () => {
		expect(kept()).toEqual([]);
		expect(kept('unknown')).toEqual([]);
	});
	it('are found also where a layer below is gone, or names itself', () => {
		expect(kept('lonely')).toEqual(['lonely']);
		expect([...keptLayers([{ id: 'x', parentId: 'x' }], ['x'])]).toEqual(['x']);
	});
});
