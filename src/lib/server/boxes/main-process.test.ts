import { expect, it } from 'vitest';
import { mainProcess } from './main-process.ts';

const waiting = { argv: ['/dev/init', '-P'], waits: true };

it.each([
	['a shell', null, { entrypoint: [], cmd: ['/bin/sh'] }, waiting],
	['a login shell', null, { entrypoint: [], cmd: ['bash', '-l'] }, waiting],
	['an interpreter behind the usual wrapper', null, { entrypoint: ['docker-entrypoint.sh'], cmd: ['node'] }, waiting],
	['nothing', null, { entrypoint: [], cmd: [] }, waiting],
	['Debian', null, null, waiting],
	['a service', null, { entrypoint: ['/entry'], cmd: ['serve'] }, { argv: ['/entry', 'serve'], waits: false }],
	[
		'a shell with a script',
		null,
		{ entrypoint: [], cmd: ['sh', '-c', 'serve'] },
		{ argv: ['sh', '-c', 'serve'], waits: false }
	],
	[
		'asked for, behind its entry point',
		['other'],
		{ entrypoint: ['/entry'], cmd: ['serve'] },
		{ argv: ['/entry', 'other'], waits: false }
	],
	['a shell that was asked for', ['sh'], { entrypoint: [], cmd: [] }, { argv: ['sh'], waits: false }]
])('the main process of an image with %s', (_, asked, image, expected) => {
	expect(mainProcess({ argv: asked, entrypoint: null }, image, '/dev/init')).toEqual(expected);
});

it.each([
	[['/own'], ['x'], ['/own', 'x']],
	[['/bin/sh'], null, ['/bin/sh']],
	[[], ['sh'], ['sh']]
])('with the entry point %j of its own and %j it is %j', (entrypoint, argv, expected) => {
	const image = { entrypoint: ['/entry'], cmd: ['serve'] };
	expect(mainProcess({ argv, entrypoint }, image, '/dev/init')).toEqual({ argv: expected, waits: false });
});

it('waits in a shell where the host has no init', () => {
	expect(mainProcess({ argv: null, entrypoint: null }, null, null)).toMatchObject({
		argv: ['/bin/sh', '-c', expect.any(String)],
		waits: true
	});
});
