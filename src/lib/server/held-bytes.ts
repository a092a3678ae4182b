/**
 * Bytes that a stream holds before its writer waits: what one read of a connection gives. Node has
 * it so from 22 on; 20 holds a quarter of it.
 */
export const HELD_BYTES = 64 * 1024;
