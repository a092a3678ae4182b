/** System call numbers for Perl scripts. They differ between architectures. */
export type SystemCalls = Readonly<
	Record<
		| 'capset'
		| 'clock_gettime'
		| 'clone'
		| 'dup3'
		| 'execve'
		| 'exit_group'
		| 'getcwd'
		| 'keyctl'
		| 'memfd_create'
		| 'mount'
		| 'pivot_root'
		| 'prctl'
		| 'prlimit64'
		| 'recvmsg'
		| 'rt_sigprocmask'
		| 'seccomp'
		| 'setgid'
		| 'setgroups'
		| 'setns'
		| 'setresgid'
		| 'setresuid'
		| 'setsid'
		| 'setuid'
		| 'signalfd4'
		| 'umount2'
		| 'unshare',
		number
	>
>;

const GENERIC: SystemCalls = {
	...{ umount2: 39, mount: 40, pivot_root: 41, capset: 91, unshare: 97, dup3: 24, signalfd4: 74, recvmsg: 212 },
	...{ clone: 220, execve: 221, exit_group: 94, getcwd: 17, prlimit64: 261, seccomp: 277, keyctl: 219, setns: 268 },
	...{ setgid: 144, setuid: 146, setresuid: 147, setresgid: 149, setsid: 157, setgroups: 159, prctl: 167 },
	...{ memfd_create: 279, rt_sigprocmask: 135, clock_gettime: 113 }
};

/** include/uapi/asm-generic/unistd.h; arch/x86/entry/syscalls/syscall_64.tbl */
const NUMBERS: Partial<Record<string, SystemCalls>> = {
	x64: {
		...{ umount2: 166, mount: 165, pivot_root: 155, capset: 126, unshare: 272, dup3: 292, signalfd4: 289, recvmsg: 47 },
		...{ clone: 56, execve: 59, exit_group: 231, getcwd: 79, prlimit64: 302, seccomp: 317, keyctl: 250, setns: 308 },
		...{ setgid: 106, setuid: 105, setresuid: 117, setresgid: 119, setsid: 112, setgroups: 116, prctl: 157 },
		...{ memfd_create: 319, rt_sigprocmask: 14, clock_gettime: 228 }
	},
	arm64: GENERIC,
	riscv64: GENERIC
};

/** @returns the numbers of this machine; undefined for an unknown architecture */
export const systemCalls = (): SystemCalls | undefined => NUMBERS[process.arch];
