/**
 * The system calls that a container may make: an allow-list like the public default profile of
 * container engines. It contains everything that an ordinary program needs, and nothing that
 * bypasses namespaces, loads code into the kernel, changes clocks or mounts. Calls that are not
 * listed fail with EPERM. Calls that programs try and can do without fail with ENOSYS, as in a
 * kernel without them. `clone3` is one, so that the C library falls back to `clone`, whose flags
 * can be checked. Native asynchronous I/O and io_uring are others, so that databases fall back to
 * threads.
 */
import type { OciConfig } from '../../host/index.ts';

type Seccomp = OciConfig['linux']['seccomp'];

/** errno values of Linux on both architectures: include/uapi/asm-generic/errno*.h */
const EPERM = 1;
const ENOSYS = 38;

const FILES = `access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate fchdir fchmod
fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat
getcwd getdents getdents64 getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod
mknodat name_to_handle_at newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink symlinkat sync sync_file_range syncfs tee truncate
umask unlink unlinkat utime utimensat utimes vmsplice write writev cachestat`;

const MEMORY = `brk get_mempolicy madvise membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall munmap
pkey_alloc pkey_free pkey_mprotect map_shadow_stack remap_file_pages`;

const PROCESSES = `alarm arch_prctl capget capset execve execveat exit exit_group fork get_robust_list get_thread_area getcpu getegid geteuid getgid getgroups
getitimer getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill nanosleep
clock_getres clock_gettime clock_nanosleep pause pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq sched_get_priority_max sched_get_priority_min
sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid setresuid setreuid setrlimit
setsid setuid sysinfo tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime times tkill uname vfork wait4 waitid gettimeofday
getrandom landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp`;

const WAITING = `epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 futex futex_waitv futex_wait futex_wake
futex_requeue pipe pipe2 poll ppoll pselect6 rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo select
sigaltstack signalfd signalfd4 timerfd_create timerfd_gettime timerfd_settime`;

const SOCKETS = `accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto setsockopt shutdown
socketpair mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop
shmat shmctl shmdt shmget`;

/**
 * Native asynchronous I/O. All processes of the host share a limited number of contexts
 * (fs.aio-max-nr), so only pups that request it may use it.
 */
const ASYNC_IO = ['io_cancel', 'io_destroy', 'io_getevents', 'io_pgetevents', 'io_setup', 'io_submit'];

/**
 * Allowed to no container: seccomp cannot see the operations inside io_uring, and it has had many
 * vulnerabilities.
 */
const IO_URING = ['io_uring_enter', 'io_uring_register', 'io_uring_setup'];

/**
 * Flags of clone(2) that create namespaces: NEWNS NEWCGROUP NEWUTS NEWIPC NEWUSER NEWPID NEWNET
 * (include/uapi/linux/sched.h).
 */
const NEW_NAMESPACES = 0x7e020000;

/**
 * Allowed arguments of personality(2): Linux, with and without 32-bit addresses, and the query of
 * the current value.
 */
const PERSONALITIES = [0x0, 0x0008, 0x20000, 0x20008, 0xffffffff];

/**
 * AF_ALG (include/linux/socket.h): the kernel's own cryptography, which has had many
 * vulnerabilities and which no program needs. Families from this number on are refused. One of them
 * is AF_VSOCK (40), which reaches a hypervisor around the network namespace. The comparison is
 * “less than” also because the kernel reads 32 bits of the argument and seccomp compares 64: a set
 * higher bit would pass “not equal”.
 */
const AF_ALG = 38;

/**
 * Returns the profile for one architecture.
 * @param arch its name in Node: `x64` or `arm64`
 * @param may.chroot allows chroot(2), which package scripts of builds call
 * @param may.aio allows native asynchronous I/O
 */
export function seccompProfile(arch: string, may: { chroot?: boolean; aio?: boolean } = {}): Seccomp {
	const names = [FILES, MEMORY, PROCESSES, WAITING, SOCKETS].join(' ').split(/\s+/);
	if (may.chroot) names.push('chroot');
	if (may.aio) names.push(...ASYNC_IO);
	const absent = ['clone3', ...IO_URING, ...(may.aio ? [] : ASYNC_IO)];
	const allow = 'SCMP_ACT_ALLOW' as const;
	return {
		defaultAction: 'SCMP_ACT_ERRNO',
		defaultErrnoRet: EPERM,
		architectures: [arch === 'arm64' ? 'SCMP_ARCH_AARCH64' : 'SCMP_ARCH_X86_64'],
		syscalls: [
			{ names, action: allow },
			{ names: ['socket'], action: allow, args: [{ index: 0, value: AF_ALG, op: 'SCMP_CMP_LT' }] },
			{
				names: ['clone'],
				action: allow,
				args: [{ index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]
			},
			{ names: absent, action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
			...PERSONALITIES.map((value) => ({
				names: ['personality'],
				action: allow,
				args: [{ index: 0, value, op: 'SCMP_CMP_EQ' as const }]
			}))
		]
	};
}
