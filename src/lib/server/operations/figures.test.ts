import { describe, expect, it } from 'vitest';
import { readPrometheus } from '../../../../tests/support/prometheus.ts';
import type { Services } from '../services.ts';
import { figuresText } from './figures.ts';

const HOSTILE = 'Evil "pup"\\\n# TYPE x counter\nx{a="b"} 1';
const counters = {
	...{ cpuSeconds: 1.5, memoryBytes: 5, rxBytes: 1, txBytes: 2, pids: 3 },
	...{ readBytes: 4, writtenBytes: 5, oomKills: 1, pidsRefused: 2 }
};

/** A box with these pups, and only the members that figures read. */
function boxWith(pups: { id: string; name: string; state: string }[], checked = true): Services {
	return {
		audit: { dockerRefusals: () => 2 },
		config: { version: '1.0' },
		metrics: {
			boxStats: () => ({ cores: 2, memoryTotal: 1e9, uptime: 5, load: 0.2, temperature: null }),
			boxCounters: () =>
				checked
					? {
							cpu: { busy: 250, total: 500, cores: 2 },
							memory: 5,
							rx: 1,
							tx: 2,
							readBytes: 3,
							writtenBytes: 4,
							threads: 9
						}
					: null,
			counters: () => counters
		},
		space: { disks: () => [{ name: '/dev/sda', mountPoint: '/', size: 9, free: 3, files: null, filesFree: null }] },
		pups: {
			list: () => pups.map((pup) => ({ ...pup, version: '1', services: [{ name: 'web', restarts: 2 }] })),
			resources: () =>
				pups.map(({ id }) => ({
					id,
					limits: { memoryBytes: 1, pids: 2, storageBytes: null },
					dataBytes: null,
					layerBytes: 5
				})),
			ownMetrics: () => ({
				metrics: [
					{ name: 'h', value: 3.5 },
					{ name: 'text', value: 'a' }
				],
				refused: null
			})
		}
	} as unknown as Services;
}

describe('figures for Prometheus', () => {
	it('are what a strict reader takes, whatever a pup is called', () => {
		const found = readPrometheus(
			figuresText(
				boxWith([
					{ id: 'a', name: HOSTILE, state: 'running' },
					{ id: 'b', name: HOSTILE, state: 'uninstalled' }
				])
			)
		);
		const of = (name: string) => found.filter((sample) => sample.name === name);
		expect(of('dogebox_pup_up').map(({ labels, value }) => [labels['pup'], labels['id'], value])).toEqual([
			[HOSTILE, 'a', 1],
			[HOSTILE, 'b', 0]
		]);
		expect(of('dogebox_cpu_seconds_total')).toMatchObject([{ value: 2.5 }]);
		expect(of('dogebox_pup_cpu_seconds_total'), 'of one that is gone there are no counters').toHaveLength(1);
		expect(of('dogebox_pup_reported')).toMatchObject([
			{ labels: { name: 'h' }, value: 3.5 },
			{ labels: { name: 'h' } }
		]);
		expect(of('dogebox_pup_service_restarts_total')[0]).toMatchObject({ labels: { service: 'web' }, value: 2 });
	});

	it('leave out what is not known', () => {
		const names = readPrometheus(figuresText(boxWith([], false))).map(({ name }) => name);
		for (const name of ['dogebox_temperature_celsius', 'dogebox_disk_files', 'dogebox_cpu_seconds_total']) {
			expect(names).not.toContain(name);
		}
		expect(names).toContain('dogebox_disk_free_bytes');
	});
});
