import { expect, it } from 'vitest';
import { reachesFurther, type GroupReach } from './group-reach.ts';

const group = (severity: number | null, routes: string[], port: number | null = null): GroupReach => ({
	...{ severity, routes, port }
});

it.each([
	['the same', group(2, ['/a'], 80), group(2, ['/a'], 80), []],
	['less', group(1, ['/a', '/b'], 80), group(3, ['/a']), []],
	['another path', group(3, ['/info']), group(3, ['/info', '/send']), ['the path “/send”']],
	['all paths', group(3, ['/info']), group(3, ['/*']), ['the path “/*”']],
	['a path where all were open', group(2, ['/*']), group(2, ['/send']), []],
	['a port', group(3, []), group(3, [], 9999), ['port 9999']],
	['another port', group(3, [], 80), group(3, [], 81), ['port 81']],
	['a worse rating', group(3, []), group(1, []), ['what is rated “Critical”']],
	['a rating where there was none', group(null, []), group(1, []), []],
	['all of it', group(3, ['/a']), group(2, ['/b'], 1), ['the path “/b”', 'port 1', 'what is rated “Can change things”']]
])('%s', (_name, before, now, expected) => {
	expect(reachesFurther(before, now)).toEqual(expected);
});
