import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import { changesBetween } from './change.ts';
import type { PupRow, SpecRecord } from '../installed/index.ts';
import type { LinkedProvider } from '../links.ts';
import { buildSpec } from './spec.ts';
import { recordOf, withServices } from './spec-record.ts';

const digest = (text: string) => createHmac('sha256', 'key of the box').update(text).digest('hex');

function made(
	change: {
		row?: Partial<PupRow>;
		config?: [string, string][];
		commands?: Record<string, string>;
		env?: Record<string, string>;
		address?: string;
		gateway?: string;
		links?: LinkedProvider[];
	} = {}
): SpecRecord {
	const commands = change.commands ?? { web: 'serve', db: 'store' };
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: 'T', version: '1.0.0' },
		container: {
			build: { debian: {} },
			services: Object.entries(commands).map(([name, exec]) => ({ name, command: { exec, env: change.env ?? {} } }))
		}
	});
	const row = {
		id: 'a'.repeat(32),
		name: 'T',
		version: '1.0.0',
		manifest,
		layers: ['base'],
		treeHash: 'tree',
		dev: false,
		memoryLimit: null,
		pidsLimit: null,
		cpuLimit: null,
		...change.row
	} as PupRow;
	const config = new Map(change.config ?? [['SECRET', 'hunter2hunter2']]);
	const spec = buildSpec({
		row,
		config,
		layers: row.layers.map((id) => `/images/${id}`),
		storage: '/storage/a',
		source: { path: '/pups/a/source', writable: row.dev },
		image: null,
		volumePath: (target) => `/volumes${target}`,
		address: change.address ?? '10.69.0.2',
		links: change.links ?? [],
		gateway: change.gateway ?? '10.69.0.1',
		totalMemory: 8 * 1024 ** 3,
		user: { uid: 420, gid: 69 }
	});
	return recordOf(spec, row, config, digest);
}
const kinds = (change: Parameters<typeof made>[0]) => changesBetween(made(), made(change));

describe('what a container was made from', () => {
	it('is the same for the same, whatever the order of its values', () => {
		const values: [string, string][] = [
			['A', '1'],
			['B', '2']
		];
		expect(made()).toEqual(made());
		expect(made({ config: values })).toEqual(made({ config: values.reverse() }));
	});
	it('holds no secret, and none can be learnt from it without the key of the box', () => {
		const text = JSON.stringify(made({ env: { TOKEN: 'from-the-manifest' } }));
		expect(text).not.toMatch(/hunter2|from-the-manifest/);
		const { web } = made().services;
		const other = (value: string) => createHmac('sha256', 'another key').update(value).digest('hex');
		expect(web!.config).not.toBe(other(JSON.stringify([['SECRET', 'hunter2hunter2']])));
	});
	it('tells by its hash of every change of every part', () => {
		const all: Parameters<typeof made>[0][] = [
			{},
			{ config: [['SECRET', 'other']] },
			{ config: [['not.a.variable', 'x']] },
			{ commands: { web: 'serve --loud', db: 'store' } },
			{ commands: { web: 'serve' } },
			{ env: { A: '1' } },
			{ address: '10.69.0.3' },
			{ row: { layers: ['base', 'more'] } },
			{ row: { version: '1.0.1' } },
			{ row: { treeHash: 'other' } },
			{ row: { dev: true } },
			{ row: { memoryLimit: 2 ** 30 } },
			{ row: { pidsLimit: 7 } },
			{ row: { cpuLimit: 0.5 } }
		];
		expect(new Set(all.map((change) => made(change).hash)).size).toBe(all.length);
	});
	it('is compared part by part', () => {
		expect(kinds({ config: [['SECRET', 'x']] })).toEqual([{ kind: 'config', services: ['web', 'db'] }]);
		// Not visible as a variable, but every service may read it in the file.
		expect(kinds({ config: [['not.a.variable', 'x']] })).toEqual([{ kind: 'config', services: ['web', 'db'] }]);
		expect(kinds({ commands: { web: 'serve', db: 'store --fast' } })).toEqual([{ kind: 'program', services: ['db'] }]);
		expect(kinds({ env: { A: '/opt' } })).toEqual([{ kind: 'program', services: ['web', 'db'] }]);
		expect(kinds({ commands: { web: 'serve', cache: 'keep' } })).toEqual([
			{ kind: 'services', added: ['cache'], removed: ['db'] }
		]);
		expect(kinds({ row: { memoryLimit: 2 ** 20 } })).toMatchObject([{ kind: 'limits', to: { memoryBytes: 2 ** 20 } }]);
		expect(kinds({ address: '10.69.9.9' })).toEqual([{ kind: 'box' }]);
		expect(kinds({ gateway: '10.69.9.1' })).toEqual([{ kind: 'box' }]);
		expect(kinds({ row: { version: '2.0.0', treeHash: 'x' } })).toEqual([
			{ kind: 'version', from: '1.0.0', to: '2.0.0' }
		]);
		expect(kinds({ row: { dev: true } }).map((change) => change.kind)).toEqual(['dev']);
	});
	it('restarts what another provider serves, and not what an earlier box had no provider for', () => {
		const at = (host: string) => [{ interface: 'rpc', name: 'rpc', host, port: 1 }];
		const wanted = made({ links: at('10.69.0.9') });
		expect(changesBetween(made({ links: at('10.69.0.8') }), wanted)).toEqual([
			{ kind: 'links', services: ['web', 'db'] }
		]);
		expect(changesBetween(made(), wanted)).toEqual([{ kind: 'links', services: ['web', 'db'] }]);
		expect(changesBetween(wanted, made())).toEqual([{ kind: 'links', services: ['web', 'db'] }]);

		const services = Object.entries(made().services).map(([name, { links: _none, ...rest }]) => [name, rest] as const);
		const old: SpecRecord = { ...made(), hash: 'of before', services: Object.fromEntries(services) };
		expect(changesBetween(old, wanted)).toEqual([{ kind: 'box' }]);
		expect(changesBetween(old, made())).toEqual([]);
		// The record of a service that was started since contains its links.
		const mixed = withServices(old, wanted, ['web'], digest);
		expect(changesBetween(mixed, made({ links: at('10.69.0.7') }))).toEqual([
			{ kind: 'links', services: ['web'] },
			{ kind: 'box' }
		]);
	});
	it('is mixed while some of its services were started anew: the others still differ', () => {
		const wanted = made({ config: [['SECRET', 'new']], row: { pidsLimit: 9 } });
		const mixed = withServices(made(), wanted, ['web'], digest);
		expect(changesBetween(mixed, wanted)).toEqual([{ kind: 'config', services: ['db'] }]);
		expect(withServices(mixed, wanted, ['db'], digest)).toEqual(wanted);
	});
});
