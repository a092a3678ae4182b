import { describe, expect, it } from 'vitest';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cgroupLayout, controllerFolder, hasIoWeight, type CgroupLayout } from './cgroups.ts';
import { parseMountInfo } from '../mountinfo.ts';

const HYBRID = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const V2 =
	'30 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n';
const V1 = `34 25 0:29 / /sys/fs/cgroup/systemd rw shared:10 - cgroup cgroup rw,xattr,name=systemd
36 25 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:15 - cgroup cgroup rw,cpu,cpuacct
37 25 0:32 / /sys/fs/cgroup/memory rw shared:16 - cgroup cgroup rw,memory
38 25 0:33 / /sys/fs/cgroup/pids rw shared:17 - cgroup cgroup rw,pids
`;

describe('layout of control groups', () => {
	it('v2 only: one hierarchy for all', () => {
		const layout = cgroupLayout(parseMountInfo(V2))!;
		expect(layout).toMatchObject({ kind: 'v2', v2: '/sys/fs/cgroup', roots: ['/sys/fs/cgroup'] });
		expect(controllerFolder(layout, 'memory', '/dogebox/x')).toBe('/sys/fs/cgroup/dogebox/x');
	});

	it('v1 only: one hierarchy for each controller, some shared', () => {
		const layout = cgroupLayout(parseMountInfo(V1))!;
		expect(layout).toMatchObject({ kind: 'v1', v2: null });
		expect(controllerFolder(layout, 'cpuacct', '/dogebox')).toBe('/sys/fs/cgroup/cpu,cpuacct/dogebox');
		expect(layout.roots).toHaveLength(4);
	});

	it('hybrid: the controllers are those of v1, groups are made and removed in v2 too', () => {
		const layout = cgroupLayout(parseMountInfo(HYBRID))!;
		expect(layout).toMatchObject({ kind: 'hybrid', v2: '/sys/fs/cgroup/unified' });
		expect(controllerFolder(layout, 'memory', '/d')).toBe('/sys/fs/cgroup/memory/d');
		expect(controllerFolder(layout, 'hugetlb', '/d')).toBeNull();
		expect(layout.roots).toContain('/sys/fs/cgroup/unified');
	});

	it('none: nothing is mounted', () => {
		expect(cgroupLayout(parseMountInfo('31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n'))).toBeNull();
	});
});

describe('the share of a disk', () => {
	it.each<[what: string, kind: CgroupLayout['kind'], file: string | null, has: boolean]>([
		['BFQ on v1', 'v1', 'blkio.bfq.weight', true],
		['CFQ on an old v1', 'hybrid', 'blkio.weight', true],
		['v1 without either', 'v1', 'blkio.throttle.read_bps_device', false],
		['io.cost on v2', 'v2', 'io.weight', true],
		['BFQ on v2', 'v2', 'io.bfq.weight', true],
		['v2 without either', 'v2', 'io.max', false],
		['no group at all', 'v2', null, false]
	])('is there where a group below the root has a weight: %s', (_what, kind, file, has) => {
		const root = mkdtempSync(join(tmpdir(), 'dbx-weight-'));
		try {
			mkdirSync(join(root, 'bare'));
			if (file !== null) {
				mkdirSync(join(root, 'group'));
				writeFileSync(join(root, 'group', file), '100\n');
			}
			const v2 = kind === 'v2' ? root : null;
			expect(hasIoWeight({ kind, v1: kind === 'v2' ? {} : { blkio: root }, v2, roots: [root] })).toBe(has);
			expect(hasIoWeight({ kind: 'v1', v1: {}, v2: null, roots: [] })).toBe(false);
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	});
});
