/**
 * Debian's names by Node's names of architectures: https://wiki.debian.org/SupportedArchitectures
 */
const NAMES: Readonly<Record<string, string>> = {
	x64: 'amd64',
	arm64: 'arm64',
	arm: 'armhf',
	ia32: 'i386',
	loong64: 'loong64',
	ppc64: 'ppc64el',
	riscv64: 'riscv64',
	s390x: 's390x'
};

/**
 * Debian's name of an architecture (`dpkg --print-architecture`).
 * @param arch `process.arch`; returned unchanged where Debian has no name for it
 */
export function debianArchitecture(arch: string): string {
	return NAMES[arch] ?? arch;
}
