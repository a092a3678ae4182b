import { describe, expect, it } from 'vitest';
import { isBoxError } from './errors.ts';
import { parseManifest } from './manifest.ts';

type Json = Record<string, unknown>;

/** A small manifest that passes without a warning, with parts of it replaced. */
const good = (parts: { meta?: Json; container?: Json; build?: Json; debian?: Json } & Json = {}): unknown => {
	const { meta, container, build, debian, ...top } = parts;
	return {
		manifestVersion: 1,
		meta: { name: 'Test', version: '1.0.0', ...meta },
		container: {
			build: { debian: { packages: ['python3'], ...debian }, ...build },
			services: [{ name: 'web', command: { exec: 'python3 /pup/app.py' } }],
			...container
		},
		...top
	};
};

const read = (json: unknown): { fields: Record<string, string>; warnings: string[] } => {
	try {
		return { fields: {}, warnings: parseManifest(json).warnings };
	} catch (error) {
		if (isBoxError(error) && error.code === 'bad-manifest') return { fields: error.fields ?? {}, warnings: [] };
		throw error;
	}
};

const archive = (parts: Json = {}) =>
	good({
		debian: {
			fetch: [{ url: 'https://example.org/a.tar.gz', sha256: 'a'.repeat(64), unpackTo: '/opt/a', ...parts }]
		}
	});
const field = (parts: Json) =>
	good({ config: { sections: [{ name: 's', fields: [{ name: 'F', label: 'F', type: 'text', ...parts }] }] } });
const expose = (...ports: Json[]) =>
	good({ container: { exposes: ports.map((port) => ({ name: 'p', type: 'http', port: 9000, ...port })) } });
const offer = (parts: Json, group: Json = {}, port: Json = {}) =>
	good({
		container: { exposes: [{ name: 'p', type: 'tcp', port: 9000, interfaces: ['api'], ...port }] },
		interfaces: [
			{
				name: 'api',
				version: '0.0.1',
				permissionGroups: [{ name: 'All', severity: 2, port: 9000, ...group }],
				...parts
			}
		]
	});
const need = (parts: Json) =>
	good({ dependencies: [{ interfaceName: 'core-rpc', interfaceVersion: '^0.0.1', ...parts }] });
const memory = (...folders: Json[]) =>
	good({ container: { tmpfs: folders.map((folder) => ({ path: '/var/lib/x', sizeMiB: 64, ...folder })) } });
const service = (parts: Json) =>
	good({ container: { services: [{ name: 'web', command: { exec: 'python3 /pup/app.py' }, ...parts }] } });
const metric = (...parts: Json[]) =>
	good({ metrics: parts.map((part) => ({ name: 'm', label: 'M', type: 'int', history: 30, ...part })) });

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
			'found "..", wanted a name, not a way in a path'
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
		['a way out by image', good({ build: { image: '../a.tar' } }), 'container.build.image', /pinned by @sha256/],
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

describe('warns of', () => {
	it.each<[string, unknown, string]>([
		['a version that is none', good({ meta: { version: 'one' } }), '“one” is not a semantic version'],
		['a slash in the name', good({ meta: { name: 'A/B' } }), 'holds a slash'],
		['a long short description', good({ meta: { shortDescription: 'x'.repeat(201) } }), 'lists show about 200'],
		['an unknown category', good({ meta: { category: 'games' } }), '“games” is no category'],
		['an archive without encryption', archive({ url: 'http://example.org/a.tar' }), 'without encryption'],
		['a port of the box', expose({ listenOnHost: true, port: 80 }), 'wants port 80 of the box'],
		[
			'two for one port of the box',
			expose({ listenOnHost: true }, { name: 'q', listenOnHost: true }),
			'“p” and “q” both want port 9000'
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
		['a range that is none', need({ interfaceVersion: 'latest!' }), '“latest!” is not a range'],
		['no range', need({ interfaceVersion: '' }), 'any will do'],
		[
			'needing twice',
			good({ dependencies: [need({}), need({})].map(() => ({ interfaceName: 'a', interfaceVersion: '1' })) }),
			'depends on “a” twice'
		],
		['a metric of an unknown type', metric({ type: 'bool' }), 'unknown type “bool”'],
		['two metrics of one name', metric({}, {}), 'Two metrics are called “m”'],
		['a metric that keeps nothing', metric({ history: 0 }), 'keeps nothing'],
		['a field no variable can be', field({ name: 'MY-KEY' }), 'cannot be a variable'],
		['a number that is none', field({ type: 'number', default: 'x' }), 'is not a number'],
		['a number below', field({ type: 'range', min: 1, max: 5, default: 0 }), 'is below 1'],
		['a number above', field({ type: 'number', min: 1, max: 5, default: '9' }), 'is above 5'],
		['a toggle of maybe', field({ type: 'toggle', default: 'maybe' }), 'neither true nor false'],
		['a choice that is not offered', field({ type: 'radio', options: ['a'], default: 'b' }), 'not among its options'],
		['a date that is none', field({ type: 'date', default: '2026-13-01' }), 'is not a date'],
		['a color that is none', field({ type: 'color', default: 'red' }), 'is not a color'],
		['nothing to choose from', field({ type: 'select' }), 'lists nothing to choose from'],
		['a choice twice', field({ type: 'select', options: ['a', 'a'] }), 'lists a value twice'],
		['choices nobody asks for', field({ options: ['a'] }), 'is of type text'],
		['a member nobody knows', good({ container: { webUi: true } }), 'container.webUi is not known'],
		['half a character', good({ meta: { longDescription: 'a\ud800' } }), 'half a character'],
		[
			'a name for a variable that is none',
			good({ container: { services: [{ name: 'a', command: { exec: 'x', env: { 'A-B': '1' } } }] } }),
			'no name of a variable'
		]
	])('%s', (_, json, sentence) => {
		const { fields, warnings } = read(json);
		expect(fields).toEqual({});
		expect(warnings.join('\n')).toContain(sentence);
	});
});
