import { describe, expect, it } from 'vitest';
import { parseField, parseNumber, workingSet } from './group-usage.ts';

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
