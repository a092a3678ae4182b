import { describe, expect, it } from 'vitest';
import {
	good,
	read,
	archive,
	field,
	expose,
	offer,
	need,
	memory,
	service,
	metric
} from '../../../tests/support/manifest-parts.ts';
import { parseManifest } from './manifest.ts';

it.each([
	['a plain pup', good()],
	['folders in memory', memory({}, { path: '/dev/shm', sizeMiB: 1 })],
	['its own way to stop', service({ stop: { signal: 'SIGINT', seconds: 600 } })],
	['no way to stop of its own', service({ stop: null })],
	['a health check over HTTP', service({ health: { http: { port: 8080, path: '/healthz?full=1' } } })],
	[
		'a health check by a command',
		service({ health: { exec: { argv: ['pg_isready', '-q'] }, interval: 2, timeout: 2, restart: false } })
	],
	['no health check', service({ health: null })],
	['an archive', archive({ stripComponents: 1, arch: 'arm64' })],
	['a snapshot', good({ debian: { snapshot: '20260901T000000Z', suite: 'bookworm' } })],
	[
		'an image of a registry',
		good({ build: { debian: null, image: `docker.io/library/redis:7@sha256:${'a'.repeat(64)}` } })
	],
	[
		'an image of a host with a port',
		good({ build: { debian: null, image: `localhost:5000/a/b_c@sha256:${'a'.repeat(64)}` } })
	],
	['an image in the folder', good({ build: { debian: null, image: 'images/app.oci' } })],
	['an image as a folder', good({ build: { debian: null, image: 'image/' } })],
	['an interface', offer({})],
	['a dependency', need({})],
	['a metric', metric({})],
	['resources', good({ container: { resources: { memoryMiB: 64, diskMiB: 0.5 } } })],
	['options of both kinds', field({ type: 'select', options: ['a', { value: 2, label: 'Two' }], default: 2 })],
	['several lines in a textarea', field({ type: 'textarea', default: 'a\nb' })],
	['notes of its maker', good({ $schema: 'x', 'x-note': 1, _why: 'because' })]
])('takes %s without a word', (_, json) => expect(read(json)).toEqual({ fields: {}, warnings: [] }));

