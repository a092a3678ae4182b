/** A statically linked program that takes the kernel resources which it is asked to take. */
import { join } from 'node:path';
import { chmodSync, chownSync, execFileSync } from './as-root.ts';

const SOURCE = join(import.meta.dirname, '../fixtures/kernel/probe.c');

/**
 * Compiles the program.
 * @param file path of the result
 * @param owner user and group that own it on the disk
 */
export function kernelProbe(file: string, owner: number): void {
	execFileSync('cc', ['-O1', '-static', '-pthread', '-Wall', '-Werror', '-o', file, SOURCE]);
	chmodSync(file, 0o755);
	chownSync(file, owner, owner);
}
