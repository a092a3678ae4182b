import { describe, expect, it } from 'vitest';
import { ALL, readQuery, writeQuery } from './query.ts';
import { cardOf, findPups, fold, indexPups, type SearchedPup } from './search.ts';

const pup = (name: string, more: Partial<SearchedPup> = {}): SearchedPup => ({
	sourceId: 'builtin',
	sourceName: 'Built-in',
	name,
	version: '0.0.1',
	category: 'other',
	shortDescription: '',
	longDescription: '',
	interfaces: [],
	logoUrl: null,
	runnable: true,
	reason: null,
	requiresInternet: false,
	signature: 'unsigned',
	updatedAt: null,
	...more
});
const names = (pups: SearchedPup[], query: Partial<typeof ALL>, installed: string[] = []) =>
	findPups(indexPups(pups), { ...ALL, ...query }, new Set(installed)).pups.map((one) => one.name);

it('shows on a card what a card needs, and no more', () => {
	const { longDescription: _, interfaces: __, ...card } = pup('Core', { logoUrl: '/logo' });
	expect(cardOf(pup('Core', { logoUrl: '/logo' }))).toEqual(card);
});

describe('searching the store', () => {
	const pups = [
		pup('Gigawallet', { shortDescription: 'Takes payments; needs a core node.', category: 'wallet', updatedAt: 5 }),
		pup('Dogecoin Core', {
			category: 'node',
			interfaces: [{ name: 'core-rpc', version: '0.0.1' }],
			sourceId: 'wg',
			sourceName: 'Dogebox-WG pups',
			runnable: false,
			updatedAt: 9
		}),
		pup('Core gateway', { category: 'network' }),
		pup('Café', { longDescription: 'Ein Straßenplan für Hunde. Encore.' })
	];

	it('puts the beginning of a name before a word in it, before descriptions', () => {
		expect(names(pups, { q: 'core' })).toEqual(['Core gateway', 'Dogecoin Core', 'Gigawallet', 'Café']);
	});
	it('finds without accents, in any case, and ß as ss', () => {
		expect(fold('Crème BRÛLÉE Straße')).toBe('creme brulee strasse');
		expect(names(pups, { q: 'CAFE' })).toEqual(['Café']);
		expect(names(pups, { q: 'strasse' })).toEqual(['Café']);
	});
	it('demands every word, wherever each stands', () => {
		expect(names(pups, { q: 'core rpc' })).toEqual(['Dogecoin Core']);
		expect(names(pups, { q: 'dogebox-wg' })).toEqual(['Dogecoin Core']);
		expect(names(pups, { q: 'core nothing' })).toEqual([]);
	});
	it('takes signs as signs, not as a pattern', () => {
		expect(names(pups, { q: '.*' })).toEqual([]);
		expect(names([pup('C++ (beta)')], { q: 'c++ (' })).toEqual(['C++ (beta)']);
	});
	it('filters, and counts each filter with the others as they are', () => {
		const found = findPups(indexPups(pups), { ...ALL, category: 'node', runnable: true }, new Set(['builtin/Café']));
		expect(found.pups).toEqual([]);
		expect(found.counts.all).toBe(3);
		expect(found.counts.categories).toEqual({ wallet: 1, network: 1, other: 1 });
		expect(found.counts.runnable).toBe(0);
		expect(names(pups, { installed: true }, ['builtin/Café'])).toEqual(['Café']);
		expect(names(pups, { source: 'wg' })).toEqual(['Dogecoin Core']);
	});
	it('sorts by what can run, by name, by date', () => {
		expect(names(pups, {})).toEqual(['Café', 'Core gateway', 'Gigawallet', 'Dogecoin Core']);
		expect(names(pups, { sort: 'name' })).toEqual(['Café', 'Core gateway', 'Dogecoin Core', 'Gigawallet']);
		expect(names(pups, { sort: 'new' })[0]).toBe('Dogecoin Core');
	});
});

describe('the query in the address', () => {
	it('says only what is asked, and reads it back', () => {
		expect(writeQuery(ALL)).toBe('');
		const query = { ...ALL, q: 'a & b', category: 'node' as const, runnable: true, sort: 'new' as const, page: 3 };
		expect(readQuery(new URLSearchParams(writeQuery(query)))).toEqual(query);
	});
	it('takes nonsense as not said', () => {
		const params = new URLSearchParams('category=__proto__&sort=constructor&page=-1&q=' + 'x'.repeat(500));
		expect(readQuery(params)).toEqual({ ...ALL, q: 'x'.repeat(100) });
	});
});
