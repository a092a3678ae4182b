import { expect, it } from 'vitest';
import { parseManifest } from '../../../contract/manifest.ts';
import { ruleOf } from './rule.ts';

it('takes what the manifest does not say from the usual', () => {
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: 'T', version: '1.0.0' },
		container: {
			build: { debian: { packages: [] } },
			services: [{ name: 'web', command: { exec: 'x' }, health: { tcp: { port: 80 }, retries: 1 } }]
		}
	});
	expect(ruleOf(manifest.container.services[0]!.health!)).toEqual({
		intervalMs: 30_000,
		timeoutMs: 5000,
		retries: 1,
		startPeriodMs: 30_000,
		restart: true
	});
});
