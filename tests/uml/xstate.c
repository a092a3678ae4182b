/*
 * For user-mode Linux on processors with AMX. The host's kernel accepts only the whole extended
 * state of a process (ptrace, PTRACE_SETREGSET with NT_X86_XSTATE). With AMX that is 11 kB, more
 * than UML 6.1 saves. This library fills in the missing parts from the process itself, without the
 * two AMX parts (bits 17 and 18 of XSTATE_BV, at byte 512), which nothing in the guest uses.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>

enum { GETREGSET = 0x4204, SETREGSET = 0x4205, XSTATE = 0x202, AMX = 3 << 17 };

long ptrace(int request, ...) {
	static long (*real)(int, ...);
	static unsigned char all[65536];
	va_list list;
	va_start(list, request);
	pid_t pid = va_arg(list, pid_t);
	void *addr = va_arg(list, void *);
	struct iovec *given = va_arg(list, struct iovec *);
	va_end(list);
	if (!real) real = (long (*)(int, ...))dlsym(RTLD_NEXT, "ptrace");
	if (request != SETREGSET || (long)addr != XSTATE) return real(request, pid, addr, given);
	struct iovec whole = {all, sizeof all};
	long result = real(GETREGSET, pid, addr, &whole);
	if (result < 0 || whole.iov_len <= given->iov_len) return real(request, pid, addr, given);
	memcpy(all, given->iov_base, given->iov_len);
	uint64_t parts;
	memcpy(&parts, all + 512, sizeof parts);
	parts &= ~(uint64_t)AMX;
	memcpy(all + 512, &parts, sizeof parts);
	return real(request, pid, addr, &whole);
}
