/** Limits of one message, for all senders: responses are short, and no sender waits long. */
export const LIMITS = { maxBytes: 256 * 1024, idleMs: 15_000, totalMs: 30_000 } as const;

/**
 * Longest text of a message, characters: a push service accepts 4096 bytes including the overhead
 * of encryption (RFC 8291 §4), and ntfy converts longer texts to files.
 */
export const TEXT = 1000;
