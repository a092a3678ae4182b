import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupReader, parseDiskTraffic, parseField, parseNumber, workingSet } from './group-usage.ts';
import { createLimitHits } from './limit-hits.ts';
import { hitsBelow, readOomKills, type CgroupLayout } from '../../host/index.ts';

describe('files of a control group', () => {
	it('hold one number, or max', () => {
		expect(parseNumber('1196032\n')).toBe(1196032);
		expect(parseNumber('max\n')).toBeNull();
		expect(parseNumber('')).toBeNull();
	});

	it('v2: cpu.stat, memory.stat and memory.events hold named values', () => {
		expect(parseField('usage_usec 21554\nuser_usec 10000\nsystem_usec 11554\n', 'usage_usec')).toBe(21554);
		expect(parseField('anon 4096\ninactive_anon 1\nfile 8192\ninactive_file 4096\n', 'inactive_file')).toBe(4096);
		expect(parseField('low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n', 'oom_kill')).toBe(2);
	});

	it('v1: memory.stat counts the whole tree under total_, memory.oom_control counts kills', () => {
		const stat =
			'cache 10\ninactive_file 4096\nhierarchical_memory_limit 100000000\ntotal_cache 20\ntotal_inactive_file 12288\n';
		expect(parseField(stat, 'total_inactive_file')).toBe(12288);
		expect(parseField('oom_kill_disable 0\nunder_oom 0\noom_kill 1\n', 'oom_kill')).toBe(1);
	});

	it('may lack a name: older kernels do', () => {
		expect(parseField('oom_kill_disable 0\nunder_oom 0\n', 'oom_kill')).toBeNull();
	});

	it('memory that can be dropped at any time is not counted', () => {
		expect(workingSet(10_000, 4000)).toBe(6000);
		expect(workingSet(10_000, null)).toBe(10_000);
		expect(workingSet(100, 400)).toBe(0);
	});
});

describe('traffic with disks', () => {
	it('v2: io.stat names both of each disk', () => {
		const text = '8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0\n8:0 rbytes=800 wbytes=0\n';
		expect(parseDiskTraffic(text)).toEqual({ read: 1_460_000, written: 314_773_504 });
	});

	it('v1: blkio counts by kind of operation, and sums up', () => {
		const text = '8:0 Read 100\n8:0 Write 7\n8:0 Sync 9\n8:0 Total 107\n8:16 Read 1\nTotal 108\n';
		expect(parseDiskTraffic(text)).toEqual({ read: 101, written: 7 });
	});

	it('is none where the kernel does not say', () => {
		expect(parseDiskTraffic('')).toEqual({ read: 0, written: 0 });
	});
});

