/** Limits of a process (getrlimit(2)) that can be given, by the names of ulimits. */
export const ULIMITS = [
	...(['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile'] as const),
	...(['nproc', 'rtprio', 'rttime', 'sigpending', 'stack'] as const)
] as const;
