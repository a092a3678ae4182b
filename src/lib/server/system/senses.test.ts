/** Temperature and clock, from files in the layout of the kernel and of systemd. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hottest } from './heat.ts';
import { timeSynchronised } from './time-sync.ts';

let root = '';
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'senses-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
function write(files: Record<string, string>): void {
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		writeFileSync(join(root, name), content);
	}
}

describe('heat', () => {
	it('is unknown without sensors, and with ones that say what cannot be', () => {
		expect(hottest(join(root, 'nothing'))).toBeNull();
		write({ 'thermal_zone0/temp': '-273000\n', 'thermal_zone1/temp': 'N/A\n', 'cooling_device0/temp': '99000\n' });
		expect(hottest(root)).toBeNull();
	});

	it('is that of the sensor nearest to its limit', () => {
		write({
			'thermal_zone0/temp': '61000\n',
			'thermal_zone0/trip_point_0_type': 'passive\n',
			'thermal_zone0/trip_point_0_temp': '55000\n',
			'thermal_zone0/trip_point_1_type': 'critical\n',
			'thermal_zone0/trip_point_1_temp': '70000\n',
			'thermal_zone1/temp': '80000\n',
			'thermal_zone1/trip_point_0_type': 'critical\n',
			'thermal_zone1/trip_point_0_temp': '0\n'
		});
		expect(hottest(root)).toEqual({ celsius: 61, limit: 70 });
	});
});

describe('the clock', () => {
	it('is known as set, as not set after a while, and as unknown where nothing says', () => {
		write({ 'proc/uptime': '100000.5 1.0\n' });
		expect(timeSynchronised(root)).toBeNull();
		mkdirSync(join(root, 'run/systemd/timesync'), { recursive: true });
		expect(timeSynchronised(root)).toBe(false);
		write({ 'proc/uptime': '30.5 1.0\n' });
		expect(timeSynchronised(root)).toBeNull();
		write({ 'run/systemd/timesync/synchronized': '' });
		expect(timeSynchronised(root)).toBe(true);
	});
});
