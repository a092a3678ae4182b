/**
 * Property-based fuzz of the manifest reader: no crash, no hang, every refusal has a path, every
 * acceptance is stable.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBoxError } from './errors.ts';
import { buildKinds, categoryOf, configFields, parseManifest, webPages } from './manifest.ts';

const FIXTURES = 'tests/fixtures/manifests';
const seeds = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('manifest.json'))
	.map((name) => readFileSync(join(FIXTURES, name), 'utf8'));
seeds.push(readFileSync('pups/regtest-node/manifest.json', 'utf8'));

// JSON reads -0, but writes 0. No other difference may come of writing and reading again.
expect.addEqualityTesters([(a, b) => (a === 0 && b === 0 ? true : undefined)]);

/** Runs the reader and checks what it promises. @returns whether it accepted the manifest */
function holds(json: unknown): boolean {
	let read;
	try {
		read = parseManifest(json);
	} catch (error) {
		if (!isBoxError(error)) throw error;
		expect(error.code).toBe('bad-manifest');
		const fields = Object.entries(error.fields ?? {});
		expect(fields.length).toBeGreaterThan(0);
		expect(fields.length).toBeLessThanOrEqual(100);
		const shapeless = fields.filter(([path, message]) => path === '' || !/found [\s\S]*, wanted /.test(message));
		expect(shapeless).toEqual([]);
		expect(error.message).toContain(`cannot be used: ${fields[0]![0]}: `);
		expect(error.message.length).toBeLessThan(4000);
		return false;
	}
	const { manifest, warnings } = read;
	// Every accepted manifest is accepted by the functions that take manifests apart.
	buildKinds(manifest);
	categoryOf(manifest);
	configFields(manifest);
	webPages(manifest);
	expect(warnings.length).toBeLessThanOrEqual(51);
	const kept = JSON.stringify(manifest);
	expect(JSON.parse(kept)).toEqual(manifest);
	expect(JSON.stringify(parseManifest(JSON.parse(kept)).manifest)).toBe(kept);
	return true;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Returns the paths of all places in a JSON value. */
function pathsOf(value: Json, path: (string | number)[] = []): (string | number)[][] {
	if (typeof value !== 'object' || value === null) return [path];
	const inside = Array.isArray(value) ? value.entries() : Object.entries(value);
	return [path, ...[...inside].flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** Returns a copy with one place changed. `undefined` removes the place. */
function changed(value: Json, path: (string | number)[], to: Json | undefined): Json | undefined {
	if (path.length === 0) return to;
	const [key, ...rest] = path as [string | number, ...(string | number)[]];
	if (Array.isArray(value)) {
		return value.flatMap((item, i) => {
			const next = i === key ? changed(item, rest, to) : item;
			return next === undefined ? [] : [next];
		});
	}
	const entries = Object.entries(value as Record<string, Json>).map(
		([name, item]) => [name, name === key ? changed(item, rest, to) : item] as const
	);
	return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as Json;
}

const deep = (levels: number): Json => JSON.parse('[{"a":'.repeat(levels) + '1' + '}]'.repeat(levels)) as Json;

const oddText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.constantFrom(
		'',
		' ',
		'..',
		'../../etc/passwd',
		'/',
		'__proto__',
		'constructor',
		'toString',
		'wanted ',
		'\ud800',
		'\u202egnp.exe'
	),
	fc.constantFrom(
		'\u0000',
		'a\nb',
		'1.0.0',
		'^1',
		'%s',
		'\ufeff',
		'$(reboot)',
		'x'.repeat(5000),
		'x'.repeat(70_000),
		'9'.repeat(400)
	)
);

const oddValue: fc.Arbitrary<Json | undefined> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.constantFrom<(Json | undefined)[]>(undefined, null, true, false, 0, -1, 1.5, 1e308, 65536, [], {}, '')
	},
	{ weight: 3, arbitrary: oddText },
	{ weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json> },
	{ weight: 1, arbitrary: fc.constantFrom(5, 14, 60).map(deep) },
	{ weight: 1, arbitrary: fc.constantFrom<Json>(Array<Json>(600).fill(null), Array<Json>(600).fill({})) }
);

// Thousands of manifests take longer than the usual timeout of a test on a busy machine.
describe('the manifest reader, fuzzed', { timeout: 60_000 }, () => {
	it('holds with any JSON', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => void holds(json)),
			{ numRuns: 600 }
		);
	});

	it('holds with manifests of the wild, changed in a few places', () => {
		let taken = 0;
		let refused = 0;
		const mutation = fc.tuple(fc.nat(), oddValue);
		fc.assert(
			fc.property(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 4 }), (seed, mutations) => {
				let json: Json | undefined = JSON.parse(seed) as Json;
				for (const [at, to] of mutations) {
					if (json === undefined) break;
					const paths = pathsOf(json);
					json = changed(json, paths[at % paths.length]!, to);
				}
				if (holds(json)) taken++;
				else refused++;
			}),
			{ numRuns: 2000 }
		);
		// Both outcomes must have occurred, or nothing was tested.
		expect(Math.min(taken, refused)).toBeGreaterThan(50);
	});

	it('holds with any member added anywhere, dangerous names among them', () => {
		const names = fc.oneof(
			oddText,
			fc.constantFrom('__proto__', 'prototype', 'constructor', 'META', 'Name', 'hasOwnProperty', '$schema')
		);
		fc.assert(
			fc.property(fc.constantFrom(...seeds), names, oddValue, fc.nat(), (seed, name, value, at) => {
				const json = JSON.parse(seed) as Json;
				const objects = pathsOf(json)
					.map((path) => path.reduce<Json>((node, key) => (node as Record<string | number, Json>)[key]!, json))
					.filter((node) => typeof node === 'object' && node !== null && !Array.isArray(node));
				// Like JSON.parse, adds an own property, even for `__proto__`.
				Object.defineProperty(objects[at % objects.length], name, {
					value: value ?? null,
					enumerable: true,
					configurable: true,
					writable: true
				});
				holds(json);
			}),
			{ numRuns: 500 }
		);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('is not led to a prototype', () => {
		const json = JSON.parse(
			seeds[0]!.replace('{', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},')
		) as unknown;
		const { manifest, warnings } = parseManifest(json);
		expect(warnings).toContain('__proto__ is ignored.');
		expect(Object.getPrototypeOf(manifest)).toBe(Object.prototype);
		expect('polluted' in manifest).toBe(false);
	});

	it('refuses what is too deep, too wide and too long, and says so', () => {
		for (const json of [
			deep(50_000),
			Array<Json>(1_000_000).fill(0),
			{ a: Array<Json>(40).fill('x'.repeat(60_000)) }
		]) {
			expect(() => parseManifest(json)).toThrow(/cannot be used: [^:]+: found .*, wanted a manifest of at most/);
		}
	});
});
