/** Numbers of unshare, mount and umount2, for perl: they differ between architectures. */
export type SystemCalls = readonly [unshare: number, mount: number, umount2: number];

/** include/uapi/asm-generic/unistd.h; arch/x86/entry/syscalls/syscall_64.tbl */
const NUMBERS: Partial<Record<string, SystemCalls>> = {
	x64: [272, 165, 166],
	arm64: [97, 40, 39],
	riscv64: [97, 40, 39]
};

/** @returns those of this machine; undefined where they are not known */
export const systemCalls = (): SystemCalls | undefined => NUMBERS[process.arch];
