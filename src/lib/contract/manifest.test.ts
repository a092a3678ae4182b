import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBoxError } from './errors.ts';
import { buildKinds, configFields, parseManifest, webPages } from './manifest.ts';

const FIXTURES = 'tests/fixtures/manifests';
const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('manifest.json') && name.startsWith('Dogebox-WG'))
	.sort();

const similar = readdirSync(join(FIXTURES, 'look-alikes'), { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map((entry) => `look-alikes/${entry.name}/manifest.json`)
	.sort();

const read = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'));

/** A small valid manifest. Each test breaks one thing in it. */
const good = () => ({
	manifestVersion: 1,
	meta: { name: 'Test', version: '1.0.0' },
	config: { sections: null as unknown },
	container: {
		build: { debian: { packages: ['python3'] } } as Record<string, unknown>,
		services: [{ name: 'web', command: { exec: 'python3 /pup/app.py', cwd: '', env: null } }],
		exposes: [{ name: 'page', type: 'http', port: 8080, webUI: true }] as Record<string, unknown>[]
	}
});

const fieldsOf = (json: unknown): Record<string, string> => {
	try {
		parseManifest(json);
	} catch (error) {
		if (isBoxError(error) && error.code === 'bad-manifest') return error.fields ?? {};
		throw error;
	}
	return {};
};

const withField = (field: Record<string, unknown>) => ({
	...good(),
	config: { sections: [{ name: 's', fields: [{ name: 'F', label: 'F', type: 'text', ...field }] }] }
});

describe('manifests in the wild', () => {
	it('finds them', () => expect(files.length).toBe(17));
	it.each(files)('%s loads', (name) => {
		const { manifest } = parseManifest(read(name));
		expect(manifest.meta.name).not.toBe('');
		expect(buildKinds(manifest)).toEqual(['nix']);
		expect(Array.isArray(manifest.dependencies) && Array.isArray(manifest.config.sections)).toBe(true);
	});
	it('reads the config of Core Remote', () => {
		const { manifest } = parseManifest(read('Dogebox-WG+pups/core-remote/manifest.json'));
		expect(manifest.config.showOnInstall).toBe(true);
		expect(configFields(manifest).map((f) => [f.name, f.type, f.required, f.default])).toEqual([
			['REMOTE_HOST', 'text', true, null],
			['REMOTE_RPC_PORT', 'text', false, '22555'],
			['RPC_USERNAME', 'text', true, null],
			['RPC_PASSWORD', 'password', true, null],
			['REMOTE_ZMQ_PORT', 'text', false, '28332']
		]);
	});
	it('warns where an interface is served but not defined', () => {
		const { warnings } = parseManifest(read('Dogebox-WG+pups/core-gateway/manifest.json'));
		expect(warnings.join('\n')).toContain('core-rpc-external');
	});
});

describe('look-alikes of manifests in the wild, and odd shapes of what the original reads', () => {
	const all = [...files, ...similar];
	it('finds them', () => expect(similar.length).toBeGreaterThan(10));
	it.each(all)('%s is read as its golden file says', async (name) => {
		const read1 = parseManifest(read(name));
		const golden = join(process.cwd(), FIXTURES, 'golden', name.replace(/\/manifest\.json$/, '.json'));
		await expect(`${JSON.stringify(read1, null, '\t')}\n`).toMatchFileSnapshot(golden);
	});
	it.each(all)('%s is read as the same again', (name) => {
		const { manifest } = parseManifest(read(name));
		expect(parseManifest(structuredClone(manifest)).manifest).toEqual(manifest);
	});
	it('takes names of members in any case, and says so', () => {
		const { manifest, warnings } = parseManifest(read('look-alikes/any-case/manifest.json'));
		expect(manifest.meta).toMatchObject({ name: 'Cases', version: '0.0.1' });
		expect(manifest.container.services[0]?.command.env).toEqual({ Name: 'kept as it is' });
		expect(manifest.container.exposes[0]).toMatchObject({ type: 'http', port: 8080, webUI: true });
		expect(warnings).toContain('META is read as “meta”.');
	});
	it('takes the exact name where both are there', () => {
		const json = { ...good(), Meta: { name: 'Other', version: '2.0.0' } };
		const { manifest, warnings } = parseManifest(json);
		expect(manifest.meta.name).toBe('Test');
		expect(warnings.join()).toContain('Meta is ignored');
	});
	it('reads a bare default of a toggle as text, and keeps a section’s unknown description', () => {
		const { manifest, warnings } = parseManifest(read('look-alikes/regtest/manifest.json'));
		expect(configFields(manifest).find((f) => f.name === 'MINER_ENABLED')?.default).toBe('true');
		expect(manifest.config.sections[0]).toMatchObject({ label: null, description: 'How programs reach the node' });
		expect(warnings.join('\n')).toContain('“rpc” is marked as a web page but speaks plain TCP');
	});
	it('refuses what a freshly made pup of the original’s tool looks like, with all its faults', () => {
		const json = read('refused/dbx-init.json');
		expect(fieldsOf(json)).toEqual({
			'container.build.nixFileSha256':
				'manifest container.build.nixFileSha256 is required: found "", wanted 64 hex digits in lower case, as sha256sum prints them',
			'container.exposes.0.name': 'expose name is required: found nothing, wanted text that is not empty',
			'container.exposes.0.type':
				'expose type must be one of: http, tcp, udp: found "admin", wanted "http", "tcp" or "udp"'
		});
		expect(() => parseManifest(json, { where: 'x/manifest.json' })).toThrow(
			/^x\/manifest\.json cannot be used: container\.exposes\.0\.name: .* \(and 2 more errors\)\.$/
		);
	});
});

describe('our own build kinds', () => {
	it('needs no nixFile beside debian', () => {
		const { manifest, warnings } = parseManifest(good());
		expect(buildKinds(manifest)).toEqual(['debian']);
		expect(warnings).toEqual([]);
		expect(webPages(manifest)).toEqual([{ name: 'page', port: 8080, type: 'http' }]);
	});
	it('keeps unknown members', () => {
		const { manifest } = parseManifest({ ...good(), later: { x: 1 } });
		expect(manifest).toMatchObject({ later: { x: 1 } });
	});
	it('refuses a package name that is an option of apt', () => {
		const json = good();
		json.container.build = { debian: { packages: ['python3', '--allow-unauthenticated'] } };
		expect(Object.keys(fieldsOf(json))).toEqual(['container.build.debian.packages.1']);
	});
	it('refuses an image that is not pinned', () => {
		const json = good();
		json.container.build = { image: 'registry.example/name:latest' };
		expect(Object.keys(fieldsOf(json))).toEqual(['container.build.image']);
		json.container.build = { image: `registry.example/name@sha256:${'a'.repeat(64)}` };
		expect(fieldsOf(json)).toEqual({});
	});
	it('makes names of pages unique', () => {
		const json = good();
		json.container.exposes.push({ name: 'page', type: 'http', port: 8081, webUI: true });
		expect(webPages(parseManifest(json).manifest).map((p) => p.name)).toEqual(['page', 'page (2)']);
	});
});

describe('rules of the original', () => {
	it.each<[string, (json: ReturnType<typeof good>) => unknown, string, string]>([
		['version', (j) => ({ ...j, manifestVersion: 2 }), 'manifestVersion', 'unknown manifest version: 2'],
		['meta.name', (j) => ({ ...j, meta: { version: '1' } }), 'meta.name', 'manifest meta.name is required'],
		[
			'meta.version',
			(j) => ({ ...j, meta: { name: 'x', version: '' } }),
			'meta.version',
			'manifest meta.version is required'
		],
		[
			'nixFile',
			(j) => ({ ...j, container: { ...j.container, build: {} } }),
			'container.build.nixFile',
			'manifest container.build.nixFile is required'
		],
		[
			'nixFileSha256',
			(j) => ({ ...j, container: { ...j.container, build: { nixFile: 'pup.nix' } } }),
			'container.build.nixFileSha256',
			'manifest container.build.nixFileSha256 is required'
		],
		[
			'service name',
			(j) => ({ ...j, container: { ...j.container, services: [{ command: { exec: 'x' } }] } }),
			'container.services.0.name',
			'service name is required'
		],
		[
			'exec',
			(j) => ({ ...j, container: { ...j.container, services: [{ name: 'a', command: { exec: '' } }] } }),
			'container.services.0.command.exec',
			'service a must have a non-empty exec command'
		],
		[
			'expose name',
			(j) => ({ ...j, container: { ...j.container, exposes: [{ type: 'http', port: 1 }] } }),
			'container.exposes.0.name',
			'expose name is required'
		],
		[
			'expose port',
			(j) => ({ ...j, container: { ...j.container, exposes: [{ name: 'a', type: 'http', port: 70000 }] } }),
			'container.exposes.0.port',
			'expose port must be between 1 and 65535'
		],
		[
			'expose type (the template of dbx dev)',
			(j) => ({ ...j, container: { ...j.container, exposes: [{ name: 'a', type: 'admin', port: 1 }] } }),
			'container.exposes.0.type',
			'expose type must be one of: http, tcp, udp'
		],
		[
			'label',
			() => withField({ label: '' }),
			'config.sections.0.fields.0.label',
			'config field F in section s must have a label'
		],
		['type', () => withField({ type: 'colour' }), 'config.sections.0.fields.0.type', 'has invalid type colour'],
		[
			'step',
			() => withField({ type: 'number', step: 0 }),
			'config.sections.0.fields.0.step',
			'config field F step must be greater than zero'
		],
		[
			'min and max',
			() => withField({ type: 'number', min: 2, max: 1 }),
			'config.sections.0.fields.0.min',
			'config field F min cannot be greater than max'
		],
		[
			'duplicate field',
			(j) => ({
				...j,
				config: {
					sections: [1, 2].map((n) => ({ name: `s${n}`, fields: [{ name: 'F', label: 'F', type: 'text' }] }))
				}
			}),
			'config.sections.1.fields.0.name',
			'duplicate config field name: F'
		],
		['not an object', () => 'text', 'manifest', 'found "text", wanted an object'],
		[
			'escape',
			(j) => ({ ...j, meta: { ...j.meta, logoPath: '../../etc/shadow' } }),
			'meta.logoPath',
			'found "../../etc/shadow", wanted a path that must stay inside the pup’s folder'
		]
	])('%s', (_, change, path, message) => {
		expect(fieldsOf(change(good()))[path]).toContain(message);
		expect(fieldsOf(change(good()))[path]).toMatch(/found .*, wanted /);
	});
});
