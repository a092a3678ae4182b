/** A program without libraries that takes of the kernel what it is told to. */
import { join } from 'node:path';
import { chmodSync, chownSync, execFileSync } from './as-root.ts';

const SOURCE = join(import.meta.dirname, '../fixtures/kernel/probe.c');

/**
 * Compiles it.
 * @param file where it is put
 * @param owner who owns it on the disk
 */
export function kernelProbe(file: string, owner: number): void {
	execFileSync('cc', ['-O1', '-static', '-pthread', '-Wall', '-Werror', '-o', file, SOURCE]);
	chmodSync(file, 0o755);
	chownSync(file, owner, owner);
}
