import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { PATH_ROWS } from '../../../../../tests/support/gateway-paths.ts';
import { grantedRoutes } from '../../../contract/granted-routes.ts';
import { MATCHING_SCRIPT, segmentsOf } from './matching.ts';

/** The very script that nginx runs. */
const { judge, asked } = runInNewContext(`${MATCHING_SCRIPT}; ({ judge, asked })`) as {
	judge: (routes: string[][], path: string) => string;
	asked: (host: string, target: string) => { interface: string | null; path: string; query: string };
};

describe('what a route opens', () => {
	it.each(PATH_ROWS)('%j: %s is %s', (routes, path, verdict) => {
		expect(judge(routes.map(segmentsOf), path)).toBe(verdict);
	});

	it('of a manifest for dogeboxd is what lies below it too', () => {
		const build = { nixFile: 'pup.nix', flake: null } as never;
		const routes = grantedRoutes({ container: { build } }, ['/api/*', '/nodes', '/*', '/x/**']);
		expect(routes).toEqual(['/api/*/**', '/nodes', '/*', '/x/**']);
		expect(judge(routes.map(segmentsOf), '/api/x/y')).toBe('granted');
	});

	it('of a manifest of ours is what it says', () => {
		const build = { nixFile: null, flake: null, debian: {} } as never;
		expect(grantedRoutes({ container: { build } }, ['/api/*'])).toEqual(['/api/*']);
	});
});

describe('what a request asks for', () => {
	it.each([
		['dogebox', '/core/a?b', 'core', '/a', '?b'],
		['dogebox', '/core', 'core', '/', ''],
		['dogebox', '/core/', 'core', '/', ''],
		['dogebox', '/core?x=/y', 'core', '/', '?x=/y'],
		['dogebox', '/', null, '/', ''],
		['dogebox', '//core', null, '/core', ''],
		['dogebox', '/co%72e/x', 'core', '/x', ''],
		['dogebox', '/%zz/x', null, '/x', ''],
		['core.localhost', '/a?b?c', 'core', '/a', '?b?c'],
		['Core.LocalHost', '/core/a', 'core', '/core/a', ''],
		['core.localhost', '/', 'core', '/', ''],
		['.localhost', '/', '', '/', ''],
		['localhost', '/core/a', 'core', '/a', ''],
		['10.69.0.1', '/core/a', 'core', '/a', ''],
		['core.localhost', '*', null, '*', '']
	])('%s %s', (host, target, name, path, query) => {
		expect({ ...asked(host, target) }).toEqual({ interface: name, path, query });
	});
});