describe.each<CgroupLayout['kind']>(['v1', 'v2'])('a group on %s', (kind) => {
	let root: string;
	let layout: CgroupLayout;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'dbx-group-'));
		const v1 = Object.fromEntries(
			['cpu', 'cpuacct', 'memory', 'pids', 'blkio'].map((name) => [name, join(root, name)])
		);
		layout = kind === 'v2' ? { kind, v1: {}, v2: root, roots: [root] } : { kind, v1, v2: null, roots: [] };
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	/** Writes a file of a group, in the hierarchy of its controller. */
	function write(controller: string, group: string, file: string, text: string): void {
		const path = join(root, kind === 'v2' ? '' : controller, group, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	function usage(memory: number, inactive: number): void {
		write('pids', 'box/pup', 'pids.current', '7\n');
		if (kind === 'v2') {
			write('cpu', 'box/pup', 'cpu.stat', 'usage_usec 1500000\nuser_usec 1\n');
			write('memory', 'box/pup', 'memory.current', `${memory}\n`);
			write('memory', 'box/pup', 'memory.stat', `anon 1\ninactive_file ${inactive}\n`);
			write('io', 'box/pup', 'io.stat', '8:0 rbytes=10 wbytes=20 rios=1\n');
		} else {
			write('cpuacct', 'box/pup', 'cpuacct.usage', '1500000000\n');
			write('memory', 'box/pup', 'memory.usage_in_bytes', `${memory}\n`);
			write('memory', 'box/pup', 'memory.stat', `inactive_file 1\ntotal_inactive_file ${inactive}\n`);
			write('blkio', 'box/pup', 'blkio.throttle.io_service_bytes_recursive', '8:0 Read 10\n8:0 Write 20\n');
		}
	}

	it('is read again and again; what can be dropped is asked for seldom', () => {
		let now = 0;
		const read = createGroupReader(layout, 'box/pup', () => now);
		expect(read(), 'not there yet').toBeNull();
		usage(5000, 1000);
		expect(read()).toEqual({ cpuSeconds: 1.5, memoryBytes: 4000, pids: 7, readBytes: 10, writtenBytes: 20 });
		usage(6000, 3000);
		now += 1000;
		expect(read()?.memoryBytes).toBe(5000);
		now += 4000;
		expect(read()?.memoryBytes).toBe(3000);
	});

	it('tells how often limits were reached, also of services that start again', () => {
		const oom = (group: string, kills: number) =>
			write('memory', group, kind === 'v2' ? 'memory.events' : 'memory.oom_control', `oom 9\noom_kill ${kills}\n`);
		const refused = (group: string, max: number) => write('pids', group, 'pids.events', `max ${max}\n`);
		write('pids', 'box/pup', 'pids.max', '20\n');
		const notes: string[] = [];
		const hits = createLimitHits('box', (_id, service, text) => notes.push(`${service}: ${text}`));
		hits.begin('pup');
		const counts = () => ({ ...hits.read(layout, 'pup', ['web', 'db']) });
		expect(counts()).toMatchObject({ oomKills: 0, pidsRefused: 0 });
		// v2 counts events of the groups below at the top; v1 counts them in the group where they
		// happen.
		oom(kind === 'v2' ? 'box/pup' : 'box/pup/db', 2);
		refused('box/pup/web', 5);
		expect(counts()).toMatchObject({ oomKills: 2, pidsRefused: 5 });
		expect(notes).toHaveLength(1);
		expect(notes[0]).toMatch(/^web: The limit of 20 processes/);
		expect(counts(), 'nothing new').toMatchObject({ oomKills: 2, pidsRefused: 5 });
		// The service was restarted: its group is new, and counts from zero.
		if (kind === 'v1') oom('box/pup/db', 1);
		else oom('box/pup', 3);
		refused('box/pup/web', 1);
		expect(counts()).toMatchObject({ oomKills: 3, pidsRefused: 6 });
		expect(hits.of('pup')).toMatchObject({ oomKills: 3, pidsRefused: 6 });
		hits.forget('pup');
		expect(hits.of('pup')).toMatchObject({ oomKills: 0, pidsRefused: 0 });
	});

	it('tells how often commands reached them, while they run and once they have ended', () => {
		const group = 'box/pup/web/exec-1';
		const oom = (kills: number) => {
			write('memory', group, kind === 'v2' ? 'memory.events' : 'memory.oom_control', `oom_kill ${kills}\n`);
			if (kind === 'v2') write('memory', 'box/pup', 'memory.events', `oom_kill ${kills}\n`);
		};
		const refused = (max: number) => write('pids', group, 'pids.events', `max ${max}\n`);
		write('pids', 'box/pup', 'pids.max', '20\n');
		const notes: string[] = [];
		const hits = createLimitHits('box', (_id, service, text) => notes.push(`${service}: ${text}`));
		hits.begin('pup');
		const counts = () => ({ ...hits.read(layout, 'pup', ['web']) });
		const ended = hits.command('pup', 'web', 'exec-1');
		expect(counts()).toMatchObject({ oomKills: 0, pidsRefused: 0 });
		oom(1);
		refused(5);
		expect(counts()).toMatchObject({ oomKills: 1, pidsRefused: 5 });
		expect(notes).toMatchObject([expect.stringMatching(/^web: The limit of 20/)]);
		oom(2);
		refused(7);
		ended(layout, hitsBelow(layout, group));
		expect(counts(), 'what is left of its group is not counted again').toMatchObject({ oomKills: 2, pidsRefused: 7 });
		// A command that ends before its group was ever read.
		const short = hits.command('pup', 'web', 'exec-2');
		short(layout, { oomKills: 0, pidsRefused: 3 });
		expect(hits.of('pup')).toMatchObject({ pidsRefused: 10 });
		hits.command('pup', 'web', 'exec-3')(null);
		expect(hits.of('pup')).toMatchObject({ pidsRefused: 10 });
	});

	it('of a container that was adopted only counts what is new', () => {
		const group = kind === 'v2' ? 'box/pup' : 'box/pup/db';
		const oom = (kills: number) =>
			write('memory', group, kind === 'v2' ? 'memory.events' : 'memory.oom_control', `oom_kill ${kills}\n`);
		oom(4);
		expect(readOomKills(layout, group)).toBe(4);
		const hits = createLimitHits('box', () => {});
		expect(hits.read(layout, 'pup', ['db'])).toMatchObject({ oomKills: 0 });
		oom(5);
		expect(hits.read(layout, 'pup', ['db'])).toMatchObject({ oomKills: 1 });
	});
});
