import { expect, it } from 'vitest';
import type { BoxDetail, BoxSummary } from '$lib/contract/boxes.ts';
import { boxesNow, boxNow, type BoxNews } from './box-news.ts';

const box = (id: string, createdAt: number, name = id) => ({ id, name, createdAt }) as BoxSummary;
const names = (boxes: BoxSummary[]) => boxes.map(({ name }) => name);
const newsOf = (...all: [string, BoxNews][]) => new Map(all);

it('lays what came later over what was rendered', () => {
	const rendered = [box('b', 2), box('a', 1)];
	const news = newsOf(['a', { seq: 11, box: box('a', 1, 'renamed') }]);
	expect(names(boxesNow(rendered, 10, news, true))).toEqual(['b', 'renamed']);
});

it('keeps what was rendered where that is newer than the news', () => {
	const news = newsOf(['a', { seq: 9, box: box('a', 1, 'old') }], ['c', { seq: 9, box: box('c', 3) }]);
	expect(names(boxesNow([box('a', 1)], 10, news, true))).toEqual(['a']);
});

it('puts new boxes first, and only into the first part', () => {
	const news = newsOf(['c', { seq: 12, box: box('c', 3) }]);
	expect(names(boxesNow([box('a', 1)], 10, news, true))).toEqual(['c', 'a']);
	expect(names(boxesNow([box('a', 1)], 10, news, false))).toEqual(['a']);
});

it('leaves out what was removed', () => {
	const news = newsOf(['a', { seq: 12, box: null }], ['x', { seq: 13, box: null }]);
	expect(boxesNow([box('a', 1)], 10, news, true)).toEqual([]);
	expect(boxNow(box('a', 1) as BoxDetail, 10, news)).toBeNull();
});

it('keeps of one box what no summary tells', () => {
	const rendered = { ...box('a', 1), workdir: '/srv' } as BoxDetail;
	const now = boxNow(rendered, 10, newsOf(['a', { seq: 11, box: box('a', 1, 'other') }]));
	expect(now).toMatchObject({ name: 'other', workdir: '/srv' });
});
