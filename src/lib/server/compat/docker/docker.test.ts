/** Tables of input from Docker’s clients, and how the box reads it. */
import { describe, expect, it } from 'vitest';
import { asDockerError, DockerError } from './errors.ts';
import { BoxError } from '../../../contract/errors.ts';
import { frame } from './frames.ts';
import { dockerId, idPrefix, resolveId, resolveWhole } from './ids.ts';
import { filtersOf, flagOf, hasLabel, momentOf, numberOf } from './query.ts';
import { createRouter, type Route } from './router.ts';
import { numberOfSignal, signalOf } from './signals.ts';
import { splitVersion } from './version.ts';

const query = (text: string) => new URLSearchParams(text);

describe('the query', () => {
	it.each([
		['a=1', true],
		['a=true', true],
		['a=True', true],
		['a=0', false],
		['a=false', false],
		['a=False', false],
		['a=', false],
		['b=1', false]
	])('%s as a flag is %s', (text, wanted) => {
		expect(flagOf(query(text), 'a')).toBe(wanted);
	});

	it('takes numbers, and says which is none', () => {
		expect(numberOf(query('t=-1'), 't')).toBe(-1);
		expect(numberOf(query('t='), 't')).toBeNull();
		expect(() => numberOf(query('t=soon'), 't')).toThrow('invalid value for t');
	});

	it.each([
		['{"label":{"a=b":true,"c":true}}', [['label', ['a=b', 'c']]]],
		['{"label":["a=b"]}', [['label', ['a=b']]]],
		['{"status":{"running":true,"exited":false}}', [['status', ['running']]]],
		['{"id":"abc"}', [['id', ['abc']]]],
		['{"a":[1,true]}', [['a', ['1', 'true']]]],
		['null', []],
		['', []]
	])('filters %s', (text, wanted) => {
		expect([...filtersOf(query(new URLSearchParams({ filters: text }).toString()))]).toEqual(wanted);
	});

	it.each(['{', '[]', '"x"', '{"label":7}'])('refuses filters %s', (text) => {
		expect(() => filtersOf(new URLSearchParams({ filters: text }))).toThrow(DockerError);
	});

	it('refuses a filter that is not known', () => {
		expect(() => filtersOf(new URLSearchParams({ filters: '{"color":["red"]}' }), ['label'])).toThrow(
			"invalid filter 'color'"
		);
	});

	const NOW = 1_800_000_000_000;
	it.each([
		['1700000000', 1_700_000_000_000],
		['1700000000.250000000', 1_700_000_000_250],
		['10m', NOW - 600_000],
		['1h30m', NOW - 5_400_000],
		['0s', NOW],
		['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
		['0', null],
		['', null]
	])('takes %s for a moment', (text, wanted) => {
		expect(momentOf(new URLSearchParams({ since: text }), 'since', NOW)).toBe(wanted);
	});

	it('says that something is no moment', () => {
		expect(() => momentOf(query('since=soon'), 'since', NOW)).toThrow('is no moment');
	});

	it('looks for labels by name, or by name and value', () => {
		const labels = { a: 'b=c', toString: '' };
		expect([hasLabel(labels, 'a'), hasLabel(labels, 'a=b=c'), hasLabel(labels, 'a=b')]).toEqual([true, true, false]);
		expect(hasLabel({}, 'toString')).toBe(false);
	});
});

describe('ids', () => {
	const one = { id: 'a'.repeat(31) + '1', name: 'web' };
	const two = { id: 'a'.repeat(31) + '2', name: 'db' };
	const hex = { id: 'b'.repeat(32), name: 'aaaa' };
	const all = [one, two, hex];

	it.each([
		[dockerId(one.id), one],
		[one.id, one],
		['web', one],
		['/web', one],
		['aaaa', hex],
		['aaa', 'ambiguous'],
		['b', hex],
		[dockerId(hex.id).slice(0, 40), hex],
		['nobody', null],
		['c', null],
		[`${one.id}${two.id}`, null]
	])('%s leads to %o', (text, wanted) => {
		expect(resolveId(all, text)).toEqual(wanted);
	});

	it('that are whole, and names, lead to one without a look at all others', () => {
		expect([dockerId(one.id), 'web', '/web', 'aaaa', 'aaa', 'nobody'].map((text) => resolveWhole(all, text))).toEqual([
			...[one, one, one, hex, null, null]
		]);
		// A name of this form may be the id of another container.
		const named = { id: 'c'.repeat(32), name: 'd'.repeat(32) };
		expect(resolveWhole([named], named.name)).toBeNull();
	});

	it('are prefixes of ids of the box, as far as these go', () => {
		expect(idPrefix('abc')).toBe('abc');
		expect(idPrefix('xyz')).toBeNull();
		expect(idPrefix('')).toBeNull();
		expect(idPrefix('a'.repeat(65))).toBeNull();
	});
});

describe('versions', () => {
	it.each([
		['/_ping', '/_ping', 47],
		['/v1.24/version', '/version', 24],
		['/v1.47/images/docker.io/library/x/json', '/images/docker.io/library/x/json', 47]
	])('%s', (given, path, minor) => {
		expect(splitVersion(given)).toEqual({ path, minor });
	});
	it.each([
		['/v1.23/info', 'too old'],
		['/v0.9/info', 'too old'],
		['/v1.48/info', 'too new'],
		['/v2.0/info', 'too new']
	])('%s is %s', (given, words) => {
		expect(() => splitVersion(given)).toThrow(words);
	});
});

describe('routes', () => {
	const route = (method: Route['method'], path: string): Route => ({ method, path, handle: () => {} });
	const find = createRouter([
		route('GET', '/containers/json'),
		route('GET', '/containers/{id}/json'),
		route('DELETE', '/containers/{id}'),
		route('GET', '/images/{name+}/json'),
		route('GET', '/images/{name+}/get')
	]);
	it.each([
		['GET', '/containers/json', '/containers/json', {}],
		['HEAD', '/containers/json', '/containers/json', {}],
		['GET', '/containers/web/json', '/containers/{id}/json', { id: 'web' }],
		['GET', '/containers/a%2Fb/json', '/containers/{id}/json', { id: 'a/b' }],
		['DELETE', '/containers/web', '/containers/{id}', { id: 'web' }],
		['GET', '/images/alpine:latest/json', '/images/{name+}/json', { name: 'alpine:latest' }],
		['GET', '/images/h:5000/a/b@sha256:ff/get', '/images/{name+}/get', { name: 'h:5000/a/b@sha256:ff' }]
	])('%s %s', (method, path, wanted, params) => {
		const found = find(method, path);
		expect([found?.route.path, found?.params]).toEqual([wanted, params]);
	});
	it.each([
		['POST', '/containers/json'],
		['GET', '/containers'],
		['GET', '/containers/a/b/json'],
		['GET', '/containers/%zz/json'],
		['PATCH', '/containers/web']
	])('%s %s is none', (method, path) => {
		expect(find(method, path)).toBeNull();
	});
});

it('frames have the stream, three zeros, and the length', () => {
	expect([...frame(2, Buffer.from('hey'))]).toEqual([2, 0, 0, 0, 0, 0, 0, 3, 104, 101, 121]);
	expect([...frame(1, Buffer.alloc(0))]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
});

it.each([
	['KILL', 'SIGKILL'],
	['SIGTERM', 'SIGTERM'],
	['sighup', 'SIGHUP'],
	['9', 'SIGKILL'],
	['15', 'SIGTERM']
])('the signal %s is %s', (given, wanted) => {
	expect(signalOf(given)).toBe(wanted);
});

it.each(['SIGNOPE', '0', '999', '', 'constructor'])('there is no signal %s', (given) => {
	expect(() => signalOf(given)).toThrow('Invalid signal');
	expect(numberOfSignal('SIGKILL')).toBe(9);
});

it('errors of the box become a status and one line', () => {
	const error = new BoxError({
		code: 'invalid-input',
		status: 422,
		message: 'It does not fit.',
		fields: { a: 'Too long.', b: 'Too long.' },
		hint: 'Try\nless.'
	});
	expect(asDockerError(error)).toMatchObject({ status: 400, message: 'It does not fit. Too long. Try less.' });
	expect(asDockerError(new DockerError(409, 'No.'))).toMatchObject({ status: 409, message: 'No.' });
	expect(asDockerError(new TypeError('a bug'))).toBeNull();
});
