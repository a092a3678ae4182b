import { expect, it } from 'vitest';
import { BAR, isHere, NAV } from './nav.ts';

const lit = (path: string, bar: boolean) =>
	(bar ? BAR : NAV).filter((item) => isHere(item, path, bar)).map(({ label }) => label);

it.each([
	['/', 'Home', 'Home'],
	['/pups/1/logs', 'Home', 'Home'],
	['/boxes', 'Boxes', 'Home'],
	['/boxes/1/logs', 'Boxes', 'Home'],
	['/boxes-of-others', undefined, undefined],
	['/store/sources', 'Store', 'Store'],
	['/settings', 'Settings', 'Settings']
])('shows of %s in the sidebar %s, in the bar %s', (path, sidebar, bar) => {
	expect(lit(path, false)).toEqual(sidebar === undefined ? [] : [sidebar]);
	expect(lit(path, true)).toEqual(bar === undefined ? [] : [bar]);
});
