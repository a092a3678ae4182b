import { expect, it } from 'vitest';
import { BAR, isHere, NAV } from './nav.ts';

const lit = (path: string, among = NAV) => among.filter((item) => isHere(item, path, among)).map(({ label }) => label);

it.each([
	['/', 'Home', 'Home'],
	['/pups/1/logs', 'Home', 'Home'],
	['/boxes', 'Boxes', 'Home'],
	['/boxes/1/logs', 'Boxes', 'Home'],
	['/boxes-of-others', undefined, undefined],
	['/store/sources', 'Store', 'Store'],
	['/settings', 'Settings', 'Settings']
])('shows of %s in the sidebar %s, in the bar %s', (path, sidebar, bar) => {
	expect(lit(path)).toEqual(sidebar === undefined ? [] : [sidebar]);
	expect(lit(path, BAR)).toEqual(bar === undefined ? [] : [bar]);
});
