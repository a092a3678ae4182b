/** Of one message, whichever way it goes: answers are short, and nobody waits for long. */
export const LIMITS = { maxBytes: 256 * 1024, idleMs: 15_000, totalMs: 30_000 } as const;
