import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCESS, ROUTE_ACCESS, routeAccess, safeNext } from '../../contract/access.ts';
import { allOperations, API_BASE } from '../../contract/operations.ts';

const routes = join(import.meta.dirname, '../../../routes');

/** Route ids as SvelteKit makes them: folders that hold a page or an endpoint. */
function routeIds(): string[] {
	return readdirSync(routes, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /^\+(page|server)([.@]|$)/.test(entry.name))
		.map((entry) => '/' + relative(routes, entry.parentPath).split('\\').join('/'))
		.filter((id, at, all) => all.indexOf(id) === at)
		.sort();
}

describe('the guard table', () => {
	it('names every route on disk and no other', () => {
		expect(Object.keys(ROUTE_ACCESS).sort()).toEqual(routeIds());
	});

	it('refuses what it does not name', () => {
		expect(routeAccess('/not/there')).toBeNull();
		expect(routeAccess(null)).toBeNull();
		expect(routeAccess('constructor')).toBeNull();
	});

	it('opens only what nobody can log in without', () => {
		const open = Object.entries(ROUTE_ACCESS).filter(([, access]) => access === 'open');
		expect(open.map(([id]) => id).filter((id) => !/^\/(login|reset|setup)(\/|$)/.test(id))).toEqual([]);
	});
});

describe('the operations', () => {
	const all = allOperations();

	it('each say who may call them', () => {
		for (const [id, operation] of all) expect(ACCESS, id).toContain(operation.access);
	});

	it('are open only for the box itself and for logging in', () => {
		const open = all.filter(([, operation]) => operation.access === 'open').map(([id]) => id);
		expect(open.sort()).toEqual([
			'box.get',
			'caller.get',
			'openapi.get',
			'password.reset',
			'sessions.create',
			'sessions.renew',
			'setup.claim'
		]);
	});

	it('name scopes where a token may call them, and nowhere else', () => {
		for (const [id, { access, scopes }] of all) {
			if (access === 'owner') expect(scopes?.length, id).toBeGreaterThan(0);
			else expect(scopes, id).toBeUndefined();
		}
	});

	it('that only read need the scope “see” or “administer”, and those that change never “see”', () => {
		for (const [id, { access, scopes, method, output }] of all) {
			if (access !== 'owner') continue;
			// A WebSocket starts as a GET and may then do anything.
			const reads = method === 'GET' && (output.kind !== 'duplex' || scopes?.includes('see'));
			if (reads) expect([['see'], ['administer']], id).toContainEqual(scopes);
			else expect(scopes, id).not.toContain('see');
		}
	});

	it('have one operation per method and path', () => {
		const paths = all.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
		expect(new Set(paths).size).toBe(paths.length);
	});

	it('name an audit sentence for whatever changes something, save a draft, a plan and what pups report', () => {
		const silent = all.filter(([, { method, audit }]) => method !== 'GET' && !audit).map(([id]) => id);
		expect(silent).toEqual(['setup.draft', 'wiring.plan', 'pups.report', 'dbx.metrics']);
	});

	it('have a schema for each parameter of their path', () => {
		for (const [id, { path, params }] of all) {
			const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
			const declared = params && 'entries' in params ? Object.keys(params.entries as object) : [];
			expect(declared.sort(), id).toEqual(names.sort());
		}
	});

	it('stand below one base', () => expect(API_BASE).toBe('/api/v1'));
});

describe('safeNext', () => {
	it.each(['/', '/pups/1?x=1#y', '/store'])('keeps %s', (path) => expect(safeNext(path)).toBe(path));
	it.each([
		null,
		'',
		'//evil.example',
		'/\\evil.example',
		'https://evil.example/',
		'javascript:alert(1)',
		'/\t/evil.example',
		'/a\\b',
		'/.//evil.example',
		'/x/..//evil.example',
		'evil'
	])('turns %j into the start page', (path) => expect(safeNext(path)).toBe('/'));
});
