import { describe, expect, it } from 'vitest';
import { good, read, archive, field, expose, offer, need, metric } from '../../../tests/support/manifest-parts.ts';

describe('warns of', () => {
	it.each<[string, unknown, string]>([
		['a version that is none', good({ meta: { version: 'one' } }), '“one” is not a semantic version'],
		['a slash in the name', good({ meta: { name: 'A/B' } }), 'contains a slash'],
		['a long short description', good({ meta: { shortDescription: 'x'.repeat(201) } }), 'lists show about 200'],
		['an unknown category', good({ meta: { category: 'games' } }), '“games” is not a category'],
		['an archive without encryption', archive({ url: 'http://example.org/a.tar' }), 'without encryption'],
		['a port of the box', expose({ listenOnHost: true, port: 80 }), 'requests port 80 of the box'],
		[
			'two for one port of the box',
			expose({ listenOnHost: true }, { name: 'q', listenOnHost: true }),
			'“p” and “q” both request port 9000'
		],
		['two ports of one name', expose({}, { port: 9001 }), 'Two ports are called “p”'],
		['a page that speaks tcp', expose({ type: 'tcp', webUI: true }), 'speaks plain TCP'],
		[
			'an interface of two definitions',
			good({
				interfaces: [
					{ name: 'a', version: '1.0.0' },
					{ name: 'a', version: '1.0.0' }
				]
			}),
			'defined twice'
		],
		['an interface that is served nowhere', offer({}, {}, { interfaces: [] }), 'served by no port'],
		['an interface with a version that is none', offer({ version: 'x' }), 'of the interface “api” is not a semantic'],
		[
			'an interface that cannot be in an address',
			good({ interfaces: [{ name: 'a b', version: '1.0.0' }] }),
			'“a b” cannot be used as the name of an interface'
		],
		[
			'a port that is served but not by it',
			offer({}, { port: 9999 }),
			'opens port 9999, where the interface is not served'
		],
		['a severity of four', offer({}, { severity: 4 }), 'is not 1, 2 or 3'],
		['an interface nobody defined', expose({ interfaces: ['x'] }), 'names the interface “x”'],
		['a range that is none', need({ interfaceVersion: 'latest!' }), '“latest!” is not a version range'],
		['no range', need({ interfaceVersion: '' }), 'any version is accepted'],
		[
			'needing twice',
			good({ dependencies: [need({}), need({})].map(() => ({ interfaceName: 'a', interfaceVersion: '1' })) }),
			'depends on “a” twice'
		],
		['a metric of an unknown type', metric({ type: 'bool' }), 'unknown type “bool”'],
		['two metrics of one name', metric({}, {}), 'Two metrics are called “m”'],
		['a metric that keeps nothing', metric({ history: 0 }), 'keeps no values'],
		['a field no variable can be', field({ name: 'MY-KEY' }), 'cannot be a variable'],
		['a number that is none', field({ type: 'number', default: 'x' }), 'is not a number'],
		['a number below', field({ type: 'range', min: 1, max: 5, default: 0 }), 'is below 1'],
		['a number above', field({ type: 'number', min: 1, max: 5, default: '9' }), 'is above 5'],
		['a toggle of maybe', field({ type: 'toggle', default: 'maybe' }), 'neither true nor false'],
		['a choice that is not offered', field({ type: 'radio', options: ['a'], default: 'b' }), 'not among its options'],
		['a date that is none', field({ type: 'date', default: '2026-13-01' }), 'is not a date'],
		['a color that is none', field({ type: 'color', default: 'red' }), 'is not a color'],
		['nothing to choose from', field({ type: 'select' }), 'lists no options'],
		['a choice twice', field({ type: 'select', options: ['a', 'a'] }), 'lists a value twice'],
		['choices nobody asks for', field({ options: ['a'] }), 'its type is text'],
		['a member nobody knows', good({ container: { webUi: true } }), 'container.webUi is unknown'],
		['half a character', good({ meta: { longDescription: 'a\ud800' } }), 'half a character'],
		[
			'a name for a variable that is none',
			good({ container: { services: [{ name: 'a', command: { exec: 'x', env: { 'A-B': '1' } } }] } }),
			'not the name of a variable'
		]
	])('%s', (_, json, sentence) => {
		const { fields, warnings } = read(json);
		expect(fields).toEqual({});
		expect(warnings.join('\n')).toContain(sentence);
	});
});
