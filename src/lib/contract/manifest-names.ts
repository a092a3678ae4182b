/** Rules for names and paths in a manifest. */

/** Names that can be an environment variable (POSIX.1-2017 §8.1). */
export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that the engine accepts for a process, and systemd for a part of a unit name. */
export const SERVICE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;
/**
 * Names that a service cannot have because they are used in the same folder. A pup's run folder
 * contains `root`, `top` and `state.json` besides the files of its services. Its cgroup contains
 * `pause` and files of the kernel, whose names begin with their controller (cgroup-v2.rst;
 * cgroup-v1/cgroups.rst for the three without a dot).
 */
export const TAKEN_SERVICE_NAME = new RegExp(
	'^(?:root|top|state\\.json(?:\\.new)?|pause|tasks|notify_on_release|release_agent|' +
		'(?:blkio|cgroup|cpu|cpuacct|cpuset|debug|devices|dmem|freezer|hugetlb|io|irq|memory|misc|' +
		'net_cls|net_prio|perf_event|pids|rdma)\\..*)$'
);
/** Names of interfaces that are valid in an address and in `DBX_IFACE_<NAME>_HOST`. */
export const INTERFACE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/;

/** Returns the transport protocol of an expose. */
export const protocolOf = (type: 'http' | 'tcp' | 'udp'): 'tcp' | 'udp' => (type === 'udp' ? 'udp' : 'tcp');

/**
 * Text of one line: no control characters, no line separators, no characters that change the text
 * direction (they make a name read differently from what it is, CVE-2021-42574).
 */
// eslint-disable-next-line no-control-regex
export const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;
/** Text of several lines: tab and line ends are the only control characters. */
// eslint-disable-next-line no-control-regex
export const SEVERAL_LINES = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/;

/** Whether a path from a manifest stays inside the pup's folder. */
export function staysInside(path: string): boolean {
	return !/^[/\\]/.test(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..');
}
