import { readFileSync } from 'node:fs';

/**
 * Changes at each boot (random(4)): process ids from another boot are meaningless.
 * @throws when the kernel does not provide it
 */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
