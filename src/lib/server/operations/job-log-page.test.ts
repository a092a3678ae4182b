import { expect, it } from 'vitest';
import { searchHere } from '../../../../tests/support/search-here.ts';
import type { LogQuery } from '../containers/index.ts';
import { pageOfLines } from './job-log-page.ts';

const all = Array.from({ length: 10 }, (_, i) => ({ at: 1000 + i, text: `line ${i}`, cursor: String(1000 + i) }));
const page = (query: LogQuery) => pageOfLines(all, query, (texts, filter) => searchHere.fitting(texts, filter));
const filter = { text: 'LINE [3-5]', regex: true, caseSensitive: false, level: null };

it.each<[string, LogQuery, number[], object]>([
	['its end', { tail: 3 }, [7, 8, 9], { older: true, more: false, start: '1006', cursor: '1009' }],
	['the page before', { before: '1006', limit: 3 }, [4, 5, 6], { older: true, start: '1003' }],
	['its beginning', { before: '1001', limit: 3 }, [0, 1], { older: false, start: '' }],
	['what is behind', { after: '1003', limit: 2 }, [4, 5], { more: true, cursor: '1005' }],
	['all of it', { after: '' }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { more: false }],
	['nothing new', { after: '1009' }, [], { more: false, cursor: '1009' }],
	['from a moment on', { since: 1007 }, [7, 8, 9], { more: false }],
	['up to a moment', { until: 1002 }, [0, 1], { older: false }],
	['what was looked for', { filter, limit: 2 }, [4, 5], { older: true, start: '1003' }],
	['what was looked for, before', { filter, limit: 2, before: '1003' }, [3], { older: false }],
	['behind a line that is gone', { after: '1003.7' }, [4, 5, 6, 7, 8, 9], {}]
])('%s', async (_, query, wanted, more) => {
	const found = await page(query);
	expect(found.lines.map(({ at }) => at - 1000)).toEqual(wanted);
	expect(found).toMatchObject(more);
});

it('refuses what is no cursor', async () => {
	await expect(page({ after: 'nonsense' })).rejects.toMatchObject({ code: 'invalid-cursor' });
});
