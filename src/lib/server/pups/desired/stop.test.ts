import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import type { PupRow } from '../installed/index.ts';
import { defaultStopSeconds, stopOf } from './stop.ts';

function row(more: { category?: string; provides?: boolean; stop?: object | null; own?: number | null }) {
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: 'T', version: '1.0.0', ...(more.category && { category: more.category }) },
		container: {
			build: { debian: {} },
			services: [
				{ name: 'web', command: { exec: 'serve' }, stop: more.stop },
				{ name: 'db', command: { exec: 'store' } }
			]
		},
		...(more.provides && { interfaces: [{ name: 'rpc', version: '1.0.0' }] })
	});
	return { manifest, stopSeconds: more.own ?? null } as Pick<PupRow, 'manifest' | 'stopSeconds'>;
}

describe('how a service is stopped', () => {
	it.each<[what: string, row: Parameters<typeof row>[0], signal: string, seconds: number]>([
		['nobody says anything', {}, 'SIGTERM', 30],
		['a web page', { category: 'web' }, 'SIGTERM', 30],
		['a node', { category: 'node' }, 'SIGTERM', 120],
		['a database', { category: 'Data' }, 'SIGTERM', 120],
		['one of the original’s that others stand on', { provides: true }, 'SIGTERM', 120],
		['a web page that others use', { category: 'web', provides: true }, 'SIGTERM', 30],
		['the manifest says all', { stop: { signal: 'SIGINT', seconds: 300 } }, 'SIGINT', 300],
		['the manifest names the signal', { category: 'node', stop: { signal: 'SIGQUIT' } }, 'SIGQUIT', 120],
		['the owner says it', { stop: { signal: 'SIGINT', seconds: 300 }, own: 5 }, 'SIGINT', 5]
	])('%s', (_, input, signal, seconds) => {
		expect(stopOf(row(input), 'web')).toEqual({ signal, graceMs: seconds * 1000 });
	});

	it('shows the longest of its services as the default, whatever the owner has set', () => {
		expect(defaultStopSeconds(row({ stop: { seconds: 5 }, own: 1 }))).toBe(30);
		expect(defaultStopSeconds(row({ stop: { seconds: 50 } }))).toBe(50);
	});

	it('reads a manifest that was stored by an older version', () => {
		const { manifest } = row({});
		const old = JSON.parse(JSON.stringify(manifest)) as typeof manifest;
		for (const service of old.container.services) delete (service as { stop?: unknown }).stop;
		expect(stopOf({ manifest: old, stopSeconds: null }, 'web')).toEqual({ signal: 'SIGTERM', graceMs: 30_000 });
	});
});
