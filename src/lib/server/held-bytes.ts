/**
 * Bytes that a stream buffers before its writer waits: the size of one read from a connection. This
 * is node's default since 22; 20 has a quarter of it.
 */
export const HELD_BYTES = 64 * 1024;
