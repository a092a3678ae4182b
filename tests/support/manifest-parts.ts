/** Manifests that are valid apart from the parts that a test replaces. */
import { isBoxError } from '../../src/lib/contract/errors.ts';
import { parseManifest } from '../../src/lib/contract/manifest.ts';

export type Json = Record<string, unknown>;

/** A small manifest that is valid without a warning, with parts of it replaced. */
export const good = (parts: { meta?: Json; container?: Json; build?: Json; debian?: Json } & Json = {}): unknown => {
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

export const read = (json: unknown): { fields: Record<string, string>; warnings: string[] } => {
	try {
		return { fields: {}, warnings: parseManifest(json).warnings };
	} catch (error) {
		if (isBoxError(error) && error.code === 'bad-manifest') return { fields: error.fields ?? {}, warnings: [] };
		throw error;
	}
};

export const archive = (parts: Json = {}) =>
	good({
		debian: {
			fetch: [{ url: 'https://example.org/a.tar.gz', sha256: 'a'.repeat(64), unpackTo: '/opt/a', ...parts }]
		}
	});
export const field = (parts: Json) =>
	good({ config: { sections: [{ name: 's', fields: [{ name: 'F', label: 'F', type: 'text', ...parts }] }] } });
export const expose = (...ports: Json[]) =>
	good({ container: { exposes: ports.map((port) => ({ name: 'p', type: 'http', port: 9000, ...port })) } });
export const offer = (parts: Json, group: Json = {}, port: Json = {}) =>
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
export const need = (parts: Json) =>
	good({ dependencies: [{ interfaceName: 'core-rpc', interfaceVersion: '^0.0.1', ...parts }] });
export const memory = (...folders: Json[]) =>
	good({ container: { tmpfs: folders.map((folder) => ({ path: '/var/lib/x', sizeMiB: 64, ...folder })) } });
export const service = (parts: Json) =>
	good({ container: { services: [{ name: 'web', command: { exec: 'python3 /pup/app.py' }, ...parts }] } });
export const metric = (...parts: Json[]) =>
	good({ metrics: parts.map((part) => ({ name: 'm', label: 'M', type: 'int', history: 30, ...part })) });
