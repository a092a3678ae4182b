/** Limits of a process (getrlimit(2)) that can be set, by their ulimit names. */
export const ULIMITS = [
	...(['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile'] as const),
	...(['nproc', 'rtprio', 'rttime', 'sigpending', 'stack'] as const)
] as const;
