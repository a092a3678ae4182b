import { readFileSync } from 'node:fs';

/**
 * Differs after each start of the kernel (random(4)): process ids of another one mean nothing.
 * @throws where the kernel does not tell it
 */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
