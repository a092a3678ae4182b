/** What names and paths of a manifest may look like. */

/** Names that can be an environment variable (POSIX.1-2017 §8.1). */
export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names the engine takes for a process, and systemd for a part of a unit. */
export const SERVICE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;
/**
 * Names that a service cannot have because something else has them in the same folder. A pup's run
 * folder holds `root`, `top` and `state.json` beside what belongs to its services; its control
 * group holds `pause`, and files of the kernel, which are named by their controller
 * (cgroup-v2.rst; cgroup-v1/cgroups.rst for the three without a dot).
 */
export const TAKEN_SERVICE_NAME = new RegExp(
	'^(?:root|top|state\\.json(?:\\.new)?|pause|tasks|notify_on_release|release_agent|' +
		'(?:blkio|cgroup|cpu|cpuacct|cpuset|debug|devices|dmem|freezer|hugetlb|io|irq|memory|misc|' +
		'net_cls|net_prio|perf_event|pids|rdma)\\..*)$'
);
/** Names of interfaces that can stand in an address and become `DBX_IFACE_<NAME>_HOST`. */
export const INTERFACE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/;

/** What carries what an expose speaks. */
export const protocolOf = (type: 'http' | 'tcp' | 'udp'): 'tcp' | 'udp' => (type === 'udp' ? 'udp' : 'tcp');

/**
 * Text of one line: no control characters, no line separators, none that turn the direction of what
 * follows (a name that reads differently than it is, CVE-2021-42574).
 */
// eslint-disable-next-line no-control-regex
export const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;
/** Text of several lines: of the control characters only tab and the ends of lines. */
// eslint-disable-next-line no-control-regex
export const SEVERAL_LINES = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/;

/** True where a path from a manifest stays inside the pup's folder. */
export function staysInside(path: string): boolean {
	return !/^[/\\]/.test(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..');
}