describe('refuses', () => {
	it.each<[string, unknown, string, string | RegExp]>([
		...['relative', '/', '/a/../b', '/a//b', '/pup/x', '/storage', '/proc/x', '/dev', '/a:b'].map(
			(path): [string, unknown, string, RegExp] => [
				`a folder in memory at ${path}`,
				memory({ path }),
				'container.tmpfs.0.path',
				/wanted an absolute folder/
			]
		),
		['a folder in memory of no size', memory({ sizeMiB: 0 }), 'container.tmpfs.0.sizeMiB', /from 1 to 65536/],
		['a folder in memory twice', memory({}, {}), 'container.tmpfs.1.path', /not named twice/],
		['a signal that is none', service({ stop: { signal: 'SIGNAL' } }), 'container.services.0.stop.signal', /SIGTERM/],
		['a stop of an hour', service({ stop: { seconds: 3600 } }), 'container.services.0.stop.seconds', /from 1 to 600/],
		['a health check of nothing', service({ health: {} }), 'container.services.0.health', /exactly one of/],
		[
			'two health checks in one',
			service({ health: { tcp: { port: 1 }, exec: { argv: ['true'] } } }),
			'container.services.0.health',
			/exactly one of/
		],
		[
			'a health check without a port',
			service({ health: { tcp: {} } }),
			'container.services.0.health.tcp.port',
			/65535/
		],
		[
			'a health check of another machine',
			service({ health: { http: { port: 80, path: 'http://192.168.1.1/' } } }),
			'container.services.0.health.http.path',
			/begins with “\/”/
		],
		[
			'a health check by no program',
			service({ health: { exec: { argv: [] } } }),
			'container.services.0.health.exec.argv',
			/a program/
		],
		[
			'a health check all the time',
			service({ health: { tcp: { port: 1 }, interval: 1 } }),
			'container.services.0.health.interval',
			/from 2 to 3600/
		],
		[
			'a port in words',
			expose({ port: '80a' }),
			'container.exposes.0.port',
			'expose port must be between 1 and 65535: found "80a", wanted a whole number from 1 to 65535'
		],
		[
			'a type of another kind',
			good({ container: { requiresInternet: 'yes' } }),
			'container.requiresInternet',
			'found "yes", wanted true or false'
		],
		['an object where a list is wanted', good({ interfaces: {} }), 'interfaces', 'found an object, wanted a list'],
		[
			'a control character in the name',
			good({ meta: { name: 'a\u0007b' } }),
			'meta.name',
			'found "a\\u0007b", wanted text of one line without control, direction or invisible characters'
		],
		[
			'a name that reads backwards',
			good({ meta: { name: 'Wallet\u202egnp' } }),
			'meta.name',
			/^found "Wallet\\u202egnp", wanted text of one line/
		],
		[
			'a name that is a way',
			good({ meta: { name: '..' } }),
			'meta.name',
			'found "..", wanted a name, not part of a path'
		],
		[
			'a long name',
			good({ meta: { name: 'x'.repeat(101) } }),
			'meta.name',
			`found "${'x'.repeat(60)}…" (101 characters), wanted at most 100 characters`
		],
		[
			'a bell in the description',
			good({ meta: { longDescription: 'a\u0007' } }),
			'meta.longDescription',
			/wanted text without control characters/
		],
		[
			'a line feed in a command',
			good({ container: { services: [{ name: 'a', command: { exec: 'a\nb' } }] } }),
			'container.services.0.command.exec',
			/wanted text of one line/
		],
		[
			'a name no process may have',
			good({ container: { services: [{ name: 'a b', command: { exec: 'x' } }] } }),
			'container.services.0.name',
			/letters, digits/
		],
		...[
			'root',
			'top',
			'pause',
			'state.json',
			'state.json.new',
			'tasks',
			'release_agent',
			'cgroup.procs',
			'memory.max'
		].map((name): [string, unknown, string, RegExp] => [
			`a service called ${name}, which is the box’s or the kernel’s`,
			good({ container: { services: [{ name, command: { exec: 'x' } }] } }),
			'container.services.0.name',
			/wanted another name: the box itself uses this one/
		]),
		[
			'two services of one name',
			good({ container: { services: [1, 2].map(() => ({ name: 'a', command: { exec: 'x' } })) } }),
			'container.services.1.name',
			'duplicate service name: a: found "a", wanted a name of its own'
		],
		[
			'a way out by cwd',
			good({ container: { services: [{ name: 'a', command: { exec: 'x', cwd: 'a/../../b' } }] } }),
			'container.services.0.command.cwd',
			/without “\.\.”/
		],
		[
			'a way out by nixFile',
			good({ build: { nixFile: '/etc/pup.nix', nixFileSha256: 'a'.repeat(64) } }),
			'container.build.nixFile',
			/must stay inside/
		],
		['a way out by image', good({ build: { image: '../a.tar' } }), 'container.build.image', /pinned with @sha256/],
		[
			'a snapshot that is no date',
			good({ debian: { snapshot: 'yesterday' } }),
			'container.build.debian.snapshot',
			'found "yesterday", wanted a date like 20260901T000000Z'
		],
		[
			'an archive from a file',
			archive({ url: 'file:///etc/shadow' }),
			'container.build.debian.fetch.0.url',
			/wanted an address that begins with https/
		],
		[
			'an archive with a password',
			archive({ url: 'https://a:b@example.org/x' }),
			'container.build.debian.fetch.0.url',
			/without a password/
		],
		[
			'a hash in capitals',
			archive({ sha256: 'A'.repeat(64) }),
			'container.build.debian.fetch.0.sha256',
			/64 hex digits in lower case/
		],
		...[
			'/',
			'/proc',
			'/sys/x',
			'/dev',
			'/pup',
			'/storage/a',
			'/tmp',
			'/run/x',
			'opt',
			'/opt/../etc',
			'/opt//a',
			'/opt/.',
			''
		].map((unpackTo): [string, unknown, string, RegExp] => [
			`unpacking to “${unpackTo}”`,
			archive({ unpackTo }),
			'container.build.debian.fetch.0.unpackTo',
			/wanted (an absolute folder|text that is not empty)/
		]),
		[
			'too many leading folders',
			archive({ stripComponents: 11 }),
			'container.build.debian.fetch.0.stripComponents',
			'found 11, wanted a whole number from 0 to 10'
		],
		[
			'an unknown architecture',
			archive({ arch: 'x86_64' }),
			'container.build.debian.fetch.0.arch',
			/wanted one of amd64, arm64/
		],
		[
			'memory below zero',
			good({ container: { resources: { memoryMiB: -1 } } }),
			'container.resources.memoryMiB',
			/above zero/
		],
		[
			'a list as default',
			field({ default: [] }),
			'config.sections.0.fields.0.default',
			'found an empty list, wanted text, a number or true/false'
		],
		[
			'an unknown type of field',
			field({ type: 'colour' }),
			'config.sections.0.fields.0.type',
			/^config field F in section s has invalid type colour: found "colour", wanted one of text, /
		],
		[
			'a step of zero',
			field({ type: 'number', step: 0 }),
			'config.sections.0.fields.0.step',
			'config field F step must be greater than zero: found 0, wanted a number above zero'
		],
		[
			'part of a port',
			offer({}, { port: 1.5 }),
			'interfaces.0.permissionGroups.0.port',
			'found 1.5, wanted a whole number from 0 to 65535'
		],
		[
			'too many of anything',
			good({ interfaces: Array(65).fill({}) }),
			'interfaces',
			'found a list of 65, wanted at most 64 entries'
		]
	])('%s', (_, json, path, message) => {
		expect(read(json).fields[path]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
	});

	it('all at once, with the first in the sentence', () => {
		const json = good({ meta: { name: 5 }, container: { exposes: [{ type: 'x', port: 0 }] } });
		expect(Object.keys(read(json).fields)).toEqual([
			'meta.name',
			'container.exposes.0.name',
			'container.exposes.0.type',
			'container.exposes.0.port'
		]);
		expect(() => parseManifest(json)).toThrow(
			'manifest.json cannot be used: meta.name: found 5, wanted text (and 3 more errors).'
		);
	});
});
