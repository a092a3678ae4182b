import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isNameEntry, reachEntry } from './reach.ts';

describe('what a pup can be held to', () => {
	it.each([
		['203.0.113.7', false],
		['198.51.100.0/24', false],
		['api.example.org', true],
		['API.Example.ORG', true],
		['*.example.org', true],
		['_acme.xn--bcher-kva.example', true],
		[' example.org ', true]
	])('%s', (text, isName) => {
		const entry = v.parse(reachEntry, text);
		expect(entry).toBe(text.trim().toLowerCase());
		expect(isNameEntry(entry)).toBe(isName);
	});

	it.each([
		['nothing', ''],
		['no address', '300.0.0.1'],
		['a network too large', '0.0.0.0/0'],
		['an address of IPv6', '2001:db8::1'],
		['a name of the home', 'printer'],
		['all names', '*'],
		['all names of a registry', '*.org'],
		['a star elsewhere', 'api.*.org'],
		['a star within', 'a*.example.org'],
		['an address of the web', 'https://example.org/'],
		['a port', 'example.org:443'],
		['a name that is too long', `${'a'.repeat(60)}.`.repeat(5) + 'org'],
		['a label that begins with a dash', '-a.example.org'],
		['what would be two lines', 'a.example\n.org']
	])('not %s', (_what, text) => {
		expect(v.safeParse(reachEntry, text).success).toBe(false);
	});
});
