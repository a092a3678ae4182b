import { describe, expect, it } from 'vitest';
import { isMountPoint, parseMountInfo, readMounts, readMountsSync, visibleMounts } from './mountinfo.ts';

describe('list of mounts', () => {
	it('unescapes blanks, line ends and backslashes in places and sources', () => {
		const [mount] = parseMountInfo('1 2 0:1 /a\\134b /mnt/my\\040disk\\012x rw - ext4 /dev/my\\011disk rw\n');
		expect(mount).toMatchObject({ root: '/a\\b', target: '/mnt/my disk\nx', source: '/dev/my\tdisk' });
	});

	it('reads past optional fields, and leaves out what is no line of it', () => {
		const text = '25 30 0:23 / /sys ro,nosuid shared:7 master:1 - sysfs sysfs rw,seclabel\nnonsense\n\n1 2 - ext4\n';
		expect(parseMountInfo(text)).toEqual([
			{
				device: '0:23',
				root: '/',
				target: '/sys',
				type: 'sysfs',
				source: 'sysfs',
				readOnly: true,
				superOptions: ['rw', 'seclabel']
			}
		]);
	});

	it('shows the last of several on one place', () => {
		const line = (id: number, device: string, target: string) => `${id} 1 ${device} / ${target} rw - ext4 x rw`;
		const all = parseMountInfo([line(2, '8:1', '/a'), line(3, '8:2', '/b'), line(4, '8:3', '/a')].join('\n'));
		expect(visibleMounts(all).map(({ device }) => device)).toEqual(['8:2', '8:3']);
	});

	it('is the one of this process', async () => {
		for (const mounts of [readMountsSync(), await readMounts()]) {
			expect(mounts.map(({ target }) => target)).toContain('/proc');
		}
		expect([isMountPoint('/proc'), isMountPoint('/proc/self'), isMountPoint('/pro')]).toEqual([true, false, false]);
	});
});
