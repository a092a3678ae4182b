/** Of one message, whichever way it goes: answers are short, and nobody waits for long. */
export const LIMITS = { maxBytes: 256 * 1024, idleMs: 15_000, totalMs: 30_000 } as const;

/**
 * Longest text of a message, characters: a push service takes 4096 bytes with what encryption adds
 * (RFC 8291 §4), and ntfy makes a file of what is longer.
 */
export const TEXT = 1000;
